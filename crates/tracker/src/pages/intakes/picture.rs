//! `GET /intakes/{id}/files/{position}/pages/{page}`: a page of a PDF as a picture.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;

use super::Taker;
use crate::error::Result;
use crate::pages::plans::pictures;
use crate::state::AppState;

pub async fn picture(
    State(state): State<AppState>,
    _: Taker,
    Path((id, position, page)): Path<(i64, i64, u32)>,
) -> Result<impl IntoResponse> {
    let png = pictures::picture(&state, id, position, page).await?;
    // The page of a stored file never changes; it stays with the person who saw it.
    Ok(([(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "private, max-age=3600")], png.to_vec()))
}
