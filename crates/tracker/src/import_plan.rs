//! A compiled plan becomes rows: plan, files, diagnostics, indicators, tasks, assignments, duties,
//! all in the caller's transaction. The same files a second time change nothing.

use std::collections::HashMap;

use jiff::civil::Date;
use roviec_plan::plan::{Comparison, Indicator, Task};
use roviec_plan::{Compiled, SourceFile};
use sha2::{Digest, Sha256};

use crate::domain::folding::folded;
use crate::error::{Error, Result};
use crate::store::assignments::{self, NewAssignment};
use crate::store::audit::{self, Actor};
use crate::store::indicators::{self, NewIndicator};
use crate::store::tasks::{self, NamedAgency};
use crate::store::unit_names::{Meant, UnitNames};
use crate::store::{Tx, plans};

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Imported {
    Added { plan: i64, indicators: usize, tasks: usize, assignments: usize, unrecognised: Vec<String> },
    Known { plan: i64 },
}

/// Loads a plan. Names and groups are read as they are on the plan's date, or `today` without one.
///
/// # Errors
/// `Invalid` for a plan that may not be kept (a secrecy mark) or has neither task nor indicator, `Conflict` for a
/// document that is known by another file (its work would be counted twice); the database fails.
pub async fn import(tx: &mut Tx, actor: Actor, compiled: &Compiled, files: &[SourceFile<'_>], today: Date) -> Result<Imported> {
    let sha256 = digest(compiled);
    if let Some(plan) = plans::by_sha256(tx, &sha256).await? {
        return Ok(Imported::Known { plan });
    }
    require_usable(compiled)?;
    let document = &compiled.plan.document;
    if plans::same_document(tx, document).await?.is_some() {
        let number = document.number.as_deref().unwrap_or_default();
        return Err(Error::Conflict(format!("Kế hoạch {number} cùng ngày, cùng cơ quan ban hành đã có từ một tệp khác")));
    }
    let names = UnitNames::load(tx, document.issued_on.unwrap_or(today)).await?;
    let issuer = document.issuer.as_deref().and_then(|name| names.issuer(name));
    let plan = insert_plan(tx, actor, compiled, files, &sha256, issuer).await?;
    let indicators = insert_indicators(tx, plan, &compiled.plan.indicators, &names, issuer).await?;
    let (assignments, unrecognised) = insert_tasks(tx, plan, &compiled.plan.tasks, &names, issuer).await?;
    plans::insert_duties(tx, plan, &compiled.plan.reporting_duties).await?;
    plans::replace(tx, actor, plan, document).await?;
    let tasks = compiled.plan.tasks.len();
    let after = serde_json::json!({ "number": document.number, "sha256": sha256, "indicators": indicators, "tasks": tasks });
    audit::append(tx, actor, "plan-imported", ("plan", Some(plan)), (None::<&()>, Some(&after))).await?;
    Ok(Imported::Added { plan, indicators, tasks, assignments, unrecognised })
}

/// Of the one file, or of the list of digests of several.
fn digest(compiled: &Compiled) -> String {
    match compiled.sources.as_slice() {
        [only] => only.sha256.clone(),
        several => {
            let list: Vec<&str> = several.iter().map(|source| source.sha256.as_str()).collect();
            Sha256::digest(list.join("\n")).iter().map(|byte| format!("{byte:02x}")).collect()
        }
    }
}

fn require_usable(compiled: &Compiled) -> Result<()> {
    let plan = &compiled.plan;
    if !plan.tasks.is_empty() || !plan.indicators.is_empty() {
        return Ok(());
    }
    let why = compiled
        .diagnostics
        .first()
        .map_or("không tìm thấy chỉ tiêu, nhiệm vụ nào trong văn bản", |first| first.message.as_str());
    Err(Error::Invalid(format!("Chưa đưa được vào thực hiện: {why}")))
}

async fn insert_plan(
    tx: &mut Tx,
    actor: Actor,
    compiled: &Compiled,
    files: &[SourceFile<'_>],
    sha256: &str,
    issuer_unit_id: Option<i64>,
) -> Result<i64> {
    let document = &compiled.plan.document;
    let file_name = compiled.sources.first().map_or("", |source| source.file.as_str());
    let new = plans::NewPlan {
        document,
        title: document.title.as_deref().unwrap_or(file_name),
        issuer_unit_id,
        state: if document.number.is_some() && document.issued_on.is_some() { "issued" } else { "draft" },
        sha256,
        compiled_json: serde_json::to_string(compiled)?,
    };
    let plan = plans::insert(tx, actor, new).await?;
    for (position, (source, file)) in (0_i64..).zip(compiled.sources.iter().zip(files)) {
        plans::insert_file(tx, plan, position, source, file.bytes).await?;
    }
    plans::insert_diagnostics(tx, plan, &compiled.diagnostics).await?;
    Ok(plan)
}

async fn insert_indicators(tx: &mut Tx, plan: i64, rows: &[Indicator], names: &UnitNames, issuer: Option<i64>) -> Result<usize> {
    let gathered = gathered(rows);
    let ids = indicators::insert_all(tx, plan, &gathered).await?;
    let firsts = ids.into_iter().zip(gathered.iter().map(|new| new.first));
    let units: Vec<_> = firsts.map(|(id, first)| (id, agencies(&first.lead, &first.coordinating, names, issuer))).collect();
    indicators::insert_units(tx, &units).await?;
    Ok(gathered.len())
}

/// Compiled rows of one indicator that differ by year only become one indicator with several targets.
fn gathered(rows: &[Indicator]) -> Vec<NewIndicator<'_>> {
    let mut out: Vec<NewIndicator<'_>> = Vec::new();
    let mut known = HashMap::new();
    for (position, row) in (0_i64..).zip(rows) {
        let key = (row.section.as_deref(), row.no.as_deref(), folded(&row.name), row.unit.as_deref());
        match known.get(&key).copied().filter(|at: &usize| is_further_year(&out[*at], row)) {
            Some(at) => out[at].rows.push((position, row)),
            None => {
                known.insert(key, out.len());
                out.push(NewIndicator { position: out.len() as i64, first: row, kind: "", direction: "", rows: vec![(position, row)] });
            }
        }
    }
    for new in &mut out {
        new.kind = kind(new);
        new.direction = direction(new);
    }
    out
}

/// A target for a year that the indicator has none for yet.
fn is_further_year(known: &NewIndicator<'_>, row: &Indicator) -> bool {
    let taken = known.rows.iter().any(|(_, other)| other.horizon == row.horizon);
    row.horizon.is_some() && row.target.is_some() && known.first.target.is_some() && !taken
}

fn kind(new: &NewIndicator<'_>) -> &'static str {
    let targets = || new.rows.iter().filter_map(|(_, row)| row.target.as_ref());
    let percent = new.first.unit.as_deref().is_some_and(|unit| unit.contains('%'))
        || targets().any(|target| target.text.as_deref().is_some_and(|text| text.contains('%')));
    let name = folded(&new.first.name);
    let measured_in = folded(new.first.unit.as_deref().unwrap_or_default());
    match () {
        () if targets().next().is_none() => "group",
        () if targets().all(|target| target.value.is_none()) => "text",
        () if measured_in == "thu hang" || name.starts_with("xep hang ") || name.starts_with("thu hang ") => "rank",
        () if percent || name.starts_with("ty le ") || name.starts_with("ty trong ") => "ratio",
        () if name.contains("binh quan") || name.contains("trung binh") || name.contains("tren mot van dan") => "average",
        () => "number",
    }
}

fn direction(new: &NewIndicator<'_>) -> &'static str {
    let lower = |op: Comparison| matches!(op, Comparison::AtMost | Comparison::Below);
    let at_most = new.rows.iter().filter_map(|(_, row)| row.target.as_ref()).any(|target| lower(target.op));
    if at_most || new.kind == "rank" { "lower" } else { "higher" }
}

fn agencies<'a>(lead: &'a [String], coordinating: &'a [String], names: &UnitNames, issuer: Option<i64>) -> Vec<NamedAgency<'a>> {
    let named = |role: &'static str| move |name: &'a String| NamedAgency { role, name, meant: names.meant(name, issuer) };
    let all = lead.iter().map(named("lead")).chain(coordinating.iter().map(named("coordinating")));
    all.filter(|agency| !agency.name.trim().is_empty()).collect()
}

/// How many assignments were made, and the names nobody answers to.
async fn insert_tasks(tx: &mut Tx, plan: i64, rows: &[Task], names: &UnitNames, issuer: Option<i64>) -> Result<(usize, Vec<String>)> {
    tasks::insert_all(tx, plan, rows).await?;
    let ids: Vec<i64> = plans::task_links(tx, plan).await?.into_iter().map(|link| link.id).collect();
    let units: Vec<_> = ids.iter().zip(rows).map(|(id, task)| (*id, agencies(&task.lead, &task.coordinating, names, issuer))).collect();
    tasks::insert_units(tx, &units).await?;
    let budgets: Vec<_> = ids.iter().copied().zip(rows).collect();
    tasks::insert_budget(tx, &budgets).await?;
    let mut new = Vec::new();
    for ((id, agencies), task) in units.iter().zip(rows) {
        let due = task.deadline.as_ref().and_then(|deadline| deadline.due);
        new.extend(assigned(agencies, names).into_iter().map(|(unit_id, unit_name)| NewAssignment {
            task_id: *id,
            unit_id,
            unit_name,
            due,
        }));
    }
    assignments::insert_all(tx, &new).await?;
    let nobody = units.iter().flat_map(|(_, agencies)| agencies).filter(|agency| agency.meant == Meant::Nobody);
    let mut unrecognised: Vec<String> = nobody.map(|agency| agency.name.to_owned()).collect();
    unrecognised.sort();
    unrecognised.dedup();
    Ok((new.len(), unrecognised))
}

/// One for each lead unit and each member of a lead group, each unit once; a lead that nobody answers to
/// keeps its name, and a task without any lead still has one.
fn assigned(agencies: &[NamedAgency<'_>], names: &UnitNames) -> Vec<(Option<i64>, Option<String>)> {
    let mut out: Vec<(Option<i64>, Option<String>)> = Vec::new();
    for agency in agencies.iter().filter(|agency| agency.role == "lead") {
        let units = match agency.meant {
            Meant::Unit(unit) => vec![Some(unit)],
            Meant::Group(group) if !names.members(group).is_empty() => names.members(group).iter().copied().map(Some).collect(),
            Meant::Group(_) | Meant::Nobody => vec![None],
        };
        for unit in units {
            if unit.is_none() || out.iter().all(|(known, _)| *known != unit) {
                out.push((unit, Some(agency.name.to_owned())));
            }
        }
    }
    if out.is_empty() {
        out.push((None, None));
    }
    out
}
