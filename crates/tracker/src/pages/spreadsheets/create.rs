//! `POST /spreadsheets`: the file is read in a process of its own; what can be read is kept until its rows are loaded.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use roviec_plan::spreadsheet::{Asked, Field, Reading};
use sha2::{Digest, Sha256};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use super::choices::Choices;
use super::new::refused;
use crate::auth::{CheckedUpload, Upload};
use crate::error::{Error, Result};
use crate::load_sheet::likely_plan;
use crate::pages::intakes::Taker;
use crate::reader::Part;
use crate::retrying;
use crate::state::AppState;
use crate::store::users::User;
use crate::store::{Tx, sheet_mappings, sheet_progress};

/// A tracking sheet of twenty thousand rows has one or two.
pub(super) const MOST_BYTES: u64 = 20 << 20;

pub async fn create(State(state): State<AppState>, taker: Taker, CheckedUpload(upload): CheckedUpload) -> Result<Response> {
    let (sent, file) = match received(upload) {
        Ok(sent) => sent,
        Err(sentence) => return refused(&state, taker.0, sentence),
    };
    let asked = Asked { today: Some(state.clock.today()), ..Asked::default() };
    let name = file.name;
    let kept = sent.try_clone().await.map_err(|error| not_kept(&error))?;
    let reading = match state.reader.sent_sheet(sent, &name, asked).await {
        Ok(reading) => reading,
        Err(failure) => return refused(&state, taker.0, format!("{name}: {}", failure.sentence())),
    };
    let bytes = read_back(kept, file.bytes).await.map_err(|error| not_kept(&error))?;
    let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let actor = taker.actor(&state);
    let id = retrying!(state.tries(), async {
        let mut tx = state.db.write_by(actor).await?;
        let choices = first_choices(&mut tx, &reading, &taker.0.user).await?;
        let id = sheet_mappings::receive(&mut tx, actor, (&name, &sha256), &bytes, &serde_json::to_string(&choices)?).await?;
        tx.commit().await?;
        Ok(id)
    })?;
    Ok(Redirect::to(&format!("/spreadsheets/{id}")).into_response())
}

/// The only file, or the sentence that says why it is not taken.
fn received(upload: std::result::Result<Upload, String>) -> std::result::Result<(File, Part), String> {
    let mut upload = upload?;
    let (Some(file), true) = (upload.files.pop(), upload.files.is_empty()) else {
        return Err("Mỗi lần chỉ đưa vào một bảng theo dõi. Hãy chọn lại một tệp.".to_owned());
    };
    if file.bytes > MOST_BYTES {
        return Err(format!("Tệp lớn hơn {} MB. Hãy bỏ bớt hình ảnh hoặc tách bảng rồi gửi lại.", MOST_BYTES >> 20));
    }
    Ok((upload.bytes, file))
}

/// The bytes as they were sent; the job stands behind them.
async fn read_back(mut kept: File, length: u64) -> std::io::Result<Vec<u8>> {
    kept.rewind().await?;
    let mut bytes = Vec::new();
    kept.take(length).read_to_end(&mut bytes).await?;
    Ok(bytes)
}

fn not_kept(error: &std::io::Error) -> Error {
    Error::Internal(format!("an upload is not read back: {error}"))
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
