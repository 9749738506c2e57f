//! The rows of a spreadsheet in the shape every other source of work has, so that they are loaded the same way.

use sha2::{Digest, Sha256};

use super::csv::Csv;
use super::{Kind, Reading, SheetRow};
use crate::SourceFile;
use crate::context::Limits;
use crate::document::{Format, Place, Span};
use crate::plan::{Compiled, DocumentBlock, Plan, Source, Task};

/// The tasks of a reading as a plan of their own; progress stays in the reading.
pub fn compiled(reading: &Reading, file: SourceFile<'_>, document: DocumentBlock) -> Compiled {
    let sha256 = Sha256::digest(file.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let format = match reading.kind {
        Kind::Xlsx => Format::Xlsx,
        Kind::Csv => Format::Text,
    };
    let lines = lines(reading, file);
    let tasks = reading.rows.iter().map(|row| task(row, reading, &lines)).collect();
    Compiled {
        sources: vec![Source { file: file.name.to_owned(), sha256, format, pages: None }],
        plan: Plan { document, tasks, ..Plan::default() },
        ..Compiled::default()
    }
}

fn task(row: &SheetRow, reading: &Reading, lines: &[(u32, String)]) -> Task {
    Task {
        no: row.number.clone(),
        section: row.section.clone(),
        section_title: row.section_title.clone(),
        name: row.name.clone(),
        lead: row.lead.clone(),
        coordinating: row.coordinating.clone(),
        product: row.deliverable.clone(),
        deadline: row.deadline.clone(),
        budget_million_vnd: None,
        budget_lines: Vec::new(),
        related_indicators: Vec::new(),
        note: row.source_document.as_ref().map(|document| format!("Văn bản giao việc: {document}")),
        confidence: std::collections::BTreeMap::new(),
        span: Span { file: 0, text: row.name.clone(), place: place(row, reading, lines) },
    }
}

/// Number, from 1, and words of the line at which each row of a CSV begins; a cell may hold line breaks.
fn lines(reading: &Reading, file: SourceFile<'_>) -> Vec<(u32, String)> {
    let csv = match reading.kind {
        Kind::Csv => Csv::read(file.bytes, Limits::default()).ok(),
        Kind::Xlsx => None,
    };
    let Some(csv) = csv else { return Vec::new() };
    let mut out = Vec::new();
    let (mut number, mut start) = (1, 0);
    for record in &csv.records {
        // Behind the line break of the row before.
        let begin = start + csv.text[start..record.end].len() - csv.text[start..record.end].trim_start_matches(['\r', '\n']).len();
        number += csv.text[start..begin].matches('\n').count() as u32;
        let line = csv.text[begin..].lines().next().unwrap_or_default();
        out.push((number, line.to_owned()));
        number += csv.text[begin..record.end].matches('\n').count() as u32;
        start = record.end;
    }
    out
}

/// A cell of a workbook stands in the table of its sheet; a CSV is lines of text.
fn place(row: &SheetRow, reading: &Reading, lines: &[(u32, String)]) -> Place {
    if reading.kind == Kind::Xlsx {
        return Place::Block { block: reading.sheet as u32, row: Some(row.row), cell: Some(row.column) };
    }
    let (line, words) = lines.get(row.row as usize).map_or((row.row + 1, ""), |(line, words)| (*line, words.as_str()));
    // A name over several lines is looked for by its beginning, as far as it stands on the first.
    let known = words.find(&row.name).map(|at| (at, row.name.as_str()));
    let (at, name) = known.unwrap_or((0, words));
    let column = words[..at].chars().count() as u32 + 1;
    Place::Lines { line, column, end_line: line, end_column: column + name.chars().count() as u32 }
}
