//! `GET /intakes/{id}/files/{position}/annotated`: the file as it was sent, with a remark at the words of every diagnostic.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use roviec_plan::annotate::Kind;
use roviec_plan::document::Format;

use super::Taker;
use crate::error::{Error, Result};
use crate::pages::attachment::attachment;
use crate::state::AppState;
use crate::store::intakes;

pub async fn annotated(State(state): State<AppState>, _: Taker, Path((id, position)): Path<(i64, i64)>) -> Result<impl IntoResponse> {
    let mut tx = state.db.read().await?;
    let reading = intakes::reading(&mut tx, id).await?;
    let compiled = reading.draft.compiled(&reading.base);
    let file = intakes::file(&mut tx, id, position).await?;
    drop(tx);
    let format: Format = serde_json::from_value(file.format.into())?;
    let index = usize::try_from(position).map_err(|_| Error::NotFound)?;
    let at = state.clock.local();
    let bytes = state
        .reader
        .annotated(&file.bytes, (&file.name, index), compiled, at)
        .await
        .map_err(|failure| Error::Invalid(failure.sentence()))?;
    let kind = Kind::of(format);
    let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
    let name = format!("{stem} (góp ý).{}", kind.ending());
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static(kind.media_type())), (header::CONTENT_DISPOSITION, attachment(&name, "gop-y"))];
    Ok((headers, bytes))
}
