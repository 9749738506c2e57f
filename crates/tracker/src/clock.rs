//! Which day and second it is: an argument everywhere else.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

/// Vietnam keeps UTC+7 the whole year, so no time zone database is needed.
const VIETNAM: Offset = Offset::constant(7);

#[derive(Debug, Clone, Copy)]
pub enum Clock {
    System,
    /// Always noon of this day in Vietnam: the demo and the tests.
    Fixed(Date),
}

impl Clock {
    /// Seconds since 1970-01-01 UTC.
    pub fn now(self) -> i64 {
        match self {
            Self::System => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64),
            Self::Fixed(day) => VIETNAM.to_timestamp(day.at(12, 0, 0, 0)).map_or(0, Timestamp::as_second),
        }
    }

    /// Today in Vietnam.
    pub fn today(self) -> Date {
        match self {
            Self::System => day_of(self.now()),
            Self::Fixed(day) => day,
        }
    }

    /// What a clock on the wall in Vietnam shows now.
    pub fn local(self) -> DateTime {
        time_of(self.now())
    }
}

/// The day in Vietnam on which a second falls.
pub fn day_of(second: i64) -> Date {
    time_of(second).date()
}

/// What a clock on the wall in Vietnam shows at a second.
pub fn time_of(second: i64) -> DateTime {
    VIETNAM.to_datetime(Timestamp::from_second(second).unwrap_or_default())
}

/// The first second of a day in Vietnam.
pub fn start_of(day: Date) -> i64 {
    VIETNAM.to_timestamp(day.at(0, 0, 0, 0)).map_or(0, Timestamp::as_second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_in_vietnam_begins_seven_hours_before_utc() {
        // 2026-11-20T17:00:00Z is midnight in Vietnam.
        assert_eq!(day_of(1_795_194_000), date(2026, 11, 21));
        assert_eq!(day_of(1_795_193_999), date(2026, 11, 20));
        assert_eq!(start_of(date(2026, 11, 21)), 1_795_194_000);
        assert_eq!(day_of(Clock::Fixed(date(2026, 11, 20)).now()), date(2026, 11, 20));
    }
}
