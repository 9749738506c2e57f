//! The tracking spreadsheet of today: received, its columns decided, its rows seen as they would be loaded, loaded.

mod choices;
mod create;
mod decide;
mod new;
mod show;

pub use create::create;
pub use decide::{load, map, marked, remove};
pub use new::new;
pub use show::show;

use roviec_plan::spreadsheet::Reading;

use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::sheet_mappings::{self, SpreadsheetRow};
use choices::Choices;

/// A spreadsheet as it was received, with what the reading process makes of it.
struct Opened {
    row: SpreadsheetRow,
    bytes: Vec<u8>,
    choices: Choices,
    reading: Reading,
}

/// No transaction is held while the file is read.
async fn opened(state: &AppState, id: i64) -> Result<Opened> {
    let mut tx = state.db.read().await?;
    let row = sheet_mappings::find(&mut tx, id).await?;
    let bytes = sheet_mappings::bytes(&mut tx, id).await?;
    drop(tx);
    let choices: Choices = serde_json::from_str(&row.choices_json)?;
    let asked = choices.asked(state.clock.today());
    let reading = state.reader.sheet(&bytes, &row.name, asked).await.map_err(|failure| Error::Invalid(failure.sentence()))?;
    Ok(Opened { row, bytes, choices, reading })
}
