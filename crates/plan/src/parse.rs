//! Documents to an unresolved plan. Nothing here fails: what cannot be told stays `None`.

mod agency_name;
mod annex;
mod annex_row;
mod citation;
pub mod deadline;
mod document_number;
mod indicator_table;
pub mod money;
pub mod target;
mod task_table;

use std::collections::BTreeMap;

use crate::document::{Block, Document, Span, Text};
use crate::plan::{AnnexKind, Details, Plan, Role};
use annex::{Annex, merged_cell_at};
use annex_row::Reader;

/// Parses the files of one plan, body first.
pub fn parse(documents: &[Document]) -> (Plan, Details) {
    let mut plan = Plan::default();
    let mut details = Details::default();
    for annex in annex::find(documents) {
        details.tables.push(match annex.kind {
            AnnexKind::Indicators => indicator_table::read(&annex, &mut plan.indicators),
            AnnexKind::Tasks => task_table::read(&annex, &mut plan.tasks),
        });
    }
    for (file, text) in texts(documents) {
        citation::mentions(file, &text, &mut details.mentions);
    }
    plan.citations = citation::citations(&details.mentions, plan.document.number.as_deref());
    (plan, details)
}

/// Every paragraph of the files, those in cells included, in order.
fn texts(documents: &[Document]) -> Vec<(u32, Text)> {
    let mut out = Vec::new();
    for (file, document) in documents.iter().enumerate() {
        let file = file as u32;
        for block in &document.blocks {
            match block {
                Block::Paragraph(paragraph) => out.push((file, paragraph.text.clone())),
                Block::Table(table) => out.extend(table.rows.iter().flat_map(|row| &row.cells).map(|cell| (file, cell.text()))),
            }
        }
    }
    out
}

/// The place of a row: its name's cell.
fn name_span(reader: &Reader<'_>, file: u32) -> Span {
    reader.text(Role::Name).whole(file)
}

fn cells_by_role(annex: &Annex<'_>, row: usize) -> BTreeMap<Role, Span> {
    let mut out = BTreeMap::new();
    for (column, of) in annex.columns.iter().enumerate() {
        let (Some(role), Some(cell)) = (of.role, merged_cell_at(annex.table, row, column)) else { continue };
        let mut span = cell.text().whole(annex.file);
        if cell.paragraphs.is_empty() {
            // An empty cell has no place of its own: the name's cell in the same row stands for it.
            let name = Reader::new(annex, row).text(Role::Name).whole(annex.file);
            span = Span { text: String::new(), ..name };
        }
        out.entry(role).or_insert(span);
    }
    out
}
