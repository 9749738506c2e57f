//! The day that counts for a task the sheet calls done without saying when: a person says so, nothing is assumed.

use jiff::civil::Date;
use roviec_plan::spreadsheet::{SheetRow, State};
use serde::{Deserialize, Serialize};

use super::matching::shown;
use crate::domain::written;
use crate::error::{Error, Result};

/// What counts for rows without a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Days {
    /// Nobody has decided yet.
    #[default]
    Open,
    /// The last day of each task's deadline.
    Deadline,
    /// One day for all.
    Day(Date),
    /// They stay under way until the unit gives the day.
    NotDone,
}

/// What a row's state comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completion {
    /// Done, or sent for confirmation, on this day.
    On(Date),
    /// The sheet says done, the person says it is not yet.
    NotYet,
    /// Not said to be done.
    None,
}

fn needs_day(row: &SheetRow) -> bool {
    row.completed_on.is_none() && row.state.is_some_and(|state| state.is_done() || state == State::Waiting)
}

/// Rows said to be done, or sent, on no day.
pub fn undated(rows: &[SheetRow]) -> usize {
    rows.iter().filter(|row| needs_day(row)).count()
}

/// # Errors
/// `Invalid` with the rows for which no day is decided.
pub fn completions(rows: &[SheetRow], days: &Days, today: Date) -> Result<Vec<Completion>> {
    let mut without: Vec<String> = Vec::new();
    let mut out = Vec::new();
    for row in rows {
        out.push(match (needs_day(row), days) {
            (false, _) => row.completed_on.map_or(Completion::None, Completion::On),
            (true, Days::NotDone) => Completion::NotYet,
            (true, Days::Day(day)) => Completion::On(*day),
            (true, Days::Deadline) => match deadline(row).filter(|due| *due <= today && row.state != Some(State::DoneLate)) {
                Some(due) => Completion::On(due),
                None => {
                    without.push(shown(row));
                    Completion::None
                }
            },
            (true, Days::Open) => {
                without.push(shown(row));
                Completion::None
            }
        });
    }
    refuse(&without, days, today)?;
    Ok(out)
}

fn deadline(row: &SheetRow) -> Option<Date> {
    row.deadline.as_ref().and_then(|deadline| deadline.due)
}

fn refuse(without: &[String], days: &Days, today: Date) -> Result<()> {
    if let Days::Day(day) = days
        && *day > today
    {
        return Err(Error::Invalid(format!("Ngày hoàn thành {} chưa đến; hãy chọn ngày không sau hôm nay", written::day(*day))));
    }
    let [first, ..] = without else { return Ok(()) };
    let count = without.len();
    Err(Error::Invalid(match days {
        Days::Deadline => format!(
            "{count} nhiệm vụ không lấy được ngày theo thời hạn (ví dụ “{first}”): chưa có thời hạn, thời hạn chưa đến, hoặc ghi là trễ hạn. Hãy chọn một ngày chung, hoặc ghi ngày vào bảng"
        ),
        _ => format!(
            "{count} nhiệm vụ ghi đã hoàn thành nhưng không có ngày (ví dụ “{first}”). Hãy chọn ngày nào được tính, rồi đưa vào lại"
        ),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 20);

    fn row(state: State, due: Option<Date>) -> SheetRow {
        let deadline = due.map(|due| roviec_plan::plan::Deadline {
            text: None,
            kind: None,
            start: None,
            due: Some(due),
            then_continuous: false,
            every_months: None,
            in_month: None,
        });
        SheetRow { name: "Lập tổ".to_owned(), state: Some(state), deadline, ..SheetRow::default() }
    }

    #[test]
    fn no_day_is_assumed() {
        let rows = [row(State::Done, Some(date(2026, 6, 30))), row(State::Running, None)];
        assert_eq!(undated(&rows), 1);
        let of = |days| completions(&rows, &days, TODAY);
        assert!(matches!(of(Days::Open), Err(Error::Invalid(sentence)) if sentence.contains("1 nhiệm vụ") && sentence.contains("Lập tổ")));
        assert_eq!(of(Days::Deadline).ok(), Some(vec![Completion::On(date(2026, 6, 30)), Completion::None]));
        assert_eq!(of(Days::Day(TODAY)).ok(), Some(vec![Completion::On(TODAY), Completion::None]));
        assert_eq!(of(Days::NotDone).ok(), Some(vec![Completion::NotYet, Completion::None]));
        assert!(of(Days::Day(date(2026, 11, 21))).is_err());
    }

    #[test]
    fn a_deadline_is_no_day_for_what_came_late_or_is_not_due() {
        for row in [row(State::DoneLate, Some(date(2026, 6, 30))), row(State::Done, None), row(State::Done, Some(date(2026, 12, 1)))] {
            assert!(completions(&[row], &Days::Deadline, TODAY).is_err());
        }
    }
}
