//! A table of units or groups as rows: CSV, or the first sheet of a workbook. What a row means is not asked here.

use std::collections::BTreeMap;

use roviec_plan::SourceFile;
use roviec_plan::context::Limits;
use roviec_plan::spreadsheet::{self, Sheet, Value};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::export_units::FORMULA;

/// What a ZIP archive, and so a workbook, begins with.
const ZIP: &[u8] = b"PK";
/// Columns that hold codes.
const CODES: [&str; 5] = ["code", "parent_code", "owner_code", "member_code", "identifier"];

/// A row, its cells under the names of their columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// From 1, as an editor counts.
    pub line: usize,
    pub cells: BTreeMap<String, String>,
    /// What is wrong with it already, whatever it means.
    pub faults: Vec<String>,
}

impl Row {
    /// The words of a cell; `None` where it is empty.
    pub(super) fn given(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    /// The table has such a column.
    pub(super) fn says(&self, column: &str) -> bool {
        self.cells.contains_key(column)
    }
}

/// The rows of a CSV file in UTF-8 or of a workbook; the first row names the columns.
///
/// # Errors
/// `Invalid` when it is neither, or where a row does not end.
pub fn read(name: &str, bytes: &[u8]) -> Result<Vec<Row>> {
    if bytes.starts_with(ZIP) {
        let book = spreadsheet::open(SourceFile { name, bytes }, Limits::default()).map_err(|error| Error::Invalid(error.to_string()))?;
        let sheet = book.sheets.first().ok_or_else(|| Error::Invalid("tệp không có trang tính nào".to_owned()))?;
        return Ok(rows_of(sheet));
    }
    let not_text = |_| Error::Invalid("không đọc được (cần tệp CSV mã UTF-8 hoặc Excel .xlsx)".to_owned());
    rows(std::str::from_utf8(bytes).map_err(not_text)?)
}

/// Each row of a sheet under the names of its first row.
fn rows_of(sheet: &Sheet) -> Vec<Row> {
    let mut out = Vec::new();
    let mut header: BTreeMap<u32, String> = BTreeMap::new();
    for at in sheet.rows() {
        if header.is_empty() {
            header = sheet.cells_of(at).map(|(column, value)| (column, value.words().to_lowercase())).collect();
            continue;
        }
        let line = at as usize + 1;
        let mut cells: BTreeMap<String, String> = header.values().map(|name| (name.clone(), String::new())).collect();
        let mut faults = Vec::new();
        for (column, value) in sheet.cells_of(at) {
            let Some(name) = header.get(&column) else { continue };
            let text = match value {
                Value::Day(day) => day.to_string(),
                // A code typed as a number has lost the zeros it begins with.
                Value::Number(_) if CODES.contains(&name.as_str()) => {
                    faults.push(format!("cột {name}: ô là số nên mất số 0 ở đầu; hãy định dạng cột là chữ (Text) rồi gõ lại mã"));
                    value.words()
                }
                other => other.words(),
            };
            cells.insert(name.clone(), text);
        }
        if cells.values().any(|cell| !cell.trim().is_empty()) {
            out.push(Row { line, cells, faults });
        }
    }
    out
}

/// RFC 4180: quoted cells may hold commas, quotes (doubled) and line breaks.
fn rows(text: &str) -> Result<Vec<Row>> {
    let mut records = records(text.trim_start_matches('\u{feff}'))?.into_iter();
    let Some((_, header)) = records.next() else { return Ok(vec![]) };
    let header: Vec<String> = header.into_iter().map(|name| name.trim().to_lowercase()).collect();
    let row = |(line, cells): (usize, Vec<String>)| {
        let wrong = (cells.len() != header.len()).then(|| format!("có {} ô, dòng tên cột có {}", cells.len(), header.len()));
        let cells = header.iter().cloned().zip(cells.into_iter().map(|cell| calm(&cell).to_owned())).collect();
        Row { line, cells, faults: wrong.into_iter().collect() }
    };
    Ok(records.filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty())).map(row).collect())
}

/// Without the apostrophe that the directory has before what a spreadsheet would take for a formula.
fn calm(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(cell)
}

/// Each record with the line it begins on.
fn records(text: &str) -> Result<Vec<(usize, Vec<String>)>> {
    let mut out = Vec::new();
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let (mut line, mut begun) = (1, 1);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\n' {
            line += 1;
        }
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                cells.push(std::mem::take(&mut cell));
                out.push((begun, std::mem::take(&mut cells)));
                begun = line;
            }
            '\r' if !quoted => {}
            c => cell.push(c),
        }
    }
    if quoted {
        return Err(Error::Invalid(format!("dòng {begun}: dấu nháy kép chưa đóng")));
    }
    if !cell.is_empty() || !cells.is_empty() {
        cells.push(cell);
        out.push((begun, cells));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_cells_hold_commas_quotes_and_line_breaks() {
        let rows = rows("\u{feff}code,name\r\n1,\"Sở Văn hóa, Thể thao \"\"và\"\"\nDu lịch\"\r\n\r\n2,Sở Y tế").expect("is read");
        let seen: Vec<_> = rows.iter().map(|row| (row.line, row.given("name").unwrap_or_default())).collect();
        assert_eq!(seen, [(2, "Sở Văn hóa, Thể thao \"và\"\nDu lịch"), (5, "Sở Y tế")]);
    }

    #[test]
    fn a_broken_row_is_named_and_a_broken_file_refused() {
        let short = rows("a,b\n1,2\n3").expect("is read");
        assert_eq!(short.iter().map(|row| (row.line, row.faults.len())).collect::<Vec<_>>(), [(2, 0), (3, 1)]);
        assert!(matches!(rows("a,b\n\"1,2"), Err(Error::Invalid(sentence)) if sentence.starts_with("dòng 2")));
    }

    #[test]
    fn what_was_kept_from_being_a_formula_is_read_as_it_was() {
        let rows = rows("code,name\n1,'-A\n2,'A").expect("is read");
        assert_eq!(rows.iter().filter_map(|row| row.given("name")).collect::<Vec<_>>(), ["-A", "'A"]);
    }
}
