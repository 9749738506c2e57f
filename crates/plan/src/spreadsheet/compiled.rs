//! The rows of a spreadsheet in the shape every other source of work has, so that they are loaded the same way.

use sha2::{Digest, Sha256};

use super::{Kind, Reading, SheetRow};
use crate::SourceFile;
use crate::document::{Format, Place, Span};
use crate::plan::{Compiled, DocumentBlock, Plan, Source, Task};

/// The tasks of a reading as a plan of their own; progress stays in the reading.
pub fn compiled(reading: &Reading, file: SourceFile<'_>, document: DocumentBlock) -> Compiled {
    let sha256 = Sha256::digest(file.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let format = match reading.kind {
        Kind::Xlsx => Format::Xlsx,
        Kind::Csv => Format::Text,
    };
    let tasks = reading.rows.iter().map(|row| task(row, reading)).collect();
    Compiled {
        sources: vec![Source { file: file.name.to_owned(), sha256, format, pages: None }],
        plan: Plan { document, tasks, ..Plan::default() },
        diagnostics: Vec::new(),
    }
}

fn task(row: &SheetRow, reading: &Reading) -> Task {
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
        span: Span { file: 0, text: row.name.clone(), place: place(row, reading) },
    }
}

/// A cell of a workbook stands in the table of its sheet; a CSV is lines of text.
fn place(row: &SheetRow, reading: &Reading) -> Place {
    match reading.kind {
        Kind::Xlsx => Place::Block { block: reading.sheet as u32, row: Some(row.row), cell: Some(row.column) },
        Kind::Csv => {
            let line = row.row + 1;
            Place::Lines { line, column: 1, end_line: line, end_column: 1 + row.name.chars().count() as u32 }
        }
    }
}
