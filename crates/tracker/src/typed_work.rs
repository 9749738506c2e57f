//! Work that no plan brought, taken in and accepted in one step: as a document of its own, or joined to the document
//! that has brought work before.

use jiff::civil::Date;
use roviec_plan::plan::{DocumentBlock, Source};

use crate::accept;
use crate::domain::agency_name::name_key;
use crate::domain::agency_suggestion::Directory;
use crate::domain::collation::sort_key;
use crate::domain::draft::{Edit, Field, Fields, RowKey, Table};
use crate::domain::folding::folded;
use crate::domain::typed_work::{Fault, KINDS, ROW_FIELDS, Texts, TypedWork};
use crate::domain::written::parsed_day;
use crate::error::{Error, Result};
use crate::store::audit::Actor;
use crate::store::intakes::{self, NewIntake};
use crate::store::plans::{self, DocumentOfDay};
use crate::store::unit_names::{Meant, UnitNames};
use crate::store::{Tx, tasks};
use crate::take_in;

/// A lead that nobody answers to, and who may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownLead {
    /// Place of the row.
    pub row: usize,
    pub name: String,
    pub suggestions: Vec<String>,
}

/// What stands against saving; everything at once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Findings {
    pub faults: Vec<Fault>,
    pub unknown: Vec<UnknownLead>,
    /// The document that has brought work before, which this work joins.
    pub joins: Option<i64>,
}

impl Findings {
    pub fn is_clear(&self) -> bool {
        self.faults.is_empty() && self.unknown.is_empty()
    }
}

/// What was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    pub plan: i64,
    /// The first of the tasks.
    pub task: i64,
    pub tasks: usize,
}

/// Looks at typed work without changing anything.
///
/// # Errors
/// The database fails.
pub async fn findings(tx: &mut Tx, work: &TypedWork, today: Date) -> Result<Findings> {
    let mut out = Findings { faults: work.faults(today), unknown: unknown_leads(tx, work, today).await?, joins: None };
    if let Some(known) = same_document(tx, &work.document()).await? {
        if known.origin == "plan" {
            let sentence = "Văn bản này đã có ở mục Kế hoạch; đề nghị thêm nhiệm vụ khi xem lại kế hoạch đó".to_owned();
            out.faults.push(Fault { row: None, field: Field::Number, sentence });
        }
        out.joins = Some(known.id);
    }
    Ok(out)
}

/// Takes in and accepts, or says what stands against it. A task that the document has already is not given twice.
///
/// # Errors
/// `Conflict` when somebody was faster, or the database fails.
pub async fn save(tx: &mut Tx, actor: Actor, work: &TypedWork, today: Date) -> Result<std::result::Result<Saved, Findings>> {
    let found = findings(tx, work, today).await?;
    if !found.is_clear() {
        return Ok(Err(found));
    }
    Ok(Ok(match found.joins {
        Some(plan) => join(tx, actor, (work, plan), today).await?,
        None => begin(tx, actor, work, today).await?,
    }))
}

async fn begin(tx: &mut Tx, actor: Actor, work: &TypedWork, today: Date) -> Result<Saved> {
    let (compiled, text) = work.compiled();
    let origin = work.kind().map_or("document", |kind| kind.origin);
    let title = work.head(Field::Title);
    let intake = intakes::create(tx, actor, NewIntake { origin, title: &title, files_of: None }).await?;
    take_in::review(tx, actor, intake, &compiled, vec![text.into_bytes()]).await?;
    let plan = accept::accept(tx, actor, intake, today).await?.plan;
    let task = task_of(tx, plan, &RowKey::compiled(intake, Table::Tasks, 0)).await?;
    Ok(Saved { plan, task, tasks: compiled.plan.tasks.len() })
}

async fn join(tx: &mut Tx, actor: Actor, (work, plan): (&TypedWork, i64), today: Date) -> Result<Saved> {
    let running = take_in::running(tx, plan).await?;
    let held = |row: &&Texts| running.draft.tasks.iter().find(|task| said(&task.row) == said(&crate::domain::typed_work::task(row)));
    let rows: Vec<&Texts> = work.filled().map(|(_, row)| row).collect();
    let new: Vec<&Texts> = rows.iter().copied().filter(|row| held(row).is_none()).collect();
    if new.is_empty() {
        let known = rows.first().and_then(held).ok_or(Error::NotFound)?;
        return Ok(Saved { plan, task: task_of(tx, plan, &known.key).await?, tasks: 0 });
    }
    let intake = take_in::reopen(tx, actor, plan).await?;
    let version = intakes::find(tx, intake).await?.version;
    let added = |(number, row): (i64, &&Texts)| Edit::Add {
        row: RowKey::made(intake, number),
        table: Table::Tasks,
        after: None,
        values: row.iter().filter(|(_, text)| !text.trim().is_empty()).map(|(field, text)| (*field, text.clone())).collect(),
    };
    let edits: Vec<Edit> = (version + 1..).zip(&new).map(added).collect();
    intakes::append(tx, actor, intake, false, &edits).await?;
    accept::accept(tx, actor, intake, today).await?;
    let task = task_of(tx, plan, &RowKey::made(intake, version + 1)).await?;
    Ok(Saved { plan, task, tasks: new.len() })
}

/// Keeps a file beside the documents of a plan: a new reading of the same rows, with one source more.
///
/// # Errors
/// `NotFound` without such a plan, or the database fails.
pub async fn attach(tx: &mut Tx, actor: Actor, plan: i64, (source, bytes): (Source, Vec<u8>), today: Date) -> Result<()> {
    let running = take_in::running(tx, plan).await?;
    let mut base = running.base;
    if base.sources.iter().any(|known| known.sha256 == source.sha256) {
        return Ok(());
    }
    let row = intakes::find(tx, running.intake).await?;
    let mut files = Vec::new();
    for position in 0..base.sources.len() as i64 {
        files.push(intakes::file(tx, running.intake, position).await?.bytes);
    }
    base.sources.push(source);
    files.push(bytes);
    let origin = KINDS.iter().map(|kind| kind.origin).find(|origin| *origin == row.origin).unwrap_or("document");
    let intake = intakes::create(tx, actor, NewIntake { origin, title: &row.title, files_of: None }).await?;
    intakes::compiled(tx, actor, intake, &serde_json::to_string(&base)?, &take_in::digest(&base)).await?;
    for (position, (source, bytes)) in (0_i64..).zip(base.sources.iter().zip(files)) {
        intakes::insert_file(tx, intake, position, source, bytes).await?;
    }
    take_in::load_again(tx, actor, intake, Some(plan)).await?;
    accept::accept(tx, actor, intake, today).await?;
    Ok(())
}

async fn task_of(tx: &mut Tx, plan: i64, key: &RowKey) -> Result<i64> {
    tasks::keys(tx, plan).await?.into_iter().find(|task| task.row_key == key.0).map(|task| task.id).ok_or(Error::NotFound)
}

/// What makes two tasks of one document the same.
fn said(task: &roviec_plan::plan::Task) -> Vec<String> {
    ROW_FIELDS.iter().map(|field| folded(&task.text(*field))).collect()
}

/// The document of the same kind, number, day and issuer; without a number, of the same title.
async fn same_document(tx: &mut Tx, document: &DocumentBlock) -> Result<Option<DocumentOfDay>> {
    let Some(day) = document.issued_on else { return Ok(None) };
    let key = |text: &Option<String>| folded(text.as_deref().unwrap_or_default());
    let body = |text: &Option<String>| name_key(text.as_deref().unwrap_or_default());
    let same = |known: &DocumentOfDay| {
        let same_number = key(&known.number) == key(&document.number);
        let told_apart =
            document.number.is_some() || key(&known.kind) == key(&document.kind) && folded(&known.title) == key(&document.title);
        same_number && told_apart && body(&known.issuer) == body(&document.issuer)
    };
    Ok(plans::of_day(tx, day).await?.into_iter().find(same))
}

async fn unknown_leads(tx: &mut Tx, work: &TypedWork, today: Date) -> Result<Vec<UnknownLead>> {
    let on = parsed_day(&work.head(Field::IssuedOn)).unwrap_or(today);
    let names = UnitNames::load(tx, on).await?;
    let issuer = names.issuer(&work.head(Field::Issuer));
    let mut out = Vec::new();
    for ((row, _), task) in work.filled().zip(work.tasks()) {
        let nobody = task.lead.into_iter().filter(|name| !work.kept.contains(name) && names.meant(name, issuer) == Meant::Nobody);
        out.extend(nobody.map(|name| UnknownLead { row, name, suggestions: Vec::new() }));
    }
    if out.is_empty() {
        return Ok(out);
    }
    let known = names.within_reach(issuer);
    let directory = Directory::of(&known);
    for lead in &mut out {
        // Only a name by which the issuer reaches exactly this agency.
        let near = directory.suggestions(&lead.name).into_iter().filter(|near| names.meant(&near.name, issuer) == near.id);
        lead.suggestions = near.map(|near| near.name).collect();
    }
    Ok(out)
}

/// Names to choose from while typing, each once.
///
/// # Errors
/// The database fails.
pub async fn choices(tx: &mut Tx, today: Date) -> Result<Vec<String>> {
    let names = UnitNames::load(tx, today).await?;
    let mut out: Vec<String> = names.within_reach(None).into_iter().map(|(_, name)| name.to_owned()).collect();
    out.sort_by_cached_key(|name| sort_key(name));
    out.dedup();
    Ok(out)
}
