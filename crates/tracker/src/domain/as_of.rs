//! The day a question is asked on, and until when a deadline counts as near.

use jiff::ToSpan;
use jiff::civil::Date;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    pub today: Date,
    /// Last day that is still "near".
    pub near_until: Date,
}

impl AsOf {
    pub fn new(today: Date, near_due_days: i64) -> Self {
        Self { today, near_until: days_after(today, near_due_days) }
    }
}

/// A day later by `days`, or the last day there is.
pub fn days_after(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

/// Days from `from` to `to`, negative when `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i64 {
    (to - from).get_days().into()
}

/// Last day of a month.
pub fn last_of_month(year: i16, month: i8) -> Date {
    jiff::civil::date(year, month, 1).last_of_month()
}
