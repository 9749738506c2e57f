//! A plan's document as it reads, in blocks for the template, with the words of one span lit.
//!
//! Long documents are shown in parts; the part that holds the lit words is the one shown.

use roviec_plan::document::{Block, Cell, Document, Paragraph, Place, Row, Span, Table};

/// Paragraphs and table rows in one part: about fifteen pages of a plan.
pub const PART: usize = 400;

/// Words of a paragraph, lit or not.
#[derive(Debug, PartialEq)]
pub struct Run {
    pub text: String,
    pub lit: bool,
}

#[derive(Debug, PartialEq)]
pub struct Line {
    pub runs: Vec<Run>,
    pub class: &'static str,
    /// First lit place of the part: the page scrolls there.
    pub anchor: bool,
    /// Where a click on it leads: the row compiled from it.
    pub link: Option<String>,
}

/// A place whose words lead somewhere.
#[derive(Debug)]
pub struct Linked {
    pub file: u32,
    pub place: Place,
    pub href: String,
    pub name: String,
}

#[derive(Debug, PartialEq)]
pub struct ShownCell {
    pub lines: Vec<Line>,
    pub columns: usize,
    pub rows: usize,
    pub heading: bool,
}

#[derive(Debug, PartialEq)]
pub struct ShownRow {
    pub cells: Vec<ShownCell>,
    pub lit: bool,
    pub anchor: bool,
    /// Number of the page that begins with this row.
    pub page: Option<u32>,
}

#[derive(Debug, PartialEq)]
pub enum Shown {
    File(String),
    Page(u32),
    Line(Line),
    /// `head` is the block of issuer and motto on top, which is set as a table without lines.
    Table {
        rows: Vec<ShownRow>,
        columns: usize,
        head: bool,
    },
}

/// One part of the source.
#[derive(Debug, PartialEq)]
pub struct Part {
    pub blocks: Vec<Shown>,
    /// From 1.
    pub number: usize,
    pub of: usize,
    pub found: bool,
}

/// A paragraph or a table row: what parts are counted in.
struct Item<'a> {
    file: usize,
    page: Option<u32>,
    kind: Kind<'a>,
    lit: bool,
}

enum Kind<'a> {
    Line(&'a Paragraph),
    Row { table: &'a Table, row: usize },
}

impl Item<'_> {
    /// Whether the paragraph, or the whole table row, stands at the place.
    fn touches(&self, place: &Place) -> bool {
        match self.kind {
            Kind::Line(paragraph) => paragraph_touches(paragraph, place),
            Kind::Row { table, row } => row_touches(&table.rows[row], &whole_row(place)),
        }
    }
}

/// Whether two places stand in the same paragraph or table row.
pub fn same_row(one: &Place, other: &Place) -> bool {
    touches(one, &whole_row(other)) || touches(other, &whole_row(one))
}

fn whole_row(place: &Place) -> Place {
    match place {
        Place::Block { block, row: Some(row), .. } => Place::Block { block: *block, row: Some(*row), cell: None },
        other => other.clone(),
    }
}

/// The part `wanted` (from 1) of the documents, or the one that holds `span`.
pub fn part(files: &[(String, std::sync::Arc<Document>)], span: Option<&Span>, wanted: Option<usize>, linked: &[Linked]) -> Part {
    let items: Vec<Item> = files.iter().enumerate().flat_map(|(file, (_, document))| items(file, document, span)).collect();
    let of = items.len().div_ceil(PART).max(1);
    let first_lit = items.iter().position(|item| item.lit);
    let number = match (wanted, first_lit) {
        (Some(number), _) => number.clamp(1, of),
        (None, Some(at)) => at / PART + 1,
        (None, None) => 1,
    };
    let start = (number - 1) * PART;
    let end = (start + PART).min(items.len());
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    Part { blocks: shown(&items[start..end], &names, (span, linked)), number, of, found: first_lit.is_some() }
}

fn items<'a>(file: usize, document: &'a Document, span: Option<&Span>) -> Vec<Item<'a>> {
    let place = span.filter(|span| span.file as usize == file).map(|span| &span.place);
    let mut out = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) if paragraph.shown().is_empty() => {}
            Block::Paragraph(paragraph) => {
                let lit = place.is_some_and(|place| paragraph_touches(paragraph, place));
                out.push(Item { file, page: page_of(paragraph), kind: Kind::Line(paragraph), lit });
            }
            Block::Table(table) => {
                for (index, row) in table.rows.iter().enumerate() {
                    let lit = place.is_some_and(|place| row_touches(row, place));
                    let page = row.cells.iter().flat_map(|cell| &cell.paragraphs).find_map(page_of);
                    out.push(Item { file, page, kind: Kind::Row { table, row: index }, lit });
                }
            }
        }
    }
    out
}

fn shown(items: &[Item<'_>], names: &[&str], (span, linked): (Option<&Span>, &[Linked])) -> Vec<Shown> {
    let mut out: Vec<Shown> = Vec::new();
    let (mut file, mut page, mut anchored) = (None, None, false);
    let mut open_table: Option<*const Table> = None;
    for (index, item) in items.iter().enumerate() {
        if file != Some(item.file) {
            (file, page, open_table) = (Some(item.file), None, None);
            if names.len() > 1 {
                out.push(Shown::File(names[item.file].to_owned()));
            }
        }
        let turned = item.page.filter(|found| page.is_none_or(|page| *found > page));
        page = item.page.or(page);
        let anchor = item.lit && !anchored;
        anchored |= item.lit;
        let lit = span.filter(|_| item.lit);
        let link = linked.iter().find(|linked| linked.file as usize == item.file && item.touches(&linked.place)).map(|linked| &linked.href);
        match item.kind {
            Kind::Line(paragraph) => {
                open_table = None;
                out.extend(turned.map(Shown::Page));
                out.push(Shown::Line(Line { anchor, link: link.cloned(), ..line(paragraph, lit) }));
            }
            Kind::Row { table, row } => {
                let continued = open_table.is_some_and(|open| std::ptr::eq(open, table));
                if !continued {
                    out.extend(turned.map(Shown::Page));
                    out.push(Shown::Table { rows: Vec::new(), columns: table.columns.max(1), head: is_head(table) });
                    open_table = Some(table);
                }
                let here = items[index..]
                    .iter()
                    .take_while(|item| matches!(item.kind, Kind::Row { table: other, .. } if std::ptr::eq(other, table)));
                let shown = ShownRow {
                    cells: cells(table, row, (!continued, here.count()), link),
                    lit: item.lit,
                    anchor,
                    page: turned.filter(|_| continued),
                };
                if let Some(Shown::Table { rows, .. }) = out.last_mut() {
                    rows.push(shown);
                }
            }
        }
    }
    out
}

/// Cells of a row that begin here; a cell merged down covers at most the `rows` left in this part.
fn cells(table: &Table, row: usize, (first, rows): (bool, usize), link: Option<&String>) -> Vec<ShownCell> {
    let source = &table.rows[row];
    source
        .cells
        .iter()
        .filter(|cell| first || !cell.continues)
        .map(|cell| ShownCell {
            lines: cell
                .paragraphs
                .iter()
                .filter(|paragraph| !paragraph.shown().is_empty())
                .map(|paragraph| Line { link: link.cloned(), ..line(paragraph, None) })
                .collect(),
            columns: cell.columns.max(1),
            rows: 1 + table.rows[row + 1..].iter().take(rows - 1).take_while(|below| continues(below, cell)).count(),
            heading: source.header,
        })
        .collect()
}

/// NĐ 30/2020/NĐ-CP, Appendix I: the country's name and motto stand beside the issuer.
fn is_head(table: &Table) -> bool {
    table.rows.len() <= 4 && table.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.text().text.contains("Độc lập - Tự do"))
}

fn continues(row: &Row, above: &Cell) -> bool {
    row.cells.iter().any(|cell| cell.continues && cell.column == above.column)
}

fn line(paragraph: &Paragraph, span: Option<&Span>) -> Line {
    let mut runs = Vec::new();
    if let Some(label) = &paragraph.label {
        runs.push(Run { text: format!("{label} "), lit: false });
    }
    let lit = span.map(|span| lit_ranges(paragraph, span)).unwrap_or_default();
    let mut at = 0;
    for range in lit {
        push(&mut runs, &paragraph.text.text[at..range.start], false);
        push(&mut runs, &paragraph.text.text[range.clone()], true);
        at = range.end;
    }
    push(&mut runs, &paragraph.text.text[at..], false);
    let class = match (span.is_some(), paragraph.heading.is_some(), paragraph.centred, paragraph.bold) {
        (true, true, ..) => "lit heading",
        (true, false, true, _) => "lit centre",
        (true, ..) => "lit",
        (false, true, true, _) => "heading centre",
        (false, true, ..) => "heading",
        (false, false, true, true) => "bold centre",
        (false, false, true, false) => "centre",
        (false, false, false, true) => "bold",
        (false, false, false, false) => "",
    };
    Line { runs, class, anchor: false, link: None }
}

fn push(runs: &mut Vec<Run>, text: &str, lit: bool) {
    if !text.is_empty() {
        runs.push(Run { text: text.to_owned(), lit });
    }
}

/// Byte ranges of the words at the place, neighbours joined.
fn lit_ranges(paragraph: &Paragraph, span: &Span) -> Vec<std::ops::Range<usize>> {
    // A DOCX names the paragraph, the span's text says which of its words.
    let text = &paragraph.text.text;
    if let (Place::Block { .. }, Some(start)) = (&span.place, text.find(&span.text).filter(|_| !span.text.is_empty())) {
        return std::iter::once(start..start + span.text.len()).collect();
    }
    let mut out: Vec<std::ops::Range<usize>> = Vec::new();
    for piece in paragraph.text.pieces.iter().filter(|piece| touches(&piece.place, &span.place)) {
        match out.last_mut() {
            Some(last) if piece.range.start <= last.end + 1 => last.end = piece.range.end,
            _ => out.push(piece.range.clone()),
        }
    }
    out
}

fn row_touches(row: &Row, place: &Place) -> bool {
    row.cells.iter().filter(|cell| !cell.continues).flat_map(|cell| &cell.paragraphs).any(|paragraph| paragraph_touches(paragraph, place))
}

fn paragraph_touches(paragraph: &Paragraph, place: &Place) -> bool {
    paragraph.text.pieces.iter().any(|piece| touches(&piece.place, place))
}

fn page_of(paragraph: &Paragraph) -> Option<u32> {
    paragraph.text.pieces.iter().find_map(|piece| match piece.place {
        Place::Page { page, .. } => Some(page),
        _ => None,
    })
}

/// Whether a piece of the source stands at the place: in the block, row and cell named, on one of the
/// lines, or with its middle in the box.
fn touches(piece: &Place, place: &Place) -> bool {
    match (piece, place) {
        (Place::Block { block, row, cell }, Place::Block { block: in_block, row: in_row, cell: in_cell }) => {
            block == in_block && (in_row.is_none() || row == in_row) && (in_cell.is_none() || cell == in_cell)
        }
        (
            Place::Lines { line, column, end_line, end_column },
            Place::Lines { line: from, column: from_column, end_line: to, end_column: to_column },
        ) => (*line, *column) < (*to, *to_column) && (*from, *from_column) < (*end_line, *end_column),
        (Place::Page { page, area }, Place::Page { page: on, area: inside }) => {
            let (x, y) = ((area[0] + area[2]) / 2.0, (area[1] + area[3]) / 2.0);
            page == on && (inside[0]..=inside[2]).contains(&x) && (inside[1]..=inside[3]).contains(&y)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use roviec_plan::document::{Format, Text};
    use std::sync::Arc;

    fn paragraph(text: &str, block: u32, cell: Option<(u32, u32)>) -> Paragraph {
        let place = Place::Block { block, row: cell.map(|(row, _)| row), cell: cell.map(|(_, cell)| cell) };
        Paragraph { text: Text::at(text, place), ..Paragraph::default() }
    }

    fn cell(text: &str, row: u32, index: u32) -> Cell {
        Cell { paragraphs: vec![paragraph(text, 1, Some((row, index)))], column: index as usize, columns: 1, ..Cell::default() }
    }

    fn files(blocks: Vec<Block>) -> Vec<(String, Arc<Document>)> {
        vec![("kế hoạch.docx".to_owned(), Arc::new(Document { format: Format::Docx, pages: None, blocks }))]
    }

    fn span(place: Place) -> Span {
        Span { file: 0, text: String::new(), place }
    }

    #[test]
    fn the_row_a_span_names_is_lit_and_no_other() {
        let merged = Cell { continues: true, column: 0, columns: 1, ..Cell::default() };
        let table = Table {
            rows: vec![
                Row { cells: vec![cell("I", 0, 0), cell("Một", 0, 1)], header: false },
                Row { cells: vec![merged, cell("Hai", 1, 1)], header: false },
            ],
            columns: 2,
        };
        let files = files(vec![Block::Paragraph(paragraph("Mở đầu", 0, None)), Block::Table(table)]);
        let part = part(&files, Some(&span(Place::Block { block: 1, row: Some(1), cell: None })), None, &[]);
        assert!(part.found);
        let Shown::Table { rows, .. } = &part.blocks[1] else { panic!("a table stands second") };
        assert_eq!((rows[0].lit, rows[1].lit, rows[1].anchor), (false, true, true));
        assert_eq!((rows[0].cells[0].rows, rows[1].cells.len()), (2, 1));
    }

    #[test]
    fn only_the_words_in_the_box_are_lit_on_a_pdf() {
        let mut text = Text::at("Quyết định", Place::Page { page: 2, area: [10.0, 10.0, 60.0, 20.0] });
        text.join(&Text::at("phê duyệt", Place::Page { page: 2, area: [10.0, 30.0, 60.0, 40.0] }));
        let files = files(vec![Block::Paragraph(Paragraph { text, ..Paragraph::default() })]);
        let part = part(&files, Some(&span(Place::Page { page: 2, area: [0.0, 25.0, 100.0, 45.0] })), None, &[]);
        assert_eq!(part.blocks[0], Shown::Page(2));
        let Shown::Line(line) = &part.blocks[1] else { panic!("a paragraph stands second") };
        let runs: Vec<(&str, bool)> = line.runs.iter().map(|run| (run.text.as_str(), run.lit)).collect();
        assert_eq!(runs, [("Quyết định ", false), ("phê duyệt", true)]);
    }

    #[test]
    fn a_long_source_opens_at_the_part_that_holds_the_span() {
        let blocks = (0..PART as u32 + 5).map(|block| Block::Paragraph(paragraph("Đoạn", block, None))).collect();
        let files = files(blocks);
        let at = span(Place::Block { block: PART as u32 + 2, row: None, cell: None });
        let shown = part(&files, Some(&at), None, &[]);
        assert_eq!((shown.number, shown.of, shown.blocks.len()), (2, 2, 5));
        assert_eq!(part(&files, Some(&at), Some(1), &[]).number, 1);
    }
}
