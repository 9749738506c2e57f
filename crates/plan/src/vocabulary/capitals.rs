//! Names whose capitals are set, fields that agencies are named after, and common words that get a capital by mistake.

use super::table::{ListError, entries};

pub(super) const TEXT: &str = include_str!("../../data/capitals.tsv");
pub(super) const COLUMNS: &[&str] = &["viết đúng", "loại"];

#[derive(Debug, Clone)]
pub struct Capitals {
    /// Names of several syllables, each a list of its words, the longest first.
    pub names: Vec<Vec<String>>,
    /// Names of one word: programs, products.
    pub words: Vec<String>,
    /// "Tài chính" of "Sở Tài chính".
    pub fields: Vec<Vec<String>>,
    /// "thủ tục hành chính": small inside a sentence.
    pub common: Vec<Vec<String>>,
}

impl Default for Capitals {
    fn default() -> Self {
        let mut list = Self { names: Vec::new(), words: Vec::new(), fields: Vec::new(), common: Vec::new() };
        list.add(TEXT).expect("the built-in list is sound");
        list
    }
}

impl Capitals {
    /// Adds names.
    ///
    /// # Errors
    /// A kind that is not known, a list of another shape.
    pub fn add(&mut self, list: &str) -> Result<(), ListError> {
        for entry in entries(list, COLUMNS)? {
            let words: Vec<String> = entry.cells[0].split_whitespace().map(str::to_owned).collect();
            match entry.cells[1] {
                "" if words.len() == 1 => self.words.extend(words),
                "" => self.names.push(words),
                "lĩnh vực" => self.fields.push(words),
                "từ thường" => self.common.push(words),
                _ => return Err(entry.error("cột “loại” chỉ ghi “lĩnh vực”, “từ thường” hoặc để trống")),
            }
        }
        self.names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        Ok(())
    }
}
