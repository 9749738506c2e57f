//! A day in four bytes, or no day, which is later than all.

use jiff::civil::Date;

/// Year, month and day as one number, so that days compare as numbers do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// Nothing is late before it, and lists put it last.
    pub const NONE: Self = Self(i32::MAX);

    pub fn date(self) -> Option<Date> {
        if self == Self::NONE {
            return None;
        }
        let part = |value: i32| i8::try_from(value).ok();
        Date::new(i16::try_from(self.0 / 10_000).ok()?, part(self.0 / 100 % 100)?, part(self.0 % 100)?).ok()
    }

    /// As the database stores it, `2026-11-20`.
    pub fn stored(text: Option<&str>) -> Option<Self> {
        let Some(text) = text else { return Some(Self::NONE) };
        let digits: String = text.chars().filter(|c| *c != '-').collect();
        (digits.len() == 8).then(|| digits.parse().ok().map(Self)).flatten()
    }
}

impl From<Date> for Day {
    fn from(day: Date) -> Self {
        Self(i32::from(day.year()) * 10_000 + i32::from(day.month()) * 100 + i32::from(day.day()))
    }
}

impl From<Option<Date>> for Day {
    fn from(day: Option<Date>) -> Self {
        day.map_or(Self::NONE, Self::from)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_come_back_and_no_day_is_after_all() {
        for day in [date(1900, 1, 1), date(2024, 2, 29), date(9999, 12, 31)] {
            assert_eq!(Day::from(day).date(), Some(day));
            assert_eq!(Day::stored(Some(&day.to_string())), Some(day.into()));
            assert!(Day::from(day) < Day::NONE);
        }
        assert_eq!([Day::stored(None), Day::stored(Some("soon"))], [Some(Day::NONE), None]);
        assert_eq!(Day::NONE.date(), None);
    }
}
