//! One sheet of a workbook: bad cells get their style, marked rows one more cell. The rest of the text is copied.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};

use super::super::sheet::address;
use super::styles_xml::{Ids, applied, attribute, with_attribute};
use super::{MARK_TITLE, Marks};

/// The last column a sheet can have.
const LAST_COLUMN: u32 = 16_383;

/// A cell as it stands in the text.
struct CellAt {
    column: u32,
    style: u32,
    tag: Range<usize>,
}

/// A row as it stands in the text.
struct RowAt {
    row: u32,
    tag: Range<usize>,
    /// Before its end tag; `None` where the row is one empty tag.
    end: Option<usize>,
    cells: Vec<CellAt>,
}

struct SheetAt {
    rows: Vec<RowAt>,
    /// First column after all that are used.
    free: u32,
    /// "x:" where the names of elements have a prefix.
    prefix: String,
    data: usize,
    columns: Option<(u32, usize)>,
}

/// The styles that bad cells have now, each once.
pub fn styles_of_bad_cells(xml: &str, marks: &Marks<'_>) -> Vec<u32> {
    let mut out = Vec::new();
    for row in places(xml).map(|sheet| sheet.rows).unwrap_or_default() {
        let bad = marks.rows.get(&row.row).map(|(columns, _)| columns.as_slice()).unwrap_or_default();
        out.extend(row.cells.iter().filter(|cell| bad.contains(&cell.column)).map(|cell| cell.style));
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// Nothing when the part cannot be followed or has no column left.
pub fn marked(xml: &str, marks: &Marks<'_>, ids: &Ids) -> Option<String> {
    let sheet = places(xml)?;
    if sheet.free > LAST_COLUMN {
        return None;
    }
    let mut edits: Vec<(Range<usize>, String)> = column_width(&sheet).into_iter().collect();
    for row in &sheet.rows {
        let (bad, sentence) = match marks.rows.get(&row.row) {
            Some((bad, sentence)) => (bad.as_slice(), sentence.as_str()),
            None if marks.header == Some(row.row) => (&[] as &[u32], MARK_TITLE),
            None => continue,
        };
        let added = sentence_cell(&sheet, row.row, sentence, ids.sentence);
        // The hint of used columns would no longer hold; without it programs look for themselves.
        let tag = without_spans(&xml[row.tag.clone()]);
        match row.end {
            Some(end) => {
                edits.push((row.tag.clone(), tag));
                edits.extend(cell_edits(xml, row, bad, ids, &sheet.prefix));
                edits.push((end..end, added));
            }
            None => {
                let open = tag.trim_end_matches('>').trim_end_matches('/').trim_end();
                edits.push((row.tag.clone(), format!("{open}>{added}</{}row>", sheet.prefix)));
            }
        }
    }
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    Some(applied(xml, &edits))
}

fn cell_edits(xml: &str, row: &RowAt, bad: &[u32], ids: &Ids, prefix: &str) -> Vec<(Range<usize>, String)> {
    let mut out = Vec::new();
    for column in bad {
        match row.cells.iter().find(|cell| cell.column == *column) {
            Some(cell) => out.push((cell.tag.clone(), with_attribute(&xml[cell.tag.clone()], "s", &ids.marked(cell.style).to_string()))),
            None => {
                // An empty cell that should be filled: put in before the next one.
                let before = row.cells.iter().find(|cell| cell.column > *column).map(|cell| cell.tag.start);
                if let Some(at) = before.or(row.end) {
                    out.push((at..at, format!("<{prefix}c r=\"{}\" s=\"{}\"/>", address(row.row, *column), ids.sentence)));
                }
            }
        }
    }
    out
}

fn sentence_cell(sheet: &SheetAt, row: u32, sentence: &str, style: u32) -> String {
    let (p, at) = (&sheet.prefix, address(row, sheet.free));
    format!("<{p}c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><{p}is><{p}t>{}</{p}t></{p}is></{p}c>", escape(sentence))
}

/// A width for the added column, where the list of widths leaves room for it.
fn column_width(sheet: &SheetAt) -> Option<(Range<usize>, String)> {
    let (p, column) = (&sheet.prefix, sheet.free + 1);
    let col = format!("<{p}col min=\"{column}\" max=\"{column}\" width=\"60\" customWidth=\"1\"/>");
    match sheet.columns {
        Some((last, end)) if last < column => Some((end..end, col)),
        Some(_) => None,
        None => Some((sheet.data..sheet.data, format!("<{p}cols>{col}</{p}cols>"))),
    }
}

fn without_spans(tag: &str) -> String {
    let Some(value) = attribute(tag, "spans") else { return tag.to_owned() };
    let start = tag[..value.start].rfind("spans").unwrap_or(value.start);
    format!("{}{}", tag[..start].trim_end(), &tag[value.end + 1..])
}

/// Where rows and cells stand.
fn places(xml: &str) -> Option<SheetAt> {
    let mut reader = Reader::from_str(xml);
    let mut out = SheetAt { rows: Vec::new(), free: 0, prefix: String::new(), data: 0, columns: None };
    let (mut next_row, mut next_column, mut inside) = (0, 0, false);
    loop {
        let start = reader.buffer_position() as usize;
        let event = reader.read_event().ok()?;
        let end = reader.buffer_position() as usize;
        match event {
            Event::Start(element) | Event::Empty(element) => {
                let closed = xml[start..end].ends_with("/>");
                match element.local_name().as_ref() {
                    "sheetData" => {
                        (out.data, inside) = (start, !closed);
                        out.prefix = element.name().as_ref().strip_suffix("sheetData").unwrap_or_default().to_owned();
                    }
                    "col" if !inside => {
                        let last = number(&element, "max").unwrap_or(u32::MAX);
                        out.columns = Some((out.columns.map_or(last, |(known, _)| known.max(last)), end));
                    }
                    "row" if inside => {
                        let row = number(&element, "r").map_or(next_row, |row| row.saturating_sub(1));
                        (next_row, next_column) = (row + 1, 0);
                        out.rows.push(RowAt { row, tag: start..end, end: None, cells: Vec::new() });
                    }
                    "c" if inside => {
                        let column = text(&element, "r").and_then(|at| column_of(&at)).unwrap_or(next_column);
                        next_column = column + 1;
                        out.free = out.free.max(next_column);
                        let style = number(&element, "s").unwrap_or(0);
                        out.rows.last_mut()?.cells.push(CellAt { column, style, tag: start..end });
                    }
                    _ => {}
                }
            }
            Event::End(element) => match element.local_name().as_ref() {
                // After the last width, before the list's end.
                "cols" => out.columns = out.columns.map(|(last, _)| (last, start)),
                "row" if inside => out.rows.last_mut()?.end = Some(start),
                "sheetData" => return Some(out),
                _ => {}
            },
            Event::Eof => return (out.data > 0).then_some(out),
            _ => {}
        }
    }
}

fn text(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

fn number(element: &BytesStart<'_>, name: &str) -> Option<u32> {
    text(element, name)?.parse().ok()
}

/// 5 for "F12".
fn column_of(address: &str) -> Option<u32> {
    let named = address.chars().take_while(char::is_ascii_alphabetic);
    let column = named.fold(0_u32, |sum, c| sum.saturating_mul(26).saturating_add(u32::from(c.to_ascii_uppercase()) - 64));
    column.checked_sub(1).filter(|column| *column <= LAST_COLUMN)
}
