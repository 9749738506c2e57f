//! Documents to an unresolved plan. Nothing here fails: what cannot be told stays `None`.

pub mod agency_name;
mod annex;
pub(crate) mod annex_row;
mod citation;
mod confidence;
pub mod deadline;
mod directive;
pub(crate) mod document_number;
mod flattened_table;
mod header_block;
pub(crate) mod heading;
mod indicator_table;
mod interleaved_table;
pub mod money;
mod prose_target;
pub(crate) use prose_target::worded;
mod prose_task;
mod replaced;
mod reporting_duty;
mod signature_block;
pub mod target;
mod task_table;

use std::collections::BTreeMap;
use std::ops::Range;
use std::thread::Builder;

use crate::document::{Block, Document, Span, Text};
use crate::plan::{
    AnnexKind, AnnexRow, Comparison, Details, DocumentBlock, DocumentPlaces, Heading, Indicator, Mention, Plan, ReportingDuty, Role,
    StatedTarget,
};
pub(crate) use annex::begins_annex;
use annex::{Annex, merged_cell_at};
use annex_row::Reader;

/// Parses the files of one plan, body first. Its tables and its running text know nothing of each other: each is
/// read on a core of its own.
pub fn parse(documents: &[Document]) -> (Plan, Details) {
    let restored: Vec<Option<Document>> = documents.iter().map(flattened_table::restored).collect();
    let whole: Vec<Document>;
    let mut documents = documents;
    // Most files come with their tables: nothing is copied then.
    if restored.iter().any(Option::is_some) {
        whole = restored.into_iter().zip(documents).map(|(restored, read)| restored.unwrap_or_else(|| read.clone())).collect();
        documents = &whole;
    }
    let (body, (tables, mentions)) = std::thread::scope(|scope| {
        let others = || (tables(documents), mentions(documents));
        // Where the system starts no thread, this one does both.
        let started = Builder::new().spawn_scoped(scope, others);
        let body = documents.first().map(body);
        let others = match started {
            Ok(started) => started.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => others(),
        };
        (body, others)
    });
    let (mut plan, mut details) = tables;
    if let (Some(first), Some(body)) = (documents.first(), body) {
        (plan.document, details.document, plan.headings) = (body.document, body.places, body.headings);
        (plan.reporting_duties, details.stated) = (body.duties, body.stated);
        if plan.indicators.is_empty() {
            let counted = details.stated.iter().map(|stated| &stated.indicator).filter(|indicator| is_figure(indicator));
            plan.indicators = counted.cloned().collect();
        }
        let names = details.tables.iter().filter(|table| table.kind == AnnexKind::Tasks).flat_map(|table| &table.rows);
        details.stated.extend(names.filter_map(|row| row.cells.get(&Role::Name)).flat_map(prose_target::of_task));
        if plan.tasks.is_empty() {
            plan.tasks = prose_task::read(first, body.blocks.clone());
            directive::complete(first, body.blocks, &mut plan);
        }
    }
    plan.citations = citation::citations(&mentions, plan.document.number.as_deref());
    details.mentions = mentions;
    (plan, details)
}

/// What the annexes hold.
fn tables(documents: &[Document]) -> (Plan, Details) {
    let mut plan = Plan::default();
    let mut details = Details::default();
    for annex in annex::find(documents) {
        let table = match annex.kind {
            AnnexKind::Indicators => indicator_table::read(&annex, &mut plan.indicators),
            AnnexKind::Tasks => task_table::read(&annex, &mut plan.tasks),
        };
        match details.tables.last_mut().filter(|_| annex.continued) {
            Some(whole) => {
                whole.rows.extend(table.rows);
                whole.totals.extend(table.totals);
            }
            None => details.tables.push(table),
        }
    }
    (plan, details)
}

/// What stands between the head of the first file and its signature.
struct Body {
    document: DocumentBlock,
    places: DocumentPlaces,
    blocks: Range<usize>,
    headings: Vec<Heading>,
    duties: Vec<ReportingDuty>,
    stated: Vec<StatedTarget>,
}

fn body(first: &Document) -> Body {
    let head = header_block::read(first);
    let (mut document, mut places, body_at) = (head.document, head.places, head.body_at);
    let mut blocks = body_at..first.blocks.len();
    if let Some(end) = signature_block::read(first, &mut document, &mut places) {
        blocks.end = header_block::attached_plan(first, &document, end).unwrap_or(end);
    }
    blocks.start = blocks.start.min(blocks.end);
    document.replaces = replaced::read(&first.blocks[blocks.clone()]);
    Body {
        headings: headings(&first.blocks[blocks.clone()]),
        duties: reporting_duty::read(first, blocks.clone()),
        stated: prose_target::read(first, blocks.clone(), document.title.as_deref()),
        document,
        places,
        blocks,
    }
}

fn mentions(documents: &[Document]) -> Vec<Mention> {
    let mut out = Vec::new();
    for (file, text) in texts(documents) {
        citation::mentions(file, &text, &mut out);
    }
    out
}

/// Only a figure stated in running text is an indicator; what is stated in words serves the rules.
fn is_figure(indicator: &Indicator) -> bool {
    indicator.target.as_ref().is_some_and(|target| target.op != Comparison::Text)
}

/// Numbered titles of the body.
fn headings(blocks: &[Block]) -> Vec<Heading> {
    let mut path = heading::Path::default();
    let mut out = Vec::new();
    for block in blocks {
        let Block::Paragraph(paragraph) = block else { continue };
        let Some(mark) = heading::mark(paragraph).filter(|mark| heading::is_title(paragraph, mark)) else { continue };
        let text = &paragraph.text;
        let title = text.text[mark.words_at..].trim().to_owned();
        let level = path.enter(&mark, &title);
        out.push(Heading { level, number: Some(mark.number), title, span: text.whole(0) });
    }
    out
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

/// The cells of a row beside the index of what was compiled from it.
fn annex_row(annex: &Annex<'_>, row: usize, index: usize) -> AnnexRow {
    let reader = Reader::new(annex, row);
    let mut cells = BTreeMap::new();
    for (column, of) in annex.columns.iter().enumerate() {
        let (Some(role), Some(cell)) = (of.role, merged_cell_at(annex.table, row, column)) else { continue };
        let mut span = cell.text().whole(annex.file);
        if cell.paragraphs.is_empty() {
            // An empty cell has no place of its own: the name's cell in the same row stands for it.
            let name = reader.text(Role::Name).whole(annex.file);
            span = Span { text: String::new(), ..name };
        }
        cells.entry(role).or_insert(span);
    }
    let unreadable = cells.keys().copied().filter(|role| reader.is_unreadable(*role)).collect();
    AnnexRow { index, cells, unreadable }
}
