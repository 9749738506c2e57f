//! Abbreviations: what they stand for, and which need no explanation.

use std::collections::HashMap;

use super::table::{ListError, entries};

pub(super) const TEXT: &str = include_str!("../../data/abbreviations.tsv");
pub(super) const COLUMNS: &[&str] = &["viết tắt", "viết đủ", "dùng ngay"];

#[derive(Debug, Clone)]
pub struct Abbreviation {
    /// Empty for a name that is never written in full.
    pub full: String,
    pub accepted: bool,
}

/// By the abbreviation in capitals.
#[derive(Debug, Clone)]
pub struct Abbreviations(HashMap<String, Abbreviation>);

impl Default for Abbreviations {
    fn default() -> Self {
        let mut list = Self(HashMap::new());
        list.add(TEXT).expect("the built-in list is sound");
        list
    }
}

impl Abbreviations {
    /// Adds abbreviations; one that is there already is replaced.
    ///
    /// # Errors
    /// A list of another shape.
    pub fn add(&mut self, list: &str) -> Result<(), ListError> {
        for entry in entries(list, COLUMNS)? {
            if !matches!(entry.cells[2], "" | "x") {
                return Err(entry.error("cột “dùng ngay” chỉ ghi “x” hoặc để trống"));
            }
            let abbreviation = Abbreviation { full: entry.cells[1].to_owned(), accepted: entry.cells[2] == "x" };
            self.0.insert(entry.cells[0].to_uppercase(), abbreviation);
        }
        Ok(())
    }

    pub fn find(&self, written: &str) -> Option<&Abbreviation> {
        match written.chars().any(char::is_lowercase) {
            true => self.0.get(&written.to_uppercase()),
            false => self.0.get(written),
        }
    }
}
