//! Workbooks as annexes of a plan: each sheet that is shown gives its titles as paragraphs and its table.
//!
//! A place is a block like Word's: the sheet's index among the work sheets, row and column from 0 as they stand.

use crate::context::Context;
use crate::document::{Block, Cell, Document, Format, Paragraph, Place, Row, Table, Text};
use crate::read::legacy_encoding::{self, Encoding, Typeface};
use crate::read::{ReadError, within_cell_limit};
use crate::spreadsheet::{Hidden, Sheet, Value, hidden_parts, sheets_as_shown};

/// Fewer filled cells than this make a title, a section or a note, not a row of a table.
const ROW: usize = 3;

/// Reads a workbook.
///
/// # Errors
/// [`ReadError`] when the bytes are no readable workbook, or the limits and the stop of the context.
pub fn read(bytes: &[u8], context: &Context<'_>) -> Result<Document, ReadError> {
    let (sheets, by_font) = sheets_as_shown(bytes, context.limits)?;
    if (context.should_stop)() {
        return Err(ReadError::Stopped);
    }
    let old = pattern(&sheets);
    let names: Vec<&str> = sheets.iter().filter(|sheet| !sheet.hidden).map(|sheet| sheet.name.as_str()).collect();
    let hidden = hidden_parts(bytes, &names, context.limits);
    let mut blocks = Vec::new();
    let mut left_out = Vec::new();
    for (block, sheet) in (0_u32..).zip(&sheets) {
        if sheet.hidden {
            if sheet.rows().next().is_some() {
                left_out.push(format!("trang tính “{}”", sheet.name));
            }
            continue;
        }
        let own = hidden.get(&sheet.name).cloned().unwrap_or_default();
        let shown = Shown { block, sheet, hidden: &own, old: old.map(|encoding| Typeface { encoding, capitals: false }) };
        left_out.extend(shown.left_out());
        blocks.extend(shown.blocks());
    }
    if blocks.is_empty() {
        return Err(ReadError::Blank);
    }
    within_cell_limit(&blocks, context)?;
    if let Some(encoding) = old.or(by_font) {
        legacy_encoding::mark_first(&mut blocks, encoding);
    }
    if !left_out.is_empty()
        && let Some(first) = first_paragraph(&mut blocks)
    {
        first.left_out = Some(left_out.join(", "));
    }
    Ok(Document { format: Format::Xlsx, pages: None, blocks })
}

/// The old encoding of words whose fonts did not tell it.
fn pattern(sheets: &[Sheet]) -> Option<Encoding> {
    let mut words = String::new();
    for sheet in sheets {
        for value in sheet.rows().flat_map(|row| sheet.cells_of(row)).map(|(_, value)| value) {
            if let Value::Text(text) = value
                && !text.is_ascii()
                && words.len() < 100_000
            {
                words.push_str(text);
                words.push('\n');
            }
        }
    }
    legacy_encoding::by_pattern(&words)
}

fn first_paragraph(blocks: &mut [Block]) -> Option<&mut Paragraph> {
    blocks.iter_mut().find_map(|block| match block {
        Block::Paragraph(paragraph) => Some(paragraph),
        Block::Table(table) => table.rows.iter_mut().flat_map(|row| &mut row.cells).find_map(|cell| cell.paragraphs.first_mut()),
    })
}

/// One sheet as a person sees it.
struct Shown<'a> {
    block: u32,
    sheet: &'a Sheet,
    hidden: &'a Hidden,
    old: Option<Typeface>,
}

impl Shown<'_> {
    /// Hidden rows and columns that hold anything.
    fn left_out(&self) -> Option<String> {
        let rows = self.sheet.rows().filter(|row| self.hidden.rows.contains(row)).count();
        let filled = |column: &&u32| self.sheet.rows().any(|row| self.sheet.value(row, **column).is_some());
        let columns = self.hidden.columns.iter().filter(filled).count();
        let parts: Vec<String> = [(rows, "hàng"), (columns, "cột")]
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what} của trang tính “{}”", self.sheet.name))
            .collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    fn blocks(&self) -> Vec<Block> {
        let rows: Vec<u32> = self.sheet.rows().filter(|row| !self.hidden.rows.contains(row) && self.filled(*row) > 0).collect();
        let full: Vec<bool> = rows.iter().map(|row| self.filled(*row) >= ROW).collect();
        let mut out = Vec::new();
        let mut at = 0;
        while at < rows.len() {
            let start = full[at..].iter().position(|full| *full).map_or(rows.len(), |found| at + found);
            out.extend(rows[at..start].iter().flat_map(|row| self.paragraphs(*row)));
            if start == rows.len() {
                break;
            }
            if out.is_empty() {
                // Nothing stands above the table: the sheet's name is its title.
                let place = Place::Block { block: self.block, row: None, cell: None };
                out.push(Block::Paragraph(Paragraph { text: Text::at(&self.sheet.name, place), ..Paragraph::default() }));
            }
            let end = (start + 1..rows.len()).find(|end| self.table_ends(&rows, &full, *end)).unwrap_or(rows.len());
            out.push(Block::Table(self.table(&rows[start..end])));
            at = end;
        }
        out
    }

    /// Whether titles of another table, or notes and signatures below the last one, begin at this row.
    fn table_ends(&self, rows: &[u32], full: &[bool], at: usize) -> bool {
        if full[at] || rows[at] == rows[at - 1] + 1 && !self.begins_title(rows[at]) {
            return false;
        }
        match full[at..].iter().position(|full| *full) {
            None => true,
            Some(next) => self
                .first_words(rows[at + next])
                .is_some_and(|words| matches!(words.to_lowercase().trim_end_matches('.'), "tt" | "stt" | "số tt" | "số thứ tự" | "no")),
        }
    }

    fn begins_title(&self, row: u32) -> bool {
        self.first_words(row).is_some_and(|words| {
            let lower = words.to_lowercase();
            ["phụ lục", "phụ biểu", "biểu số", "nơi nhận", "ghi chú:", "người lập"].iter().any(|begin| lower.starts_with(begin))
        })
    }

    fn first_words(&self, row: u32) -> Option<String> {
        self.visible(row).next().map(|(_, value)| self.words(value).trim().to_owned())
    }

    fn visible(&self, row: u32) -> impl Iterator<Item = (u32, &Value)> {
        self.sheet.cells_of(row).filter(|(column, _)| !self.hidden.columns.contains(column))
    }

    fn filled(&self, row: u32) -> usize {
        self.visible(row).count()
    }

    fn words(&self, value: &Value) -> String {
        let shown = value.shown();
        self.old.map_or_else(|| shown.clone(), |old| old.convert(&shown).into_owned())
    }

    fn lines(&self, row: u32, column: u32) -> Vec<Paragraph> {
        let place = Place::Block { block: self.block, row: Some(row), cell: Some(column) };
        let shown = self.sheet.value(row, column).map(|value| self.words(value)).unwrap_or_default();
        let paragraph = |line: &str| Paragraph { text: Text::at(line, place.clone()), ..Paragraph::default() };
        shown.lines().map(paragraph).filter(|paragraph| !paragraph.text.is_empty()).collect()
    }

    fn paragraphs(&self, row: u32) -> Vec<Block> {
        let columns: Vec<u32> = self.visible(row).map(|(column, _)| column).collect();
        columns.into_iter().flat_map(|column| self.lines(row, column)).map(Block::Paragraph).collect()
    }

    fn table(&self, rows: &[u32]) -> Table {
        let width = rows.iter().flat_map(|row| self.visible(*row)).map(|(column, _)| column + 1).max().unwrap_or(0);
        let columns: Vec<u32> = (0..width.min(self.sheet.width())).filter(|column| !self.hidden.columns.contains(column)).collect();
        let row = |row: &u32| Row { cells: self.cells(*row, &columns), header: false };
        Table { rows: rows.iter().map(row).collect(), columns: columns.len() }
    }

    /// A merged cell stands once in a row, at its first column that is shown.
    fn cells(&self, row: u32, columns: &[u32]) -> Vec<Cell> {
        let mut out: Vec<Cell> = Vec::new();
        let mut until = None;
        for (index, column) in columns.iter().enumerate() {
            if until.is_some_and(|until| *column <= until) {
                if let Some(last) = out.last_mut() {
                    last.columns += 1;
                }
                continue;
            }
            let merge = self.sheet.merge_at(row, *column);
            until = merge.map(|merge| merge.right);
            // The words of a merged area stand in its first cell, hidden or not.
            let holder = merge.filter(|merge| merge.top == row).map_or(*column, |merge| merge.left);
            let paragraphs = self.lines(row, holder);
            out.push(Cell { paragraphs, column: index, columns: 1, continues: self.sheet.goes_on(row, *column), ..Cell::default() });
        }
        out
    }
}

#[cfg(test)]
mod tests;
