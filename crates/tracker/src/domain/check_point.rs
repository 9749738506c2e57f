//! Check points of work without an end ("thường xuyên", "3 tháng/lần", "tháng 02 hằng năm"): one day in every period instead of one
//! deadline.

use jiff::civil::Date;

use super::as_of::last_of_month;

/// How often work comes round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recurrence {
    /// 1 to 60.
    months: u8,
    /// Only in this month of the year.
    in_month: Option<i8>,
}

impl Recurrence {
    /// As the plan says it, or every `usual` months where it says nothing.
    pub fn of(every_months: Option<i64>, in_month: Option<i64>, usual: u8) -> Self {
        let months = every_months.and_then(|months| u8::try_from(months).ok()).filter(|months| (1..=60).contains(months));
        let in_month = in_month.and_then(|month| i8::try_from(month).ok()).filter(|month| (1..=12).contains(month));
        Self { months: months.unwrap_or(usual.clamp(1, 60)), in_month }
    }

    /// The first check point after a day: the end of the month that is named, or of the next period of the year, counted from January.
    pub fn after(self, day: Date) -> Date {
        if let Some(month) = self.in_month {
            let this = last_of_month(day.year(), month);
            return if this > day { this } else { last_of_month(day.year().saturating_add(1), month) };
        }
        let months = i32::from(self.months);
        // Months since the beginning of the year 0: periods of a year begin with it, longer ones go on over it.
        let now = i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
        let end = (now / months + 1) * months - 1;
        let last = end_of(end);
        if last > day { last } else { end_of(end + months) }
    }
}

fn end_of(month: i32) -> Date {
    let year = i16::try_from(month / 12).unwrap_or(9999).min(9999);
    last_of_month(year, i8::try_from(month % 12 + 1).unwrap_or(12))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_period_ends_with_its_last_month() {
        for (months, day, end) in [
            (1, date(2026, 11, 20), date(2026, 11, 30)),
            (1, date(2026, 11, 30), date(2026, 12, 31)),
            (3, date(2026, 11, 20), date(2026, 12, 31)),
            (3, date(2026, 12, 31), date(2027, 3, 31)),
            (6, date(2027, 1, 1), date(2027, 6, 30)),
            (12, date(2026, 2, 1), date(2026, 12, 31)),
        ] {
            assert_eq!(Recurrence::of(Some(months), None, 3).after(day), end, "{months} {day}");
        }
        assert_eq!(Recurrence::of(None, None, 3).after(date(2026, 1, 1)), date(2026, 3, 31));
    }

    #[test]
    fn a_month_of_the_year_comes_once_a_year() {
        let february = Recurrence::of(Some(12), Some(2), 3);
        assert_eq!(february.after(date(2026, 11, 20)), date(2027, 2, 28));
        assert_eq!(february.after(date(2027, 2, 28)), date(2028, 2, 29));
    }

    #[test]
    fn what_is_out_of_bounds_counts_as_not_said() {
        assert_eq!(Recurrence::of(Some(0), Some(13), 3), Recurrence::of(None, None, 3));
        assert_eq!(Recurrence::of(Some(900), None, 0).after(date(2026, 11, 20)), date(2026, 11, 30));
    }
}
