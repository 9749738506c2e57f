//! CSV: which sign separates the cells, quoted line breaks, and where in the text each row ends.

use super::encoding::{self, Encoding};
use super::sheet::{Sheet, Value};
use crate::context::Limits;
use crate::read::ReadError;

const SEPARATORS: [char; 3] = [';', ',', '\t'];
/// Rows looked at to tell the separator.
const TRIED: usize = 40;

/// One row of the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    pub cells: Vec<String>,
    /// Byte offset at which the row ends, before its line break.
    pub end: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Csv {
    pub encoding: Encoding,
    pub text: String,
    pub separator: char,
    pub records: Vec<Record>,
}

impl Csv {
    /// # Errors
    /// No text, an old encoding, or more cells than allowed.
    pub fn read(bytes: &[u8], limits: Limits) -> Result<Self, ReadError> {
        let (encoding, text) = encoding::decode(bytes)?;
        if text.trim().is_empty() {
            return Err(ReadError::Blank);
        }
        if text.trim_start().starts_with('<') {
            return Err(ReadError::Unsupported(
                "đây là tệp HTML hoặc XML, không phải bảng tính; hãy lưu lại kiểu Excel (.xlsx) hoặc CSV UTF-8",
            ));
        }
        let separator = separator(&text);
        let mut records = Vec::new();
        let mut room = limits.cells;
        for record in Rows::new(&text, separator) {
            room = room
                .checked_sub(record.cells.len())
                .ok_or_else(|| ReadError::TooLarge { what: "số ô của bảng tính", limit: limits.cells.to_string() })?;
            records.push(record);
        }
        Ok(Self { encoding, text, separator, records })
    }

    /// The rows as a sheet that bears the file's name. The line "sep=;" of Excel is no row of the table.
    pub fn sheet(&self, name: &str) -> Sheet {
        let mut cells = Vec::new();
        for (row, record) in (0_u32..).zip(&self.records) {
            if row == 0 && hinted(&self.text).is_some() {
                continue;
            }
            cells.extend((0_u32..).zip(&record.cells).map(|(column, text)| ((row, column), Value::Text(text.clone()))));
        }
        Sheet::new(name.to_owned(), false, cells, &[])
    }
}

/// The first line "sep=;" by which Excel is told the separator.
fn hinted(text: &str) -> Option<char> {
    let line = text.lines().next()?;
    let mut rest = line.strip_prefix("sep=").or_else(|| line.strip_prefix("SEP="))?.chars();
    rest.next().filter(|sign| SEPARATORS.contains(sign) && rest.next().is_none())
}

/// The sign that parts the first rows into the most cells, most of them into equally many.
fn separator(text: &str) -> char {
    hinted(text).unwrap_or_else(|| {
        let score = |sign: char| {
            let widths: Vec<usize> =
                Rows::new(text, sign).take(TRIED).map(|record| record.cells.len()).filter(|width| *width > 1).collect();
            let common = widths.iter().map(|width| widths.iter().filter(|other| *other == width).count() * width).max();
            common.unwrap_or(0)
        };
        // The first of equals wins: where Vietnamese writes 0,8 the semicolon separates.
        SEPARATORS.into_iter().rev().max_by_key(|sign| score(*sign)).unwrap_or(';')
    })
}

/// Rows of a text. A quote that is never closed ends with its line, so that it does not swallow the file.
struct Rows<'a> {
    text: &'a str,
    separator: char,
    at: usize,
}

impl<'a> Rows<'a> {
    fn new(text: &'a str, separator: char) -> Self {
        Self { text, separator, at: 0 }
    }

    /// The cell that begins at `at`, and where it ends.
    fn cell(&self, at: usize) -> (String, usize) {
        let rest = &self.text[at..];
        if rest.starts_with('"')
            && let Some((inside, length)) = quoted(rest)
        {
            let (more, end) = self.bare(at + length);
            return (inside + more, end);
        }
        let (bare, end) = self.bare(at);
        (bare.to_owned(), end)
    }

    fn bare(&self, at: usize) -> (&'a str, usize) {
        let rest = &self.text[at..];
        let length = rest.find([self.separator, '\n', '\r']).unwrap_or(rest.len());
        (&rest[..length], at + length)
    }
}

/// What stands between quotes, and the bytes it takes with them.
fn quoted(rest: &str) -> Option<(String, usize)> {
    let mut out = String::new();
    let mut at = 1;
    loop {
        let close = at + rest[at..].find('"')?;
        out.push_str(&rest[at..close]);
        if !rest[close + 1..].starts_with('"') {
            return Some((out, close + 1));
        }
        out.push('"');
        at = close + 2;
        // No cell of a tracking sheet is that long: the quote stands for inches, or was never closed.
        if out.len() > 32_767 {
            return None;
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if self.at >= self.text.len() {
            return None;
        }
        let mut cells = Vec::new();
        let mut at = self.at;
        loop {
            let (cell, end) = self.cell(at);
            cells.push(cell);
            let rest = &self.text[end..];
            if rest.starts_with(self.separator) {
                at = end + self.separator.len_utf8();
                continue;
            }
            let line_break = if rest.starts_with("\r\n") { 2 } else { rest.chars().next().map_or(0, char::len_utf8) };
            self.at = end + line_break;
            return Some(Record { cells, end });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        Csv::read(text.as_bytes(), Limits::default()).expect("is read").records.into_iter().map(|record| record.cells).collect()
    }

    #[test]
    fn each_separator_is_told_from_the_text() {
        assert_eq!(rows("TT;Việc;%\n1;Lập tổ, nhóm;0,8\n2;Rà soát;1\n")[1], ["1", "Lập tổ, nhóm", "0,8"]);
        assert_eq!(rows("TT,Việc\r\n1,\"Lập tổ, nhóm\"\r\n")[1], ["1", "Lập tổ, nhóm"]);
        assert_eq!(rows("TT\tViệc\n1\tLập tổ; nhóm, đội\n")[1], ["1", "Lập tổ; nhóm, đội"]);
        assert_eq!(rows("sep=,\nTT,Việc\n").len(), 2);
    }

    #[test]
    fn line_breaks_and_quotes_inside_quotes_belong_to_the_cell() {
        assert_eq!(rows("a;\"hai\ndòng\";\"nói \"\"được\"\"\"\nb;c;d")[0], ["a", "hai\ndòng", "nói \"được\""]);
        assert_eq!(rows("a;\"chưa đóng\nb;c").len(), 2);
        assert_eq!(rows("a;b;\n"), [["a", "b", ""]]);
    }

    #[test]
    fn a_row_ends_before_its_line_break() {
        let csv = Csv::read("a;b\r\nc;d".as_bytes(), Limits::default()).expect("is read");
        assert_eq!(csv.records.iter().map(|record| record.end).collect::<Vec<_>>(), [3, 8]);
    }
}
