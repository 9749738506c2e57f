//! `POST /assignments/{id}/results`: a unit sends the product up with what proves it, files too.

use std::fs::File;

use axum::extract::{Path, State};
use axum::response::Response;
use tokio::io::AsyncSeekExt;

use super::acting::{At, typed, typed_day};
use super::may::May;
use super::show::{Sent, finished};
use crate::access;
use crate::auth::{CheckedUpload, Upload};
use crate::domain::product::Proof;
use crate::error::{Error, Result};
use crate::evidence_files::Refusal;
use crate::pages::frame::Reader;
use crate::reader::Part;
use crate::retrying;
use crate::state::AppState;
use crate::store::completions::{self, NewFile, Route};

pub async fn send_result(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedUpload(upload): CheckedUpload,
) -> Result<Response> {
    let (sent, done) = match upload {
        Ok(upload) => {
            let sent = Sent::of(&upload.fields);
            let done = sent_up(&state, &reader, id, &sent, upload).await;
            (sent, done)
        }
        Err(sentence) => (Sent::default(), Err(Error::Invalid(sentence.trim_end_matches('.').to_owned()))),
    };
    finished(&state, reader, id, done, sent).await
}

async fn sent_up(state: &AppState, reader: &Reader, id: i64, sent: &Sent, upload: Upload) -> Result<()> {
    // Who may not send a result leaves no file either.
    let mut tx = state.db.read().await?;
    let may = May::of(&mut tx, reader, id, state.clock.today()).await?;
    drop(tx);
    access::require(may.report)?;
    let files = kept(state, upload).await?;
    retrying!(state.tries(), written(state, reader, id, sent, &files))
}

async fn written(state: &AppState, reader: &Reader, id: i64, sent: &Sent, files: &[NewFile]) -> Result<()> {
    let mut at = At::open(state, reader, id).await?;
    access::require(at.may.report)?;
    if at.is_new(sent).await? {
        let proof = proof(sent)?;
        let has_head = match at.unit {
            Some(unit) => completions::has_head(&mut at.tx, unit, at.today).await?,
            None => false,
        };
        let to_head = has_head && !at.may.approve;
        let route = if to_head { Route::ToHead } else { Route::ToAssigner { answer_due: at.answer_due().await? } };
        completions::ask(&mut at.tx, at.actor, id, at.today, &proof, files, route).await?;
    }
    Ok(at.tx.commit().await?)
}

fn proof(sent: &Sent) -> Result<Proof> {
    let count = sent.so_luong.trim().replace('.', "");
    let count = match count.as_str() {
        "" => None,
        text => Some(
            text.parse::<i64>()
                .ok()
                .filter(|count| (0..=1_000_000_000).contains(count))
                .ok_or_else(|| Error::Invalid(format!("Số lượng “{}” không phải là một số", sent.so_luong.trim())))?,
        ),
    };
    Ok(Proof {
        number: typed(&sent.so, "Số, ký hiệu văn bản", 100)?.map(str::to_owned),
        on: typed_day(&sent.ngay, "Ngày")?,
        count,
        observation: sent.so_lieu.trim().parse().ok(),
        words: typed(&sent.ghi, "Mô tả kết quả", 4_000)?.unwrap_or_default().to_owned(),
        files: 0,
    })
}

/// Puts what was uploaded into the folder of files. What no row comes to speak of is harmless there.
async fn kept(state: &AppState, upload: Upload) -> Result<Vec<NewFile>> {
    let Upload { files, mut bytes, .. } = upload;
    bytes.rewind().await.map_err(|error| Error::Internal(format!("an upload is not read back: {error}")))?;
    let mut bytes: File = bytes.into_std().await;
    let folder = state.evidence.clone();
    let keep =
        move || files.iter().map(|Part { name, bytes: length }| folder.keep(name, &mut bytes, *length)).collect::<Result<Vec<_>, _>>();
    let kept = tokio::task::spawn_blocking(keep).await.map_err(|error| Error::Internal(error.to_string()))?;
    kept.map_err(|refusal| match refusal {
        Refusal::Disk(error) => Error::Internal(format!("evidence is not kept: {error}")),
        other => Error::Invalid(other.to_string()),
    })
}
