//! Tasks of a draft, written over the tasks that are there.

use std::collections::{HashMap, HashSet};

use super::Acceptance;
use crate::error::Result;
use crate::store::Tx;
use crate::store::assignments::{self, HeldAssignment};
use crate::store::intakes::Reading;
use crate::store::tasks::{self, AcceptedTask, KeyedTask, NamedAgency};
use crate::store::unit_names::Meant;

impl Acceptance<'_> {
    /// How many assignments were made, and the names nobody answers to.
    pub(super) async fn tasks(&self, tx: &mut Tx, running: Option<&Reading>) -> Result<(usize, Vec<String>)> {
        let rows: Vec<AcceptedTask<'_>> =
            (0_i64..).zip(&self.draft.tasks).map(|(position, row)| AcceptedTask { position, key: &row.key.0, task: &row.row }).collect();
        let before = if running.is_some() { self.write_known(tx, &rows).await? } else { HashMap::new() };
        let new: Vec<AcceptedTask<'_>> = rows.iter().filter(|row| !before.contains_key(row.key)).copied().collect();
        tasks::insert_all(tx, self.plan, &new).await?;
        let ids: HashMap<String, i64> = tasks::keys(tx, self.plan).await?.into_iter().map(|task| (task.row_key, task.id)).collect();
        let written: Vec<(i64, AcceptedTask<'_>)> = rows.iter().filter_map(|row| Some((*ids.get(row.key)?, *row))).collect();
        let units: Vec<_> = written.iter().map(|(id, row)| (*id, self.agencies(&row.task.lead, &row.task.coordinating))).collect();
        tasks::insert_units(tx, &units).await?;
        let budgets: Vec<_> = written.iter().map(|(id, row)| (*id, row.task)).collect();
        tasks::insert_budget(tx, &budgets).await?;
        let made = self.assign(tx, &units, &written, &before).await?;
        Ok((made, unrecognised(&units)))
    }

    /// Updates the tasks that run on, ends those that do not; what each was before, by its new key.
    async fn write_known(&self, tx: &mut Tx, rows: &[AcceptedTask<'_>]) -> Result<HashMap<String, KeyedTask>> {
        let were: HashMap<String, KeyedTask> =
            tasks::keys(tx, self.plan).await?.into_iter().map(|task| (task.row_key.clone(), task)).collect();
        let pairs: Vec<(&AcceptedTask<'_>, &KeyedTask)> =
            rows.iter().zip(&self.draft.tasks).filter_map(|(row, draft)| Some((row, were.get(&self.known.get(&draft.key)?.0)?))).collect();
        tasks::shift(tx, self.plan).await?;
        for (row, was) in &pairs {
            tasks::clear_parts(tx, was.id).await?;
            tasks::update(tx, was.id, row).await?;
        }
        let kept: HashSet<i64> = pairs.iter().map(|(_, was)| was.id).collect();
        let held = assignments::held(tx, self.plan).await?;
        for was in were.values().filter(|was| !kept.contains(&was.id)) {
            let of_task: Vec<&HeldAssignment> = held.iter().filter(|held| held.task_id == was.id).collect();
            self.end_task(tx, was.id, &of_task).await?;
        }
        Ok(pairs.into_iter().map(|(row, was)| (row.key.to_owned(), was.clone())).collect())
    }

    /// A task nobody has begun goes; one with progress stays for the record, its open work stopped.
    async fn end_task(&self, tx: &mut Tx, task: i64, held: &[&HeldAssignment]) -> Result<()> {
        for assignment in held {
            self.handover.end_assignment(tx, assignment).await?;
        }
        if held.iter().all(|assignment| !assignment.has_progress) {
            tasks::delete(tx, task).await?;
        }
        Ok(())
    }
}

fn unrecognised(units: &[(i64, Vec<NamedAgency<'_>>)]) -> Vec<String> {
    let nobody = units.iter().flat_map(|(_, agencies)| agencies).filter(|agency| agency.meant == Meant::Nobody);
    let mut names: Vec<String> = nobody.map(|agency| agency.name.to_owned()).collect();
    names.sort();
    names.dedup();
    names
}
