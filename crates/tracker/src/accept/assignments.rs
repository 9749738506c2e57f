//! Who has to do a task after acceptance: made for new leads, kept with their progress for those who stay.

use std::collections::HashMap;

use jiff::civil::Date;

use super::Acceptance;
use crate::error::Result;
use crate::store::Tx;
use crate::store::assignments::{self, HeldAssignment, NewAssignment, Step};
use crate::store::audit::Actor;
use crate::store::carryovers::{self, Carried, Succession};
use crate::store::tasks::{AcceptedTask, KeyedTask, NamedAgency};
use crate::store::unit_names::{Meant, UnitNames};

/// A lead as an assignment has it: unit, and name as the plan writes it.
pub(super) type Lead = (Option<i64>, Option<String>);

/// Under what an assignment passes from an old lead to a new one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Handover<'a> {
    pub actor: Actor,
    pub today: Date,
    /// Another file than the one that runs: only a document moves a deadline, a better reading corrects it.
    pub amended: bool,
    /// Of the plan as it is now.
    pub number: Option<&'a str>,
    /// The plan is another document than before.
    pub succession: Option<&'a Succession>,
}

impl Acceptance<'_> {
    /// How many assignments were made. `before` is what known tasks were, by key.
    pub(super) async fn assign(
        &self,
        tx: &mut Tx,
        units: &[(i64, Vec<NamedAgency<'_>>)],
        tasks: &[(i64, AcceptedTask<'_>)],
        before: &HashMap<String, KeyedTask>,
    ) -> Result<usize> {
        let mut held: HashMap<i64, Vec<HeldAssignment>> = HashMap::new();
        for assignment in assignments::held(tx, self.plan).await? {
            held.entry(assignment.task_id).or_default().push(assignment);
        }
        let mut new = Vec::new();
        for ((id, agencies), (_, row)) in units.iter().zip(tasks) {
            let due = row.task.deadline.as_ref().and_then(|deadline| deadline.due);
            let mut leads = assigned(agencies, self.names);
            if let Some(was) = before.get(row.key) {
                let held = held.remove(id).unwrap_or_default();
                let renamed = (was.name != row.task.name).then_some(was.name.as_str());
                self.handover.keep(tx, held, &mut leads, (renamed, (was.due_on, due))).await?;
            }
            new.extend(leads.into_iter().map(|(unit_id, unit_name)| NewAssignment { task_id: *id, unit_id, unit_name, due }));
        }
        assignments::insert_all(tx, &new).await?;
        Ok(new.len())
    }
}

impl Handover<'_> {
    /// Keeps what is held by those who still lead, takes them out of `leads`, and ends the rest.
    pub(super) async fn keep(
        &self,
        tx: &mut Tx,
        held: Vec<HeldAssignment>,
        leads: &mut Vec<Lead>,
        (renamed, due): (Option<&str>, (Option<Date>, Option<Date>)),
    ) -> Result<()> {
        let mut left = Vec::new();
        for assignment in held {
            let same = |(unit, name): &Lead| match assignment.unit_id {
                Some(held) => *unit == Some(held),
                None => unit.is_none() && *name == assignment.unit_name,
            };
            match leads.iter().position(same) {
                Some(at) => {
                    leads.remove(at);
                    self.carry_over(tx, &assignment, (renamed, due)).await?;
                }
                None => left.push(assignment),
            }
        }
        for assignment in left {
            // Work begun under a name that nobody answered to goes on with the one unit it now means.
            if let (None, true, [(Some(unit), name)]) = (assignment.unit_id, assignment.has_progress, leads.as_slice()) {
                assignments::set_unit(tx, assignment.id, *unit, name.as_deref()).await?;
                self.carry_over(tx, &assignment, (renamed, due)).await?;
                leads.clear();
            } else {
                self.end_assignment(tx, &assignment).await?;
            }
        }
        Ok(())
    }

    /// Work goes on; where another document gives it now, that is written beside what was done.
    async fn carry_over(
        &self,
        tx: &mut Tx,
        held: &HeldAssignment,
        (renamed, due): (Option<&str>, (Option<Date>, Option<Date>)),
    ) -> Result<()> {
        let due_after = self.move_due(tx, held, due).await?;
        // What was stopped does not go on.
        let goes_on = held.has_progress && held.phase != "stopped";
        if let (Some(succession), true) = (self.succession, goes_on) {
            let carried = Carried { assignment: held.id, percent: held.percent, due_before: held.current_due, due_after, renamed };
            carryovers::insert(tx, self.actor, succession, carried).await?;
        }
        Ok(())
    }

    /// A better reading of the same file corrects both deadlines; another file moves only the current one, so that
    /// lateness can still be told on the original. Gives the current one.
    async fn move_due(&self, tx: &mut Tx, held: &HeldAssignment, (was, now): (Option<Date>, Option<Date>)) -> Result<Option<Date>> {
        // What is finished was finished under the deadline of its time: a later document does not make it punctual.
        let is_over = self.amended && matches!(held.phase.as_str(), "done" | "stopped");
        if was == now || is_over {
            return Ok(held.current_due);
        }
        let extended = held.current_due != held.original_due;
        let (original, current) = match self.amended {
            true => (held.original_due, now),
            false if extended => (now, held.current_due),
            false => (now, now),
        };
        assignments::set_due(tx, held.id, original, current).await?;
        Ok(current)
    }

    /// Nothing done: it goes. Something done: it is stopped, by this document, and stays readable.
    pub(super) async fn end_assignment(&self, tx: &mut Tx, held: &HeldAssignment) -> Result<()> {
        match held.phase.as_str() {
            _ if !held.has_progress => assignments::delete(tx, held.id).await,
            "done" | "stopped" => Ok(()),
            _ => {
                let by = match (self.succession, self.number) {
                    (Some(Succession { from, to, .. }), _) => format!("{to} thay thế {from}"),
                    (None, Some(number)) => format!("Kế hoạch {number} được điều chỉnh"),
                    (None, None) => "Kế hoạch được điều chỉnh".to_owned(),
                };
                assignments::step(tx, self.actor, held.id, self.today, Step::Stop { by }).await?;
                Ok(())
            }
        }
    }
}

/// One for each lead unit and each member of a lead group, each unit once; work of a unit that is no more goes to whoever took
/// it over; a lead that nobody answers to
/// keeps its name, and a task without any lead still has one.
pub(super) fn assigned(agencies: &[NamedAgency<'_>], names: &UnitNames) -> Vec<Lead> {
    let mut out: Vec<Lead> = Vec::new();
    for agency in agencies.iter().filter(|agency| agency.role == "lead") {
        let units = match agency.meant {
            Meant::Unit(unit) => vec![Some(unit)],
            Meant::Group(group) if !names.members(group).is_empty() => names.members(group).iter().copied().map(Some).collect(),
            Meant::Group(_) | Meant::Nobody => vec![None],
        };
        for unit in units.into_iter().map(|unit| unit.map(|unit| names.at_work(unit))) {
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
