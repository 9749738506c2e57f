//! What the contents of a column look like: the share of its cells that fit a field.

use super::column::Field;
use super::day::{self, Manner};
use super::sheet::Value;
use super::state;
use crate::parse::{agency_name, document_number};

/// Any year will do to see whether a text is a day.
const MANNER: Manner = Manner { year: Some(2026), month_first: false };

/// Between 0 and 1; `None` where the column is empty and says nothing.
pub fn fit(field: Field, values: &[&Value]) -> Option<f64> {
    let all = values.len();
    if all == 0 {
        return None;
    }
    let share = |fits: &dyn Fn(&Value) -> bool| values.iter().filter(|value| fits(value)).count() as f64 / all as f64;
    Some(match field {
        Field::Number => share(&is_number),
        Field::Name => share(&|value| words(value) >= 4),
        Field::Lead | Field::Coordinating => share(&is_agency),
        Field::Deliverable => share(&|value| matches!(value, Value::Text(_)) && words(value) >= 1 && !is_agency(value)),
        Field::Deadline => share(&|value| matches!(day::deadline(value, MANNER), Ok(Some(_)))),
        Field::CompletedOn => share(&|value| matches!(day::single(value, MANNER), Ok(Some(_)))),
        Field::State => share(&|value| state::is_tick(value) || matches!(state::read(value, "", MANNER.year), Ok(Some(_)))),
        Field::Percent => share(&is_percent),
        Field::Note => share(&|value| words(value) >= 3),
        Field::SourceDocument => share(&|value| matches!(value, Value::Day(_)) || !document_number::find_all(&value.words()).is_empty()),
        Field::Section => repeated(values),
    })
}

/// Fields whose contents alone can tell them, where no title does.
pub fn tells(field: Field) -> bool {
    matches!(field, Field::Deadline | Field::State | Field::Lead | Field::SourceDocument | Field::Percent)
}

fn words(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.split_whitespace().count(),
        _ => 0,
    }
}

fn is_number(value: &Value) -> bool {
    match value {
        Value::Number(number) => *number >= 0.0 && *number < 100_000.0,
        Value::Text(text) => {
            let text = text.trim().trim_end_matches(['.', ')']);
            text.len() <= 12 && !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/'))
        }
        _ => false,
    }
}

fn is_agency(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.lines().next().is_some_and(|line| agency_name::begins_agency(line.trim_start_matches(['-', '+', '•', ' ']))))
}

fn is_percent(value: &Value) -> bool {
    match value {
        Value::Percent(_) => true,
        Value::Number(number) => (0.0..=100.0).contains(number),
        Value::Text(text) => {
            let text = text.trim().trim_end_matches('%').trim_end();
            text.starts_with(|c: char| c.is_ascii_digit())
                && text.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
                && text.len() <= 6
        }
        _ => false,
    }
}

/// Few different texts, each on many rows.
fn repeated(values: &[&Value]) -> f64 {
    let mut different: Vec<String> = values.iter().map(|value| value.words()).collect();
    different.sort_unstable();
    different.dedup();
    1.0 - different.len() as f64 / values.len() as f64
}
