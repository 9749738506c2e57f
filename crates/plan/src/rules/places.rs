//! Walking the source as rules need it: paragraphs in order, and the order of places.

use std::ops::Range;

use super::Checked;
use crate::document::{Block, Document, Format, Paragraph, Place, Span, Text};
use crate::plan::Role;

/// One paragraph of the body or of a cell, with the index of its file.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    pub file: u32,
    pub paragraph: &'a Paragraph,
}

impl<'a> Found<'a> {
    pub fn text(&self) -> &'a Text {
        &self.paragraph.text
    }

    pub fn span(&self, range: Range<usize>) -> Span {
        self.text().span(self.file, range)
    }
}

/// Every paragraph of every file that holds words, cells included, in the order of the source.
pub fn paragraphs<'a>(checked: &Checked<'a>) -> impl Iterator<Item = Found<'a>> + use<'a> {
    checked.documents.iter().enumerate().flat_map(|(file, document)| of_document(file as u32, document))
}

/// Every paragraph of one file that holds words.
pub fn of_document(file: u32, document: &Document) -> impl Iterator<Item = Found<'_>> {
    document.blocks.iter().flat_map(of_block).filter(|paragraph| !paragraph.text.is_empty()).map(move |paragraph| Found { file, paragraph })
}

fn of_block(block: &Block) -> Box<dyn Iterator<Item = &Paragraph> + '_> {
    match block {
        Block::Paragraph(paragraph) => Box::new(std::iter::once(paragraph)),
        Block::Table(table) => Box::new(table.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.paragraphs)),
    }
}

/// Paragraphs of the body of the first file: outside tables, before the first annex table, with their words.
pub fn body<'a>(checked: &Checked<'a>) -> impl Iterator<Item = Found<'a>> + use<'a> {
    let end = checked.details.tables.iter().map(|table| order(&table.span)).filter(|(file, _)| *file == 0).min();
    let blocks = checked.documents.first().map_or(&[][..], |document| document.blocks.as_slice());
    let paragraphs = blocks.iter().filter_map(|block| match block {
        Block::Paragraph(paragraph) if !paragraph.text.is_empty() => Some(Found { file: 0, paragraph }),
        _ => None,
    });
    paragraphs.take_while(move |found| {
        let first = found.text().pieces.first().map(|piece| Span { file: 0, text: String::new(), place: piece.place.clone() });
        end.is_none_or(|end| first.is_none_or(|first| order(&first) < end))
    })
}

/// Words of a paragraph of the body, or of a cell of an annex row however its lines were broken.
pub enum Said<'a> {
    Body(Found<'a>),
    Cell(&'a Span),
}

impl<'a> Said<'a> {
    pub fn text(&self) -> &'a str {
        match self {
            Self::Body(found) => &found.text().text,
            Self::Cell(span) => &span.text,
        }
    }

    /// The place of a part; of a cell, the cell.
    pub fn span(&self, range: Range<usize>) -> Span {
        match self {
            Self::Body(found) => found.span(range),
            Self::Cell(span) => (*span).clone(),
        }
    }
}

/// Every paragraph; of a text, whose tables were flattened to lines, the body and then the cells of these columns.
pub fn said<'a>(checked: &Checked<'a>, roles: &'static [Role]) -> Box<dyn Iterator<Item = Said<'a>> + 'a> {
    if checked.documents.first().is_none_or(|document| document.format != Format::Text) {
        return Box::new(paragraphs(checked).map(Said::Body));
    }
    let rows = checked.details.tables.iter().flat_map(|table| &table.rows);
    let cells = rows.flat_map(move |row| roles.iter().filter_map(|role| row.cells.get(role))).filter(|cell| !cell.text.is_empty());
    Box::new(body(checked).map(Said::Body).chain(cells.map(Said::Cell)))
}

/// Sorts places of one plan as a reader meets them; points of a page are counted in hundredths.
pub fn order(span: &Span) -> (u32, [i64; 4]) {
    let key = match &span.place {
        Place::Lines { line, column, end_line, end_column } => {
            [i64::from(*line), i64::from(*column), i64::from(*end_line), i64::from(*end_column)]
        }
        Place::Page { page, area } => {
            let hundredths = |points: f64| (points * 100.0) as i64;
            [i64::from(*page), hundredths(area[1]), hundredths(area[0]), hundredths(area[3])]
        }
        Place::Block { block, row, cell } => [i64::from(*block), row.map_or(-1, i64::from), cell.map_or(-1, i64::from), 0],
    };
    (span.file, key)
}

/// Whether the words at a place may have been joined across a line end of the source.
pub fn crosses_lines(span: &Span) -> bool {
    match &span.place {
        Place::Lines { line, end_line, .. } => line != end_line,
        // A line of print is less than 20 points high.
        Place::Page { area, .. } => area[3] - area[1] > 20.0,
        Place::Block { .. } => false,
    }
}
