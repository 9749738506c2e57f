//! `GET /units/tables/new`: one place to drop a table on. `POST /units/tables`: it is read in a process of its own and kept until it
//! is entered.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use sha2::{Digest, Sha256};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use crate::auth::{CheckedUpload, Upload};
use crate::domain::written;
use crate::error::{Error, Result};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::page;
use crate::pages::units::changes::Changer;
use crate::reader::Part;
use crate::retrying;
use crate::state::AppState;
use crate::store::unit_tables;

/// Ten thousand units have one or two.
const MOST_BYTES: u64 = 10 << 20;
/// The units of a province with all their offices and villages.
const MOST_ROWS: usize = 20_000;

#[derive(Template)]
#[template(path = "units/tables/new.html")]
struct New {
    frame: Frame,
    megabytes: u64,
    refusal: Option<String>,
}

/// `GET /units/tables/new`
pub async fn new_table(State(state): State<AppState>, Changer(reader): Changer) -> Result<Response> {
    form(&state, reader, None)
}

/// `POST /units/tables`
pub async fn create_table(State(state): State<AppState>, changer: Changer, CheckedUpload(upload): CheckedUpload) -> Result<Response> {
    let (sent, file) = match received(upload) {
        Ok(sent) => sent,
        Err(sentence) => return form(&state, changer.0, Some(sentence)),
    };
    let kept = sent.try_clone().await.map_err(|error| not_kept(&error))?;
    let rows = match state.reader.sent_units(sent, &file.name).await {
        Ok(rows) if rows.len() > MOST_ROWS => {
            let most = written::count(MOST_ROWS as i64);
            return form(&state, changer.0, Some(format!("{}: có hơn {most} dòng; hãy tách bảng rồi nhập từng phần", file.name)));
        }
        Ok(rows) => rows,
        Err(failure) => return form(&state, changer.0, Some(format!("{}: {}", file.name, failure.sentence()))),
    };
    let sha256 = digest(kept, file.bytes).await.map_err(|error| not_kept(&error))?;
    let (actor, rows) = (changer.0.actor(&state), serde_json::to_string(&rows)?);
    let id = retrying!(state.tries(), async {
        let mut tx = state.db.write_by(actor).await?;
        let id = unit_tables::receive(&mut tx, actor, (&file.name, &sha256), &rows).await?;
        tx.commit().await?;
        Ok(id)
    })?;
    Ok(Redirect::to(&format!("/units/tables/{id}")).into_response())
}

/// The only file, or the sentence that says why it is not taken.
fn received(upload: std::result::Result<Upload, String>) -> std::result::Result<(File, Part), String> {
    let mut upload = upload?;
    let (Some(file), true) = (upload.files.pop(), upload.files.is_empty()) else {
        return Err("Mỗi lần chỉ nhập một bảng. Hãy chọn lại một tệp.".to_owned());
    };
    if file.bytes > MOST_BYTES {
        return Err(format!("Tệp lớn hơn {} MB. Hãy tách bảng rồi gửi lại.", MOST_BYTES >> 20));
    }
    Ok((upload.bytes, file))
}

/// Of the bytes as they were sent; the job stands behind them.
async fn digest(mut kept: File, length: u64) -> std::io::Result<String> {
    kept.rewind().await?;
    let mut bytes = Vec::new();
    kept.take(length).read_to_end(&mut bytes).await?;
    Ok(Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect())
}

fn not_kept(error: &std::io::Error) -> Error {
    Error::Internal(format!("an upload is not read back: {error}"))
}

fn form(state: &AppState, reader: Reader, refusal: Option<String>) -> Result<Response> {
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = Frame::below(state, reader, Section::Units);
    Ok((status, page(&New { frame, megabytes: MOST_BYTES >> 20, refusal })?).into_response())
}
