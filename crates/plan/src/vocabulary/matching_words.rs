//! Words as two plans write them differently, words that say little and words that say nothing: what rows are
//! compared by.

use std::collections::HashMap;

use super::table::{self, ListError};

/// What a phrase is to the comparison of two rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Counts in full; every way of writing it is one.
    Meaning,
    /// Nearly every row has it.
    Common,
    /// Function words, names of levels and places.
    Dropped,
}

/// One way of writing a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// Folded syllables after the first.
    pub rest: Vec<String>,
    pub kind: Kind,
    /// The folded phrase all ways of writing share.
    pub as_one: String,
}

/// Phrases by their first folded syllable, the longest first.
#[derive(Debug, Clone)]
pub struct MatchingWords(HashMap<String, Vec<Phrase>>);

pub(super) const TEXT: &str = include_str!("../../data/matching-words.tsv");
pub(super) const COLUMNS: &[&str] = &["cụm từ", "loại", "cách viết khác"];

impl Default for MatchingWords {
    fn default() -> Self {
        Self::read(TEXT).expect("the list that comes with the program is sound")
    }
}

impl MatchingWords {
    /// # Errors
    /// The line that is no entry, and what to write there.
    pub fn read(text: &str) -> Result<Self, ListError> {
        let mut out = Self(HashMap::new());
        out.add(text)?;
        Ok(out)
    }

    /// # Errors
    /// The line that is no entry, and what to write there.
    pub fn add(&mut self, text: &str) -> Result<(), ListError> {
        for entry in table::entries(text, COLUMNS)? {
            let kind = match entry.cells[1] {
                "nghĩa" => Kind::Meaning,
                "chung" => Kind::Common,
                "bỏ" => Kind::Dropped,
                _ => return Err(entry.error("cột loại phải là một trong: nghĩa, chung, bỏ")),
            };
            let as_one = crate::matching::words::folded(entry.cells[0]).join(" ");
            for way in std::iter::once(entry.cells[0]).chain(entry.cells[2].split(';')) {
                let mut syllables = crate::matching::words::folded(way).into_iter();
                let Some(first) = syllables.next() else { continue };
                let phrase = Phrase { rest: syllables.collect(), kind, as_one: as_one.clone() };
                self.0.entry(first).or_default().push(phrase);
            }
        }
        for phrases in self.0.values_mut() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
        }
        Ok(())
    }

    /// The longest phrase that stands at the start of these folded syllables.
    pub fn at(&self, syllables: &[&str]) -> Option<&Phrase> {
        let (first, rest) = syllables.split_first()?;
        let stands = |phrase: &&Phrase| phrase.rest.len() <= rest.len() && phrase.rest.iter().zip(rest).all(|(a, b)| a == b);
        self.0.get(*first)?.iter().find(stands)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_is_found_and_a_wrong_kind_is_refused() {
        let words = MatchingWords::read("cụm từ\tloại\tcách viết khác\nxã\tbỏ\nxã hội\tnghĩa\tXH\n").unwrap();
        let folded = crate::matching::words::folded("xã hội XH xã");
        let folded: Vec<&str> = folded.iter().map(String::as_str).collect();
        assert_eq!(words.at(&folded).unwrap().rest.len(), 1);
        assert_eq!(words.at(&folded[2..]).unwrap().as_one, words.at(&folded).unwrap().as_one);
        assert_eq!(words.at(&folded[3..]).unwrap().kind, Kind::Dropped);
        assert_eq!(MatchingWords::read("cụm từ\tloại\tcách viết khác\nxã\tkhác\n").unwrap_err().line, 2);
    }
}
