//! Where the header of the table stands: titles above it, one to three rows, cells merged down and across.

use serde::{Deserialize, Serialize};

use super::column;
use super::sheet::{Sheet, Value};

/// Rows looked at from the top.
const SEARCHED: usize = 40;
const DEEPEST: u32 = 3;
/// Columns whose titles are understood that make a row a header.
const LEAST: usize = 3;

/// Rows of the header from 0, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    pub first: u32,
    pub last: u32,
}

impl Header {
    /// As a person named it, cut to what the sheet has.
    pub fn within(self, sheet: &Sheet) -> Self {
        let first = self.first.min(sheet.last_row());
        Self { first, last: self.last.clamp(first, first + DEEPEST - 1) }
    }
}

/// The rows whose words name the most columns.
pub fn find(sheet: &Sheet) -> Option<Header> {
    let candidates = sheet.rows().take(SEARCHED).map(|row| {
        let header = Header { first: row, last: natural_end(sheet, row) };
        (understood(sheet, header), header)
    });
    let mut best: Option<(usize, Header)> = None;
    for (score, header) in candidates.filter(|(score, _)| *score >= LEAST) {
        // The first of equals: a later row repeats the header.
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, header));
        }
    }
    best.map(|(_, header)| header)
}

/// The visible sheet whose header is understood best, else the fullest one.
pub fn likeliest_sheet(sheets: &[Sheet]) -> usize {
    let score = |sheet: &Sheet| {
        let columns = find(sheet).map_or(0, |header| understood(sheet, header));
        (!sheet.hidden, columns.min(6), sheet.rows().count())
    };
    let mut best = 0;
    for (index, sheet) in sheets.iter().enumerate().skip(1) {
        if score(sheet) > score(&sheets[best]) {
            best = index;
        }
    }
    best
}

/// How many columns' titles say what the column is; 0 without a name of the task.
fn understood(sheet: &Sheet, header: Header) -> usize {
    column::understood(&titles(sheet, header))
}

/// Title of every column, upper rows first, words of a merged cell once.
pub fn titles(sheet: &Sheet, header: Header) -> Vec<String> {
    let title = |column: u32| {
        let mut parts: Vec<String> = Vec::new();
        for row in header.first..=header.last {
            let part = match sheet.seen(row, column) {
                Some(Value::Text(_)) => sheet.words(row, column),
                _ => String::new(),
            };
            if !part.is_empty() && parts.last() != Some(&part) && part.chars().count() <= 100 {
                parts.push(part);
            }
        }
        parts.join(" ")
    };
    (0..sheet.width()).map(title).collect()
}

/// Cells merged down reach to the end of the header; a cell merged across needs the row below it to name its columns.
fn natural_end(sheet: &Sheet, first: u32) -> u32 {
    let mut last = first;
    let (mut groups, mut blanks) = (false, Vec::new());
    for column in 0..sheet.width() {
        match sheet.merge_at(first, column) {
            Some(merge) if merge.top == first && merge.right - merge.left + 1 >= sheet.width() => {}
            Some(merge) if merge.top == first => {
                last = last.max(merge.bottom);
                groups |= merge.right > merge.left && merge.bottom == first;
            }
            _ if sheet.value(first, column).is_none() => blanks.push(column),
            _ => {}
        }
    }
    let below = first + 1;
    let texts = |columns: &mut dyn Iterator<Item = u32>| {
        columns.filter(|column| matches!(sheet.value(below, *column), Some(Value::Text(_)))).count()
    };
    let numbered = sheet.value(below, 0).is_some() && !sheet.goes_on(below, 0);
    if last == first && groups && texts(&mut (0..sheet.width())) > 0 && !numbered {
        last = below;
    }
    // A second row that only fills what the first leaves blank, with nothing merged.
    let filled = sheet.cells_of(below).count();
    if last == first && !blanks.is_empty() && filled > 0 && texts(&mut blanks.iter().copied()) == filled {
        last = below;
    }
    last.min(first + DEEPEST - 1)
}
