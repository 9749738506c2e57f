//! How well words suit a column: where they begin, how they go on, and what the whole cell says. Sums of
//! log-likelihoods in spirit, set by hand.

use std::cmp::Ordering;

use super::decode::{Word, Words};
use super::lexicon;
use super::vocabulary::{Neighbours, Vocabulary};
use crate::parse::{annex_row, deadline, money, target};
use crate::plan::{Comparison, Role};

/// A word about to be put into a column.
pub struct Step {
    /// The word before it in that column.
    pub last: Option<usize>,
    /// It begins a fragment: at a line's start or after a word of another column.
    pub begins_fragment: bool,
    /// Letters of the fragment before it in that column.
    pub length: usize,
}

/// Going from one column to another at this word; `None` where it cannot be.
pub fn movement(
    words: &Words<'_>,
    at: usize,
    (from, to): (usize, usize),
    step: &Step,
    vocabulary: &Vocabulary,
    near: &Neighbours,
) -> Option<f32> {
    let word = &words.items[at];
    if from == 0 {
        return Some(0.0);
    }
    // "≥ 80", "16 - 18": a sign belongs to its figures.
    if from != to && at > 0 && (lexicon::is_comparison(words.items[at - 1].text) || within_range(words, at)) {
        return None;
    }
    if vocabulary.manner.whole {
        return within_whole_cells(word, from, to);
    }
    let not_back = if word.starts_line && !word.page { vocabulary.forth() } else { 0.0 };
    if from == to {
        return Some(if word.blank { -0.5 } else { 0.0 } + not_back);
    }
    if to > from {
        let lower = word.text.starts_with(char::is_lowercase);
        if !word.starts_line && lower && step.last.is_none() && !lexicon::begins_unit(&word.bare) {
            return None;
        }
        let own = match (word.blank, word.starts_line, step.last) {
            (true, ..) => 0.5,
            (false, true, _) => 0.0,
            (false, false, None) => -0.5,
            (false, false, Some(_)) => -2.0,
        };
        // Words that stand together elsewhere are parted.
        let parted = match at.checked_sub(1).filter(|_| !word.starts_line) {
            Some(before) => (near.count(words.items[before].known, word.known).saturating_sub(1) as f32).ln_1p().min(2.5) * 0.6,
            None => 0.0,
        };
        let own = own - parted - if word.compound { 1.5 } else { 0.0 };
        return Some(own + not_back);
    }
    word.starts_line.then_some(if word.page { -0.3 } else { vocabulary.manner.back })
}

/// Where every line is a cell: a cell ends with its line, seldom goes on in the next, and never goes back.
fn within_whole_cells(word: &Word<'_>, from: usize, to: usize) -> Option<f32> {
    match (word.starts_line, to.cmp(&from)) {
        (true, Ordering::Greater) | (false, Ordering::Equal) => Some(0.0),
        (true, Ordering::Equal) => Some(-2.5),
        _ => None,
    }
}

/// The dash between two figures of one line, or the second of them.
fn within_range(words: &Words<'_>, at: usize) -> bool {
    let figure = |at: usize| words.items.get(at).is_some_and(|word| lexicon::begins_value(word.text));
    let dash = |at: usize| matches!(words.items[at].text, "-" | "–") && !words.items[at].starts_line;
    let second = at >= 2 && dash(at - 1) && figure(at - 2) && figure(at);
    let first = dash(at) && figure(at - 1) && figure(at + 1);
    (first || second) && !words.items[at].starts_line
}

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

/// The first word of a fragment that goes on a cell.
pub fn goes_on(last: &Word<'_>, word: &Word<'_>, step: &Step, role: Option<Role>, width: Option<usize>, near: &Neighbours) -> f32 {
    let lower = word.text.starts_with(char::is_lowercase);
    let figure = lexicon::wants_figure(&last.bare, word.text);
    let open = lexicon::wants_more(last.text) || figure;
    let ended = last.text.ends_with(['.', ';', ':', '!', '?']);
    let seen = near.count(last.known, word.known);
    let mut score = (1.0 + seen as f32).ln().min(2.0) * 0.5;
    score += match (lower, open, ended) {
        (true, true, _) => 0.4,
        (true, false, false) => 0.0,
        (true, false, true) => -1.2,
        (false, true, _) => 0.0,
        (false, false, true) => -0.6,
        (false, false, false) if seen > 0 => -0.4,
        (false, false, false) => -1.6,
    };
    if word.line == last.line {
        // A cell's words on one line stand together.
        return score - 6.0;
    }
    if let Some(width) = width {
        let needed = step.length + 1 + word.letters;
        let list = ended && matches!(role, Some(Role::Lead | Role::Coordinating | Role::Name | Role::Product));
        if needed < width && !list && !figure {
            score -= ((width - needed) as f32 * 0.25).min(2.5);
        } else {
            score += 0.6;
        }
    }
    score
}

/// A word that follows another on its line in the same column.
pub fn inside(words: &Words<'_>, at: usize, role: Option<Role>, near: &Neighbours) -> f32 {
    let (last, word) = (&words.items[at - 1], &words.items[at]);
    let seen = near.count(last.known, word.known).saturating_sub(1);
    let capital = word.text.starts_with(char::is_uppercase);
    let acronym = word.text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let after_sign = last.text.ends_with(['.', ',', ';', ':', '-', '“', '&', '(']);
    let odd = if capital && !acronym && !after_sign && seen == 0 { -0.8 } else { 0.0 };
    odd + (seen as f32).ln_1p().min(2.0) * 0.2 + beside_figure(last.text, word.text, role)
}

/// A figure is a cell by itself: another one or a name after it on its line is the next cell's.
fn beside_figure(last: &str, word: &str, role: Option<Role>) -> f32 {
    let ended = last.ends_with(|c: char| c.is_ascii_digit() || c == '%');
    let value = lexicon::begins_value(word);
    match role {
        // "2 500" is one figure, "95 100" hardly.
        Some(Role::Target | Role::Money) if ended && value => {
            let thousands = word.len() == 3 && last.len() <= 3 && last.bytes().all(|c| c.is_ascii_digit());
            if thousands { -0.8 } else { -3.0 }
        }
        Some(Role::Target | Role::Money) if ended && word.starts_with(char::is_uppercase) => -1.0,
        Some(Role::Unit) if value && !last.ends_with('/') => -1.2,
        _ => 0.0,
    }
}

/// A fragment wider than its column.
pub fn overfull(length: u16, word: &Word<'_>, width: Option<usize>) -> f32 {
    let Some(width) = width else { return 0.0 };
    let over = usize::from(length).saturating_sub(width + 3).min(word.letters + 1);
    over as f32 * -0.25
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
