//! Where each letter of a Word document's text stands among the bytes of its main part, and between which bytes a
//! mark may be set. What counts as text is what `read::docx` reads; a test holds the two together.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::document::Place;
use crate::read::ReadError;
use crate::read::docx::fonts::RunFonts;
use crate::read::docx::styles::Styles;
use crate::read::docx::{attribute, is_on};

/// One character of the text.
#[derive(Debug, Clone)]
pub struct Letter {
    pub c: char,
    /// Its bytes; those of the whole element where it cannot be parted from its neighbours.
    pub source: Range<usize>,
    /// Index into [`Anchors::elements`].
    pub element: usize,
}

/// A w:t, w:br, w:tab … that gives letters.
#[derive(Debug, Clone)]
pub struct Element {
    /// Index into [`Anchors::units`].
    pub unit: usize,
    pub whole: Range<usize>,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A w:t directly in a plain run, which may be cut: its start tag and its content.
    Text { open: Range<usize>, inner: Range<usize> },
    /// A break or a tab directly in a plain run, which may be cut before and after it.
    Sign,
    /// Only the whole unit can be marked.
    Uncut,
}

/// What stands directly in a paragraph (or in an insertion or a hyperlink of it): a mark may be set before and after it.
#[derive(Debug, Clone)]
pub struct Unit {
    pub whole: Range<usize>,
    /// A plain run, which may be cut in two; a text box, a formula, a field or a content control may not.
    pub run: Option<Run>,
}

#[derive(Debug, Clone, Default)]
pub struct Run {
    pub open: Range<usize>,
    pub properties: Option<Range<usize>>,
    /// All between the properties and the end tag.
    pub content: Range<usize>,
}

/// A paragraph that marks may be set in.
#[derive(Debug, Clone)]
pub struct Paragraph {
    pub place: Place,
    /// Which cell it stands in; paragraphs of one cell, and no others, may share a mark.
    pub cell: usize,
    pub letters: Vec<Letter>,
    /// Letters of a text box are marked at the paragraph that carries the box.
    pub in_box: bool,
    /// Before the end tag; for "<w:p/>" the whole element.
    pub end: Range<usize>,
    pub open: Range<usize>,
    /// Properties of the paragraph mark.
    pub mark_properties: Option<Range<usize>>,
}

/// The whole main part, looked through.
#[derive(Debug, Default)]
pub struct Anchors {
    pub paragraphs: Vec<Paragraph>,
    pub elements: Vec<Element>,
    pub units: Vec<Unit>,
    /// Start tag of the body, whose name tells the prefix.
    pub body: Range<usize>,
}

/// Wrappers of runs inside which a mark may be set.
const TRANSPARENT: [&str; 6] = ["ins", "moveTo", "hyperlink", "smartTag", "bdo", "dir"];

struct Open {
    name: String,
    start: usize,
    tag_end: usize,
}

struct Table {
    rows: u32,
    cells: u32,
    cell: Option<usize>,
}

struct Walk<'a> {
    xml: &'a str,
    styles: &'a Styles,
    out: Anchors,
    stack: Vec<Open>,
    body: Option<usize>,
    block: u32,
    tables: Vec<Table>,
    /// Open paragraphs with their style: an index into `out.paragraphs` and the depth of the element.
    paragraphs: Vec<(usize, Option<String>, usize)>,
    cells: usize,
    skip: Option<usize>,
    /// The unit being read and the depth of its element.
    unit: Option<(usize, usize)>,
    /// The element of the letters being read.
    element: Option<usize>,
    in_text: bool,
    in_run: bool,
    in_paragraph_properties: bool,
    hidden: bool,
    run_style: Option<String>,
    run_fonts: RunFonts,
}

/// Looks through a main part without byte order mark.
///
/// # Errors
/// [`ReadError::Broken`] when it is no XML.
pub fn of(xml: &str, styles: &Styles) -> Result<Anchors, ReadError> {
    let broken = || ReadError::Broken("nội dung tệp Word không đúng cú pháp XML".to_owned());
    let mut walk = Walk::new(xml, styles);
    let mut reader = Reader::from_str(xml);
    loop {
        let from = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|_| broken())?;
        let bytes = from..reader.buffer_position() as usize;
        match event {
            Event::Start(element) => walk.start(&element, bytes, true),
            Event::Empty(element) => walk.start(&element, bytes, false),
            Event::End(_) => walk.end(bytes),
            Event::Text(_) => walk.text(bytes),
            Event::CData(text) => walk.whole(&text.xml10_content(), bytes),
            Event::GeneralRef(reference) => {
                let c = match (reference.resolve_char_ref(), &*reference) {
                    (Ok(Some(c)), _) => c,
                    (_, "amp") => '&',
                    (_, "lt") => '<',
                    (_, "gt") => '>',
                    (_, "quot") => '"',
                    (_, "apos") => '\'',
                    _ => continue,
                };
                walk.whole(c.encode_utf8(&mut [0; 4]), bytes);
            }
            Event::Eof if walk.stack.is_empty() => return Ok(walk.out),
            Event::Eof => return Err(broken()),
            _ => {}
        }
    }
}

impl<'a> Walk<'a> {
    fn new(xml: &'a str, styles: &'a Styles) -> Self {
        Self {
            xml,
            styles,
            out: Anchors::default(),
            stack: Vec::new(),
            body: None,
            block: 0,
            tables: Vec::new(),
            paragraphs: Vec::new(),
            cells: 0,
            skip: None,
            unit: None,
            element: None,
            in_text: false,
            in_run: false,
            in_paragraph_properties: false,
            hidden: false,
            run_style: None,
            run_fonts: RunFonts::default(),
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, bytes: Range<usize>, opens: bool) {
        let name = element.local_name();
        let name = name.as_ref();
        if self.body == Some(self.stack.len()) {
            self.block = self.block.wrapping_add(1);
        }
        self.open_unit(name, &bytes, opens);
        if opens {
            self.stack.push(Open { name: name.to_owned(), start: bytes.start, tag_end: bytes.end });
        }
        if self.skip.is_some() || (self.body.is_none() && name != "body") {
            return;
        }
        match name {
            "body" if opens => (self.body, self.block, self.out.body) = (Some(self.stack.len()), u32::MAX, bytes),
            "del" | "moveFrom" | "Fallback" | "instrText" | "delText" if opens => self.skip = Some(self.stack.len()),
            "tbl" if opens => self.tables.push(Table { rows: 0, cells: 0, cell: None }),
            "tr" if opens => {
                if let Some(table) = self.tables.last_mut() {
                    (table.rows, table.cells) = (table.rows + 1, 0);
                }
            }
            "tc" if opens => {
                self.cells += 1;
                if let Some(table) = self.tables.last_mut() {
                    (table.cells, table.cell) = (table.cells + 1, Some(self.cells));
                }
            }
            "p" => self.open_paragraph(bytes, opens),
            "r" => {
                (self.in_run, self.hidden) = (opens, false);
                (self.run_style, self.run_fonts) = (None, RunFonts::default());
            }
            "pPr" => self.in_paragraph_properties = opens,
            "t" => self.in_text = opens,
            "tab" if self.in_run => self.mark_letter(" ", bytes, opens),
            "br" | "cr" => {
                let hidden = std::mem::take(&mut self.hidden);
                self.mark_letter(" ", bytes, opens);
                self.hidden = hidden;
            }
            "noBreakHyphen" => self.mark_letter("-", bytes, opens),
            "softHyphen" if self.in_run => {
                let shown = self.shown("\u{ad}");
                self.mark_letter(&shown, bytes, opens);
            }
            _ => self.property(name, element),
        }
    }

    fn property(&mut self, name: &str, element: &BytesStart<'_>) {
        if self.in_run {
            match name {
                "rStyle" => self.run_style = attribute(element, "val"),
                "rFonts" => self.run_fonts = RunFonts::of(element),
                "vanish" => self.hidden = is_on(element),
                _ => {}
            }
        } else if let ("pStyle", true, Some((_, style, _))) = (name, self.in_paragraph_properties, self.paragraphs.last_mut()) {
            *style = attribute(element, "val");
        }
    }

    fn open_paragraph(&mut self, bytes: Range<usize>, opens: bool) {
        let (place, cell) = match self.tables.first() {
            Some(table) if table.cell.is_some() => {
                let place = Place::Block { block: self.block, row: table.rows.checked_sub(1), cell: table.cells.checked_sub(1) };
                (place, self.tables.last().and_then(|table| table.cell).unwrap_or(0))
            }
            _ => (Place::Block { block: self.block, row: None, cell: None }, 0),
        };
        let in_box = !self.paragraphs.is_empty();
        let (open, end) = (bytes.clone(), if opens { bytes.end..bytes.end } else { bytes });
        self.out.paragraphs.push(Paragraph { place, cell, letters: Vec::new(), in_box, end, open, mark_properties: None });
        if opens {
            self.paragraphs.push((self.out.paragraphs.len() - 1, None, self.stack.len()));
        }
    }

    /// The outermost thing in a paragraph that is not a mere wrapper.
    fn open_unit(&mut self, name: &str, bytes: &Range<usize>, opens: bool) {
        let Some((_, _, depth)) = self.paragraphs.first() else { return };
        let inside = self.stack.len().saturating_sub(*depth);
        if self.unit.is_some() || self.skip.is_some() || name == "pPr" {
            return;
        }
        // Within the properties of the paragraph nothing can be marked.
        let wrappers = &self.stack[self.stack.len() - inside..];
        if wrappers.iter().any(|open| !TRANSPARENT.contains(&open.name.as_str())) || TRANSPARENT.contains(&name) {
            return;
        }
        let run = (name == "r").then(|| Run { open: bytes.clone(), properties: None, content: bytes.end..bytes.end });
        self.out.units.push(Unit { whole: bytes.clone(), run });
        if opens {
            self.unit = Some((self.out.units.len() - 1, self.stack.len() + 1));
        }
    }

    fn end(&mut self, bytes: Range<usize>) {
        let depth = self.stack.len();
        let Some(open) = self.stack.pop() else { return };
        self.close_unit(&open, depth, &bytes);
        if let Some(skip) = self.skip {
            if depth == skip {
                self.skip = None;
            }
            return;
        }
        match open.name.as_str() {
            "p" if self.body.is_some() => {
                if let Some((index, _, _)) = self.paragraphs.pop() {
                    self.out.paragraphs[index].end = bytes.start..bytes.start;
                }
            }
            "rPr" if self.in_paragraph_properties && self.stack.last().is_some_and(|parent| parent.name == "pPr") => {
                if let Some((index, _, _)) = self.paragraphs.last() {
                    self.out.paragraphs[*index].mark_properties = Some(open.start..bytes.end);
                }
            }
            "r" => self.in_run = false,
            "t" => (self.in_text, self.element) = (false, None),
            "pPr" => self.in_paragraph_properties = false,
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.cell = None;
                }
            }
            "tbl" => drop(self.tables.pop()),
            "body" => self.body = None,
            _ => {}
        }
    }

    fn close_unit(&mut self, open: &Open, depth: usize, bytes: &Range<usize>) {
        let Some((index, unit_depth)) = self.unit else { return };
        let unit = &mut self.out.units[index];
        if depth == unit_depth {
            unit.whole.end = bytes.end;
            if let Some(run) = &mut unit.run {
                run.content.end = bytes.start;
            }
            self.unit = None;
        } else if depth == unit_depth + 1
            && open.name == "rPr"
            && let Some(run) = &mut unit.run
        {
            run.properties = Some(open.start..bytes.end);
            run.content.start = bytes.end;
        }
        // A closed w:t that is a direct child of its run.
        if let Some(element) = self.element.filter(|_| open.name == "t") {
            let element = &mut self.out.elements[element];
            element.whole.end = bytes.end;
            if let Kind::Text { inner, .. } = &mut element.kind {
                inner.end = bytes.start;
            }
        }
    }

    fn shown(&self, text: &str) -> String {
        let style = self.paragraphs.last().and_then(|(_, style, _)| style.as_deref());
        self.styles.fonts(self.run_fonts, self.run_style.as_deref(), style).shown(text).into_owned()
    }

    /// A letter that is an element of its own.
    fn mark_letter(&mut self, shown: &str, bytes: Range<usize>, opens: bool) {
        let Some((unit, depth)) = self.unit else { return };
        let direct = !opens && self.stack.len() == depth && self.out.units[unit].run.is_some();
        self.out.elements.push(Element { unit, whole: bytes.clone(), kind: if direct { Kind::Sign } else { Kind::Uncut } });
        let element = self.out.elements.len() - 1;
        self.push(shown, &bytes, element);
    }

    fn text(&mut self, bytes: Range<usize>) {
        if !self.in_text || self.skip.is_some() || self.hidden || self.paragraphs.is_empty() {
            return;
        }
        let raw = &self.xml[bytes.clone()];
        let Some(element) = self.text_element() else { return };
        let shown = self.shown(raw);
        let letters: Vec<(Range<usize>, String)> = raw
            .char_indices()
            .map(|(at, c)| (bytes.start + at..bytes.start + at + c.len_utf8(), self.shown(c.encode_utf8(&mut [0; 4]))))
            .collect();
        // An encoding of two signs to a letter cannot be read sign by sign.
        if shown == raw {
            for (at, c) in raw.char_indices() {
                self.push(c.encode_utf8(&mut [0; 4]), &(bytes.start + at..bytes.start + at + c.len_utf8()), element);
            }
        } else if letters.iter().map(|(_, letter)| letter.as_str()).collect::<String>() == shown {
            for (source, letter) in letters {
                self.push(&letter, &source, element);
            }
        } else {
            self.push(&shown, &bytes, element);
        }
    }

    /// Text whose bytes must stay together.
    fn whole(&mut self, text: &str, bytes: Range<usize>) {
        if !self.in_text || self.skip.is_some() || self.hidden || self.paragraphs.is_empty() {
            return;
        }
        let Some(element) = self.text_element() else { return };
        let shown = self.shown(text);
        self.push(&shown, &bytes, element);
    }

    fn text_element(&mut self) -> Option<usize> {
        if self.element.is_none() {
            let (unit, depth) = self.unit?;
            let open = self.stack.last()?;
            let direct = self.stack.len() == depth + 1 && self.out.units[unit].run.is_some();
            let text = || Kind::Text { open: open.start..open.tag_end, inner: open.tag_end..open.tag_end };
            let kind = if direct { text() } else { Kind::Uncut };
            self.out.elements.push(Element { unit, whole: open.start..open.tag_end, kind });
            self.element = Some(self.out.elements.len() - 1);
        }
        self.element
    }

    fn push(&mut self, text: &str, source: &Range<usize>, element: usize) {
        if self.hidden {
            return;
        }
        let Some((paragraph, _, _)) = self.paragraphs.last() else { return };
        let letters = text.chars().map(|c| Letter { c, source: source.clone(), element });
        self.out.paragraphs[*paragraph].letters.extend(letters);
    }
}
