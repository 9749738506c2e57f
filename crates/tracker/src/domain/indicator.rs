//! Where an indicator stands against its targets: ahead, on pace, behind.

use jiff::civil::{Date, date};

use super::as_of::days_between;

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Higher,
    Lower,
}

impl TryFrom<String> for Direction {
    type Error = super::assignment::UnknownName;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        match name.as_str() {
            "higher" => Ok(Self::Higher),
            "lower" => Ok(Self::Lower),
            _ => Err(super::assignment::UnknownName(name)),
        }
    }
}

/// A value on the last day of its period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub on: Date,
    pub value: f64,
}

/// How the latest value compares with the straight line from the first value to the next target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pace {
    Reached,
    OnPace,
    /// `needed` is the value the line asks for on the day of the latest value.
    Behind {
        needed: f64,
    },
    /// No number to compare, or no target ahead.
    Unknown,
}

/// The next horizon that is not over: its year and the value wanted by its last day.
pub fn next_target(targets: &[(i16, f64)], today: Date) -> Option<(i16, f64)> {
    targets.iter().copied().filter(|(year, _)| *year >= today.year()).min_by_key(|(year, _)| *year)
}

/// `points` in order of time. With a single value there is no line yet, only reached or unknown.
pub fn pace(points: &[Point], targets: &[(i16, f64)], direction: Direction, today: Date) -> Pace {
    let (Some(first), Some(last), Some((year, target))) = (points.first(), points.last(), next_target(targets, today)) else {
        return Pace::Unknown;
    };
    let reaches = |value: f64, wanted: f64| match direction {
        Direction::Higher => value >= wanted - f64::EPSILON,
        Direction::Lower => value <= wanted + f64::EPSILON,
    };
    if reaches(last.value, target) {
        return Pace::Reached;
    }
    let span = days_between(first.on, date(year, 12, 31));
    if first.on == last.on || span <= 0 {
        return Pace::Unknown;
    }
    let share = days_between(first.on, last.on) as f64 / span as f64;
    let needed = first.value + (target - first.value) * share;
    if reaches(last.value, needed) { Pace::OnPace } else { Pace::Behind { needed } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(month: i8, value: f64) -> Point {
        Point { on: super::super::as_of::last_of_month(2026, month), value }
    }

    #[test]
    fn an_indicator_below_the_line_to_its_target_is_behind() {
        let today = date(2026, 11, 20);
        let targets = [(2026, 80.0), (2030, 100.0)];
        assert!(matches!(pace(&[at(1, 40.0), at(9, 50.0)], &targets, Direction::Higher, today), Pace::Behind { needed } if needed > 65.0));
        assert_eq!(pace(&[at(1, 40.0), at(9, 75.0)], &targets, Direction::Higher, today), Pace::OnPace);
        assert_eq!(pace(&[at(1, 40.0), at(9, 80.0)], &targets, Direction::Higher, today), Pace::Reached);
        assert_eq!(pace(&[at(9, 50.0)], &targets, Direction::Higher, today), Pace::Unknown);
        assert_eq!(pace(&[at(1, 9.0), at(9, 4.0)], &[(2026, 5.0)], Direction::Lower, today), Pace::Reached);
    }

    #[test]
    fn a_horizon_that_is_over_is_not_the_next_target() {
        assert_eq!(next_target(&[(2025, 50.0), (2030, 90.0)], date(2026, 11, 20)), Some((2030, 90.0)));
    }
}
