//! Agencies that are no more: merged, renamed or ended.

use jiff::civil::Date;

use super::table::{ListError, day, entries};
use crate::matching::words::folded;

pub(super) const TEXT: &str = include_str!("../../data/dissolved-agencies.tsv");
pub(super) const COLUMNS: &[&str] = &["tên", "từ ngày", "căn cứ"];

/// The list `data/dissolved-agencies.tsv`: names as folded syllables, each with the day from which it is no more.
#[derive(Debug, Clone)]
pub struct DissolvedAgencies(Vec<(Vec<String>, Date)>);

impl Default for DissolvedAgencies {
    fn default() -> Self {
        let mut list = Self(Vec::new());
        list.add(TEXT).expect("the built-in list is sound");
        list
    }
}

impl DissolvedAgencies {
    /// # Errors
    /// A list of another shape, a name without a letter, or a day that does not exist.
    pub fn add(&mut self, list: &str) -> Result<(), ListError> {
        for entry in entries(list, COLUMNS)? {
            let name = folded(entry.cells[0]);
            if name.is_empty() {
                return Err(entry.error(format!("“{}” không có chữ nào; ghi tên cơ quan", entry.cells[0])));
            }
            self.0.push((name, day(&entry, 1)?));
        }
        Ok(())
    }

    /// Names that are no more on a day, as folded syllables.
    pub fn on(&self, day: Date) -> impl Iterator<Item = &[String]> {
        self.0.iter().filter(move |(_, from)| day >= *from).map(|(name, _)| name.as_slice())
    }
}
