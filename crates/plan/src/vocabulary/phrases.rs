//! A list of phrases looked for in small letters, with a capital in front, and all in capitals.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::document::{lowered, start_of};

#[derive(Debug, Clone, Default)]
pub struct Phrases {
    /// In small letters.
    list: Vec<String>,
    /// Made when a text is first searched.
    search: OnceLock<Option<AhoCorasick>>,
}

impl Phrases {
    pub fn add(&mut self, phrase: &str) {
        self.list.push(phrase.to_lowercase());
        self.search = OnceLock::new();
    }

    /// The first place of a phrase, the longest of those that begin there.
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        self.search.get_or_init(|| self.built()).as_ref()?.find(text).map(|found| found.range())
    }

    /// The length in bytes of the longest phrase with which a text begins and which `ends` there: the letters behind
    /// it are given.
    pub fn at_start(&self, text: &str, ends: impl Fn(&str) -> bool) -> Option<usize> {
        let longest = self.list.iter().map(String::len).max()?;
        let small = lowered(start_of(text, longest));
        let begins = |phrase: &&String| small.starts_with(phrase.as_str()) && ends(&text[phrase.len()..]);
        self.list.iter().filter(begins).map(String::len).max()
    }

    fn built(&self) -> Option<AhoCorasick> {
        let written = self.list.iter().flat_map(|low| {
            let mut letters = low.chars();
            let capital: String = letters.next().map(char::to_uppercase).into_iter().flatten().chain(letters).collect();
            [low.clone(), capital, low.to_uppercase()]
        });
        // The built-in lists and those an official writes are far from the limits on states.
        AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(written).ok()
    }
}

/// No letter or figure follows.
pub fn ends_word(after: &str) -> bool {
    !after.starts_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(phrases: &[&str]) -> Phrases {
        let mut list = Phrases::default();
        phrases.iter().for_each(|phrase| list.add(phrase));
        list
    }

    #[test]
    fn the_longest_phrase_is_found_however_it_is_written() {
        let list = list(&["ghi rõ", "ghi rõ tên"]);
        assert_eq!(list.find("xin Ghi rõ tên đơn vị"), Some(4.."xin Ghi rõ tên".len()));
        assert_eq!(list.find("GHI RÕ"), Some(0.."GHI RÕ".len()));
        assert_eq!(list.find("ghi chép"), None);
        assert_eq!(Phrases::default().find("ghi rõ"), None);
    }

    #[test]
    fn a_start_ends_where_the_caller_says() {
        let list = list(&["trang", "trang số"]);
        assert_eq!(list.at_start("Trang số 2", ends_word), Some("trang số".len()));
        assert_eq!(list.at_start("Trang sốt", ends_word), Some("trang".len()));
        assert_eq!(list.at_start("Trangg", ends_word), None);
        assert_eq!(list.at_start("", ends_word), None);
    }
}
