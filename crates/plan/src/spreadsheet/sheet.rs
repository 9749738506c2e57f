//! One sheet: its cells by place, and which cells are merged.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use super::SheetSummary;
use crate::document::clean;

/// Columns a person is shown; a tracking sheet has fewer than thirty.
pub const MOST_COLUMNS: u32 = 100;

/// Cells in merged areas; a table of 20,000 rows merged throughout has fewer.
const MOST_COVERED: u64 = 400_000;

/// What a cell holds, the result where it is a formula.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Number(f64),
    /// A number shown with a percent sign: 0.8 reads 80 %.
    Percent(f64),
    Day(Date),
    Flag(bool),
    /// "#REF!", "#N/A".
    Fault(String),
}

impl Value {
    /// As a person sees it, line breaks kept.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => plain(*number),
            Self::Percent(share) => format!("{}%", plain((share * 1e6).round() / 1e4)),
            Self::Day(day) => day.strftime("%d/%m/%Y").to_string(),
            Self::Flag(true) => "TRUE".to_owned(),
            Self::Flag(false) => "FALSE".to_owned(),
            Self::Fault(fault) => fault.clone(),
        }
    }

    /// On one line, in NFC.
    pub fn words(&self) -> String {
        clean(&self.shown())
    }

    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.chars().all(char::is_whitespace))
    }
}

/// Without the digits that binary fractions add: 1.1, not 1.1000000000000001.
pub(super) fn plain(number: f64) -> String {
    let rounded = (number * 1e9).round() / 1e9;
    format!("{rounded}").replace('.', ",")
}

/// Cells shown as one; rows and columns from 0, both ends inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    pub top: u32,
    pub left: u32,
    pub bottom: u32,
    pub right: u32,
}

/// Rows and columns count from 0.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    pub name: String,
    pub hidden: bool,
    cells: BTreeMap<(u32, u32), Value>,
    /// Every cell of a merged area to its first cell.
    covered: HashMap<(u32, u32), (u32, u32)>,
    merges: HashMap<(u32, u32), Merge>,
}

impl Sheet {
    /// Blank cells are left out; areas merged beyond the last cell are cut there.
    pub fn new(name: String, hidden: bool, cells: Vec<((u32, u32), Value)>, merges: &[Merge]) -> Self {
        let cells: BTreeMap<(u32, u32), Value> = cells.into_iter().filter(|(_, value)| !value.is_blank()).collect();
        let last_row = cells.keys().next_back().map_or(0, |(row, _)| *row);
        let mut out = Self { name, hidden, cells, ..Self::default() };
        for merge in merges {
            let merge = Merge { bottom: merge.bottom.min(last_row), right: merge.right.min(MOST_COLUMNS), ..*merge };
            if merge.top > merge.bottom || merge.left > merge.right {
                continue;
            }
            // More than any table covers: a file made to cost memory.
            let area = u64::from(merge.bottom - merge.top + 1) * u64::from(merge.right - merge.left + 1);
            if out.covered.len() as u64 + area > MOST_COVERED {
                continue;
            }
            for row in merge.top..=merge.bottom {
                out.covered.extend((merge.left..=merge.right).map(|column| ((row, column), (merge.top, merge.left))));
            }
            out.merges.insert((merge.top, merge.left), merge);
        }
        out
    }

    pub fn value(&self, row: u32, column: u32) -> Option<&Value> {
        self.cells.get(&(row, column))
    }

    /// The value a person sees there: of the merged area the cell belongs to.
    pub fn seen(&self, row: u32, column: u32) -> Option<&Value> {
        let (row, column) = self.covered.get(&(row, column)).copied().unwrap_or((row, column));
        self.value(row, column)
    }

    /// The merged area that begins or goes on here.
    pub fn merge_at(&self, row: u32, column: u32) -> Option<Merge> {
        self.merges.get(self.covered.get(&(row, column))?).copied()
    }

    /// The cell goes on from one in a row above.
    pub fn goes_on(&self, row: u32, column: u32) -> bool {
        self.covered.get(&(row, column)).is_some_and(|(top, _)| *top < row)
    }

    pub fn words(&self, row: u32, column: u32) -> String {
        self.seen(row, column).map(Value::words).unwrap_or_default()
    }

    /// Rows that hold anything, in order.
    pub fn rows(&self) -> impl Iterator<Item = u32> + '_ {
        let mut next = 0;
        std::iter::from_fn(move || {
            let (row, _) = *self.cells.range((next, 0)..).next()?.0;
            next = row.checked_add(1)?;
            Some(row)
        })
    }

    pub fn cells_of(&self, row: u32) -> impl Iterator<Item = (u32, &Value)> {
        self.cells.range((row, 0)..=(row, u32::MAX)).map(|((_, column), value)| (*column, value))
    }

    pub fn last_row(&self) -> u32 {
        self.cells.keys().next_back().map_or(0, |(row, _)| *row)
    }

    /// Number of columns, at most [`MOST_COLUMNS`].
    pub fn width(&self) -> u32 {
        self.cells.keys().map(|(_, column)| column.saturating_add(1)).max().unwrap_or(0).min(MOST_COLUMNS)
    }

    pub fn summary(&self) -> SheetSummary {
        SheetSummary { name: self.name.clone(), hidden: self.hidden, rows: self.rows().count() }
    }
}

/// "F12" for row 11 and column 5.
pub fn address(row: u32, column: u32) -> String {
    format!("{}{}", letters(column), u64::from(row) + 1)
}

/// "A", "Z", "AA".
pub fn letters(column: u32) -> String {
    let mut out = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        let digit = ((rest - 1) % 26) as u8;
        out.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    out.iter().rev().collect()
}
