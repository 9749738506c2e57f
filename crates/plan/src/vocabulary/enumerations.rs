//! Words of one kind that plans string together with commas.

use std::collections::HashMap;

use super::table::{ListError, entries};
use crate::syllable;

pub(super) const TEXT: &str = include_str!("../../data/enumerations.tsv");
pub(super) const COLUMNS: &[&str] = &["nhóm", "từ"];

/// The group of each word, by its two syllables in the form they are looked up by.
#[derive(Debug, Clone)]
pub struct Enumerations(pub HashMap<(String, String), String>);

impl Default for Enumerations {
    fn default() -> Self {
        let mut list = Self(HashMap::new());
        list.add(TEXT).expect("the built-in list is sound");
        list
    }
}

impl Enumerations {
    /// Adds words to groups.
    ///
    /// # Errors
    /// A word that has not two syllables, a list of another shape.
    pub fn add(&mut self, list: &str) -> Result<(), ListError> {
        for entry in entries(list, COLUMNS)? {
            let Some((first, second)) = entry.cells[1].split_once(' ') else {
                return Err(entry.error(format!("“{}” không phải từ hai âm tiết", entry.cells[1])));
            };
            let plain = |word: &str| syllable::plain(&word.to_lowercase());
            self.0.insert((plain(first), plain(second)), entry.cells[0].to_owned());
        }
        Ok(())
    }
}
