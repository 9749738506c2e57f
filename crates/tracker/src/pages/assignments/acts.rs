//! Steps without files: `POST /assignments/{id}/progress`, `approvals`, `withdrawals`, `answers`, `stops`.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;

use super::acting::{At, LONGEST, act, basis, required, typed};
use super::show::Sent;
use crate::access;
use crate::auth::CheckedForm;
use crate::domain::written;
use crate::error::{Error, Result};
use crate::pages::frame::Reader;
use crate::state::AppState;
use crate::store::assignments::{self, Report, Step};
use crate::store::audit::Actor;
use crate::store::{Tx, check_points, completions, extensions, parts};

pub async fn report(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Result<Response> {
    act(state, reader, id, sent, |at, sent| Box::pin(reported(at, sent))).await
}

async fn reported(at: &mut At, sent: &Sent) -> Result<()> {
    access::require(at.may.report)?;
    if !at.is_new(sent).await? {
        return Ok(());
    }
    let percent = sent.phan_tram.trim().trim_end_matches('%').trim_end();
    let percent = percent.parse::<u8>().ok().filter(|percent| *percent <= 99);
    let percent =
        percent.ok_or_else(|| Error::Invalid("Tiến độ là một số từ 0 đến 99; khi đã xong, hãy gửi kết quả kèm minh chứng".to_owned()))?;
    let note = required(&sent.ghi, "Nội dung đã làm")?.to_owned();
    let difficulties = typed(&sent.kho_khan, "Khó khăn, vướng mắc", LONGEST)?.map(str::to_owned);
    let proposals = typed(&sent.de_xuat, "Đề xuất, kiến nghị", LONGEST)?.map(str::to_owned);
    let report = Report { percent, note, difficulties, proposals };
    assignments::report(&mut at.tx, at.actor, at.assignment, at.today, report).await
}

pub async fn approve(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Result<Response> {
    act(state, reader, id, sent, |at, sent| Box::pin(approved(at, sent))).await
}

async fn approved(at: &mut At, sent: &Sent) -> Result<()> {
    access::require(at.may.approve)?;
    let completion = waiting(&mut at.tx, at.assignment).await?;
    if sent.viec == "khong-duyet" {
        let reason = required(&sent.ly_do, "Lý do không duyệt")?;
        return completions::decline(&mut at.tx, at.actor, completion, at.today, reason).await;
    }
    let due = at.answer_due().await?;
    completions::approve(&mut at.tx, at.actor, completion, at.today, due).await
}

async fn waiting(tx: &mut Tx, id: i64) -> Result<i64> {
    let open = completions::open_of(tx, id).await?;
    open.ok_or_else(|| Error::Conflict("Không có kết quả nào đang chờ; kết quả có thể vừa được trả lời hoặc rút lại".to_owned()))
}

pub async fn withdraw(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Result<Response> {
    act(state, reader, id, sent, |at, _| Box::pin(withdrawn(at))).await
}

async fn withdrawn(at: &mut At) -> Result<()> {
    access::require(at.may.report)?;
    let completion = waiting(&mut at.tx, at.assignment).await?;
    completions::withdraw(&mut at.tx, at.actor, completion, at.today).await
}

pub async fn answer(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Result<Response> {
    act(state, reader, id, sent, |at, sent| Box::pin(answered(at, sent))).await
}

async fn answered(at: &mut At, sent: &Sent) -> Result<()> {
    access::require(at.may.answer)?;
    if sent.viec == "tra-lai" {
        let reason = required(&sent.ly_do, "Lý do trả lại")?.to_owned();
        let (tx, actor, id, today) = (&mut at.tx, at.actor, at.assignment, at.today);
        return match answerable(tx, actor, id).await? {
            Some(open) => completions::send_back(tx, actor, open, today, reason).await,
            // Sent before the board knew of proofs, as a tracking sheet tells it.
            None => assignments::step(tx, actor, id, today, Step::SendBack { reason }).await.map(drop),
        };
    }
    let note = typed(&sent.ghi, "Ý kiến", LONGEST)?.unwrap_or("Đã xác nhận").to_owned();
    confirm(&mut at.tx, at.actor, at.assignment, (at.today, at.check_months), note).await
}

/// The result that waits, where there is one; whoever sent it does not answer it.
async fn answerable(tx: &mut Tx, actor: Actor, id: i64) -> Result<Option<i64>> {
    let Some(open) = completions::open_of(tx, id).await? else { return Ok(None) };
    let completion = completions::find(tx, open).await?;
    if actor.user.is_some_and(|user| completion.is_of(user)) {
        return Err(Error::Conflict("Người gửi hoặc duyệt kết quả không tự xác nhận; đề nghị người khác xác nhận".to_owned()));
    }
    Ok(Some(open))
}

/// What waits is held to be done; work without an end goes on to its next check point, `months` later where the plan says nothing.
pub(crate) async fn confirm(tx: &mut Tx, actor: Actor, id: i64, (today, months): (Date, u8), note: String) -> Result<()> {
    match answerable(tx, actor, id).await? {
        Some(open) => {
            if let Some(recurrence) = check_points::recurrence(tx, id, months).await? {
                let next = recurrence.after(assignments::load(tx, id).await?.current_due.unwrap_or(today).max(today));
                return completions::confirm_period(tx, actor, open, today, note, next).await;
            }
            completions::confirm(tx, actor, open, today, note).await?;
        }
        None => assignments::step(tx, actor, id, today, Step::Confirm { evidence: None, note }).await.map(drop)?,
    }
    extensions::close_open(tx, actor, id, today).await?;
    parts::stop_open(tx, actor, id, today, "đơn vị chủ trì: nhiệm vụ đã được xác nhận hoàn thành").await
}

/// The work ends with what still waits of it and its parts, `by` saying why.
pub(crate) async fn end(tx: &mut Tx, actor: Actor, id: i64, today: Date, by: String) -> Result<()> {
    completions::close_open(tx, actor, id, today).await?;
    extensions::close_open(tx, actor, id, today).await?;
    assignments::step(tx, actor, id, today, Step::Stop { by: by.clone() }).await?;
    parts::stop_open(tx, actor, id, today, &by).await
}

pub async fn stop(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Result<Response> {
    act(state, reader, id, sent, |at, sent| Box::pin(stopped(at, sent))).await
}

async fn stopped(at: &mut At, sent: &Sent) -> Result<()> {
    access::require(at.may.answer)?;
    let by = if at.may.is_part {
        // Whoever gave a part takes it back; no document gave it.
        format!("đơn vị chủ trì: {}", required(&sent.ly_do, "Lý do rút lại")?)
    } else {
        let basis = basis(&sent.can_cu, &sent.ngay_can_cu)?;
        format!("{} ngày {}", basis.number, written::day(basis.on))
    };
    end(&mut at.tx, at.actor, at.assignment, at.today, by).await
}
