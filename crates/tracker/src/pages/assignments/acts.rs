//! Steps without files: `POST /assignments/{id}/progress`, `approvals`, `withdrawals`, `answers`, `stops`.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;

use super::may::May;
use super::show::{Sent, finished};
use crate::access;
use crate::auth::CheckedForm;
use crate::domain::unit_change::LegalBasis;
use crate::domain::written;
use crate::error::{Error, Result};
use crate::pages::frame::Reader;
use crate::state::AppState;
use crate::store::assignments::{self, Report, Step};
use crate::store::{Tx, calendar_days, completions, taken_forms};

/// Characters of a sentence that goes with a step.
const LONGEST: usize = 4_000;
/// Characters of the number of a document.
const LONGEST_NUMBER: usize = 100;

/// The unit of an assignment and what the reader may do with it.
pub(super) async fn rights(tx: &mut Tx, state: &AppState, reader: &Reader, id: i64) -> Result<(Option<i64>, May)> {
    let unit = assignments::unit_of(tx, id).await?;
    let may = May::of(tx, reader, unit, state.clock.today()).await?;
    Ok((unit, may))
}

/// A text within bounds, `None` where nothing was typed.
///
/// # Errors
/// `Invalid` when it is too long.
pub(super) fn typed<'a>(text: &'a str, what: &str, most: usize) -> Result<Option<&'a str>> {
    let text = text.trim();
    if text.chars().count() > most {
        return Err(Error::Invalid(format!("{what} dài quá {} ký tự; đề nghị rút gọn", written::count(most as i64))));
    }
    Ok((!text.is_empty()).then_some(text))
}

/// As [`typed`], where something has to be said.
pub(super) fn required<'a>(text: &'a str, what: &str) -> Result<&'a str> {
    typed(text, what, LONGEST)?.ok_or_else(|| Error::Invalid(format!("Chưa ghi {}", what.to_lowercase())))
}

/// A day that was typed; `None` where nothing was.
pub(super) fn typed_day(text: &str, what: &str) -> Result<Option<Date>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let day = written::parsed_day(text);
    day.map(Some).ok_or_else(|| Error::Invalid(format!("{what} “{}” không đọc được; hãy ghi ngày/tháng/năm", text.trim())))
}

/// Number and day of the document by which something is decided.
pub(super) fn basis(sent: &Sent) -> Result<LegalBasis> {
    let number = typed(&sent.can_cu, "Số, ký hiệu văn bản", LONGEST_NUMBER)?;
    let number = number.ok_or_else(|| Error::Invalid("Chưa ghi số, ký hiệu văn bản làm căn cứ".to_owned()))?;
    let on =
        typed_day(&sent.ngay_can_cu, "Ngày văn bản")?.ok_or_else(|| Error::Invalid("Chưa ghi ngày của văn bản làm căn cứ".to_owned()))?;
    Ok(LegalBasis { number: number.to_owned(), on })
}

/// Last day for the assigner's answer to what is sent today.
pub(super) async fn answer_due(tx: &mut Tx, state: &AppState) -> Result<Date> {
    Ok(calendar_days::working_days(tx).await?.after(state.clock.today(), state.config.answer_days))
}

pub async fn report(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Result<Response> {
    let done = reported(&state, &reader, id, &sent).await;
    finished(&state, reader, id, done, sent).await
}

async fn reported(state: &AppState, reader: &Reader, id: i64, sent: &Sent) -> Result<()> {
    let actor = reader.actor(state);
    let mut tx = state.db.write_by(actor).await?;
    let (_, may) = rights(&mut tx, state, reader, id).await?;
    access::require(may.report)?;
    if taken_forms::take(&mut tx, actor, &sent.khoa).await? {
        let percent = sent.phan_tram.trim().trim_end_matches('%').trim_end();
        let percent = percent.parse::<u8>().ok().filter(|percent| *percent <= 99);
        let percent = percent
            .ok_or_else(|| Error::Invalid("Tiến độ là một số từ 0 đến 99; khi đã xong, hãy gửi kết quả kèm minh chứng".to_owned()))?;
        let note = required(&sent.ghi, "Nội dung đã làm")?.to_owned();
        let difficulties = typed(&sent.kho_khan, "Khó khăn, vướng mắc", LONGEST)?.map(str::to_owned);
        let proposals = typed(&sent.de_xuat, "Đề xuất, kiến nghị", LONGEST)?.map(str::to_owned);
        let report = Report { percent, note, difficulties, proposals };
        assignments::report(&mut tx, actor, id, state.clock.today(), report).await?;
    }
    Ok(tx.commit().await?)
}

pub async fn approve(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Result<Response> {
    let done = approved(&state, &reader, id, &sent).await;
    finished(&state, reader, id, done, sent).await
}

async fn approved(state: &AppState, reader: &Reader, id: i64, sent: &Sent) -> Result<()> {
    let actor = reader.actor(state);
    let mut tx = state.db.write_by(actor).await?;
    let (_, may) = rights(&mut tx, state, reader, id).await?;
    access::require(may.approve)?;
    let completion = waiting(&mut tx, id).await?;
    if sent.viec == "khong-duyet" {
        let reason = required(&sent.ly_do, "Lý do không duyệt")?;
        completions::decline(&mut tx, actor, completion, state.clock.today(), reason).await?;
    } else {
        let due = answer_due(&mut tx, state).await?;
        completions::approve(&mut tx, actor, completion, state.clock.today(), due).await?;
    }
    Ok(tx.commit().await?)
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
    let done = withdrawn(&state, &reader, id).await;
    finished(&state, reader, id, done, sent).await
}

async fn withdrawn(state: &AppState, reader: &Reader, id: i64) -> Result<()> {
    let actor = reader.actor(state);
    let mut tx = state.db.write_by(actor).await?;
    let (_, may) = rights(&mut tx, state, reader, id).await?;
    access::require(may.report)?;
    let completion = waiting(&mut tx, id).await?;
    completions::withdraw(&mut tx, actor, completion, state.clock.today()).await?;
    Ok(tx.commit().await?)
}

pub async fn answer(
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
    access::require(may.answer)?;
    let open = completions::open_of(&mut tx, id).await?;
    if let Some(open) = open
        && completions::find(&mut tx, open).await?.is_of(reader.user.id)
    {
        return Err(Error::Conflict("Người gửi hoặc duyệt kết quả không tự xác nhận; đề nghị người khác xác nhận".to_owned()));
    }
    let today = state.clock.today();
    let returns = sent.viec == "tra-lai";
    let words = if returns {
        required(&sent.ly_do, "Lý do trả lại")?.to_owned()
    } else {
        typed(&sent.ghi, "Ý kiến", LONGEST)?.unwrap_or("Đã xác nhận").to_owned()
    };
    match (open, returns) {
        (Some(open), true) => completions::send_back(&mut tx, actor, open, today, words).await?,
        (Some(open), false) => completions::confirm(&mut tx, actor, open, today, words).await?,
        // Sent before the board knew of proofs, as a tracking sheet tells it.
        (None, true) => assignments::step(&mut tx, actor, id, today, Step::SendBack { reason: words }).await.map(drop)?,
        (None, false) => assignments::step(&mut tx, actor, id, today, Step::Confirm { evidence: None, note: words }).await.map(drop)?,
    }
    Ok(tx.commit().await?)
}

pub async fn stop(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Result<Response> {
    let done = stopped(&state, &reader, id, &sent).await;
    finished(&state, reader, id, done, sent).await
}

async fn stopped(state: &AppState, reader: &Reader, id: i64, sent: &Sent) -> Result<()> {
    let actor = reader.actor(state);
    let mut tx = state.db.write_by(actor).await?;
    let (_, may) = rights(&mut tx, state, reader, id).await?;
    access::require(may.answer)?;
    let basis = basis(sent)?;
    let today = state.clock.today();
    completions::close_open(&mut tx, actor, id, today).await?;
    let by = format!("{} ngày {}", basis.number, written::day(basis.on));
    assignments::step(&mut tx, actor, id, today, Step::Stop { by }).await?;
    Ok(tx.commit().await?)
}
