//! How well a word follows those before it: staying in their column, going to another, on the same line or the next.

use std::cmp::Ordering;

use super::decode::{Word, Words};
use super::lexicon;
use super::vocabulary::{Neighbours, Vocabulary};
use crate::plan::Role;

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
