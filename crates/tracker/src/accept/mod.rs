//! Acceptance: a reviewed draft becomes plan, indicators, tasks, assignments and duties, all in the caller's
//! transaction. A plan that runs keeps its tasks, what was done on them, and what was observed.

mod assignments;
mod changes;
mod indicators;
mod recognise;
mod tasks;

pub use indicators::indicator_count;

pub use recognise::recognise;

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use roviec_plan::Compiled;

use self::assignments::Handover;
use crate::domain::draft::{Difference, Draft, Matches, RowKey, differences, is_replaced};
use crate::domain::written;
use crate::error::{Error, Result};
use crate::store::Tx;
use crate::store::audit::{self, Actor};
use crate::store::carryovers::Succession;
use crate::store::intakes::{self, IntakeRow, Reading};
use crate::store::plans::{self, KeyedDuty, NewPlan};
use crate::store::tasks::NamedAgency;
use crate::store::unit_names::UnitNames;
use crate::take_in;

/// What an acceptance did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    pub plan: i64,
    /// The plan was there before and took a new reading.
    pub again: bool,
    pub indicators: usize,
    pub tasks: usize,
    /// Assignments that were made.
    pub assignments: usize,
    /// Names of lead and coordinating agencies nobody answers to.
    pub unrecognised: Vec<String>,
}

/// What the parts of an acceptance share.
struct Acceptance<'a> {
    handover: Handover<'a>,
    plan: i64,
    names: &'a UnitNames,
    issuer: Option<i64>,
    draft: &'a Draft,
    /// Key in the reading that runs, by key in the draft; empty for a new plan.
    known: HashMap<&'a RowKey, RowKey>,
}

/// Accepts a draft. Names and groups are read as they are on the plan's date, or `today` without one.
///
/// # Errors
/// `Invalid` for a plan without task and indicator, `Conflict` when differences from the plan that runs are not
/// decided, when the same document is a plan already, or when somebody was faster; the database fails.
pub async fn accept(tx: &mut Tx, actor: Actor, intake: i64, today: Date) -> Result<Accepted> {
    intakes::take_turn(tx, intake).await?;
    let row = intakes::find(tx, intake).await?;
    let new = intakes::reading(tx, intake).await?;
    let compiled = new.draft.compiled(&new.base);
    require_usable(&compiled)?;
    let running = match row.plan_id {
        Some(plan) => Some(decided(take_in::running(tx, plan).await?, &new)?),
        None => None,
    };
    let document = &compiled.plan.document;
    if plans::same_document(tx, document).await?.is_some_and(|known| row.plan_id != Some(known)) {
        let number = document.number.as_deref().unwrap_or_default();
        return Err(Error::Conflict(format!(
            "Kế hoạch {number} cùng ngày, cùng cơ quan ban hành đã có; nếu đây là bản sửa đổi, hãy chọn kế hoạch đó ở mục Nạp lại"
        )));
    }
    let names = UnitNames::load(tx, document.issued_on.unwrap_or(today)).await?;
    let issuer = document.issuer.as_deref().and_then(|name| names.issuer(name));
    let amended = running.as_ref().is_some_and(|running| running.base.sources != new.base.sources);
    let plan = write_plan(tx, actor, &row, &compiled, issuer).await?;
    let known = running.as_ref().map(|running| known(running, &new.draft)).unwrap_or_default();
    let succession = running.as_ref().and_then(|running| succession(running, &new, today));
    let handover = Handover { actor, today, amended, number: document.number.as_deref(), succession: succession.as_ref() };
    let part = Acceptance { handover, plan, names: &names, issuer, draft: &new.draft, known };
    let indicators = part.indicators(tx, running.as_ref()).await?;
    let (assignments, unrecognised) = part.tasks(tx, running.as_ref()).await?;
    part.duties(tx).await?;
    if let Some(running) = &running {
        part.record(tx, &differences_of(running, &new)).await?;
    }
    plans::replace(tx, actor, plan, document).await?;
    intakes::accept(tx, actor, intake, plan).await?;
    let tasks = compiled.plan.tasks.len();
    let after = serde_json::json!({
        "number": document.number, "replaces": succession.as_ref().map(|succession| &succession.from), "sha256": row.sha256, "intake": intake, "version": new.draft.version,
        "indicators": indicators, "tasks": tasks,
    });
    let action = if running.is_some() { "plan-loaded-again" } else { "plan-imported" };
    audit::append(tx, actor, action, ("plan", Some(plan)), (None::<&()>, Some(&after))).await?;
    Ok(Accepted { plan, again: running.is_some(), indicators, tasks, assignments, unrecognised })
}

/// # Errors
/// `Invalid` where there is nothing to follow.
pub fn require_usable(compiled: &Compiled) -> Result<()> {
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

/// Where a reading differs from the plan that runs, with what people have decided in it.
pub fn differences_of(running: &Reading, new: &Reading) -> Vec<Difference> {
    let by_hand: BTreeSet<i64> = new.edits.iter().filter(|edit| !edit.carried).map(|edit| edit.number).collect();
    differences(&running.draft, &new.draft, &by_hand)
}

fn decided(running: Reading, new: &Reading) -> Result<Reading> {
    let open = differences_of(&running, new).iter().filter(|difference| difference.is_open()).count();
    if open == 0 {
        return Ok(running);
    }
    Err(Error::Conflict(format!(
        "Còn {open} điểm khác với kế hoạch đang thực hiện chưa có quyết định; hãy chọn ở mục Điểm khác rồi đưa vào lại"
    )))
}

/// Which document takes the place of which, where a plan goes on under another.
fn succession(running: &Reading, new: &Reading, on: Date) -> Option<Succession> {
    let named = |draft: &Draft| {
        let document = &draft.document.row;
        let kind = document.kind.as_deref().unwrap_or("Kế hoạch");
        Some(format!("{kind} {} ngày {}", document.number.as_deref()?, written::day(document.issued_on?)))
    };
    if !is_replaced(&running.draft, &new.draft) {
        return None;
    }
    Some(Succession { from: named(&running.draft)?, to: named(&new.draft)?, on })
}

fn known<'a>(running: &Reading, draft: &'a Draft) -> HashMap<&'a RowKey, RowKey> {
    let matches = Matches::find(&running.draft, draft);
    let keys = draft.indicators.iter().map(|row| &row.key).chain(draft.tasks.iter().map(|row| &row.key));
    let keys = keys.chain(draft.duties.iter().map(|row| &row.key));
    keys.filter_map(|key| Some((key, matches.old_of(key)?.clone()))).collect()
}

async fn write_plan(tx: &mut Tx, actor: Actor, row: &IntakeRow, compiled: &Compiled, issuer_unit_id: Option<i64>) -> Result<i64> {
    let document = &compiled.plan.document;
    let file_name = compiled.sources.first().map_or("", |source| source.file.as_str());
    let new = NewPlan {
        document,
        title: document.title.as_deref().unwrap_or(file_name),
        issuer_unit_id,
        // Only a plan waits as a draft for its number; a directive may never bear one.
        state: if row.origin != "plan" || document.number.is_some() && document.issued_on.is_some() { "issued" } else { "draft" },
        origin: &row.origin,
        intake: row.id,
        sha256: row.sha256.as_deref().unwrap_or_default(),
        compiled_json: serde_json::to_string(compiled)?,
    };
    let plan = match row.plan_id {
        Some(plan) => {
            plans::update(tx, plan, new).await?;
            plan
        }
        None => plans::insert(tx, actor, new).await?,
    };
    plans::set_diagnostics(tx, plan, &compiled.diagnostics).await?;
    Ok(plan)
}

impl Acceptance<'_> {
    fn agencies<'a>(&self, lead: &'a [String], coordinating: &'a [String]) -> Vec<NamedAgency<'a>> {
        let named = |role: &'static str| move |name: &'a String| NamedAgency { role, name, meant: self.names.meant(name, self.issuer) };
        let all = lead.iter().map(named("lead")).chain(coordinating.iter().map(named("coordinating")));
        all.filter(|agency| !agency.name.trim().is_empty()).collect()
    }

    async fn duties(&self, tx: &mut Tx) -> Result<()> {
        let ids = plans::duty_keys(tx, self.plan).await?;
        let duties: Vec<KeyedDuty<'_>> = self
            .draft
            .duties
            .iter()
            .map(|row| KeyedDuty {
                known: self.known.get(&row.key).and_then(|old| ids.get(&old.0).copied()),
                key: &row.key.0,
                duty: &row.row,
            })
            .collect();
        plans::set_duties(tx, self.plan, &duties).await
    }
}
