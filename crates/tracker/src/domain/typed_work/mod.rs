//! Work that no plan brought, as a person types it: the head of a document and its tasks, row by row.
//!
//! What is wrong in it is collected, never the first fault alone; what the agencies mean is asked elsewhere.

mod faults;
mod source;

use std::collections::{BTreeMap, BTreeSet};

use roviec_plan::plan::{DocumentBlock, Task};

pub use faults::Fault;

use super::draft::{Field, Fields, Table};

/// Rows of one form.
pub const MOST_ROWS: usize = 200;

/// One kind of document that brings work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    pub name: &'static str,
    /// It always bears a number and an issuer.
    pub numbered: bool,
    /// As `plans.origin` has it.
    pub origin: &'static str,
}

pub const KINDS: [Kind; 7] = [
    Kind { name: "Công văn", numbered: true, origin: "document" },
    Kind { name: "Kết luận cuộc họp", numbered: false, origin: "meeting" },
    Kind { name: "Ý kiến chỉ đạo", numbered: false, origin: "document" },
    Kind { name: "Thông báo", numbered: true, origin: "document" },
    Kind { name: "Quyết định", numbered: true, origin: "document" },
    Kind { name: "Chỉ đạo trực tiếp", numbered: false, origin: "document" },
    Kind { name: "Văn bản khác", numbered: false, origin: "document" },
];

/// The fields of a typed row, in the order of a form.
pub const ROW_FIELDS: [Field; 5] = [Field::Name, Field::Lead, Field::Coordinating, Field::Product, Field::Deadline];

/// Texts by field, as typed.
pub type Texts = BTreeMap<Field, String>;

#[derive(Debug, Clone, PartialEq, Default)]
pub struct TypedWork {
    pub head: Texts,
    /// Empty ones keep their place; they are no tasks.
    pub rows: Vec<Texts>,
    /// Lead names that a person keeps although nobody answers to them yet.
    pub kept: BTreeSet<String>,
}

impl TypedWork {
    pub fn kind(&self) -> Option<Kind> {
        let name = self.head(Field::Kind);
        KINDS.into_iter().find(|kind| kind.name == name)
    }

    pub fn head(&self, field: Field) -> String {
        cleaned(&self.head, field)
    }

    /// Rows in which something stands, with their places.
    pub fn filled(&self) -> impl Iterator<Item = (usize, &Texts)> {
        self.rows.iter().enumerate().filter(|(_, row)| row.values().any(|text| !text.trim().is_empty()))
    }

    pub fn document(&self) -> DocumentBlock {
        let mut out = DocumentBlock::default();
        for field in Field::of(Table::Document) {
            out.set(*field, &self.head(*field));
        }
        out.number = out.number.map(|number| bare_number(&number));
        out
    }

    /// The tasks of the filled rows, their places in the source text still open.
    pub fn tasks(&self) -> Vec<Task> {
        self.filled().map(|(_, row)| task(row)).collect()
    }
}

/// One row as the compiler would have read it.
pub fn task(row: &Texts) -> Task {
    let mut out = super::draft::blank_task();
    for field in ROW_FIELDS {
        out.set(field, row.get(&field).map_or("", String::as_str));
    }
    out
}

fn cleaned(texts: &Texts, field: Field) -> String {
    texts.get(&field).map(|text| roviec_plan::document::clean(text)).unwrap_or_default()
}

/// "Số: 12/UBND-VX" is the number 12/UBND-VX.
fn bare_number(typed: &str) -> String {
    let lower = typed.to_lowercase();
    let rest = if lower.starts_with("số") { typed.chars().skip(2).collect::<String>() } else { typed.to_owned() };
    rest.trim_start_matches([':', '.', ' ']).replace(" / ", "/").replace(" - ", "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_without_the_word_before_it() {
        for typed in ["Số: 12/UBND-VX", "số 12/UBND-VX", "12/UBND-VX", "Số 12 / UBND - VX"] {
            assert_eq!(bare_number(typed), "12/UBND-VX");
        }
    }
}
