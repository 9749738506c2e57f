//! The line of an indicator's values towards its targets, as coordinates for an SVG.

use jiff::civil::{Date, date};

use crate::domain::as_of::days_between;
use crate::domain::written;

/// Size of the drawing in its own units, and the room for the labels.
pub const WIDTH: f64 = 420.0;
pub const HEIGHT: f64 = 200.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = 32.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 28.0;

pub struct Dot {
    pub x: f64,
    pub y: f64,
    /// "62,5"
    pub label: String,
}

pub struct Tick {
    pub at: f64,
    pub label: String,
}

pub struct Trend {
    /// SVG path through the values.
    pub path: String,
    /// SVG path from the last value through the targets.
    pub goal: String,
    pub dots: Vec<Dot>,
    pub goals: Vec<Dot>,
    pub across: Vec<Tick>,
    pub up: Vec<Tick>,
    /// The same in words, for who does not see the drawing.
    pub words: String,
}

/// The drawing, or nothing when there are not two points to join.
///
/// `values` by day, oldest first; `targets` by year, earliest first.
pub fn trend(values: &[(Date, f64)], targets: &[(i16, f64)], unit: &str) -> Option<Trend> {
    let targets: Vec<(Date, f64)> = targets.iter().map(|(year, value)| (date(*year, 12, 31), *value)).collect();
    let all: Vec<(Date, f64)> = values.iter().chain(&targets).copied().collect();
    let (last, first) = (values.last()?, all.iter().map(|point| point.0).min()?);
    let end = all.iter().map(|point| point.0).max()?;
    if all.len() < 2 || end == first {
        return None;
    }
    let high = all.iter().map(|point| point.1).fold(f64::MIN, f64::max);
    let low = all.iter().map(|point| point.1).fold(0.0, f64::min);
    let scale = Scale { first, days: days_between(first, end) as f64, low, span: if high > low { high - low } else { 1.0 } };
    let dots: Vec<Dot> = values.iter().map(|point| scale.dot(*point)).collect();
    let goals: Vec<Dot> = targets.iter().map(|point| scale.dot(*point)).collect();
    let ahead: Vec<(Date, f64)> = std::iter::once(*last).chain(targets.iter().filter(|point| point.0 > last.0).copied()).collect();
    let years = (first.year()..=end.year()).step_by(usize::try_from((end.year() - first.year()) / 6).unwrap_or(0) + 1);
    Some(Trend {
        path: scale.path(values),
        goal: if ahead.len() > 1 { scale.path(&ahead) } else { String::new() },
        dots,
        goals,
        across: years.map(|year| Tick { at: scale.x(date(year, 12, 31).min(end)), label: year.to_string() }).collect(),
        up: [low, low + scale.span / 2.0, low + scale.span]
            .map(|value| Tick { at: scale.y(value), label: written::number(value, 1) })
            .into(),
        words: words(values, &targets, unit),
    })
}

struct Scale {
    first: Date,
    days: f64,
    low: f64,
    span: f64,
}

impl Scale {
    fn x(&self, day: Date) -> f64 {
        let share = days_between(self.first, day) as f64 / self.days;
        round(LEFT + share * (WIDTH - LEFT - RIGHT))
    }

    fn y(&self, value: f64) -> f64 {
        round(HEIGHT - BOTTOM - (value - self.low) / self.span * (HEIGHT - TOP - BOTTOM))
    }

    fn dot(&self, (day, value): (Date, f64)) -> Dot {
        Dot { x: self.x(day), y: self.y(value), label: written::number(value, 1) }
    }

    fn path(&self, points: &[(Date, f64)]) -> String {
        let steps: Vec<String> = points.iter().map(|(day, value)| format!("{} {}", self.x(*day), self.y(*value))).collect();
        format!("M{}", steps.join("L"))
    }
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn words(values: &[(Date, f64)], targets: &[(Date, f64)], unit: &str) -> String {
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    let (Some(first), Some(last)) = (values.first(), values.last()) else { return String::new() };
    let mut out = format!("Từ {}{unit} ngày {} ", written::number(first.1, 1), written::day(first.0));
    out += &format!("đến {}{unit} ngày {}", written::number(last.1, 1), written::day(last.0));
    for (day, value) in targets {
        out += &format!("; mục tiêu năm {}: {}{unit}", day.year(), written::number(*value, 1));
    }
    out + "."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_starts_at_the_left_and_the_last_target_stands_at_the_right() {
        let values = [(date(2026, 3, 31), 20.0), (date(2026, 9, 30), 40.0)];
        let trend = trend(&values, &[(2030, 100.0)], "%").expect("there are points to join");
        assert_eq!((trend.dots[0].x, trend.goals[0].x, trend.goals[0].y), (LEFT, WIDTH - RIGHT, TOP));
        assert_eq!(trend.words, "Từ 20 % ngày 31/03/2026 đến 40 % ngày 30/09/2026; mục tiêu năm 2030: 100 %.");
    }

    #[test]
    fn one_value_alone_draws_no_line() {
        assert!(trend(&[(date(2026, 3, 31), 20.0)], &[], "%").is_none());
    }
}
