//! `POST /assignments/{id}/extensions`: a unit asks for a later day. `POST /assignments/{id}/extension-answers`: the assigner
//! grants or refuses it by a document, or the unit takes it back.

use axum::extract::{Path, State};
use axum::response::Response;

use super::acting::{At, LONGEST, act, basis, required, required_day, typed, typed_day};
use super::show::Sent;
use crate::access;
use crate::auth::CheckedForm;
use crate::error::{Error, Result};
use crate::pages::frame::Reader;
use crate::state::AppState;
use crate::store::extensions::{self, Answer};

pub async fn ask_extension(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Result<Response> {
    act(state, reader, id, sent, |at, sent| Box::pin(asked(at, sent))).await
}

async fn asked(at: &mut At, sent: &Sent) -> Result<()> {
    access::require(at.may.report)?;
    if !at.is_new(sent).await? {
        return Ok(());
    }
    let due = required_day(&sent.ngay_moi, "Ngày xin gia hạn đến")?;
    let reason = required(&sent.ly_do, "Lý do gia hạn")?;
    extensions::ask(&mut at.tx, at.actor, at.assignment, at.today, (due, reason)).await.map(drop)
}

pub async fn answer_extension(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Result<Response> {
    act(state, reader, id, sent, |at, sent| Box::pin(answered(at, sent))).await
}

async fn answered(at: &mut At, sent: &Sent) -> Result<()> {
    let takes_back = sent.viec == "rut";
    access::require(if takes_back { at.may.report } else { at.may.answer })?;
    let asked = extensions::asked_of(&mut at.tx, at.assignment).await?;
    let asked = asked.ok_or_else(|| Error::Conflict("Đề nghị gia hạn này đã được trả lời hoặc đã rút lại".to_owned()))?;
    if !takes_back && asked.asked_by == at.reader {
        return Err(Error::Conflict("Người đề nghị gia hạn không tự trả lời; đề nghị người khác trả lời".to_owned()));
    }
    let words = || Ok::<_, Error>(typed(&sent.ghi, "Ý kiến", LONGEST)?.unwrap_or_default().to_owned());
    let basis = || basis(&sent.can_cu, &sent.ngay_can_cu);
    let answer = match sent.viec.as_str() {
        "rut" => Answer::Withdrawn,
        "khong" => Answer::Refused { basis: basis()?, words: words()? },
        _ => {
            let due = typed_day(&sent.ngay_moi, "Ngày gia hạn đến")?.unwrap_or(asked.due_asked);
            Answer::Granted { due, basis: basis()?, words: words()? }
        }
    };
    extensions::answer(&mut at.tx, at.actor, asked.id, at.today, &answer).await
}
