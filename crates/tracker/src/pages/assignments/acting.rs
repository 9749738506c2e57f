//! One step on one assignment: opened with the rights of whoever takes it, done in one transaction, shown again where it is refused.

use std::pin::Pin;

use axum::response::Response;
use jiff::civil::Date;

use super::may::May;
use super::show::{Sent, finished};
use crate::domain::unit_change::LegalBasis;
use crate::domain::written;
use crate::error::{Error, Result};
use crate::pages::frame::Reader;
use crate::state::AppState;
use crate::store::audit::Actor;
use crate::store::{Tx, assignments, calendar_days, taken_forms};

/// Characters of a sentence that goes with a step.
pub(super) const LONGEST: usize = 4_000;
/// Characters of the number of a document.
const LONGEST_NUMBER: usize = 100;

/// Where a step is taken.
pub(super) struct At {
    pub tx: Tx,
    pub actor: Actor,
    pub assignment: i64,
    pub unit: Option<i64>,
    pub may: May,
    pub reader: i64,
    pub today: Date,
    /// Months of a period of work that the plan gives no period.
    pub check_months: u8,
    answer_days: u32,
}

impl At {
    /// # Errors
    /// `NotFound`, or the database fails.
    pub(super) async fn open(state: &AppState, reader: &Reader, assignment: i64) -> Result<Self> {
        let (actor, today) = (reader.actor(state), state.clock.today());
        let mut tx = state.db.write_by(actor).await?;
        let unit = assignments::unit_of(&mut tx, assignment).await?;
        let may = May::of(&mut tx, reader, assignment, today).await?;
        Ok(Self {
            tx,
            actor,
            assignment,
            unit,
            may,
            reader: reader.user.id,
            today,
            check_months: state.config.check_months,
            answer_days: state.config.answer_days,
        })
    }

    /// Whether the form comes for the first time.
    pub(super) async fn is_new(&mut self, sent: &Sent) -> Result<bool> {
        taken_forms::take(&mut self.tx, self.actor, &sent.khoa).await
    }

    /// Last day for the assigner's answer to what is sent today.
    pub(super) async fn answer_due(&mut self) -> Result<Date> {
        Ok(calendar_days::working_days(&mut self.tx).await?.after(self.today, self.answer_days))
    }
}

pub(super) type Done<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// Takes a step; then back to the page, or the page with what is wrong and everything that was typed.
pub(super) async fn act(
    state: AppState,
    reader: Reader,
    assignment: i64,
    sent: Sent,
    step: for<'a> fn(&'a mut At, &'a Sent) -> Done<'a>,
) -> Result<Response> {
    let done = done(&state, &reader, assignment, &sent, step).await;
    finished(&state, reader, assignment, done, sent).await
}

async fn done(
    state: &AppState,
    reader: &Reader,
    assignment: i64,
    sent: &Sent,
    step: for<'a> fn(&'a mut At, &'a Sent) -> Done<'a>,
) -> Result<()> {
    let mut at = At::open(state, reader, assignment).await?;
    step(&mut at, sent).await?;
    Ok(at.tx.commit().await?)
}

/// A text within bounds, `None` where nothing was typed.
///
/// # Errors
/// `Invalid` when it is too long.
pub(crate) fn typed<'a>(text: &'a str, what: &str, most: usize) -> Result<Option<&'a str>> {
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
pub(crate) fn typed_day(text: &str, what: &str) -> Result<Option<Date>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let day = written::parsed_day(text);
    day.map(Some)
        .ok_or_else(|| Error::Invalid(format!("{what} “{}” không đọc được hoặc không có trong lịch; hãy ghi ngày/tháng/năm", text.trim())))
}

/// As [`typed_day`], where a day has to be named.
pub(crate) fn required_day(text: &str, what: &str) -> Result<Date> {
    typed_day(text, what)?.ok_or_else(|| Error::Invalid(format!("Chưa ghi {}", what.to_lowercase())))
}

/// Number and day of the document by which something is decided.
pub(crate) fn basis(number: &str, on: &str) -> Result<LegalBasis> {
    let number = typed(number, "Số, ký hiệu văn bản", LONGEST_NUMBER)?;
    let number = number.ok_or_else(|| Error::Invalid("Chưa ghi số, ký hiệu văn bản làm căn cứ".to_owned()))?;
    let on = typed_day(on, "Ngày văn bản")?.ok_or_else(|| Error::Invalid("Chưa ghi ngày của văn bản làm căn cứ".to_owned()))?;
    Ok(LegalBasis { number: number.to_owned(), on })
}
