//! Indicators: the list with their pace, and one indicator with its targets and values.

mod list;
mod map;
mod show;
mod trend;

pub use list::list;
pub use map::map;
pub use show::show;

use jiff::civil::Date;

use crate::domain::indicator::next_target;
use crate::domain::observation::Period;
use crate::domain::written;
use crate::store::indicators::{IndicatorProgress, PeriodTotal, TargetRow};

/// "quý III/2026", or the stored form where it is none of ours.
fn period(stored: &str) -> String {
    Period::parse(stored).map_or_else(|| stored.to_owned(), Period::label)
}

/// "62,5"; nothing where the parts of the units cannot be put together.
fn value(total: &PeriodTotal) -> Option<String> {
    total.measured.map(|measured| written::number(measured.shown(), 1))
}

/// The plan's own words, or the number.
fn target(row: &TargetRow) -> String {
    row.text.clone().or_else(|| row.value.map(|value| written::number(value, 2))).unwrap_or_default()
}

/// The target of the nearest year that is not over, or the last one there is.
pub fn next(progress: &IndicatorProgress, today: Date) -> Option<&TargetRow> {
    let years: Vec<(i16, f64)> =
        progress.targets.iter().filter_map(|row| Some((i16::try_from(row.horizon?).ok()?, row.value.unwrap_or_default()))).collect();
    match next_target(&years, today) {
        Some((year, _)) => progress.targets.iter().find(|row| row.horizon == Some(i64::from(year))),
        None => progress.targets.last(),
    }
}

/// The words of the next target and its year.
pub fn next_target_words(progress: &IndicatorProgress, today: &Date) -> Option<(String, Option<i64>)> {
    let row = next(progress, *today)?;
    Some((target(row), row.horizon)).filter(|(words, _)| !words.is_empty())
}

/// "≥ 80 (năm 2030)".
fn next_words(progress: &IndicatorProgress, today: &Date) -> Option<String> {
    let (words, year) = next_target_words(progress, today)?;
    Some(year.map_or_else(|| words.clone(), |year| format!("{words} (năm {year})")))
}

/// The latest value and its period: "62,5", "quý III/2026".
pub fn latest(progress: &IndicatorProgress) -> Option<(String, String)> {
    let total = progress.latest()?;
    Some((value(total)?, period(&total.period)))
}
