//! What a row is: a task, or a heading, a total, a line of the layout, something below the table.

use super::super::column::{Column, Field};
use super::super::sheet::Sheet;
use super::super::words::folded;
use super::{RowReader, Why};
use crate::parse::annex_row::{is_letter, is_roman, split_number};

pub enum Kind {
    Task,
    Skip(Why, String),
}

impl RowReader<'_> {
    pub(super) fn kind(&self, next: Option<u32>) -> Kind {
        let sheet = self.table.sheet;
        let own: Vec<(u32, String)> = sheet.cells_of(self.row).map(|(column, value)| (column, value.words())).collect();
        let text = || own.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ");
        let name = self.table.columns_of(Field::Name).next();
        if self.repeats_header() || numbers_columns(&own) {
            return Kind::Skip(Why::Layout, text());
        }
        if own.iter().any(|(column, text)| is_total(text) && sheet.merge_at(self.row, *column).is_none_or(|merge| merge.top == self.row)) {
            return Kind::Skip(Why::Total, text());
        }
        if name.is_some_and(|name| sheet.goes_on(self.row, name.index)) {
            return Kind::Skip(Why::GoesOn, text());
        }
        let number_column = self.table.columns_of(Field::Number).next().map(|column| column.index);
        let others: Vec<&(u32, String)> =
            own.iter().filter(|(column, _)| Some(*column) != number_column || self.is_wide(*column)).collect();
        let number = self.number().filter(|_| others.len() < own.len());
        match others.as_slice() {
            [] => Kind::Skip(Why::Footnote, text()),
            [only] if is_footnote(&only.1) => Kind::Skip(Why::Footnote, text()),
            [only] if self.is_heading(number.as_deref(), only, next) => Kind::Skip(Why::Section, text()),
            [only] if number.is_none() && name.is_none_or(|name| name.index != only.0) => Kind::Skip(Why::Footnote, text()),
            _ if name.is_none_or(|name| self.seen(name).is_none()) && number.is_none() && self.mapped() < 2 => {
                Kind::Skip(Why::Footnote, text())
            }
            _ => Kind::Task,
        }
    }

    /// Filled cells of columns that are used.
    fn mapped(&self) -> usize {
        self.table.columns.iter().filter(|column| column.field.is_some() && self.seen(column).is_some()).count()
    }

    fn is_wide(&self, column: u32) -> bool {
        self.table.sheet.merge_at(self.row, column).is_some_and(|merge| merge.right > merge.left)
    }

    /// One text alone in its row: under a Roman number or a letter, merged across, over rows that are its parts, or
    /// without a number where the tasks have one.
    fn is_heading(&self, number: Option<&str>, (column, text): &(u32, String), next: Option<u32>) -> bool {
        let name = self.table.columns_of(Field::Name).any(|name| name.index == *column);
        let wide = self.is_wide(*column);
        match number {
            Some(number) => {
                let part = next.and_then(|row| RowReader { row, ..*self }.number());
                is_roman(number)
                    || is_letter(number)
                    || wide
                    || part.is_some_and(|part| part.strip_prefix(number).is_some_and(|rest| rest.starts_with('.')))
            }
            None if wide => true,
            None => {
                let first = Some(*column) == self.table.columns.iter().find(|column| column.field.is_some()).map(|column| column.index);
                (name || first)
                    && (self.manners.numbered || split_number(text).0.is_some_and(|number| is_roman(&number) || is_letter(&number)))
            }
        }
    }

    /// Number and title of a heading.
    pub(super) fn heading(&self, text: &str) -> (Option<String>, String) {
        match self.number().filter(|number| text.len() > number.len() && !self.is_first_wide()) {
            Some(number) => {
                let title = text.strip_prefix(number.as_str()).unwrap_or(text).trim_start_matches(['.', ')', ' ']).to_owned();
                (Some(number), title)
            }
            None => split_number(text),
        }
    }

    fn is_first_wide(&self) -> bool {
        self.table.columns_of(Field::Number).next().is_some_and(|column| self.is_wide(column.index))
    }

    fn repeats_header(&self) -> bool {
        let names_itself = |column: &Column| self.seen(column).is_some_and(|value| folded(&column.title).contains(&folded(&value.words())));
        if !self.table.columns_of(Field::Name).any(names_itself) {
            return false;
        }
        let titled = self.table.columns.iter().filter(|column| !column.title.is_empty());
        let (mut same, mut different) = (0, 0);
        for column in titled {
            match self.seen(column).map(|value| folded(&value.words())) {
                Some(text) if !text.is_empty() && folded(&column.title).contains(&text) => same += 1,
                Some(_) => different += 1,
                None => {}
            }
        }
        same >= 3 && same > different * 2
    }
}

/// More than one cell, and not the numbers of the columns: what a column holds is told from such rows.
pub fn has_cells_of_a_task(sheet: &Sheet, row: u32) -> bool {
    let own: Vec<(u32, String)> = sheet.cells_of(row).map(|(column, value)| (column, value.words())).collect();
    own.len() > 1 && !numbers_columns(&own)
}

/// "(1) (2) (3)" or "1 2 3 4" or "A B 1 2" under the header.
fn numbers_columns(own: &[(u32, String)]) -> bool {
    let bare: Vec<&str> = own.iter().map(|(_, text)| text.trim_matches(['(', ')', ' '])).collect();
    let counted: Vec<u32> = bare.iter().filter_map(|text| text.parse().ok()).collect();
    let lettered = bare.iter().filter(|text| is_letter(text)).count();
    bare.len() >= 3 && counted.len() >= 2 && counted.len() + lettered == bare.len() && counted.windows(2).all(|pair| pair[1] == pair[0] + 1)
}

fn is_total(text: &str) -> bool {
    let folded = folded(text);
    let begins = ["tong cong", "tong so", "cong chung", "tong nhiem vu"].iter().any(|words| folded.starts_with(words));
    matches!(folded.as_str(), "tong" | "cong")
        || folded.starts_with("cong ") && text.contains(':')
        || begins && folded.split(' ').count() <= 8
}

fn is_footnote(text: &str) -> bool {
    let folded = folded(text);
    [
        "ghi chu",
        "nguoi lap",
        "noi nhan",
        "lap bang",
        "nguoi tong hop",
        "thu truong",
        "tm ",
        "kt ",
        "luu y",
        "thoi diem cap nhat",
        "cap nhat ngay",
    ]
    .iter()
    .any(|words| folded.starts_with(words))
}
