//! Values of indicators over time, and how those of several units become one.

use std::fmt;

use jiff::civil::Date;

use super::as_of::last_of_month;

/// A month, quarter or year, stored as "2026-M03", "2026-Q1", "2026".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Month { year: i16, month: i8 },
    Quarter { year: i16, quarter: i8 },
    Year { year: i16 },
}

impl Period {
    pub fn last_day(self) -> Date {
        match self {
            Self::Month { year, month } => last_of_month(year, month),
            Self::Quarter { year, quarter } => last_of_month(year, quarter * 3),
            Self::Year { year } => last_of_month(year, 12),
        }
    }

    /// "tháng 3/2026", "quý I/2026", "năm 2026".
    pub fn label(self) -> String {
        match self {
            Self::Month { year, month } => format!("tháng {month}/{year}"),
            Self::Quarter { year, quarter } => {
                format!("quý {}/{year}", ["I", "II", "III", "IV"][usize::from(quarter.clamp(1, 4) as u8) - 1])
            }
            Self::Year { year } => format!("năm {year}"),
        }
    }

    /// Reads the stored form.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_once('-').unwrap_or((text, ""));
        let year = year.parse().ok()?;
        match (rest.chars().next(), rest.get(1..).and_then(|n| n.parse::<i8>().ok())) {
            (None, _) => Some(Self::Year { year }),
            (Some('M'), Some(month @ 1..=12)) => Some(Self::Month { year, month }),
            (Some('Q'), Some(quarter @ 1..=4)) => Some(Self::Quarter { year, quarter }),
            _ => None,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month { year, month } => write!(f, "{year}-M{month:02}"),
            Self::Quarter { year, quarter } => write!(f, "{year}-Q{quarter}"),
            Self::Year { year } => write!(f, "{year}"),
        }
    }
}

/// One accepted value of one unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measured {
    /// Per cent is numerator over denominator times 100.
    Ratio {
        numerator: f64,
        denominator: f64,
    },
    Value(f64),
}

/// What several units make together: ratios add numerators and denominators, counts add;
/// percentages that came without their parts are never averaged, so there is no total then.
pub fn total(parts: &[Measured], additive: bool) -> Option<Measured> {
    if let [only] = parts {
        return Some(*only);
    }
    let mut ratio = (0.0, 0.0);
    let mut sum = 0.0;
    let mut ratios = 0;
    for part in parts {
        match *part {
            Measured::Ratio { numerator, denominator } => {
                ratio = (ratio.0 + numerator, ratio.1 + denominator);
                ratios += 1;
            }
            Measured::Value(value) => sum += value,
        }
    }
    if parts.is_empty() || (ratios != 0 && ratios != parts.len()) {
        None
    } else if ratios > 0 {
        Some(Measured::Ratio { numerator: ratio.0, denominator: ratio.1 })
    } else {
        additive.then_some(Measured::Value(sum))
    }
}

impl Measured {
    /// A ratio in per cent, or the value itself.
    pub fn shown(self) -> f64 {
        match self {
            Self::Ratio { numerator, denominator } => 100.0 * numerator / denominator,
            Self::Value(value) => value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_adds_numerators_and_denominators_and_never_averages() {
        let parts = [Measured::Ratio { numerator: 90.0, denominator: 100.0 }, Measured::Ratio { numerator: 5.0, denominator: 10.0 }];
        assert_eq!(total(&parts, false).map(|all| (all.shown() * 100.0).round()), Some(8636.0));
        assert_eq!(total(&[Measured::Value(90.0), Measured::Value(50.0)], false), None);
        assert_eq!(total(&[Measured::Value(90.0), Measured::Value(50.0)], true), Some(Measured::Value(140.0)));
    }

    #[test]
    fn a_period_is_read_back_as_it_was_written() {
        for period in [Period::Month { year: 2026, month: 3 }, Period::Quarter { year: 2026, quarter: 4 }, Period::Year { year: 2026 }] {
            assert_eq!(Period::parse(&period.to_string()), Some(period));
        }
        assert_eq!(Period::parse("2026-Q5"), None);
        assert_eq!(Period::Quarter { year: 2026, quarter: 1 }.last_day(), jiff::civil::date(2026, 3, 31));
    }
}
