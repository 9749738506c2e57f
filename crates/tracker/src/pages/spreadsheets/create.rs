//! `POST /spreadsheets`: the file is read in a process of its own; what can be read is kept until its rows are loaded.

use std::io::SeekFrom;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use roviec_plan::spreadsheet::{Asked, Field, Reading};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use super::choices::Choices;
use super::new::refused;
use crate::auth::{CheckedUpload, Upload};
use crate::error::{Error, Result};
use crate::load_sheet::likely_plan;
use crate::pages::intakes::Taker;
use crate::state::AppState;
use crate::store::users::User;
use crate::store::{Tx, sheet_mappings, sheet_progress};

/// A tracking sheet of twenty thousand rows has one or two.
pub(super) const MOST_BYTES: u64 = 20 << 20;

pub async fn create(State(state): State<AppState>, taker: Taker, CheckedUpload(upload): CheckedUpload) -> Result<Response> {
    let (name, bytes) = match received(upload).await? {
        Ok(file) => file,
        Err(sentence) => return refused(&state, taker.0, sentence),
    };
    let asked = Asked { today: Some(state.clock.today()), ..Asked::default() };
    let reading = match state.reader.sheet(&bytes, &name, asked).await {
        Ok(reading) => reading,
        Err(failure) => return refused(&state, taker.0, format!("{name}: {}", failure.sentence())),
    };
    let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let mut tx = state.db.write().await?;
    let choices = first_choices(&mut tx, &reading, &taker.0.user).await?;
    let id = sheet_mappings::receive(&mut tx, taker.actor(&state), (&name, &sha256), &bytes, &serde_json::to_string(&choices)?).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/spreadsheets/{id}")).into_response())
}

/// The only file, or the sentence that says why it is not taken.
async fn received(upload: std::result::Result<Upload, String>) -> Result<std::result::Result<(String, Vec<u8>), String>> {
    let mut upload = match upload {
        Ok(upload) => upload,
        Err(sentence) => return Ok(Err(sentence)),
    };
    let [file] = upload.files.as_slice() else {
        return Ok(Err("Mỗi lần chỉ đưa vào một bảng theo dõi. Hãy chọn lại một tệp.".to_owned()));
    };
    if file.bytes > MOST_BYTES {
        return Ok(Err(format!("Tệp lớn hơn {} MB. Hãy bỏ bớt hình ảnh hoặc tách bảng rồi gửi lại.", MOST_BYTES >> 20)));
    }
    let mut bytes = Vec::new();
    let read = async {
        upload.bytes.seek(SeekFrom::Start(0)).await?;
        upload.bytes.read_to_end(&mut bytes).await
    };
    read.await.map_err(|error| Error::Internal(format!("an upload is not read back: {error}")))?;
    Ok(Ok((file.name.clone(), bytes)))
}

/// What the machine proposes, with the columns this person decided on under the same header last time.
async fn first_choices(tx: &mut Tx, reading: &Reading, user: &User) -> Result<Choices> {
    let unit = user.posts.first().and_then(|post| post.unit_id);
    let remembered = sheet_mappings::remembered(tx, &reading.fingerprint, user.id, unit).await?;
    let columns: Option<Vec<Option<Field>>> = remembered.and_then(|json| serde_json::from_str(&json).ok());
    let names = sheet_progress::task_names(tx, None).await?;
    let issuer = reading.titles.iter().find(|line| is_authority(line));
    let title = reading.titles.iter().find(|line| !is_authority(line) && line.chars().count() > 15);
    Ok(Choices {
        sheet: reading.sheets.get(reading.sheet).map(|sheet| sheet.name.clone()),
        header: reading.header,
        columns: columns.or_else(|| Some(reading.columns.iter().map(|column| column.field).collect())),
        year: reading.year,
        plan: likely_plan(&reading.rows, &names),
        title: title.cloned().unwrap_or_default(),
        issuer: issuer.cloned().unwrap_or_default(),
        ..Choices::default()
    })
}

fn is_authority(line: &str) -> bool {
    let lower = line.to_lowercase();
    ["ủy ban nhân dân ", "uỷ ban nhân dân ", "ubnd "].iter().any(|words| lower.starts_with(words)) && line.chars().count() < 80
}
