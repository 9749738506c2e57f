//! Phrases that are often written wrongly, with what should stand there and between which words it is wrong.

use super::table::{ListError, entries};
use crate::syllable;

pub(super) const TEXT: &str = include_str!("../../data/slips.tsv");
pub(super) const COLUMNS: &[&str] = &["lỗi", "viết sai", "viết đúng", "sau chữ", "trước chữ", "trừ trước chữ"];

/// One word of a wrong phrase.
#[derive(Debug, Clone)]
pub struct Part {
    /// Small letters, in the form words are looked up by.
    pub plain: String,
    /// Capitals in the list are asked of the plan too.
    pub exact: Option<String>,
    /// A comma follows.
    pub comma: bool,
}

#[derive(Debug, Clone)]
pub struct Slip {
    /// The rule that reports it.
    pub rule: String,
    pub wrong: Vec<Part>,
    pub right: String,
    /// Looked up form of the words one of which must stand before; empty: any.
    pub after: Vec<String>,
    /// One of which must follow; empty: any.
    pub before: Vec<String>,
    /// None of which may follow.
    pub not_before: Vec<String>,
}

/// The rules that report slips.
pub const RULES: [&str; 4] = ["misspelling", "missing-word", "missing-punctuation", "stray-punctuation"];

#[derive(Debug, Clone)]
pub struct Slips(pub Vec<Slip>);

impl Default for Slips {
    fn default() -> Self {
        let mut list = Self(Vec::new());
        list.add(TEXT).expect("the built-in list is sound");
        list
    }
}

impl Slips {
    /// Adds slips.
    ///
    /// # Errors
    /// A rule that reports no slips, an entry without the right words, a list of another shape.
    pub fn add(&mut self, list: &str) -> Result<(), ListError> {
        for entry in entries(list, COLUMNS)? {
            let [rule, wrong, right, after, before, not_before] = entry.cells[..] else { continue };
            if !RULES.contains(&rule) {
                return Err(entry.error(format!("“{rule}” không phải một trong các lỗi: {}", RULES.join(", "))));
            }
            if wrong.is_empty() || right.is_empty() {
                return Err(entry.error("phải ghi cả chữ viết sai và chữ viết đúng"));
            }
            let wrong = wrong.split(' ').map(part).collect();
            let (after, before, not_before) = (choices(after), choices(before), choices(not_before));
            self.0.push(Slip { rule: rule.to_owned(), wrong, right: right.to_owned(), after, before, not_before });
        }
        Ok(())
    }
}

fn part(word: &str) -> Part {
    let comma = word.ends_with(',');
    let word = word.trim_end_matches(',');
    let small = word.to_lowercase();
    Part { plain: syllable::plain(&small), exact: (small != word).then(|| word.to_owned()), comma }
}

fn choices(cell: &str) -> Vec<String> {
    cell.split('|').map(str::trim).filter(|word| !word.is_empty()).map(|word| syllable::plain(&word.to_lowercase())).collect()
}
