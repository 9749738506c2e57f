//! Documents of the central bodies that plans cite: number, day, issuer, and what took their place.

use std::collections::HashMap;

use jiff::civil::Date;

use super::table::{ListError, day, entries};

pub(super) const TEXT: &str = include_str!("../../data/known-documents.tsv");
pub(super) const COLUMNS: &[&str] = &["số, ký hiệu", "loại", "ngày", "cơ quan", "trích yếu", "thay bằng", "thay từ ngày", "nguồn"];

/// One document of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownDocument {
    pub number: String,
    pub kind: String,
    pub date: Date,
    pub issuer: String,
    /// Words of its title that tell it from others.
    pub title: String,
    pub replaced: Option<Replacement>,
}

/// What took the place of a document, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    pub number: String,
    pub from: Date,
}

/// The list `data/known-documents.tsv`.
#[derive(Debug, Clone)]
pub struct KnownDocuments {
    /// By number without leading zeros: a Party number returns in another term.
    by_number: HashMap<String, Vec<KnownDocument>>,
    /// Numbers by day and by the figures before the first slash or hyphen.
    by_date: HashMap<Date, Vec<String>>,
    by_figures: HashMap<String, Vec<String>>,
}

impl Default for KnownDocuments {
    fn default() -> Self {
        Self::parse(TEXT).expect("the list is tested")
    }
}

impl KnownDocuments {
    /// # Errors
    /// A list of another shape, or a day that does not exist.
    pub fn parse(text: &str) -> Result<Self, ListError> {
        let mut out = Self { by_number: HashMap::new(), by_date: HashMap::new(), by_figures: HashMap::new() };
        out.add(text)?;
        Ok(out)
    }

    /// # Errors
    /// A list of another shape, or a day that does not exist.
    pub fn add(&mut self, text: &str) -> Result<(), ListError> {
        for entry in entries(text, COLUMNS)? {
            let cell = |at: usize| entry.cells[at].to_owned();
            let replaced = match (entry.cells[5], entry.cells[6]) {
                ("", "") => None,
                (number, _) => Some(Replacement { number: number.to_owned(), from: day(&entry, 6)? }),
            };
            let document =
                KnownDocument { number: cell(0), kind: cell(1), date: day(&entry, 2)?, issuer: cell(3), title: cell(4), replaced };
            let key = key(&document.number);
            self.by_date.entry(document.date).or_default().push(key.to_owned());
            self.by_figures.entry(figures(key).to_owned()).or_default().push(key.to_owned());
            self.by_number.entry(key.to_owned()).or_default().push(document);
        }
        Ok(())
    }

    /// The documents of this number.
    pub fn of_number(&self, number: &str) -> &[KnownDocument] {
        self.by_number.get(key(number)).map_or(&[], Vec::as_slice)
    }

    /// The documents of this day.
    pub fn of_date(&self, date: Date) -> impl Iterator<Item = &KnownDocument> {
        self.by_date.get(&date).into_iter().flatten().flat_map(|number| self.of_number(number)).filter(move |known| known.date == date)
    }

    /// The documents whose number begins with the same figures.
    pub fn of_figures(&self, number: &str) -> impl Iterator<Item = &KnownDocument> {
        self.by_figures.get(figures(key(number))).into_iter().flatten().flat_map(|number| self.of_number(number))
    }
}

/// "03/NQ-CP" and "3/NQ-CP" are one number.
fn key(number: &str) -> &str {
    number.trim_start_matches('0')
}

fn figures(number: &str) -> &str {
    number.split(['/', '-']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_with_and_without_leading_zeros() {
        let text = format!("{}\n03/NQ-CP\tNghị quyết\t09/01/2025\tChính phủ\tx\t\t\tnguồn\n", COLUMNS.join("\t"));
        let list = KnownDocuments::parse(&text).unwrap();
        assert_eq!(list.of_number("3/NQ-CP").len(), 1);
        assert_eq!(list.of_figures("003/NQ-TW").count(), 1);
        assert_eq!(list.of_date(list.of_number("03/NQ-CP")[0].date).count(), 1);
    }

    #[test]
    fn a_day_that_does_not_exist_is_refused_with_its_line() {
        let text = format!("{}\n03/NQ-CP\tNghị quyết\t31/02/2025\tChính phủ\tx\t\t\tnguồn\n", COLUMNS.join("\t"));
        assert_eq!(KnownDocuments::parse(&text).unwrap_err().line, 2);
    }
}
