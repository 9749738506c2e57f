//! Tables whose cells were wrapped and then run together: what copying out of a PDF leaves of a table.
//!
//! The names of the columns come first, rows are cut by their numbers (`rows.rs`), and within a row the words are
//! dealt out to the columns by a beam search (`decode.rs`) under what each column can hold (`fit.rs`), how words follow
//! each other (`follow.rs`) and what the table's other rows hold (`vocabulary.rs`).

mod decode;
mod fit;
mod follow;
mod header;
mod lexicon;
mod rows;
#[cfg(test)]
mod tests;
mod vocabulary;

use crate::document::{Block, Cell, Certainty, Document, Format, Paragraph, Row, Table, Text};
use crate::parse::agency_name;
use crate::plan::Role;
use decode::Decoded;
use rows::{Entry, Line};
use vocabulary::{Manner, Neighbours, Vocabulary};

/// A table with more words than this is read once only.
const MANY_WORDS: usize = 60_000;
/// How often the rows are read: each reading learns from the one before.
const READINGS: usize = 3;
/// What going back to an earlier column at a line's start costs, where cells follow each other and where they do not.
const BACKWARD: [f32; 2] = [-5.0, -1.0];

/// The table at the start of these blocks and how many blocks it takes.
pub fn read(blocks: &[Block], near: &Neighbours) -> Option<(Table, usize)> {
    let header = header::read(blocks)?;
    let lines = rows::lines(blocks, &header);
    let (entries, used) = rows::cut(&lines, &header);
    if entries.iter().filter(|entry| matches!(entry, Entry::Data { .. })).count() < 2 {
        return None;
    }
    let whole = header.is_one_name_per_line() && !are_wrapped(&lines);
    let decoded = decode_all(&lines, &entries, &header.roles, near, whole);
    let mut table = Table { rows: vec![header.row()], columns: header.roles.len() };
    let mut results = decoded.into_iter();
    for entry in &entries {
        let row = match entry {
            Entry::Header { lines: of } => header.repeated(&lines[of.clone()]),
            Entry::Section { number, lines: of } => section(&lines, number, of, header.roles.len()),
            Entry::Data { number, .. } => data(&lines, number, results.next().unwrap_or_default(), &header.roles),
        };
        table.rows.push(row);
    }
    Some((table, used))
}

/// Whether the lines are pieces of cells: so many of them begin in the middle of a sentence.
fn are_wrapped(lines: &[Line<'_>]) -> bool {
    let inside = lines.iter().filter(|line| line.text.text.starts_with(char::is_lowercase)).count();
    inside * 8 > lines.len()
}

fn decode_all(lines: &[Line<'_>], entries: &[Entry], roles: &[Option<Role>], near: &Neighbours, whole: bool) -> Vec<Decoded> {
    let rows: Vec<decode::Words<'_>> = entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Data { lines: of, number } => Some(decode::Words::of(lines, of, number.words, near)),
            _ => None,
        })
        .collect();
    // Cells one after the other, or fragments of several cells line by line: the table is read as both.
    let readings = if rows.iter().map(|row| row.items.len()).sum::<usize>() > MANY_WORDS { 1 } else { READINGS };
    let ways = if whole { &BACKWARD[..1] } else { &BACKWARD[..] }.iter().map(|back| {
        let manner = Manner { back: *back, whole };
        let mut vocabulary = Vocabulary::new(roles, manner);
        let mut decoded: Vec<Decoded> = Vec::new();
        for reading in 0..readings {
            decoded = rows.iter().map(|row| decode::decode(row, roles, &vocabulary, near)).collect();
            if reading + 1 < readings {
                vocabulary = Vocabulary::learned(roles, manner, &rows, &decoded);
            }
        }
        decoded
    });
    let worth = |decoded: &Vec<Decoded>| decoded.iter().map(|row| row.score).sum::<f32>();
    ways.max_by(|a, b| worth(a).total_cmp(&worth(b))).unwrap_or_default()
}

fn cell(text: Text, column: usize, columns: usize) -> Cell {
    let paragraphs = if text.is_empty() { Vec::new() } else { vec![Paragraph { text, ..Paragraph::default() }] };
    Cell { paragraphs, column, columns, ..Cell::default() }
}

/// The words of whole lines, without the first `skip` words.
fn join<'a>(lines: impl Iterator<Item = &'a Line<'a>>, skip: usize) -> Text {
    let mut out = Text::default();
    let mut skip = skip;
    for line in lines {
        let from = skip.min(line.words.len());
        skip -= from;
        if from < line.words.len() {
            out.join_wrapped(&line.slice(from..line.words.len()));
        }
    }
    out
}

fn number_cell(lines: &[Line<'_>], number: &rows::Number) -> Cell {
    let text = if number.words == 0 { Text::default() } else { lines[number.line].slice(0..number.words) };
    cell(text, 0, 1)
}

fn section(lines: &[Line<'_>], number: &rows::Number, of: &[usize], columns: usize) -> Row {
    let title = join(of.iter().map(|at| &lines[*at]), number.words);
    Row { cells: vec![number_cell(lines, number), cell(title, 1, columns - 1)], header: false }
}

fn data(lines: &[Line<'_>], number: &rows::Number, decoded: Decoded, roles: &[Option<Role>]) -> Row {
    let mut cells = vec![number_cell(lines, number)];
    for (column, role) in roles.iter().enumerate().skip(1) {
        let fragments = decoded.columns.get(column).map(Vec::as_slice).unwrap_or_default();
        let mut paragraph = Paragraph::default();
        for fragment in fragments {
            let part = lines[fragment.line].slice(fragment.words.clone());
            if matches!(role, Some(Role::Lead | Role::Coordinating)) && begins_item(&paragraph.text.text, &part.text) {
                paragraph.breaks.push(paragraph.text.text.len());
            }
            paragraph.text.join_wrapped(&part);
        }
        let certainty = Certainty(decoded.certainty.get(column).copied().unwrap_or(1.0));
        let paragraphs = if paragraph.text.is_empty() { Vec::new() } else { vec![paragraph] };
        cells.push(Cell { paragraphs, column, columns: 1, certainty, ..Cell::default() });
    }
    Row { cells, header: false }
}

/// Another agency on a line of its own: nothing before it asks for a continuation.
fn begins_item(before: &str, part: &str) -> bool {
    if before.is_empty() {
        return false;
    }
    let bulleted = part.starts_with(['-', '+', '•']) && part.chars().nth(1).is_some_and(|c| c == ' ');
    bulleted
        || agency_name::begins_agency(part)
            && part.starts_with(char::is_uppercase)
            && !lexicon::wants_more(before)
            && !lexicon::is_half_agency(before)
}

/// Word pairs of the whole document, by which the decoder tells what goes on and what begins.
pub fn neighbours(document: &Document) -> Option<Neighbours> {
    matches!(document.format, Format::Text | Format::Markdown).then(|| Neighbours::of(document))
}
