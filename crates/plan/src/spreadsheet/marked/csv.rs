//! One more cell at the end of every row of a CSV.

use super::super::csv::Csv;
use super::super::encoding;
use super::{MARK_TITLE, Marks};

pub fn marked(csv: &Csv, marks: &Marks<'_>) -> Vec<u8> {
    let from = marks.header.unwrap_or(0);
    let width = csv.records.iter().map(|record| record.cells.len()).max().unwrap_or(0);
    let mut out = String::with_capacity(csv.text.len() + marks.rows.len() * 200);
    let mut at = 0;
    for (row, record) in (0_u32..).zip(&csv.records) {
        out.push_str(&csv.text[at..record.end]);
        at = record.end;
        // Titles above the table and blank lines stay as they are.
        if row < from || record.cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let sentence =
            if Some(row) == marks.header { Some(MARK_TITLE) } else { marks.rows.get(&row).map(|(_, sentence)| sentence.as_str()) };
        for _ in record.cells.len()..=width {
            out.push(csv.separator);
        }
        out.push_str(&sentence.map(|sentence| cell(sentence, csv.separator)).unwrap_or_default());
    }
    out.push_str(&csv.text[at..]);
    encoding::encode(csv.encoding, &out)
}

fn cell(text: &str, separator: char) -> String {
    if text.contains([separator, '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
