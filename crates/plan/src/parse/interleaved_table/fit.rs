//! How well words suit a column: where they begin and what the whole cell says. Sums of log-likelihoods in spirit,
//! set by hand.

use super::decode::{Word, Words};
use super::lexicon;
use super::vocabulary::Vocabulary;
use crate::parse::{annex_row, deadline, money, target};
use crate::plan::{Comparison, Role};

/// The word by itself in the column.
pub fn word(word: &Word<'_>, column: usize, role: Option<Role>, vocabulary: &Vocabulary) -> f32 {
    let learned = vocabulary.suits(column, &word.bare);
    let own = match role {
        Some(Role::Lead | Role::Coordinating) => {
            if lexicon::of_agency(&word.bare) {
                0.15
            } else if lexicon::begins_value(word.text) {
                -1.8
            } else if word.text.starts_with(char::is_uppercase) {
                -0.2
            } else {
                -0.8
            }
        }
        Some(Role::Product | Role::DataSource) => -0.08,
        Some(Role::Deadline | Role::Unit) => -0.25,
        Some(Role::Money) => {
            if lexicon::begins_value(word.text) {
                0.5
            } else {
                -1.5
            }
        }
        Some(Role::Note) | None => -0.9,
        _ => 0.0,
    };
    own + learned
}

/// Up to so many words from here on, within the line.
fn ahead(words: &[Word<'_>], at: usize, most: usize) -> String {
    let line = words[at].line;
    let own = words[at..].iter().take(most).take_while(|word| word.line == line).map(|word| word.text);
    own.collect::<Vec<_>>().join(" ")
}

/// The word as the first of a cell.
pub fn start(words: &Words<'_>, at: usize, column: usize, role: Option<Role>, vocabulary: &Vocabulary) -> f32 {
    let word = &words.items[at];
    let lower = word.text.starts_with(char::is_lowercase);
    let agency = word.agency;
    let value = lexicon::begins_value(word.text);
    let recurring = (1.0 + vocabulary.begins(column, &word.bare) as f32).ln().min(2.0) * 0.5;
    let own = match role {
        Some(Role::Lead | Role::Coordinating) => {
            if agency && !lower {
                2.0
            } else if agency {
                0.0
            } else {
                -3.0
            }
        }
        Some(Role::Deadline) => {
            if value && at.checked_sub(1).is_some_and(|before| lexicon::wants_figure(&words.items[before].bare, word.text)) {
                // "Tháng" stands before it, wherever that went.
                -1.0
            } else if value || lexicon::begins_deadline(&word.bare) {
                if lower { -1.5 } else { 1.5 }
            } else {
                -3.0
            }
        }
        Some(Role::Product) => {
            if lower {
                -2.5
            } else if agency {
                -1.5
            } else if lexicon::begins_product(&word.bare) {
                1.2
            } else {
                0.2
            }
        }
        Some(Role::DataSource) => {
            if lower || value {
                -2.5
            } else if lexicon::begins_source(&word.bare) {
                1.2
            } else {
                -0.2
            }
        }
        Some(Role::RelatedIndicators) => {
            if value || word.bare == "chỉ" {
                1.0
            } else {
                -2.0
            }
        }
        Some(Role::Unit) => {
            if word.text == "%" {
                3.0
            } else if lexicon::begins_unit(&word.bare) {
                if lower { 0.0 } else { 0.8 }
            } else if lower || value {
                -3.0
            } else {
                -0.8
            }
        }
        Some(Role::Target) => {
            if value {
                // Which of several is left empty cannot be seen: the last ones.
                2.0 - 0.05 * column as f32
            } else if lower || agency {
                -2.5
            } else {
                0.2
            }
        }
        Some(Role::Money) => {
            if value {
                1.0
            } else {
                -3.0
            }
        }
        Some(Role::Name) => {
            if lower {
                -3.0
            } else if agency {
                -0.7
            } else {
                0.5
            }
        }
        _ => {
            if lower {
                -2.0
            } else {
                -0.5
            }
        }
    };
    own + recurring
}

/// The name of an agency begins at this word; a name of two or three words may go on below.
pub fn begins_agency(words: &[Word<'_>], at: usize) -> bool {
    let own = ahead(words, at, 4);
    lexicon::names_agency(&own) || own.split(' ').count() <= 3 && lexicon::names_agency(&ahead_below(words, at, 5))
}

/// Up to so many words from here on, whatever the line.
fn ahead_below(words: &[Word<'_>], at: usize, most: usize) -> String {
    words[at..].iter().take(most).map(|word| word.text).collect::<Vec<_>>().join(" ")
}

/// A column left without words.
pub fn empty(role: Option<Role>) -> f32 {
    match role {
        Some(Role::Name) => -9.0,
        Some(Role::Lead) => -2.5,
        Some(Role::Deadline) => -2.0,
        Some(Role::Product | Role::Target | Role::Coordinating) => -1.5,
        Some(Role::DataSource) => -0.8,
        Some(Role::Unit) => -1.2,
        Some(Role::Money) => -0.5,
        _ => 0.0,
    }
}

/// What the whole cell says; `open` while words may still come.
pub fn cell(words: &[&Word<'_>], text: &str, column: usize, role: Option<Role>, vocabulary: &Vocabulary, open: bool) -> f32 {
    if text.is_empty() {
        return 0.0;
    }
    let recurs = (vocabulary.recurs(column, &text.to_lowercase()) as f32).ln_1p().min(2.5);
    let mut score = recurs * if role == Some(Role::Name) { 0.3 } else { 1.0 };
    if !open {
        score -= if lexicon::wants_more(text) { 2.5 } else { 0.0 };
        score -= if text.matches('(').count() > text.matches(')').count() { 1.5 } else { 0.0 };
        score -= if text.matches('“').count() > text.matches('”').count() { 0.5 } else { 0.0 };
    }
    score -= if text.matches(')').count() > text.matches('(').count() { 1.5 } else { 0.0 };
    score
        + match role {
            Some(Role::Lead | Role::Coordinating) => {
                agencies(words, role == Some(Role::Lead)) - if !open && lexicon::is_half_agency(text) { 2.5 } else { 0.0 }
            }
            Some(Role::Deadline) => time(text, words.len(), open),
            Some(Role::Target) => value(text, words.len()),
            Some(Role::Unit) => {
                if text == "%" {
                    1.5
                } else {
                    -0.3 * (words.len() as f32 - 4.0).max(0.0)
                }
            }
            Some(Role::Money) => {
                if money::parse_amount(text).is_some() {
                    2.0
                } else {
                    -2.0
                }
            }
            Some(Role::Product | Role::DataSource) => {
                let figure = !text.chars().any(char::is_alphabetic);
                -0.25 * (words.len() as f32 - 12.0).max(0.0) - if figure { 2.5 } else { 0.0 }
            }
            Some(Role::Name) if !open && words.len() < 3 => -1.0,
            _ => 0.0,
        }
}

/// A list of agencies: one that begins where nothing parts it from the one before is another column's.
fn agencies(words: &[&Word<'_>], lead: bool) -> f32 {
    let mut score = 0.0;
    for (at, pair) in words.windows(2).enumerate() {
        let (last, word) = (pair[0], pair[1]);
        // "Văn phòng UBND tỉnh": the office of another agency.
        let office = last.bare == "phòng" && at.checked_sub(1).is_some_and(|before| words[before].bare == "văn");
        let parted = last.text.ends_with([',', ';', '.', '-', '–', '&', '/', ')']) || matches!(last.text, "và" | "với");
        // "Chi Cục Thống kê", "Văn Phòng Đảng ủy": a name of two first words.
        let second = matches!(last.bare.as_str(), "chi" | "tổng" | "văn" | "liên" | "tỉnh" | "huyện");
        if word.agency && !parted && !second && !office && word.text.starts_with(char::is_uppercase) {
            score -= if matches!(word.text, "UBND" | "HĐND" | "Ban") { 1.0 } else { 2.5 };
        }
    }
    if lead {
        score -= 0.06 * (words.len() as f32 - 8.0).max(0.0);
    }
    if words.first().is_some_and(|first| first.agency) { score + 0.5 } else { score - 1.0 }
}

fn time(text: &str, words: usize, open: bool) -> f32 {
    let known = words <= 16 && deadline::parse(text).is_some_and(|deadline| deadline.kind.is_some());
    let length = 0.2 * (words as f32 - 7.0).max(0.0);
    match (known, open) {
        (true, _) => 2.5 - length,
        (false, true) => -0.5 - length,
        (false, false) => -2.5 - length,
    }
}

fn value(text: &str, words: usize) -> f32 {
    let figure = target::parse(text).is_some_and(|target| target.op != Comparison::Text);
    let agency = lexicon::names_agency(text);
    let roman = annex_row::is_roman(text);
    if text.ends_with(['-', '–']) {
        -2.0
    } else if figure {
        1.5 - 0.1 * (words as f32 - 4.0).max(0.0)
    } else if agency || roman {
        -2.0
    } else {
        -0.2
    }
}
