//! Blocks from tags and words. Elements are kept on a stack of our own, so depth costs no call stack, and
//! what HTML lets authors leave out (ends of paragraphs, rows, cells) is put in here.

use std::collections::HashMap;

use crate::document::{Block, Paragraph, Text};
use crate::read::html::element::{Element, is_block};
use crate::read::html::grid::Grid;
use crate::read::legacy_encoding::{Encoding, Typeface};
use crate::read::lines::{self, Glyph};
use crate::read::list_number::{letter, roman};

/// Tables within tables are kept so deep; below, their words flow into the cell.
const DEEPEST_TABLE: usize = 24;
/// A run of words longer than this is given out in parts, to bound memory.
const LONGEST_RUN: usize = 1 << 20;

pub struct Page {
    blocks: Vec<Block>,
    tables: Vec<OpenTable>,
    /// Tables open below the deepest kept one.
    deeper: usize,
    elements: Vec<OpenElement>,
    /// How many elements of each name are open.
    names: HashMap<String, usize>,
    run: Run,
    pending_label: Option<String>,
    cells: usize,
    most_cells: usize,
    font: Option<Typeface>,
}

/// What the words inside an element inherit.
#[derive(Debug, Clone, Copy, Default)]
struct Style {
    bold: bool,
    centred: bool,
    hidden: bool,
    preformatted: bool,
    heading: Option<u8>,
    /// Font of an old encoding.
    font: Option<Typeface>,
}

struct OpenElement {
    name: String,
    style: Style,
    kind: Kind,
    list: Option<List>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Table,
    DeepTable,
    Row,
    Cell,
}

struct List {
    next: u32,
    /// "1", "a", "A", "i", "I"; none for bullets.
    shape: Option<char>,
}

struct OpenTable {
    grid: Grid,
    /// Places on the stack of elements.
    at: usize,
    row: Option<usize>,
    cell: Option<OpenCell>,
    in_head: bool,
}

struct OpenCell {
    at: usize,
    blocks: Vec<Block>,
    colspan: usize,
    rowspan: u32,
    header: bool,
}

/// Words since the last end of a paragraph.
#[derive(Default)]
struct Run {
    glyphs: Vec<Glyph>,
    bold: Vec<bool>,
    centred: bool,
    heading: Option<u8>,
    converted: Option<Encoding>,
}

impl Page {
    /// `font` is of the words whose font the page does not name.
    pub fn new(most_cells: usize, font: Option<Typeface>) -> Self {
        Self {
            font,
            blocks: Vec::new(),
            tables: Vec::new(),
            deeper: 0,
            elements: Vec::new(),
            names: HashMap::new(),
            run: Run::default(),
            pending_label: None,
            cells: 0,
            most_cells,
        }
    }

    pub fn is_too_large(&self) -> bool {
        self.cells > self.most_cells
    }

    /// A start tag; `here` marks its place for a line break.
    pub fn start(&mut self, element: &Element, here: Glyph) {
        if !element.is_metadata() && self.is_open("head") {
            self.end("head");
        }
        if self.style().hidden {
            return self.open(element, Kind::Plain);
        }
        if is_block(&element.name) {
            self.close_implied(&element.name);
            self.flush();
        }
        match element.name.as_str() {
            "br" => self.push(here),
            "table" if self.tables.len() >= DEEPEST_TABLE => {
                self.deeper += 1;
                self.open(element, Kind::DeepTable);
            }
            "table" => {
                self.open(element, Kind::Table);
                let at = self.elements.len() - 1;
                self.tables.push(OpenTable { grid: Grid::default(), at, row: None, cell: None, in_head: false });
            }
            "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" if !element.hidden && self.deeper == 0 && !self.tables.is_empty() => {
                self.start_in_table(element)
            }
            _ => self.open(element, Kind::Plain),
        }
        if element.name == "li" && !element.hidden {
            self.pending_label = self.label(element.number);
        }
    }

    pub fn end(&mut self, name: &str) {
        let name = name.to_ascii_lowercase();
        let Some(table) = self.tables.last().filter(|_| self.deeper == 0) else {
            if is_block(&name) {
                self.flush();
            }
            return self.close_named(&name, 0);
        };
        let (at, row, cell) = (table.at, table.row, table.cell.as_ref().map(|cell| cell.at));
        match name.as_str() {
            "table" => self.close_to(at),
            "tr" => self.close_to(row.unwrap_or(self.elements.len())),
            "td" | "th" => self.close_to(cell.unwrap_or(self.elements.len())),
            "thead" | "tbody" | "tfoot" => self.end_section(at),
            _ => {
                if is_block(&name) {
                    self.flush();
                }
                self.close_named(&name, cell.or(row).unwrap_or(at) + 1);
            }
        }
    }

    pub fn text(&mut self, glyphs: Vec<Glyph>) {
        if self.style().hidden {
            return;
        }
        let preformatted = self.style().preformatted;
        let glyphs = self.converted(glyphs);
        let mut line = self.run.glyphs.last().map(|glyph| glyph.line);
        for glyph in glyphs {
            if preformatted && line.is_some_and(|line| line != glyph.line) {
                self.push(Glyph { c: '\n', width: 0, ..glyph });
            }
            line = Some(glyph.line);
            self.push(glyph);
        }
        if self.run.glyphs.len() > LONGEST_RUN {
            self.flush();
        }
    }

    /// The glyphs in Unicode where their font is of an old encoding; two marks of one sign share its column.
    fn converted(&mut self, glyphs: Vec<Glyph>) -> Vec<Glyph> {
        let Some(font) = self.style().font else { return glyphs };
        let raw: String = glyphs.iter().map(|glyph| glyph.c).collect();
        if font.convert(&raw) == raw {
            return glyphs;
        }
        self.run.converted = Some(font.encoding);
        let mut out = Vec::with_capacity(glyphs.len());
        for glyph in glyphs {
            let own = glyph.c.to_string();
            out.extend(font.convert(&own).chars().map(|c| Glyph { c, ..glyph }));
        }
        out
    }

    pub fn finish(mut self) -> Vec<Block> {
        self.close_to(0);
        self.flush();
        self.blocks
    }

    fn style(&self) -> Style {
        self.elements.last().map_or_else(|| Style { font: self.font, ..Style::default() }, |element| element.style)
    }

    fn is_open(&self, name: &str) -> bool {
        self.names.get(name).is_some_and(|count| *count > 0)
    }

    fn open(&mut self, element: &Element, kind: Kind) {
        if element.is_void() {
            return;
        }
        let outer = self.style();
        // A table begins anew: the style of the paragraph around it is not that of its words.
        let base = if matches!(kind, Kind::Table | Kind::DeepTable) {
            Style { hidden: outer.hidden, font: outer.font, ..Style::default() }
        } else {
            outer
        };
        let style = Style {
            bold: element.bold.unwrap_or(base.bold),
            centred: element.centred.unwrap_or(base.centred),
            hidden: base.hidden || element.hidden,
            preformatted: base.preformatted || element.name == "pre",
            heading: element.heading.or(base.heading),
            font: element.font.unwrap_or(base.font),
        };
        let list = match element.name.as_str() {
            "ol" => Some(List { next: element.number.unwrap_or(1), shape: Some(element.list_type.unwrap_or('1')) }),
            "ul" => Some(List { next: 1, shape: None }),
            _ => None,
        };
        *self.names.entry(element.name.clone()).or_default() += 1;
        self.elements.push(OpenElement { name: element.name.clone(), style, kind, list });
    }

    /// Rows and cells: whatever of the row before is still open ends.
    fn start_in_table(&mut self, element: &Element) {
        let Some(table) = self.tables.last() else { return };
        let (at, row, cell) = (table.at, table.row, table.cell.as_ref().map(|cell| cell.at));
        match element.name.as_str() {
            "tr" => {
                self.close_to(row.unwrap_or(self.elements.len()));
                self.open_row(element);
            }
            "td" | "th" => {
                self.close_to(cell.unwrap_or(self.elements.len()));
                if row.is_none() {
                    self.open_row(&Element { name: "tr".into(), ..Element::default() });
                }
                self.open(element, Kind::Cell);
                let opened = OpenCell {
                    at: self.elements.len() - 1,
                    blocks: Vec::new(),
                    colspan: element.colspan,
                    rowspan: element.rowspan,
                    header: element.name == "th",
                };
                if let Some(table) = self.tables.last_mut() {
                    table.cell = Some(opened);
                }
            }
            _ => {
                self.end_section(at);
                self.open(element, Kind::Plain);
                if let Some(table) = self.tables.last_mut() {
                    table.in_head = element.name == "thead";
                }
            }
        }
    }

    fn open_row(&mut self, element: &Element) {
        self.open(element, Kind::Row);
        let at = self.elements.len() - 1;
        if let Some(table) = self.tables.last_mut() {
            table.row = Some(at);
            table.grid.open_row();
        }
    }

    fn end_section(&mut self, table_at: usize) {
        self.close_to(table_at + 1);
        if let Some(table) = self.tables.last_mut() {
            table.grid.close_section();
            table.in_head = false;
        }
    }

    /// A block ends an open paragraph, an item ends the item before it.
    fn close_implied(&mut self, name: &str) {
        let floor = self.floor();
        if self.is_open("p") {
            self.close_named("p", floor);
        }
        if name == "li" && self.is_open("li") {
            let list = self.elements.iter().rposition(|element| element.list.is_some()).map_or(floor, |list| list + 1);
            self.flush();
            self.close_named("li", list.max(floor));
        }
    }

    /// Elements below this place belong to the table around, not to the cell.
    fn floor(&self) -> usize {
        self.tables.last().map_or(0, |table| table.cell.as_ref().map_or(table.at, |cell| cell.at) + 1)
    }

    fn close_named(&mut self, name: &str, floor: usize) {
        if !self.is_open(name) {
            return;
        }
        let found = self.elements[floor.min(self.elements.len())..].iter().rposition(|element| element.name == name);
        if let Some(found) = found {
            self.flush_before_style_ends(name);
            self.close_to(floor + found);
        }
    }

    /// Ends the elements from this place of the stack on.
    fn close_to(&mut self, at: usize) {
        while self.elements.len() > at {
            let Some(element) = self.elements.last() else { return };
            if element.kind != Kind::Plain {
                self.flush();
            }
            let Some(element) = self.elements.pop() else { return };
            if let Some(count) = self.names.get_mut(&element.name) {
                *count -= 1;
            }
            match element.kind {
                Kind::Plain => {}
                Kind::DeepTable => self.deeper -= 1,
                Kind::Cell => self.close_cell(),
                Kind::Row => self.close_row(),
                Kind::Table => self.close_table(),
            }
        }
    }

    fn flush_before_style_ends(&mut self, name: &str) {
        if is_block(name) {
            self.flush();
        }
    }

    fn close_cell(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        let Some(cell) = table.cell.take() else { return };
        self.cells += table.grid.add_cell(cell.blocks, cell.colspan, cell.rowspan, cell.header);
    }

    fn close_row(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        table.row = None;
        self.cells += table.grid.close_row(table.in_head);
    }

    fn close_table(&mut self) {
        let Some(table) = self.tables.pop() else { return };
        for block in table.grid.finish() {
            self.emit(block);
        }
    }

    fn push(&mut self, glyph: Glyph) {
        let style = self.style();
        if self.run.glyphs.is_empty() {
            if glyph.c.is_whitespace() {
                return;
            }
            (self.run.centred, self.run.heading) = (style.centred, style.heading);
        }
        self.run.glyphs.push(glyph);
        self.run.bold.push(style.bold);
    }

    /// Ends the paragraph of the words so far.
    fn flush(&mut self) {
        let run = std::mem::take(&mut self.run);
        let mut letters = run.glyphs.iter().zip(&run.bold).filter(|(glyph, _)| glyph.c.is_alphabetic()).peekable();
        let bold = letters.peek().is_some() && letters.all(|(_, bold)| *bold);
        let (mut text, mut breaks) = (Text::default(), Vec::new());
        for line in run.glyphs.split(|glyph| glyph.c == '\n') {
            let line = lines::gather(line);
            if !line.is_empty() && !text.is_empty() {
                breaks.push(text.text.len());
            }
            text.join(&line);
        }
        if text.is_empty() {
            return;
        }
        let label = self.pending_label.take();
        self.emit(Block::Paragraph(Paragraph {
            text,
            label,
            heading: run.heading,
            bold,
            centred: run.centred,
            breaks,
            converted: run.converted,
            ..Paragraph::default()
        }));
    }

    /// To the innermost open cell; words between rows go in front of their table, as browsers show them.
    fn emit(&mut self, block: Block) {
        self.cells += 1;
        match self.tables.iter_mut().rev().find_map(|table| table.cell.as_mut()) {
            Some(cell) => cell.blocks.push(block),
            None => self.blocks.push(block),
        }
    }

    /// The number or sign in front of the next item of the innermost list.
    fn label(&mut self, value: Option<u32>) -> Option<String> {
        let list = self.elements.iter_mut().rev().find_map(|element| element.list.as_mut())?;
        let number = value.unwrap_or(list.next);
        list.next = number.saturating_add(1);
        Some(match list.shape {
            None => "-".to_owned(),
            Some('a') => format!("{})", letter(number)),
            Some('A') => format!("{}.", letter(number).to_ascii_uppercase()),
            Some('i') => format!("{}.", roman(number).to_ascii_lowercase()),
            Some('I') => format!("{}.", roman(number)),
            Some(_) => format!("{number}."),
        })
    }
}
