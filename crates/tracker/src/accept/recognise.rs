//! A name has been decided: plans that run and write it get their unit, and the work passes to it.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;

use super::assignments::{Handover, assigned};
use crate::error::Result;
use crate::store::assignments::{self, NewAssignment};
use crate::store::audit::Actor;
use crate::store::tasks::NamedAgency;
use crate::store::unit_names::{self, Meant, UnitNames};
use crate::store::{Tx, tasks};

/// Looks again at every name that nobody answered to, in all plans in force; how many tasks found their lead.
///
/// # Errors
/// The database fails.
pub async fn recognise(tx: &mut Tx, actor: Actor, today: Date) -> Result<usize> {
    let mut by_day: HashMap<Date, UnitNames> = HashMap::new();
    let mut tasks: BTreeSet<(i64, Date, i64)> = BTreeSet::new();
    for open in unit_names::open_names(tx).await? {
        let day = open.issued_on.unwrap_or(today);
        let names = match by_day.entry(day) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(UnitNames::load(tx, day).await?),
        };
        let meant = names.meant(&open.name, open.issuer_unit_id);
        if meant != Meant::Nobody {
            let led = unit_names::recognise(tx, &open, meant).await?;
            tasks.extend(led.into_iter().map(|task| (open.plan_id, day, task)));
        }
    }
    let handover = Handover { actor, today, amended: false, number: None, succession: None };
    for (plan, day, task) in &tasks {
        pass_on(tx, handover, (*plan, *task), &by_day[day]).await?;
    }
    Ok(tasks.len())
}

async fn pass_on(tx: &mut Tx, handover: Handover<'_>, (plan, task): (i64, i64), names: &UnitNames) -> Result<()> {
    let units = tasks::units(tx, task).await?;
    let leads: Vec<NamedAgency<'_>> = units
        .iter()
        .filter(|unit| unit.role == "lead")
        .map(|unit| NamedAgency {
            role: "lead",
            name: &unit.name,
            meant: match (unit.unit_id, unit.group_id) {
                (Some(unit), _) => Meant::Unit(unit),
                (_, Some(group)) => Meant::Group(group),
                _ => Meant::Nobody,
            },
        })
        .collect();
    let due = tasks::find(tx, task).await?.due_on;
    let mut new = assigned(&leads, names);
    let held = assignments::held(tx, plan).await?.into_iter().filter(|held| held.task_id == task).collect();
    handover.keep(tx, held, &mut new, (None, (due, due))).await?;
    let new: Vec<_> = new.into_iter().map(|(unit_id, unit_name)| NewAssignment { task_id: task, unit_id, unit_name, due }).collect();
    assignments::insert_all(tx, &new).await
}
