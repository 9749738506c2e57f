//! `POST /intakes/{id}/cancellation`: a person stops the reading.

use axum::extract::{Path, State};
use axum::response::Redirect;

use super::Taker;
use crate::auth::CheckedForm;
use crate::auth::sign_in::Nothing;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::intakes;

pub async fn cancel(
    State(state): State<AppState>,
    taker: Taker,
    Path(id): Path<i64>,
    CheckedForm(_): CheckedForm<Nothing>,
) -> Result<Redirect> {
    let mut tx = state.db.write_by(taker.actor(&state)).await?;
    intakes::find(&mut tx, id).await?;
    match intakes::cancel(&mut tx, taker.actor(&state), id).await {
        Ok(()) => {
            tx.commit().await?;
            state.readings.stop(id);
        }
        // Read to its end meanwhile: the page says how.
        Err(Error::Conflict(_)) => {}
        Err(error) => return Err(error),
    }
    Ok(Redirect::to(&format!("/intakes/{id}")))
}
