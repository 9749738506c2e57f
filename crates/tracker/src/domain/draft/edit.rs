//! What a person can do to a draft, as it is stored.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::dismissal::Aside;
use super::field::Field;

/// The lists of a draft, and its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Table {
    Document,
    Indicators,
    Tasks,
    Duties,
}

/// Names a row through all edits: "12-t3" is the fourth task compiled by intake 12, "12-e7" a row made by edit 7.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RowKey(pub String);

impl RowKey {
    /// The head of the plan: there is one in each draft.
    pub fn document() -> Self {
        Self("document".to_owned())
    }

    /// A compiled row, by its index.
    pub fn compiled(intake: i64, table: Table, index: usize) -> Self {
        let letter = match table {
            Table::Document => return Self::document(),
            Table::Indicators => 'i',
            Table::Tasks => 't',
            Table::Duties => 'd',
        };
        Self(format!("{intake}-{letter}{index}"))
    }

    /// A row made by an edit.
    pub fn made(intake: i64, number: i64) -> Self {
        Self(format!("{intake}-e{number}"))
    }
}

impl fmt::Display for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Edit {
    /// Values are kept as typed: "quý III/2026", "Sở Y tế; Sở Nội vụ".
    Set {
        row: RowKey,
        field: Field,
        to: String,
    },
    /// One row becomes two; the second begins as a copy of the first.
    Split {
        row: RowKey,
        into: RowKey,
        first: String,
        second: String,
    },
    /// `with` goes into `row`.
    Merge {
        row: RowKey,
        with: RowKey,
    },
    /// A row the machine did not find, placed after another or at the end.
    Add {
        row: RowKey,
        table: Table,
        after: Option<RowKey>,
        values: BTreeMap<Field, String>,
    },
    Drop {
        row: RowKey,
    },
    /// "Looks right": a person has read this section.
    Approve {
        table: Table,
        section: String,
    },
    Reopen {
        table: Table,
        section: String,
    },
    /// On loading again: this row is that row of the plan.
    Link {
        row: RowKey,
        old: RowKey,
    },
    /// On loading again: these two are not the same row, however alike they are.
    Part {
        row: RowKey,
        old: RowKey,
    },
    /// On loading again: that row of the plan ends with this reading.
    Release {
        old: RowKey,
    },
    /// A remark of the compiler needs no change, for this reason.
    Dismiss {
        what: Aside,
        reason: String,
    },
    Undo {
        number: i64,
    },
}

impl Edit {
    /// Both write the same field of the same row, or set the same aside.
    pub fn same_place(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Set { row, field, .. }, Self::Set { row: other, field: its, .. }) => (row, field) == (other, its),
            (Self::Dismiss { what, .. }, Self::Dismiss { what: other, .. }) => what == other,
            _ => false,
        }
    }

    /// The rows it speaks of, each with the field where only one is meant.
    pub fn touches(&self) -> Vec<(&RowKey, Option<Field>)> {
        match self {
            Self::Set { row, field, .. } => vec![(row, Some(*field))],
            Self::Split { row, into, .. } => vec![(row, None), (into, None)],
            Self::Merge { row, with } => vec![(row, None), (with, None)],
            Self::Add { row, .. } | Self::Drop { row } => vec![(row, None)],
            Self::Link { row, old } | Self::Part { row, old } => vec![(row, None), (old, None)],
            Self::Release { old } => vec![(old, None)],
            Self::Approve { .. } | Self::Reopen { .. } | Self::Dismiss { .. } | Self::Undo { .. } => Vec::new(),
        }
    }
}

/// An edit as it stands in the log.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberedEdit {
    /// From 1.
    pub number: i64,
    /// Seconds since 1970-01-01 UTC.
    pub at: i64,
    pub user: Option<i64>,
    /// Taken over from an earlier reading, not made here.
    pub carried: bool,
    pub edit: Edit,
}
