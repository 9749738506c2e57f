//! A workbook as a document of tables, so that the source of a task can be shown like any other.

use super::sheet::{Sheet, Value};
use super::xlsx;
use crate::context::Limits;
use crate::document::{Block, Cell, Document, Format, Paragraph, Place, Row, Table, Text};
use crate::read::ReadError;

/// One table per sheet, at the block of the sheet's index; hidden sheets stay hidden.
///
/// # Errors
/// [`ReadError`] when the bytes are no readable workbook.
pub fn document(bytes: &[u8], limits: Limits) -> Result<Document, ReadError> {
    let mut blocks = Vec::new();
    for (block, sheet) in (0_u32..).zip(xlsx::sheets(bytes, limits)?).filter(|(_, sheet)| !sheet.hidden) {
        let place = Place::Block { block, row: None, cell: None };
        blocks.push(Block::Paragraph(Paragraph { text: Text::at(&sheet.name, place), bold: true, ..Paragraph::default() }));
        blocks.push(Block::Table(table(block, &sheet)));
    }
    Ok(Document { format: Format::Xlsx, pages: None, blocks })
}

fn table(block: u32, sheet: &Sheet) -> Table {
    let row = |row: u32| Row { cells: (0..sheet.width()).filter_map(|column| cell(block, sheet, row, column)).collect(), header: false };
    Table { rows: sheet.rows().map(row).collect(), columns: sheet.width() as usize }
}

/// Nothing for the further columns of a merged cell.
fn cell(block: u32, sheet: &Sheet, row: u32, column: u32) -> Option<Cell> {
    let merge = sheet.merge_at(row, column);
    if merge.is_some_and(|merge| merge.left < column) {
        return None;
    }
    let columns = merge.map_or(1, |merge| merge.right.min(sheet.width() - 1) - merge.left + 1) as usize;
    let place = Place::Block { block, row: Some(row), cell: Some(column) };
    let shown = sheet.value(row, column).map(Value::shown).unwrap_or_default();
    let paragraph = |line: &str| Paragraph { text: Text::at(line, place.clone()), ..Paragraph::default() };
    let paragraphs = shown.lines().filter(|line| !line.trim().is_empty()).map(paragraph).collect();
    Some(Cell { paragraphs, column: column as usize, columns, continues: sheet.goes_on(row, column), ..Cell::default() })
}
