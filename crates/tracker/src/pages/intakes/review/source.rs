//! The source beside the rows: pages as pictures where it is a PDF, else the text laid out again.

use roviec_plan::document::Span;

use crate::error::Result;
use crate::pages::plans::documents::documents;
use crate::pages::plans::pictures::{Pictures, pictures};
use crate::pages::plans::source::{Linked, Part, part};
use crate::state::AppState;
use crate::store::intakes::IntakeFile;

pub enum Source {
    Text(Part),
    Pictures(Pictures),
    /// The sentence that says why nothing is shown.
    Nothing(String),
}

impl Source {
    /// # Errors
    /// The database fails.
    pub async fn of(
        state: &AppState,
        intake: i64,
        files: &[IntakeFile],
        (span, wanted, linked): (Option<&Span>, Option<usize>, &[Linked]),
    ) -> Result<Self> {
        if let Some(pictures) = pictures(state, intake, files, (span, wanted, linked)).await? {
            return Ok(Self::Pictures(pictures));
        }
        Ok(match documents(&state.db, &state.reader, intake, files).await? {
            Ok(documents) => Self::Text(part(&documents, span, wanted, linked)),
            Err(sentence) => Self::Nothing(sentence),
        })
    }
}
