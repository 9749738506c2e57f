//! Words that belong to no issued document: blanks and advice of a template, columns for the leader only, lines of a
//! web page or a scanner.

use super::phrases::Phrases;
use super::table::{ListError, entries};

pub(super) const TEXT: &str = include_str!("../../data/leftovers.tsv");
pub(super) const COLUMNS: &[&str] = &["cụm từ", "loại", "ghi chú"];

/// The list `data/leftovers.tsv`, one search for each of its kinds.
#[derive(Debug, Clone, Default)]
pub struct Leftovers {
    /// Begins what stands between brackets.
    pub blanks: Phrases,
    /// Anywhere in a paragraph.
    pub advice: Phrases,
    /// Begins a paragraph that stands in round brackets as a whole.
    pub asides: Phrases,
    /// Anywhere in the name of a column.
    pub columns: Phrases,
    /// Begins a line.
    pub lines: Phrases,
}

impl Leftovers {
    /// The list that comes with the program.
    pub fn built_in() -> Self {
        Self::parse(TEXT).expect("the list is tested")
    }

    /// # Errors
    /// A list of another shape, or a kind that is not one of the five.
    pub fn parse(text: &str) -> Result<Self, ListError> {
        let mut out = Self::default();
        out.add(text)?;
        Ok(out)
    }

    /// # Errors
    /// A list of another shape, or a kind that is not one of the five.
    pub fn add(&mut self, text: &str) -> Result<(), ListError> {
        for entry in entries(text, COLUMNS)? {
            let kind = match entry.cells[1] {
                "ô mẫu" => &mut self.blanks,
                "câu mẫu" => &mut self.advice,
                "cột nội bộ" => &mut self.columns,
                "dòng lạ" => &mut self.lines,
                "đoạn mẫu" => &mut self.asides,
                other => return Err(entry.error(format!("loại “{other}” không có; ghi ô mẫu, câu mẫu, đoạn mẫu, cột nội bộ hoặc dòng lạ"))),
            };
            kind.add(entry.cells[0]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_that_is_not_known_is_refused_with_its_line() {
        let refused = Leftovers::parse("cụm từ\tloại\tghi chú\nghi rõ\tô trống\t\n").unwrap_err();
        assert_eq!(refused.line, 2);
    }

    #[test]
    fn phrases_are_found_in_small_letters_and_in_capitals() {
        let list = Leftovers::parse("cụm từ\tloại\tghi chú\nđể giải trình\tcột nội bộ\t\n").unwrap();
        assert!(list.columns.find("Cột để giải trình").is_some() && list.columns.find("ĐỂ GIẢI TRÌNH").is_some());
        assert!(list.lines.find("để giải trình").is_none());
    }
}
