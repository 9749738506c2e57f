//! How far a review is: places the machine doubts, sections somebody has found right.

use super::lines::{Line, Lines};
use crate::domain::draft::{Draft, Field, RowKey, Table};

/// A field the machine was not sure of, that nobody has looked at yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    pub table: Table,
    pub row: RowKey,
    pub field: Field,
}

/// In the order of the lists; what stands in a section found right is settled.
pub fn doubts(lines: &Lines, draft: &Draft) -> Vec<Doubt> {
    let open = lines.all().filter(|line| !draft.approved.contains(&(line.table, line.section.clone())));
    let of = |line: &Line| {
        let (table, row) = (line.table, line.key.clone());
        line.unsure.clone().into_iter().map(move |field| Doubt { table, row: row.clone(), field })
    };
    open.flat_map(of).collect()
}

/// The doubt to look at after the one at hand; the first after the last.
pub fn next<'a>(doubts: &'a [Doubt], row: Option<&RowKey>, field: &str) -> Option<&'a Doubt> {
    let here = doubts.iter().rposition(|doubt| Some(&doubt.row) == row && (field.is_empty() || doubt.field.name() == field));
    here.and_then(|at| doubts.get(at + 1)).or(doubts.first())
}

/// A part of a list under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub table: Table,
    /// Empty where rows stand under no heading.
    pub section: String,
    pub approved: bool,
}

pub fn parts(lines: &Lines, draft: &Draft) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::new();
    for line in lines.all() {
        if !out.iter().any(|part| (part.table, &part.section) == (line.table, &line.section)) {
            let approved = draft.approved.contains(&(line.table, line.section.clone()));
            out.push(Part { table: line.table, section: line.section.clone(), approved });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubt(row: &str, field: Field) -> Doubt {
        Doubt { table: Table::Tasks, row: RowKey(row.to_owned()), field }
    }

    #[test]
    fn doubts_are_stepped_through_and_begin_again() {
        let doubts = [doubt("a", Field::Lead), doubt("a", Field::Deadline), doubt("b", Field::Lead)];
        let key = |row: &str| RowKey(row.to_owned());
        let after = |row: Option<&str>, field: &str| next(&doubts, row.map(key).as_ref(), field).cloned();
        assert_eq!(after(None, ""), Some(doubts[0].clone()));
        assert_eq!(after(Some("a"), "lead"), Some(doubts[1].clone()));
        assert_eq!(after(Some("a"), ""), Some(doubts[2].clone()));
        assert_eq!(after(Some("b"), "lead"), Some(doubts[0].clone()));
        assert_eq!(next(&[], None, ""), None);
    }
}
