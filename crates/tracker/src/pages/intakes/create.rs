//! `POST /intakes`: the files are here; reading begins, and the page that shows it opens.

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::Taker;
use super::new::refused;
use crate::auth::CheckedUpload;
use crate::error::Result;
use crate::reading;
use crate::retrying;
use crate::state::AppState;
use crate::store::intakes::{self, NewIntake};

const NONE: &str = "Chưa chọn tệp nào. Hãy chọn tệp kế hoạch rồi gửi lại.";

/// Most plans are read within this time: their answer is the review itself.
const PATIENCE: Duration = Duration::from_millis(1_500);

pub async fn create(State(state): State<AppState>, taker: Taker, CheckedUpload(upload): CheckedUpload) -> Result<Response> {
    let chosen = upload.and_then(|upload| if upload.files.is_empty() { Err(NONE.to_owned()) } else { Ok(upload) });
    let upload = match reading::require_room(&state).and(chosen) {
        Ok(upload) => upload,
        Err(sentence) => return refused(&state, taker.0, sentence),
    };
    let actor = taker.actor(&state);
    let names: Vec<&str> = upload.files.iter().map(|part| part.name.as_str()).collect();
    let title = names.join(", ");
    let intake = retrying!(state.tries(), async {
        let mut tx = state.db.write_by(actor).await?;
        let intake = intakes::create(&mut tx, actor, NewIntake { origin: "plan", title: &title, files_of: None }).await?;
        tx.commit().await?;
        Ok(intake)
    })?;
    let draft = upload.fields.contains_key("draft");
    reading::begin(&state, actor, intake, upload, draft);
    let _ = tokio::time::timeout(PATIENCE, state.readings.ended(intake)).await;
    Ok(Redirect::to(&format!("/intakes/{intake}")).into_response())
}
