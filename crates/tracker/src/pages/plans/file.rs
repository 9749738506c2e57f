//! `GET /plans/{id}/files/{intake}/{position}`: a file of a plan, of the reading that runs or an earlier one, byte for byte.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;

use crate::error::{Error, Result};
use crate::pages::attachment::attachment;
use crate::pages::frame::Reader;
use crate::state::AppState;
use crate::store::intakes;

pub async fn file(
    State(state): State<AppState>,
    _: Reader,
    Path((plan, intake, position)): Path<(i64, i64, i64)>,
) -> Result<impl IntoResponse> {
    let mut tx = state.db.read().await?;
    let known = intakes::find(&mut tx, intake).await?;
    if known.state != "accepted" || known.plan_id != Some(plan) {
        return Err(Error::NotFound);
    }
    let file = intakes::file(&mut tx, intake, position).await?;
    drop(tx);
    let kind = HeaderValue::from_static("application/octet-stream");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, attachment(&file.name, "van-ban"))], file.bytes))
}
