//! `POST /assignments/{id}/parts`: the lead gives a part to a coordinating unit. `POST /assignments/{id}/amendments`: the assigner
//! gives the work to another unit, or moves its day, by a document.

use axum::extract::{Path, State};
use axum::response::Response;

use super::acting::{At, act, basis, required, required_day, typed};
use super::show::Sent;
use crate::access;
use crate::auth::CheckedForm;
use crate::error::{Error, Result};
use crate::pages::frame::Reader;
use crate::pages::units::meant;
use crate::state::AppState;
use crate::store::amendments;
use crate::store::parts::{self, NewPart};

/// Characters of what has to be done, and of what has to come of it.
const LONGEST: usize = 1_000;

pub async fn give_part(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Result<Response> {
    act(state, reader, id, sent, |at, sent| Box::pin(given(at, sent))).await
}

async fn given(at: &mut At, sent: &Sent) -> Result<()> {
    access::require(at.may.report)?;
    if !at.is_new(sent).await? {
        return Ok(());
    }
    let unit = unit(at, sent).await?;
    let words = typed(&sent.ghi, "Nội dung phần việc", LONGEST)?;
    let words = words.ok_or_else(|| Error::Invalid("Chưa ghi nội dung phần việc".to_owned()))?;
    let deliverable = typed(&sent.san_pham, "Sản phẩm", LONGEST)?;
    let due = required_day(&sent.ngay_moi, "Thời hạn của phần việc")?;
    let part = NewPart { unit, words, deliverable, due };
    parts::give(&mut at.tx, at.actor, at.assignment, at.today, part).await.map(drop)
}

/// The unit that was chosen, or named where the list has it not.
async fn unit(at: &mut At, sent: &Sent) -> Result<i64> {
    match sent.don_vi.trim().parse() {
        Ok(id) => Ok(id),
        Err(_) => meant(&mut at.tx, required(&sent.don_vi_khac, "Đơn vị nhận việc")?, &[at.today]).await,
    }
}

pub async fn amend(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Result<Response> {
    act(state, reader, id, sent, |at, sent| Box::pin(amended(at, sent))).await
}

async fn amended(at: &mut At, sent: &Sent) -> Result<()> {
    access::require(at.may.amend)?;
    let basis = basis(&sent.can_cu, &sent.ngay_can_cu)?;
    if sent.viec == "chuyen" {
        let to = meant(&mut at.tx, required(&sent.don_vi_khac, "Đơn vị nhận việc")?, &[at.today]).await?;
        return amendments::hand_over(&mut at.tx, at.actor, at.assignment, at.today, to, &basis).await;
    }
    let due = required_day(&sent.ngay_moi, "Thời hạn mới")?;
    amendments::move_due(&mut at.tx, at.actor, at.assignment, at.today, due, &basis).await
}
