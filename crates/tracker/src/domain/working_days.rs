//! Working days: Monday to Friday, without public holidays (Bộ luật Lao động 2019, Điều 112), with the Saturdays that make up
//! for a day off in between. Which days these are a year is decided each year: they come from the board's calendar.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

use super::as_of::days_after;

/// What a calendar says of a day that is not as its weekday would have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exception {
    Off,
    /// Worked in exchange for a day off.
    Worked,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkingDays {
    exceptions: BTreeMap<Date, Exception>,
}

/// Longer than any holiday: a calendar in which nobody ever works must not be searched for ever.
const LONGEST_REST: usize = 60;

impl WorkingDays {
    pub fn new(exceptions: impl IntoIterator<Item = (Date, Exception)>) -> Self {
        Self { exceptions: exceptions.into_iter().collect() }
    }

    pub fn is_working(&self, day: Date) -> bool {
        match self.exceptions.get(&day) {
            Some(exception) => *exception == Exception::Worked,
            None => !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday),
        }
    }

    /// The `count`-th working day after a day; the day itself does not count (Bộ luật Dân sự 2015, Điều 147 khoản 2).
    pub fn after(&self, day: Date, count: u32) -> Date {
        let mut day = day;
        for _ in 0..count {
            day =
                (1..=LONGEST_REST as i64).map(|days| days_after(day, days)).find(|day| self.is_working(*day)).unwrap_or(days_after(day, 1));
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weekends_and_holidays_do_not_count_and_swapped_saturdays_do() {
        // Friday 28 August 2026; 2 September is a holiday, Monday 31 August off for Saturday 22 August.
        let days = WorkingDays::new([
            (date(2026, 9, 2), Exception::Off),
            (date(2026, 9, 1), Exception::Off),
            (date(2026, 8, 31), Exception::Off),
            (date(2026, 8, 22), Exception::Worked),
        ]);
        assert_eq!(days.after(date(2026, 8, 28), 1), date(2026, 9, 3));
        assert_eq!(days.after(date(2026, 8, 21), 2), date(2026, 8, 24));
        assert!(days.is_working(date(2026, 8, 22)) && !days.is_working(date(2026, 8, 23)));
        assert_eq!(WorkingDays::default().after(date(2026, 8, 28), 5), date(2026, 9, 4));
        assert_eq!(days.after(date(2026, 8, 28), 0), date(2026, 8, 28));
    }
}
