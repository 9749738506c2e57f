//! The tracking spreadsheets people keep today: bytes to what would be loaded, cell by cell, and the cells
//! that cannot be read, each with its address and one sentence. Pure, like everything here; nothing is guessed in silence.

mod book;
mod column;
mod compiled;
mod content;
mod csv;
mod day;
mod document;
mod encoding;
mod header;
mod hidden;
mod marked;
mod row;
mod sheet;
mod shown;
mod state;
mod title;
mod words;
mod xlsx;

pub use book::{Book, open};
pub use column::{Column, Field};
pub use compiled::compiled;
pub use document::document;
pub use header::Header;
pub use hidden::{Hidden, of_sheets as hidden_parts};
pub use marked::{MARK_TITLE, marked};
pub use row::{SheetRow, Skipped, Why};
pub use sheet::{Sheet, Value, address};
pub use state::State;
pub use xlsx::sheets_as_shown;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::SourceFile;
use crate::context::Limits;
use crate::read::ReadError;

/// What a person has decided about a spreadsheet so far; what is left open is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Name of the sheet.
    pub sheet: Option<String>,
    pub header: Option<Header>,
    /// One per column of the sheet, from the first.
    pub columns: Option<Vec<Option<Field>>>,
    /// Year of days written without one.
    pub year: Option<i16>,
    /// The day of the reading: nothing is completed after it.
    pub today: Option<Date>,
}

/// What the reading process is asked to do with a spreadsheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// The answer is a [`Reading`] in JSON.
    Read(Asked),
    /// The answer is the file with its bad cells marked.
    Mark(Asked),
}

/// Does what is asked; the bytes of the answer.
///
/// # Errors
/// [`ReadError`] when the bytes are no readable XLSX or CSV.
pub fn answer(file: SourceFile<'_>, ask: &Ask, limits: Limits) -> Result<Vec<u8>, ReadError> {
    match ask {
        Ask::Read(asked) => {
            let reading = read(file, asked, limits)?;
            serde_json::to_vec(&reading).map_err(|_| ReadError::Broken("không ghi lại được nội dung bảng tính".to_owned()))
        }
        Ask::Mark(asked) => {
            let reading = read(file, asked, limits)?;
            marked(file, reading.sheet, reading.header, &reading.bad, limits)
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Xlsx,
    Csv,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetSummary {
    pub name: String,
    pub hidden: bool,
    /// Rows that hold anything.
    pub rows: usize,
}

/// A cell that cannot be read, or a column that lacks one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadCell {
    /// "F12".
    pub address: String,
    /// From 0.
    pub row: u32,
    /// From 0.
    pub column: u32,
    pub field: Field,
    /// What stands in the cell.
    pub text: String,
    /// What is wrong and what to write instead.
    pub sentence: String,
    /// The row is not loaded until the cell is mended.
    pub holds_back: bool,
}

/// How a cell was understood, where a person should look once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    pub address: String,
    pub sentence: String,
}

/// A spreadsheet as it would be loaded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub kind: Kind,
    pub sheets: Vec<SheetSummary>,
    /// Index of the sheet read.
    pub sheet: usize,
    /// `None` when no row looks like a header and nobody has named one.
    pub header: Option<Header>,
    pub columns: Vec<Column>,
    /// The same for sheets with the same header.
    pub fingerprint: String,
    /// Lines above the header.
    pub titles: Vec<String>,
    pub year: Option<i16>,
    pub rows: Vec<SheetRow>,
    pub bad: Vec<BadCell>,
    pub remarks: Vec<Remark>,
    pub skipped: Vec<Skipped>,
    /// Rows of the table that are not loaded because of a bad cell.
    pub held_back: usize,
}

/// Reads a spreadsheet the way `asked` says, with proposals for the rest.
///
/// # Errors
/// [`ReadError`] when the bytes are no readable XLSX or CSV.
pub fn read(file: SourceFile<'_>, asked: &Asked, limits: Limits) -> Result<Reading, ReadError> {
    let book = open(file, limits)?;
    if book.sheets.iter().any(title::is_secret) {
        return Err(ReadError::Unsupported("bảng tính có dấu chỉ độ mật; không đưa tài liệu mật vào hệ thống này"));
    }
    Ok(reading(&book, asked))
}

/// What [`read`] makes of a book that is open.
pub fn reading(book: &Book, asked: &Asked) -> Reading {
    let at = asked.sheet.as_ref().and_then(|name| book.sheets.iter().position(|sheet| &sheet.name == name));
    let at = at.unwrap_or_else(|| header::likeliest_sheet(&book.sheets));
    let sheet = &book.sheets[at];
    let header = asked.header.map(|header| header.within(sheet)).or_else(|| header::find(sheet));
    let columns = column::propose(sheet, header, asked.columns.as_deref());
    let titles = header.map(|header| title::lines_above(sheet, header.first)).unwrap_or_default();
    let year = asked.year.or_else(|| title::year(&titles, sheet, &columns, header));
    let found = match header {
        Some(header) => row::read(&row::Table { sheet, header, columns: &columns, year, today: asked.today }),
        None => row::Found::default(),
    };
    Reading {
        kind: book.kind(),
        sheets: book.sheets.iter().map(Sheet::summary).collect(),
        sheet: at,
        header,
        fingerprint: column::fingerprint(&columns),
        columns,
        titles,
        year,
        rows: found.rows,
        bad: found.bad,
        remarks: found.remarks,
        skipped: found.skipped,
        held_back: found.held_back,
    }
}

#[cfg(test)]
mod tests;
