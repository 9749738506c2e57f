//! Rows that a tracking sheet has and the plan made of it before has not: they are added, nothing that is there changes.

use jiff::civil::Date;
use roviec_plan::SourceFile;
use roviec_plan::plan::DocumentBlock;
use roviec_plan::spreadsheet::{self, Reading};

use super::matching::Matching;
use crate::accept;
use crate::error::Result;
use crate::store::audit::Actor;
use crate::store::intakes::NewIntake;
use crate::store::{Tx, intakes, sheet_progress};
use crate::take_in;

/// Adds the rows that meet no task, where the plan came from a spreadsheet; a plan that was issued takes no task from
/// one. The plan, and how many were added.
pub async fn add(tx: &mut Tx, actor: Actor, file: SourceFile<'_>, reading: &Reading, plan: i64, today: Date) -> Result<(i64, usize)> {
    let running = take_in::running(tx, plan).await?;
    let row = intakes::find(tx, running.intake).await?;
    let names = sheet_progress::task_names(tx, Some(plan)).await?;
    let matching = Matching::of(&reading.rows, &names);
    let mut new = reading.clone();
    let mut index = 0;
    new.rows.retain(|_| {
        index += 1;
        matching.task(index - 1).is_none()
    });
    if row.origin != "spreadsheet" || new.rows.is_empty() {
        return Ok((plan, 0));
    }
    let added = spreadsheet::compiled(&new, file, DocumentBlock::default());
    let mut compiled = running.base;
    let at = compiled.sources.len() as u32;
    let count = added.plan.tasks.len();
    compiled.sources.extend(added.sources);
    compiled.plan.tasks.extend(added.plan.tasks.into_iter().map(|mut task| {
        task.span.file = at;
        task
    }));
    let mut files = Vec::new();
    for kept in intakes::files(tx, running.intake).await? {
        files.push(intakes::file(tx, running.intake, kept.position).await?.bytes);
    }
    files.push(file.bytes.to_vec());
    let intake = intakes::create(tx, actor, NewIntake { origin: "spreadsheet", title: file.name, files_of: None }).await?;
    take_in::review(tx, actor, intake, &compiled, files).await?;
    take_in::load_again(tx, actor, intake, Some(plan)).await?;
    accept::accept(tx, actor, intake, today).await?;
    Ok((plan, count))
}
