//! `GET /evidence/{id}`: a file that proves a result; a document or a picture is shown in place, anything else saved.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use tokio::io::AsyncReadExt;

use crate::error::{Error, Result};
use crate::evidence_files::is_shown;
use crate::pages::attachment::{attachment, inline};
use crate::state::AppState;
use crate::store::completions;

/// Bytes read from the disk at a time.
const PIECE: usize = 64 << 10;

pub async fn evidence(State(state): State<AppState>, Path(id): Path<i64>) -> Result<Response> {
    let mut tx = state.db.read().await?;
    let file = completions::file(&mut tx, id).await?;
    drop(tx);
    let (folder, hash) = (state.evidence.clone(), file.sha256.clone());
    let opened = tokio::task::spawn_blocking(move || folder.open(&hash)).await.map_err(|error| Error::Internal(error.to_string()))?;
    let opened = opened.map_err(|error| Error::Internal(format!("evidence {} is not in the folder of files: {error}", file.sha256)))?;
    let pieces = futures_util::stream::unfold(tokio::fs::File::from_std(opened), |mut file| async move {
        let mut piece = vec![0; PIECE];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(read) => {
                piece.truncate(read);
                Some((Ok::<_, std::io::Error>(piece), file))
            }
            Err(error) => Some((Err(error), file)),
        }
    });
    let disposition = if is_shown(&file.media_type) { inline(&file.name, "minh-chung") } else { attachment(&file.name, "minh-chung") };
    let kind = HeaderValue::from_str(&file.media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers =
        [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition), (header::CONTENT_LENGTH, file.byte_count.into())];
    Ok((headers, Body::from_stream(pieces)).into_response())
}
