//! The main part, walked event by event: memory stays flat whatever the nesting.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::fonts::RunFonts;
use super::numbering::Numbering;
use super::styles::Styles;
use super::{attribute, is_on};
use crate::context::{Context, Progress};
use crate::document::{Block, Cell, Paragraph, Place, Row, Table, Text, clean};
use crate::read::ReadError;
use crate::read::legacy_encoding::Encoding;

/// Columns of one table; no page holds more.
const MOST_COLUMNS: usize = 500;

/// Reads word/document.xml into blocks.
pub fn read(xml: &str, styles: &Styles, numbering: Numbering, context: &Context<'_>) -> Result<Vec<Block>, ReadError> {
    let mut reader = Reader::from_str(xml);
    let mut walk = Walk::new(styles, numbering);
    let mut events = 0_u32;
    loop {
        events = events.wrapping_add(1);
        if events.is_multiple_of(4096) {
            if (context.should_stop)() {
                return Err(ReadError::Stopped);
            }
            (context.on_progress)(Progress::part(reader.buffer_position() as usize, xml.len()));
        }
        match reader.read_event() {
            Ok(Event::Start(element)) => walk.start(&element, true),
            Ok(Event::Empty(element)) => walk.start(&element, false),
            Ok(Event::End(element)) => walk.end(element.local_name().as_ref()),
            Ok(Event::Text(text)) => walk.text(&text.xml10_content()),
            Ok(Event::CData(text)) => walk.text(&text.xml10_content()),
            Ok(Event::GeneralRef(reference)) => walk.reference(&reference),
            Ok(Event::Eof) if walk.depth == 0 => break,
            Ok(Event::Eof) => return Err(ReadError::Broken("nội dung tệp Word dừng giữa chừng".to_owned())),
            Ok(_) => {}
            Err(_) => return Err(ReadError::Broken("nội dung tệp Word không đúng cú pháp XML".to_owned())),
        }
        if walk.widest > MOST_COLUMNS {
            return Err(ReadError::TooLarge { what: "số cột của một bảng", limit: MOST_COLUMNS.to_string() });
        }
        if walk.cells > context.limits.cells {
            return Err(ReadError::TooLarge { what: "số ô và đoạn văn", limit: context.limits.cells.to_string() });
        }
    }
    Ok(walk.blocks)
}

/// A paragraph being read.
#[derive(Default)]
struct Open {
    raw: String,
    breaks: Vec<usize>,
    style: Option<String>,
    list: Option<u32>,
    level: Option<u8>,
    centred: Option<bool>,
    heading: Option<u8>,
    /// Letters seen in bold and not in bold.
    bold: usize,
    plain: usize,
    converted: Option<Encoding>,
}

/// A table being read; nested tables give their paragraphs to the cell they stand in.
#[derive(Default)]
struct OpenTable {
    table: Table,
    row: Option<Row>,
    cell: Option<Cell>,
    rows: u32,
    cells: u32,
    column: usize,
}

struct Walk<'a> {
    styles: &'a Styles,
    numbering: Numbering,
    blocks: Vec<Block>,
    depth: usize,
    body: Option<usize>,
    /// Index of the current child of w:body.
    block: u32,
    tables: Vec<OpenTable>,
    paragraphs: Vec<Open>,
    /// Depth of an element whose content is not read (deleted text, a fallback picture).
    skip: Option<usize>,
    in_text: bool,
    run_bold: Option<bool>,
    run_style: Option<String>,
    run_fonts: RunFonts,
    hidden: bool,
    in_run: bool,
    in_paragraph_properties: bool,
    cells: usize,
    /// Columns of the widest table so far.
    widest: usize,
}

impl<'a> Walk<'a> {
    fn new(styles: &'a Styles, numbering: Numbering) -> Self {
        Self {
            styles,
            numbering,
            blocks: Vec::new(),
            depth: 0,
            body: None,
            block: 0,
            tables: Vec::new(),
            paragraphs: Vec::new(),
            skip: None,
            in_text: false,
            run_bold: None,
            run_style: None,
            run_fonts: RunFonts::default(),
            hidden: false,
            in_run: false,
            in_paragraph_properties: false,
            cells: 0,
            widest: 0,
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, opens: bool) {
        let name = element.local_name();
        let name = name.as_ref();
        if self.body == Some(self.depth) {
            self.block = self.block.wrapping_add(1);
        }
        if opens {
            self.depth += 1;
        }
        if self.skip.is_some() || (self.body.is_none() && name != "body") {
            return;
        }
        match name {
            "body" if opens => (self.body, self.block) = (Some(self.depth), u32::MAX),
            "del" | "moveFrom" | "Fallback" | "instrText" | "delText" if opens => self.skip = Some(self.depth),
            "tbl" if opens => self.tables.push(OpenTable::default()),
            "tr" if opens => self.open_row(),
            "tc" if opens => self.open_cell(),
            "p" => {
                self.paragraphs.push(Open::default());
                if !opens {
                    self.close_paragraph();
                }
            }
            "r" => {
                (self.in_run, self.run_bold, self.hidden) = (opens, None, false);
                (self.run_style, self.run_fonts) = (None, RunFonts::default());
            }
            "pPr" => self.in_paragraph_properties = opens,
            "t" => self.in_text = opens,
            "tab" if self.in_run => self.push(" "),
            "br" | "cr" => self.line_break(),
            "noBreakHyphen" => self.push("-"),
            // "ư" in TCVN3 has the code of a soft hyphen, and some programs write it as one.
            "softHyphen" if self.in_run => self.words("\u{ad}"),
            _ => self.property(name, element),
        }
    }

    fn end(&mut self, name: &str) {
        if let Some(depth) = self.skip {
            if self.depth == depth {
                self.skip = None;
            }
            self.depth = self.depth.saturating_sub(1);
            return;
        }
        match name {
            "p" => self.close_paragraph(),
            "r" => self.in_run = false,
            "t" => self.in_text = false,
            "pPr" => self.in_paragraph_properties = false,
            "tc" => self.close_cell(),
            "tr" => self.close_row(),
            "tbl" => self.close_table(),
            "body" => self.body = None,
            _ => {}
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn property(&mut self, name: &str, element: &BytesStart<'_>) {
        let value = || attribute(element, "val");
        if self.in_run {
            match name {
                "b" => self.run_bold = Some(is_on(element)),
                "rStyle" => self.run_style = value(),
                "rFonts" => self.run_fonts = RunFonts::of(element),
                "vanish" => self.hidden = is_on(element),
                _ => {}
            }
        } else if self.in_paragraph_properties {
            let Some(open) = self.paragraphs.last_mut() else { return };
            match name {
                "pStyle" => open.style = value(),
                "numId" => open.list = value().and_then(|id| id.parse().ok()),
                "ilvl" => open.level = value().and_then(|level| level.parse().ok()),
                "jc" => open.centred = Some(value().as_deref() == Some("center")),
                "outlineLvl" => {
                    open.heading = value().and_then(|level| level.parse::<u8>().ok()).filter(|level| *level < 9).map(|level| level + 1)
                }
                _ => {}
            }
        } else if let Some(table) = self.tables.last_mut() {
            match (name, &mut table.cell, &mut table.row) {
                ("gridSpan", Some(cell), _) => cell.columns = value().and_then(|span| span.parse().ok()).unwrap_or(1).clamp(1, 1000),
                ("vMerge", Some(cell), _) => cell.continues = value().as_deref() != Some("restart"),
                ("gridBefore", None, Some(_)) => table.column = value().and_then(|span| span.parse().ok()).unwrap_or(0).min(1000),
                ("tblHeader", None, Some(row)) => row.header = is_on(element),
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.skip.is_none() && !self.hidden {
            self.words(text);
        }
    }

    /// Words of a run, converted where its font is of an old encoding.
    fn words(&mut self, text: &str) {
        let Some(open) = self.paragraphs.last_mut() else { return };
        let fonts = self.styles.fonts(self.run_fonts, self.run_style.as_deref(), open.style.as_deref());
        let shown = fonts.shown(text);
        if shown != text {
            open.converted = open.converted.or(fonts.old().map(|face| face.encoding));
        }
        self.push(&shown);
    }

    fn reference(&mut self, reference: &quick_xml::events::BytesRef<'_>) {
        let mut buffer = [0; 4];
        let text = match reference.resolve_char_ref() {
            Ok(Some(c)) => &*c.encode_utf8(&mut buffer),
            // Only the five names XML itself knows: a document that declares its own is not expanded.
            _ => match &**reference {
                "amp" => "&",
                "lt" => "<",
                "gt" => ">",
                "quot" => "\"",
                "apos" => "'",
                _ => return,
            },
        };
        let text = text.to_owned();
        self.text(&text);
    }

    fn push(&mut self, text: &str) {
        if self.hidden {
            return;
        }
        let bold = self.run_bold;
        let Some(open) = self.paragraphs.last_mut() else { return };
        open.raw.push_str(text);
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        let bold = bold.unwrap_or_else(|| self.styles.of(open.style.as_deref()).bold == Some(true));
        if bold {
            open.bold += letters;
        } else {
            open.plain += letters;
        }
    }

    fn line_break(&mut self) {
        if let Some(open) = self.paragraphs.last_mut() {
            open.breaks.push(open.raw.len());
            open.raw.push(' ');
        }
    }

    fn place(&self) -> Place {
        match self.tables.first() {
            Some(table) if table.cell.is_some() => {
                Place::Block { block: self.block, row: table.rows.checked_sub(1), cell: table.cells.checked_sub(1) }
            }
            _ => Place::Block { block: self.block, row: None, cell: None },
        }
    }

    fn close_paragraph(&mut self) {
        let Some(open) = self.paragraphs.pop() else { return };
        self.cells += 1;
        let style = self.styles.of(open.style.as_deref());
        let list = open.list.or(style.number_list);
        let level = open.level.or(style.number_level);
        // An empty numbered paragraph of the body shows its number in Word but says nothing; in a cell it is the row's number.
        let text = clean(&open.raw);
        let counts = !text.is_empty() || !self.tables.is_empty();
        let label = list.filter(|_| counts).and_then(|list| self.numbering.label(list, level, open.style.as_deref()));
        // Collapsing white space moves the offsets: measure each from the cleaned text before it.
        let mut breaks = Vec::new();
        let (mut from, mut length) = (0, 0);
        for at in open.breaks {
            let line = clean(&open.raw[from..at]).len();
            length += line + usize::from(line > 0 && length > 0);
            from = at;
            if length > 0 && length < text.len() {
                breaks.push(length);
            }
        }
        breaks.dedup();
        let paragraph = Paragraph {
            text: Text::at(&text, self.place()),
            label,
            heading: open.heading.or(style.heading),
            bold: open.bold > 0 && open.plain == 0,
            centred: open.centred.or(style.centred).unwrap_or(false),
            breaks,
            converted: open.converted,
            ..Paragraph::default()
        };
        if let Some(cell) = self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
            if !paragraph.text.is_empty() || paragraph.label.is_some() {
                cell.paragraphs.push(paragraph);
            }
        } else if self.tables.is_empty() && !paragraph.text.is_empty() {
            self.blocks.push(Block::Paragraph(paragraph));
        }
    }

    fn open_row(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.row = Some(Row::default());
            (table.rows, table.cells, table.column) = (table.rows + 1, 0, 0);
        }
    }

    fn open_cell(&mut self) {
        self.cells += 1;
        if let Some(table) = self.tables.last_mut() {
            table.cells += 1;
            table.cell = Some(Cell { columns: 1, ..Cell::default() });
        }
    }

    fn close_cell(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        let (Some(mut cell), Some(row)) = (table.cell.take(), table.row.as_mut()) else { return };
        cell.column = table.column;
        table.column += cell.columns;
        self.widest = self.widest.max(table.column);
        if cell.continues {
            cell.paragraphs.clear();
        }
        row.cells.push(cell);
    }

    fn close_row(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        let Some(row) = table.row.take() else { return };
        table.table.columns = table.table.columns.max(table.column);
        table.table.rows.push(row);
    }

    fn close_table(&mut self) {
        let Some(closed) = self.tables.pop() else { return };
        match self.tables.last_mut() {
            None => self.blocks.push(Block::Table(closed.table)),
            Some(outer) => {
                let inner = closed.table.rows.into_iter().flat_map(|row| row.cells).flat_map(|cell| cell.paragraphs);
                if let Some(cell) = &mut outer.cell {
                    cell.paragraphs.extend(inner);
                }
            }
        }
    }
}
