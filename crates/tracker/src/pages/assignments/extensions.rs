//! `POST /assignments/{id}/extensions`: a unit asks for a later day. `POST /assignments/{id}/extension-answers`: the assigner
//! grants or refuses it by a document, or the unit takes it back.

use axum::extract::{Path, State};
use axum::response::Response;

use super::acts::{basis, required, rights, typed, typed_day};
use super::show::{Sent, finished};
use crate::access;
use crate::auth::CheckedForm;
use crate::error::{Error, Result};
use crate::pages::frame::Reader;
use crate::state::AppState;
use crate::store::extensions::{self, Answer};
use crate::store::taken_forms;

pub async fn ask_extension(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Result<Response> {
    let done = asked(&state, &reader, id, &sent).await;
    finished(&state, reader, id, done, sent).await
}

async fn asked(state: &AppState, reader: &Reader, id: i64, sent: &Sent) -> Result<()> {
    let actor = reader.actor(state);
    let mut tx = state.db.write_by(actor).await?;
    let (_, may) = rights(&mut tx, state, reader, id).await?;
    access::require(may.report)?;
    if taken_forms::take(&mut tx, actor, &sent.khoa).await? {
        let due = typed_day(&sent.ngay_moi, "Ngày xin gia hạn đến")?;
        let due = due.ok_or_else(|| Error::Invalid("Chưa ghi ngày xin gia hạn đến".to_owned()))?;
        let reason = required(&sent.ly_do, "Lý do gia hạn")?;
        extensions::ask(&mut tx, actor, id, state.clock.today(), (due, reason)).await?;
    }
    Ok(tx.commit().await?)
}

pub async fn answer_extension(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Result<Response> {
    let done = answered(&state, &reader, id, &sent).await;
    finished(&state, reader, id, done, sent).await
}

async fn answered(state: &AppState, reader: &Reader, id: i64, sent: &Sent) -> Result<()> {
    let actor = reader.actor(state);
    let mut tx = state.db.write_by(actor).await?;
    let (_, may) = rights(&mut tx, state, reader, id).await?;
    let takes_back = sent.viec == "rut";
    access::require(if takes_back { may.report } else { may.answer })?;
    let asked = extensions::asked_of(&mut tx, id).await?;
    let asked = asked.ok_or_else(|| Error::Conflict("Đề nghị gia hạn này đã được trả lời hoặc đã rút lại".to_owned()))?;
    if !takes_back && asked.asked_by == reader.user.id {
        return Err(Error::Conflict("Người đề nghị gia hạn không tự trả lời; đề nghị người khác trả lời".to_owned()));
    }
    let words = || Ok::<_, Error>(typed(&sent.ghi, "Ý kiến", 4_000)?.unwrap_or_default().to_owned());
    let answer = match sent.viec.as_str() {
        "rut" => Answer::Withdrawn,
        "khong" => Answer::Refused { basis: basis(sent)?, words: words()? },
        _ => {
            let due = typed_day(&sent.ngay_moi, "Ngày gia hạn đến")?.unwrap_or(asked.due_asked);
            Answer::Granted { due, basis: basis(sent)?, words: words()? }
        }
    };
    extensions::answer(&mut tx, actor, asked.id, state.clock.today(), &answer).await?;
    Ok(tx.commit().await?)
}
