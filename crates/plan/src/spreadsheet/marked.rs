//! The file given back: each bad cell coloured, and a last column that says what to mend in the row.
//! Everything else stays byte for byte what it was.

mod csv;
pub(super) mod package;
mod sheet_xml;
mod styles_xml;

use std::collections::BTreeMap;

use super::{BadCell, Header, Kind, open};
use crate::SourceFile;
use crate::context::Limits;
use crate::read::ReadError;

/// Title of the added column.
pub const MARK_TITLE: &str = "Rõ Việc: cần sửa";

/// What is written into a sheet.
struct Marks<'a> {
    /// Last row of the header, from 0.
    header: Option<u32>,
    /// Bad columns of each row, in order, with the sentence for the row.
    rows: BTreeMap<u32, (Vec<u32>, String)>,
    sheet: &'a str,
}

/// The same file with its bad cells marked; `sheet` is the index among the sheets of the reading.
///
/// # Errors
/// [`ReadError`] when the bytes are not the readable file the cells were found in.
pub fn marked(file: SourceFile<'_>, sheet: usize, header: Option<Header>, bad: &[BadCell], limits: Limits) -> Result<Vec<u8>, ReadError> {
    let book = open(file, limits)?;
    let name = book.sheets.get(sheet).map_or("", |sheet| sheet.name.as_str());
    let marks = Marks { header: header.map(|header| header.last), rows: by_row(bad), sheet: name };
    match (book.kind(), &book.csv) {
        (Kind::Csv, Some(csv)) => Ok(csv::marked(csv, &marks)),
        _ => package::marked(file.bytes, &marks, limits),
    }
}

fn by_row(bad: &[BadCell]) -> BTreeMap<u32, (Vec<u32>, String)> {
    let mut out: BTreeMap<u32, (Vec<u32>, String)> = BTreeMap::new();
    for cell in bad {
        let (columns, sentences) = out.entry(cell.row).or_default();
        if !columns.contains(&cell.column) {
            columns.push(cell.column);
            columns.sort_unstable();
        }
        if !sentences.is_empty() {
            sentences.push_str("; ");
        }
        sentences.push_str(&format!("{}: {}", cell.address, cell.sentence));
    }
    out
}

#[cfg(test)]
mod tests;
