//! Words of two syllables that plans use, and syllables that are words by themselves: what a slip of the pen is told by.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use super::table::{ListError, entries};
use crate::syllable;

pub(super) const WORDS: &str = include_str!("../../data/words.tsv");
pub(super) const SINGLE_WORDS: &str = include_str!("../../data/single_words.tsv");
pub(super) const COLUMNS: &[&str] = &["từ"];

/// Words by the number of each syllable; all spellings of a syllable share one number.
#[derive(Debug, Clone)]
pub struct Lexicon {
    ids: HashMap<String, u32, RandomState>,
    /// The syllable as the lists spell it.
    spelled: Vec<String>,
    pairs: HashSet<(u32, u32), RandomState>,
    alone: HashSet<u32, RandomState>,
}

impl Default for Lexicon {
    fn default() -> Self {
        let mut lexicon = Self {
            ids: HashMap::with_capacity_and_hasher(2_000, RandomState::default()),
            spelled: Vec::new(),
            pairs: HashSet::with_capacity_and_hasher(4_000, RandomState::default()),
            alone: HashSet::default(),
        };
        lexicon.add_words(WORDS).expect("the built-in list is sound");
        lexicon.add_single_words(SINGLE_WORDS).expect("the built-in list is sound");
        lexicon
    }
}

impl Lexicon {
    /// Adds words of two syllables.
    ///
    /// # Errors
    /// An entry of another length, or a list of another shape.
    pub fn add_words(&mut self, list: &str) -> Result<(), ListError> {
        // The same few syllables make most words: each is spelled out once.
        let mut known: HashMap<&str, u32, RandomState> = HashMap::with_capacity_and_hasher(2_000, RandomState::default());
        for entry in entries(list, COLUMNS)? {
            let Some((first, second)) = entry.cells[0].split_once(' ').filter(|(_, second)| !second.contains(' ')) else {
                return Err(entry.error(format!("“{}” không phải từ hai âm tiết", entry.cells[0])));
            };
            let pair = [first, second].map(|word| *known.entry(word).or_insert_with(|| self.number(word)));
            self.pairs.insert(pair.into());
        }
        Ok(())
    }

    /// Adds syllables that can stand alone.
    ///
    /// # Errors
    /// A list of another shape.
    pub fn add_single_words(&mut self, list: &str) -> Result<(), ListError> {
        for entry in entries(list, COLUMNS)? {
            let number = self.number(entry.cells[0]);
            self.alone.insert(number);
        }
        Ok(())
    }

    fn number(&mut self, word: &str) -> u32 {
        let plain = syllable::plain(&word.to_lowercase());
        if let Some(number) = self.ids.get(&plain) {
            return *number;
        }
        let number = self.spelled.len() as u32;
        self.ids.insert(plain, number);
        self.spelled.push(word.to_owned());
        number
    }

    /// The number of a syllable in the form it is looked up by.
    pub fn find(&self, plain: &str) -> Option<u32> {
        self.ids.get(plain).copied()
    }

    pub fn spelled(&self, number: u32) -> &str {
        &self.spelled[number as usize]
    }

    pub fn is_word(&self, first: u32, second: u32) -> bool {
        self.pairs.contains(&(first, second))
    }

    pub fn stands_alone(&self, number: u32) -> bool {
        self.alone.contains(&number)
    }
}
