//! Tab-separated lists as Excel writes them: a header, one entry a line, "#" for remarks.

use std::fmt;

use jiff::civil::Date;

/// Why a list cannot be used: the line counts from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListError {
    pub line: usize,
    /// One Vietnamese sentence: what is wrong and what to do.
    pub message: String,
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "dòng {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ListError {}

/// One entry: its line from 1 and as many cells as the list has columns, trimmed, empty where left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    pub line: usize,
    pub cells: Vec<&'a str>,
}

impl Entry<'_> {
    /// An error at this entry's line.
    pub fn error(&self, message: impl Into<String>) -> ListError {
        ListError { line: self.line, message: message.into() }
    }
}

/// The entries of a list; the first line that is no remark must name the `columns` in this order.
///
/// # Errors
/// A header that differs, an entry with more cells than columns or with an empty first cell.
pub fn entries<'a>(text: &'a str, columns: &[&str]) -> Result<Vec<Entry<'a>>, ListError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let header = lines.next();
    let named: Vec<&str> = header.map(|(_, line)| line.split('\t').map(str::trim).collect()).unwrap_or_default();
    if named != columns {
        let line = header.map_or(1, |(line, _)| line);
        return Err(ListError {
            line, message: format!("dòng đầu phải ghi tên các cột, cách nhau bằng phím Tab: {}", columns.join(", "))
        });
    }
    lines.map(|(line, text)| entry(line, text, columns)).collect()
}

fn entry<'a>(line: usize, text: &'a str, columns: &[&str]) -> Result<Entry<'a>, ListError> {
    let mut cells: Vec<&str> = text.split('\t').map(str::trim).collect();
    // Excel ends short rows with tabs.
    while cells.len() > columns.len() && cells.last().is_some_and(|cell| cell.is_empty()) {
        cells.pop();
    }
    if cells.len() > columns.len() {
        return Err(ListError { line, message: format!("có {} ô, danh sách này chỉ có {} cột", cells.len(), columns.len()) });
    }
    if cells[0].is_empty() {
        return Err(ListError {
            line, message: format!("ô đầu tiên (cột {}) để trống; hãy điền hoặc xóa dòng", columns[0])
        });
    }
    cells.resize(columns.len(), "");
    Ok(Entry { line, cells })
}

/// A day in a cell: "9/1/2025".
///
/// # Errors
/// What is no day.
pub fn day(entry: &Entry<'_>, column: usize) -> Result<Date, ListError> {
    let written = entry.cells[column];
    if written.is_empty() {
        return Err(entry.error("thiếu ngày; ghi theo dạng ngày/tháng/năm"));
    }
    let mut parts = written.split('/').map(|part| part.parse::<i16>().ok());
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Some(day)), Some(Some(month)), Some(Some(year)), None) => Date::new(year, month as i8, day as i8).ok(),
        _ => None,
    }
    .ok_or_else(|| entry.error(format!("“{written}” không phải một ngày; ghi theo dạng ngày/tháng/năm")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_and_blank_lines_are_skipped_and_short_rows_filled() {
        let text = "\u{feff}# lời dẫn\n\nsai\tđúng\tghi chú\nchử\tchữ\n# hết\nnghỉa\tnghĩa\t \t\t\n";
        let found = entries(text, &["sai", "đúng", "ghi chú"]).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0], Entry { line: 4, cells: vec!["chử", "chữ", ""] });
        assert_eq!(found[1], Entry { line: 6, cells: vec!["nghỉa", "nghĩa", ""] });
    }

    #[test]
    fn a_wrong_list_is_refused_with_its_line() {
        let columns = ["sai", "đúng"];
        assert_eq!(entries("sai,đúng\n", &columns).unwrap_err().line, 1);
        assert_eq!(entries("", &columns).unwrap_err().line, 1);
        assert_eq!(entries("sai\tđúng\na\tb\tc\n", &columns).unwrap_err().line, 2);
        assert_eq!(entries("sai\tđúng\n\n\tb\n", &columns).unwrap_err().line, 3);
    }
}
