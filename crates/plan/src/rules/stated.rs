//! Targets stated in running text beside the annex rows that answer them.

use std::collections::HashMap;

use super::rows::indicator_rows;
use super::{Checked, rows::IndicatorRow};
use crate::matching::{Matcher, Row};
use crate::parse::worded::rank;
use crate::plan::{Comparison, Indicator, StatedTarget, Target};

/// From here on two names say the same measure.
const SAME: f64 = 0.5;
/// The next best row must be this much less alike, or nobody can tell which one is meant.
const APART: f64 = 0.05;

/// A target of the text and the row of an annex that has the same measure, when one does.
pub struct Stated<'a> {
    pub stated: &'a StatedTarget,
    pub row: Option<IndicatorRow<'a>>,
}

/// Every target of the text with its row; `None` where the plan has no annex of targets.
pub fn with_rows<'c, 'a>(checked: &'c Checked<'a>) -> Option<&'c [Stated<'a>]> {
    checked.stated.get_or_init(|| matched(checked)).as_deref()
}

fn matched<'a>(checked: &Checked<'a>) -> Option<Vec<Stated<'a>>> {
    let mut rows: Vec<Option<IndicatorRow<'a>>> =
        indicator_rows(checked).filter(|row| !row.groups || row.indicator.target.is_some()).map(Some).collect();
    if rows.is_empty() {
        return None;
    }
    let stated = &checked.details.stated;
    let listed: Vec<&Indicator> = rows.iter().flatten().map(|row| row.indicator).collect();
    let names: Vec<String> = stated.iter().map(|stated| with_verb(&stated.indicator)).collect();
    let left = stated.iter().zip(&names).map(|(stated, name)| Row { name, ..Row::from(&stated.indicator) }).collect();
    let right = listed.iter().map(|indicator| Row::from(*indicator)).collect();
    let matcher = Matcher::new(left, right, &[], checked.context.vocabulary);
    let answer = |at: usize| {
        let own = &stated[at].indicator;
        if own.target.as_ref().is_some_and(|target| target.op == Comparison::Text) {
            return worded(own, &listed);
        }
        let found = matcher.matches(at);
        let (best, next) = (found.first()?, found.get(1));
        // The same measure for two years has two rows of one name: the year tells them apart.
        let twin = |other: &crate::matching::Match| other.score > best.score - APART;
        // Worded apart, but most of it is there and in no other row.
        let alone = best.covered >= 0.6 && best.score >= 0.4 && next.is_none_or(|next| next.score * 2.0 < best.score);
        if best.score < SAME && !alone {
            return None;
        }
        match next.filter(|next| twin(next)) {
            Some(_) => {
                found.iter().filter(|other| twin(other)).find(|other| listed[other.right].horizon == own.horizon).map(|found| found.right)
            }
            None => Some(best.right),
        }
    };
    let answers: Vec<Option<usize>> = (0..stated.len()).map(answer).collect();
    let mut taken: HashMap<usize, usize> = HashMap::new();
    for row in answers.iter().flatten() {
        *taken.entry(*row).or_default() += 1;
    }
    let mut take = |row: usize| match taken.get_mut(&row) {
        Some(left) if *left > 1 => {
            *left -= 1;
            rows[row].as_ref().map(|row| IndicatorRow { indicator: row.indicator, row: row.row, groups: row.groups })
        }
        _ => rows[row].take(),
    };
    Some(stated.iter().zip(answers).map(|(stated, row)| Stated { stated, row: row.and_then(&mut take) }).collect())
}

/// The name with what is done to it: "tái sử dụng 100% dữ liệu" measures reuse, not data.
fn with_verb(stated: &Indicator) -> String {
    let own = || stated.name.clone();
    let Some(target) = stated.target.as_ref().and_then(|target| target.text.as_deref()) else { return own() };
    let clause = &stated.span.text;
    let (Some(at), Some(name)) = (clause.find(target), clause.find(stated.name.as_str())) else { return own() };
    if name < at {
        return own();
    }
    let before = clause[..at].rsplit([',', ';', '.', ':']).next().unwrap_or_default();
    let words: Vec<&str> = before.split_whitespace().collect();
    format!("{} {}", words[words.len().saturating_sub(4)..].join(" "), stated.name)
}

/// The row a target in words belongs to: all words of the row's name, or of the statement, stand in the other.
fn worded(own: &Indicator, listed: &[&Indicator]) -> Option<usize> {
    let text = own.target.as_ref()?.text.as_deref()?;
    let said = syllables(&own.name);
    let of_rank = rank(text).is_some();
    listed.iter().position(|listed| {
        let Some(target) = &listed.target else { return false };
        let name = syllables(&listed.name);
        let (part, whole) = if of_rank { (&name, &said) } else { (&said, &name) };
        let kind = if of_rank { target.text.as_deref().is_some_and(|text| rank(text).is_some()) } else { true };
        kind && part.len() >= 2 && share(part, whole) >= 0.9
    })
}

/// Share of the first syllables that the second have.
pub fn share(part: &[String], whole: &[String]) -> f64 {
    let found = part.iter().filter(|syllable| whole.contains(syllable)).count();
    found as f64 / part.len().max(1) as f64
}

/// Lower-case syllables of a text.
pub fn syllables(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|syllable| !syllable.is_empty()).map(str::to_lowercase).collect()
}

/// Whether two targets of one measure contradict each other.
pub fn conflict(stated: &Indicator, listed: &Indicator) -> bool {
    let (Some(a), Some(b)) = (&stated.target, &listed.target) else { return false };
    let (later, earlier) = match (stated.horizon, listed.horizon) {
        (Some(a), Some(b)) => (a > b, a < b),
        _ => (false, false),
    };
    match (a.value, b.value) {
        (Some(_), Some(_)) if a.op != Comparison::Text && b.op != Comparison::Text => {
            let (bound, other) = (bounds(a), bounds(b));
            // A lesser figure for an earlier year is a step on the way.
            if earlier && bound.1 <= other.1 || later && bound.1 >= other.1 {
                return false;
            }
            bound != other || sign(a) != sign(b)
        }
        (None, Some(value)) if rank_of(a).is_none() => value < 100.0 && listed.unit.as_deref().is_some_and(|unit| unit.contains('%')),
        (None, None) => match (rank_of(a), rank_of(b)) {
            (Some(a), Some(b)) => {
                let (a, b) = (syllables(a), syllables(b));
                let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
                share(short, long) < 0.5
            }
            _ => false,
        },
        _ => false,
    }
}

fn rank_of(target: &Target) -> Option<&str> {
    rank(target.text.as_deref()?)
}

fn bounds(target: &Target) -> (f64, f64) {
    let value = target.value.unwrap_or_default();
    (value, target.high.unwrap_or(value))
}

/// "Đạt 100%" and "≥ 100%" ask the same.
fn sign(target: &Target) -> Comparison {
    match target.op {
        Comparison::AtLeast if target.value == Some(100.0) => Comparison::Equal,
        op => op,
    }
}
