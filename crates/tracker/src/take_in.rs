//! What was compiled goes to review: files kept, the plan it belongs to found, corrections taken along.

use roviec_plan::Compiled;
use sha2::{Digest, Sha256};

use crate::domain::draft::{Draft, Edit, NumberedEdit, Running, carried, draft, effective};
use crate::error::Result;
use crate::store::audit::Actor;
use crate::store::intakes::{self, Reading};
use crate::store::{Tx, plans};

/// Of the one file, or of the list of digests of several.
pub fn digest(compiled: &Compiled) -> String {
    match compiled.sources.as_slice() {
        [only] => only.sha256.clone(),
        several => {
            let list: Vec<&str> = several.iter().map(|source| source.sha256.as_str()).collect();
            Sha256::digest(list.join("\n")).iter().map(|byte| format!("{byte:02x}")).collect()
        }
    }
}

/// Puts an intake that was being read under review. `files` are the bytes of the sources, in order; none where the
/// intake reads the files of another one again. Where the same file or the same document (number, day, issuer) is
/// a plan already, this is a new reading of that plan; where it says that it replaces one plan, it goes on with that one.
///
/// # Errors
/// `Conflict` when it was cancelled meanwhile, or the database fails.
pub async fn review(tx: &mut Tx, actor: Actor, intake: i64, compiled: &Compiled, files: Vec<Vec<u8>>) -> Result<()> {
    let sha256 = digest(compiled);
    intakes::compiled(tx, actor, intake, &serde_json::to_string(compiled)?, &sha256).await?;
    for (position, (source, bytes)) in (0_i64..).zip(compiled.sources.iter().zip(files)) {
        intakes::insert_file(tx, intake, position, source, bytes).await?;
    }
    let known = match plans::by_sha256(tx, &sha256).await? {
        Some(plan) => Some(plan),
        None => plans::same_document(tx, &compiled.plan.document).await?,
    };
    let known = match known {
        Some(plan) => Some(plan),
        None => match plans::replaced_by(tx, &compiled.plan.document).await?.as_slice() {
            [one] => Some(one.id),
            _ => None,
        },
    };
    match known {
        Some(plan) => load_again(tx, actor, intake, Some(plan)).await,
        None => Ok(()),
    }
}

/// Why files are not taken in again: the board goes on with the document that replaced theirs.
///
/// # Errors
/// The database fails.
pub async fn superseded(tx: &mut Tx, compiled: &Compiled) -> Result<Option<String>> {
    let Some(number) = compiled.plan.document.number.as_deref() else { return Ok(None) };
    let Some(plan) = plans::by_sha256(tx, &digest(compiled)).await? else { return Ok(None) };
    let replaced = plans::predecessors(tx, plan).await?;
    if !replaced.iter().any(|document| document.contains(&format!(" {number} "))) {
        return Ok(None);
    }
    let now = plans::compiled(tx, plan).await?.plan.document.number.unwrap_or_default();
    Ok(Some(format!("{number} đã được {now} thay thế và tiến độ đã mang sang; hãy xem kế hoạch {now} trên bảng điều hành")))
}

/// Names the plan that an intake loads again, and takes along what people had corrected there; what was taken along
/// from a plan named before is undone.
///
/// # Errors
/// `Conflict` when it is no longer under review, `NotFound` without such a plan, or the database fails.
pub async fn load_again(tx: &mut Tx, actor: Actor, intake: i64, plan: Option<i64>) -> Result<()> {
    intakes::load_again(tx, actor, intake, plan).await?;
    let new = intakes::reading(tx, intake).await?;
    let before: Vec<Edit> =
        new.edits.iter().rev().filter(|edit| is_taken_along(edit)).map(|edit| Edit::Undo { number: edit.number }).collect();
    intakes::append(tx, actor, intake, true, &before).await?;
    let Some(plan) = plan else { return Ok(()) };
    let running = running(tx, plan).await?;
    let new = intakes::reading(tx, intake).await?;
    let fresh = Draft { version: new.draft.version, ..draft(intake, &new.base, &[]) };
    let of = Running { intake: running.intake, base: &running.base, draft: &running.draft };
    let mut edits = carried(of, intake, (&new.base, &fresh));
    // What people have changed here already stays as they left it.
    let by_hand = effective(&new.edits);
    edits.retain(|edit| by_hand.iter().all(|known| !known.edit.same_place(edit)));
    intakes::append(tx, actor, intake, true, &edits).await?;
    Ok(())
}

fn is_taken_along(edit: &NumberedEdit) -> bool {
    edit.carried && !matches!(edit.edit, Edit::Undo { .. })
}

/// The reading in force of a plan.
///
/// # Errors
/// `NotFound`, or the database fails.
pub async fn running(tx: &mut Tx, plan: i64) -> Result<Reading> {
    let intake = plans::intake(tx, plan).await?;
    intakes::reading(tx, intake).await
}

/// A new review of a plan that runs, on the files and the reading it has: to correct what was overlooked.
///
/// # Errors
/// `NotFound` without such a plan, or the database fails.
pub async fn reopen(tx: &mut Tx, actor: Actor, plan: i64) -> Result<i64> {
    let running = running(tx, plan).await?;
    let row = intakes::find(tx, running.intake).await?;
    let origin = ORIGINS.into_iter().find(|origin| *origin == row.origin).unwrap_or(ORIGINS[0]);
    let new = intakes::NewIntake { origin, title: &row.title, files_of: Some(row.files_of.unwrap_or(row.id)) };
    let intake = intakes::create(tx, actor, new).await?;
    intakes::compiled(tx, actor, intake, &serde_json::to_string(&running.base)?, row.sha256.as_deref().unwrap_or_default()).await?;
    load_again(tx, actor, intake, Some(plan)).await?;
    Ok(intake)
}

const ORIGINS: [&str; 4] = ["plan", "document", "meeting", "spreadsheet"];
