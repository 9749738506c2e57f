//! Giving, amending and withdrawing directives: each becomes a document of its own with one task, and an assignment for each unit.

use jiff::civil::Date;
use roviec_plan::Compiled;

use crate::domain::directive::{About, document_title, task_name};
use crate::domain::draft::{Field, RowKey, Table};
use crate::domain::typed_work::{Texts, TypedWork};
use crate::domain::written;
use crate::error::{Error, Result};
use crate::store::assignments::{self, HeldAssignment, NewAssignment, Step};
use crate::store::audit::Actor;
use crate::store::directives::{self, DirectiveRow, NewRow, note_meeting};
use crate::store::intakes::{self, NewIntake};
use crate::store::plans::{self, NewPlan};
use crate::store::tasks::{self, AcceptedTask, NamedAgency};
use crate::store::unit_names::{Meant, UnitNames};
use crate::store::{Tx, indicators, units};
use crate::take_in;

/// In whose name, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Giver {
    pub user: i64,
    pub name: String,
    /// "Lãnh đạo, Ủy ban nhân dân tỉnh".
    pub title: String,
    pub unit: Option<i64>,
    pub unit_name: Option<String>,
}

/// What is said, to whom, by when. Everything in it has been looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub words: String,
    /// Units with their names as they are to be written.
    pub leads: Vec<(i64, String)>,
    /// Names as written; nobody may answer to them.
    pub coordinating: Vec<String>,
    pub product: Option<String>,
    pub due: Date,
    pub basis: Option<String>,
    /// Name and day.
    pub meeting: Option<(String, Date)>,
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    pub directive: i64,
    pub task: i64,
}

/// # Errors
/// `Conflict` when the same was given today already, `NotFound` when what it is about does not exist, or the database fails.
pub async fn give(tx: &mut Tx, actor: Actor, giver: &Giver, said: &Said, (about, today): (About, Date)) -> Result<Given> {
    let written = Written::of(tx, actor, giver, (said, None), (about, today)).await?;
    let plan = plans::insert(tx, actor, written.plan()?).await?;
    tasks::insert_all(tx, plan, &[written.task()]).await?;
    let task = tasks::keys(tx, plan).await?.first().map(|task| task.id).ok_or(Error::NotFound)?;
    written.enter_units(tx, task, said, giver, today).await?;
    assignments::insert_all(tx, &new_assignments(task, &said.leads, said.due)).await?;
    intakes::accept(tx, actor, written.intake, plan).await?;
    let meeting = meeting_of(tx, actor, giver, said).await?;
    let units: Vec<i64> = said.leads.iter().map(|(unit, _)| *unit).collect();
    let directive = directives::insert(tx, actor, &row(task, said, giver, (about, today), (meeting, &units))).await?;
    Ok(Given { directive, task })
}

/// Says it otherwise while no unit has begun; a unit it is taken from sees that.
///
/// # Errors
/// `Conflict` when somebody has begun or it was withdrawn, or the database fails.
pub async fn amend(tx: &mut Tx, actor: Actor, before: &DirectiveRow, giver: &Giver, (said, today): (&Said, Date)) -> Result<()> {
    let plan = tasks::find(tx, before.task_id).await?.plan_id;
    let held = untouched(tx, plan).await?;
    let written = Written::of(tx, actor, giver, (said, Some(plan)), (before.about(), before.given_on)).await?;
    plans::update(tx, plan, written.plan()?).await?;
    tasks::clear_parts(tx, before.task_id).await?;
    tasks::update(tx, before.task_id, &written.task()).await?;
    written.enter_units(tx, before.task_id, said, giver, today).await?;
    let new = reassign(tx, actor, &held, (said, today)).await?;
    assignments::insert_all(tx, &new_assignments(before.task_id, &new, said.due)).await?;
    intakes::accept(tx, actor, written.intake, plan).await?;
    let meeting = meeting_of(tx, actor, giver, said).await?;
    let units: Vec<i64> = said.leads.iter().map(|(unit, _)| *unit).collect();
    let row = row(before.task_id, said, giver, (before.about(), today), (meeting, &units));
    directives::amend(tx, actor, before, &row).await
}

/// Takes it back while no unit has begun: each sees that it has nothing to do any more.
///
/// # Errors
/// `Conflict` when somebody has begun or it was withdrawn already, or the database fails.
pub async fn withdraw(tx: &mut Tx, actor: Actor, row: &DirectiveRow, today: Date) -> Result<()> {
    directives::withdraw(tx, actor, row, today).await?;
    let plan = tasks::find(tx, row.task_id).await?.plan_id;
    let by = format!("ý kiến của người giao, rút ngày {}", written::day(today));
    for held in untouched(tx, plan).await?.iter().filter(|held| held.phase != "stopped") {
        assignments::step(tx, actor, held.id, today, Step::Stop { by: by.clone() }).await?;
    }
    Ok(())
}

/// Whether the giver may still say it otherwise.
///
/// # Errors
/// The database fails.
pub async fn is_untouched(tx: &mut Tx, plan: i64) -> Result<bool> {
    let held = assignments::held(tx, plan).await?;
    // A part that was given to somebody is a task of its own.
    let has_parts = held.iter().any(|one| one.task_id != held[0].task_id);
    let begun = held.iter().any(|held| held.phase != "stopped" && held.has_progress);
    Ok(!has_parts && !begun && held.iter().any(|held| held.phase != "stopped"))
}

async fn untouched(tx: &mut Tx, plan: i64) -> Result<Vec<HeldAssignment>> {
    if !is_untouched(tx, plan).await? {
        let sentence = "Đã có đơn vị báo cáo về ý kiến này nên không sửa hoặc rút được; muốn thôi, hãy dừng nhiệm vụ ở từng đơn vị";
        return Err(Error::Conflict(sentence.to_owned()));
    }
    assignments::held(tx, plan).await
}

/// Units that stay keep their assignment, those that go see it stopped; the units that are new.
async fn reassign(tx: &mut Tx, actor: Actor, held: &[HeldAssignment], (said, today): (&Said, Date)) -> Result<Vec<(i64, String)>> {
    let stays = |held: &&HeldAssignment| said.leads.iter().any(|(unit, _)| Some(*unit) == held.unit_id);
    for held in held.iter().filter(|held| held.phase != "stopped") {
        if stays(&held) {
            assignments::set_due(tx, held.id, Some(said.due), Some(said.due)).await?;
        } else {
            let by = format!("ý kiến của người giao, sửa ngày {}", written::day(today));
            assignments::step(tx, actor, held.id, today, Step::Stop { by }).await?;
        }
    }
    let known = |unit: i64| held.iter().find(|held| held.unit_id == Some(unit));
    if let Some((_, name)) = said.leads.iter().find(|(unit, _)| known(*unit).is_some_and(|held| held.phase == "stopped")) {
        return Err(Error::Conflict(format!("{name} đã được đưa ra khỏi ý kiến này; đề nghị giao cho đơn vị đó một ý kiến mới")));
    }
    Ok(said.leads.iter().filter(|(unit, _)| known(*unit).is_none()).cloned().collect())
}

fn new_assignments(task: i64, leads: &[(i64, String)], due: Date) -> Vec<NewAssignment> {
    let new =
        |(unit, name): &(i64, String)| NewAssignment { task_id: task, unit_id: Some(*unit), unit_name: Some(name.clone()), due: Some(due) };
    leads.iter().map(new).collect()
}

async fn meeting_of(tx: &mut Tx, actor: Actor, giver: &Giver, said: &Said) -> Result<Option<i64>> {
    match &said.meeting {
        Some((name, on)) => Ok(Some(note_meeting(tx, actor, giver.unit, (name, *on)).await?)),
        None => Ok(None),
    }
}

fn row<'a>(
    task: i64,
    said: &'a Said,
    giver: &'a Giver,
    (about, on): (About, Date),
    (meeting, units): (Option<i64>, &'a [i64]),
) -> NewRow<'a> {
    NewRow {
        task,
        words: &said.words,
        basis: said.basis.as_deref(),
        giver: giver.user,
        giver_title: &giver.title,
        on,
        about,
        meeting,
        units,
        due: said.due,
    }
}

/// Name of what a directive is about.
///
/// # Errors
/// `NotFound`, or the database fails.
pub async fn subject_name(tx: &mut Tx, about: About, today: Date) -> Result<Option<String>> {
    Ok(match about {
        About::Task(id) => Some(tasks::find(tx, id).await?.name),
        About::Indicator(id) => Some(indicators::find(tx, id, today).await?.indicator.name),
        About::Unit(id) => Some(units::find(tx, id).await?.name),
        About::Nothing => None,
    })
}

/// The source document of a directive, kept as an intake that is about to be accepted.
struct Written {
    intake: i64,
    sha256: String,
    compiled: Compiled,
    title: String,
    issuer: Option<i64>,
    origin: &'static str,
    key: RowKey,
}

impl Written {
    /// `own` is the document that it is written over.
    async fn of(tx: &mut Tx, actor: Actor, giver: &Giver, (said, own): (&Said, Option<i64>), (about, on): (About, Date)) -> Result<Self> {
        let title = document_title(&giver.name, on);
        let about = subject_name(tx, about, on).await?;
        let (compiled, text) = typed(giver, said, (&title, about.as_deref()), on).compiled();
        let sha256 = take_in::digest(&compiled);
        if plans::by_sha256(tx, &sha256).await?.is_some_and(|known| Some(known) != own) {
            let sentence = "Ý kiến này đã được giao hôm nay với đúng nội dung, đơn vị và thời hạn đó; xem ở danh sách ý kiến chỉ đạo";
            return Err(Error::Conflict(sentence.to_owned()));
        }
        let origin = if said.meeting.is_some() { "meeting" } else { "document" };
        let intake = intakes::create(tx, actor, NewIntake { origin, title: &title, files_of: None }).await?;
        intakes::compiled(tx, actor, intake, &serde_json::to_string(&compiled)?, &sha256).await?;
        for (position, source) in (0_i64..).zip(&compiled.sources) {
            intakes::insert_file(tx, intake, position, source, text.clone().into_bytes()).await?;
        }
        Ok(Self { intake, sha256, title, issuer: giver.unit, origin, key: RowKey::compiled(intake, Table::Tasks, 0), compiled })
    }

    fn plan(&self) -> Result<NewPlan<'_>> {
        Ok(NewPlan {
            document: &self.compiled.plan.document,
            title: &self.title,
            issuer_unit_id: self.issuer,
            state: "issued",
            origin: self.origin,
            intake: self.intake,
            sha256: &self.sha256,
            compiled_json: serde_json::to_string(&self.compiled)?,
        })
    }

    fn task(&self) -> AcceptedTask<'_> {
        AcceptedTask { position: 0, key: &self.key.0, task: &self.compiled.plan.tasks[0] }
    }

    async fn enter_units(&self, tx: &mut Tx, task: i64, said: &Said, giver: &Giver, today: Date) -> Result<()> {
        let names = UnitNames::load(tx, today).await?;
        let mut agencies: Vec<NamedAgency<'_>> =
            said.leads.iter().map(|(unit, name)| NamedAgency { role: "lead", name, meant: Meant::Unit(*unit) }).collect();
        let meant = |name: &str| names.meant(name, giver.unit);
        agencies.extend(said.coordinating.iter().map(|name| NamedAgency { role: "coordinating", name, meant: meant(name) }));
        tasks::insert_units(tx, &[(task, agencies)]).await
    }
}

fn typed(giver: &Giver, said: &Said, (title, about): (&str, Option<&str>), on: Date) -> TypedWork {
    let head = [
        (Field::Kind, "Ý kiến chỉ đạo".to_owned()),
        (Field::IssuedOn, written::day(on)),
        (Field::Issuer, giver.unit_name.clone().unwrap_or_default()),
        (Field::Title, title.to_owned()),
    ];
    let names: Vec<&str> = said.leads.iter().map(|(_, name)| name.as_str()).collect();
    let row = [
        (Field::Name, task_name(&said.words, about)),
        (Field::Lead, names.join("; ")),
        (Field::Coordinating, said.coordinating.join("; ")),
        (Field::Product, said.product.clone().unwrap_or_default()),
        (Field::Deadline, written::day(said.due)),
    ];
    TypedWork { head: Texts::from(head), rows: vec![Texts::from(row)], ..TypedWork::default() }
}
