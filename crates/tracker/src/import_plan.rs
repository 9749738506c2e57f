//! A compiled plan into the database from the command line: taken in and accepted in one step, with the
//! same paths as in the browser. The same files a second time change nothing.

use jiff::civil::Date;
use roviec_plan::{Compiled, SourceFile};

use crate::accept::{self, Accepted};
use crate::error::{Error, Result};
use crate::store::audit::Actor;
use crate::store::intakes::NewIntake;
use crate::store::{Tx, intakes, plans};
use crate::take_in;

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
/// document that is known by another file or replaces a plan with progress (both are decided on the review page); the database fails.
pub async fn import(tx: &mut Tx, actor: Actor, compiled: &Compiled, files: &[SourceFile<'_>], today: Date) -> Result<Imported> {
    if let Some(plan) = plans::by_sha256(tx, &take_in::digest(compiled)).await? {
        return Ok(Imported::Known { plan });
    }
    accept::require_usable(compiled)?;
    let document = &compiled.plan.document;
    if plans::same_document(tx, document).await?.is_some() {
        let number = document.number.as_deref().unwrap_or_default();
        return Err(Error::Conflict(format!(
            "Kế hoạch {number} cùng ngày, cùng cơ quan ban hành đã có từ một tệp khác; muốn nạp lại, hãy tải tệp lên trang Kế hoạch và xem từng điểm khác"
        )));
    }
    let replaced = plans::replaced_by(tx, document).await?;
    if let Some(begun) = replaced.iter().find(|plan| plan.begun) {
        return Err(Error::Conflict(format!(
            "Kế hoạch này thay thế {} đã có tiến độ; hãy tải tệp lên trang Kế hoạch để xem việc nào được mang sang",
            begun.number
        )));
    }
    let title = compiled.sources.first().map_or("", |source| source.file.as_str());
    let intake = intakes::create(tx, actor, NewIntake { origin: "plan", title, files_of: None }).await?;
    take_in::review(tx, actor, intake, compiled, files.iter().map(|file| file.bytes.to_vec()).collect()).await?;
    if !replaced.is_empty() {
        // Nothing was done on it: the new plan stands by itself, the old one is set aside.
        take_in::load_again(tx, actor, intake, None).await?;
    }
    let Accepted { plan, indicators, tasks, assignments, unrecognised, .. } = accept::accept(tx, actor, intake, today).await?;
    Ok(Imported::Added { plan, indicators, tasks, assignments, unrecognised })
}
