//! What a reader produces: blocks of text and tables, each word still knowing its place in the source.
//!
//! No meaning is attached here; that is the parser's work.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::read::legacy_encoding::Encoding;

/// Format of a source file, as named in the plan file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    Docx,
    Pdf,
    PdfScan,
    Html,
    Text,
    Markdown,
    Xlsx,
    Doc,
}

/// Where in one source file something stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Place {
    /// Text, Markdown, HTML: from 1, in characters of the source as it is; the end is exclusive by column.
    Lines { line: u32, column: u32, end_line: u32, end_column: u32 },
    /// PDF: page from 1; left, top, right, bottom in points from the page's top left corner.
    Page {
        page: u32,
        #[serde(rename = "box")]
        area: [f64; 4],
    },
    /// DOCX: index from 0 among the children of w:body, then among w:tr and w:tc as they stand in the XML.
    /// XLSX: index from 0 among the work sheets, hidden ones counted; row and column from 0 as they stand in the sheet.
    Block {
        block: u32,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        row: Option<u32>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        cell: Option<u32>,
    },
}

/// A place in one of the plan's files together with the words that stand there, wrapped lines joined.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Index of the file from 0.
    pub file: u32,
    pub text: String,
    #[serde(flatten)]
    pub place: Place,
}

/// One run of text that stands at one place: a line of a text file, a word of a PDF, a paragraph of a DOCX.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(into = "(usize, usize, Place)", from = "(usize, usize, Place)")]
pub struct Piece {
    /// Byte range in [`Text::text`].
    pub range: Range<usize>,
    pub place: Place,
}

/// As it travels between processes: a long PDF has a piece for each of its words.
impl From<Piece> for (usize, usize, Place) {
    fn from(piece: Piece) -> Self {
        (piece.range.start, piece.range.end, piece.place)
    }
}

impl From<(usize, usize, Place)> for Piece {
    fn from((start, end, place): (usize, usize, Place)) -> Self {
        Self { range: start..end, place }
    }
}

/// Text in NFC with wrapped lines joined by one space, and the place of each of its pieces.
///
/// Pieces are in order, do not overlap, and may leave joining spaces uncovered.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Text {
    pub text: String,
    pub pieces: Vec<Piece>,
}

impl Text {
    /// A text that stands at one place. `raw` is normalised to NFC and its white space collapsed.
    pub fn at(raw: &str, place: Place) -> Self {
        let text = clean(raw);
        let pieces = vec![Piece { range: 0..text.len(), place }];
        Self { text, pieces }
    }

    /// Appends another text after one space.
    pub fn join(&mut self, other: &Text) {
        self.join_with(other, " ");
    }

    /// Appends another text after `separator`, which stands at no place of its own.
    pub fn join_with(&mut self, other: &Text, separator: &str) {
        if other.text.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str(separator);
        }
        let shift = self.text.len();
        self.text.push_str(&other.text);
        self.pieces.extend(
            other
                .pieces
                .iter()
                .map(|piece| Piece { range: piece.range.start + shift..piece.range.end + shift, place: piece.place.clone() }),
        );
    }

    /// Appends the next line of a wrapped text; numbers and signs parted at a hyphen grow together again.
    pub fn join_wrapped(&mut self, next: &Text) {
        let mut tail = self.text.chars().rev();
        let glued = matches!(tail.next(), Some('-' | '/' | '–'))
            && tail.next().is_some_and(|c| c.is_ascii_digit() || c.is_uppercase())
            && next.text.starts_with(|c: char| c.is_ascii_digit() || c.is_uppercase())
            && self.text.rsplit(' ').next().is_some_and(|word| word.contains(|c: char| c.is_ascii_digit()));
        self.join_with(next, if glued { "" } else { " " });
    }

    /// The part of this text in a byte range that falls on character boundaries.
    pub fn slice(&self, range: Range<usize>) -> Text {
        let raw = &self.text[range.clone()];
        let range = range.start + (raw.len() - raw.trim_start().len())..range.end - (raw.len() - raw.trim_end().len());
        if range.start >= range.end {
            return Text::default();
        }
        let pieces = self
            .pieces
            .iter()
            .filter(|piece| piece.range.start < range.end && piece.range.end > range.start)
            .map(|piece| {
                let part = piece.range.start.max(range.start)..piece.range.end.min(range.end);
                Piece { place: narrowed(piece, &self.text, &part), range: part.start - range.start..part.end - range.start }
            })
            .collect();
        Text { text: self.text[range].to_owned(), pieces }
    }

    /// Place and words of a byte range. On a PDF the box covers the words on the first page reached,
    /// and the span's text is what stands in that box.
    pub fn span(&self, file: u32, range: Range<usize>) -> Span {
        let part = self.slice(range);
        let Some(first) = part.pieces.first() else {
            let place =
                self.pieces.first().map_or(Place::Lines { line: 1, column: 1, end_line: 1, end_column: 1 }, |piece| piece.place.clone());
            return Span { file, text: part.text, place };
        };
        let (mut place, mut end) = (first.place.clone(), first.range.end);
        for piece in &part.pieces[1..] {
            match united(&place, &piece.place) {
                Some(both) => (place, end) = (both, piece.range.end),
                None => break,
            }
        }
        Span { file, text: part.text[first.range.start..end].to_owned(), place }
    }

    /// Place and words of the whole text.
    pub fn whole(&self, file: u32) -> Span {
        self.span(file, 0..self.text.len())
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// The place of a part of a piece: columns move along with the characters of a text file.
fn narrowed(piece: &Piece, text: &str, part: &Range<usize>) -> Place {
    match &piece.place {
        Place::Lines { line, column, end_line, end_column } if line == end_line => {
            // Words that had to be composed or decoded have fewer characters than their source has columns.
            if text[piece.range.clone()].chars().count() as u32 != end_column.saturating_sub(*column) {
                return piece.place.clone();
            }
            let before = text[piece.range.start..part.start].chars().count() as u32;
            let inside = text[part.clone()].chars().count() as u32;
            Place::Lines { line: *line, column: column + before, end_line: *line, end_column: column + before + inside }
        }
        place => place.clone(),
    }
}

/// The smallest place that covers both, or nothing when they stand on different pages, cells or blocks.
fn united(a: &Place, b: &Place) -> Option<Place> {
    match (a, b) {
        (Place::Lines { line, column, .. }, Place::Lines { end_line, end_column, .. }) => {
            Some(Place::Lines { line: *line, column: *column, end_line: *end_line, end_column: *end_column })
        }
        (Place::Page { page, area: a }, Place::Page { page: other, area: b }) if page == other => {
            Some(Place::Page { page: *page, area: [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])] })
        }
        (Place::Block { .. }, Place::Block { .. }) if a == b => Some(a.clone()),
        _ => None,
    }
}

/// NFC, no zero-width characters or soft hyphens, white space collapsed to single spaces, trimmed.
pub fn clean(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut space = false;
    for c in raw.nfc() {
        if matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}') {
            continue;
        }
        if c.is_whitespace() || c == '\u{a0}' {
            space = true;
        } else {
            if space && !out.is_empty() {
                out.push(' ');
            }
            space = false;
            out.push(c);
        }
    }
    out
}

/// The last `most` bytes of a text, from the next whole letter on: a look back that costs the same in any text.
pub fn end_of(text: &str, most: usize) -> &str {
    let mut at = text.len().saturating_sub(most);
    while !text.is_char_boundary(at) {
        at += 1;
    }
    &text[at..]
}

/// The first `most` bytes of a text, up to the last whole letter.
pub fn start_of(text: &str, most: usize) -> &str {
    let mut at = text.len().min(most);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    &text[..at]
}

/// Lower case letter by letter, only where the letter keeps its length in bytes, so that offsets found
/// here hold in the text itself. All Vietnamese letters do; "İ" and "ẞ" stay as they are.
pub fn lowered(text: &str) -> String {
    let same_length = |c: char| {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(small), None) if small.len_utf8() == c.len_utf8() => small,
            _ => c,
        }
    };
    text.chars().map(same_length).collect()
}

/// How sure the reader is that words are right and stand where they were put: 1 is certain, the default.
///
/// A reader or the restoring of a lost table sets less where it had to guess; the parser turns it into the
/// confidence of the fields read from there.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Certainty(pub f32);

impl Certainty {
    /// The less certain of two.
    pub fn min(self, other: Self) -> Self {
        Self(self.0.min(other.0))
    }

    pub fn is_certain(&self) -> bool {
        self.0 >= 1.0
    }

    /// Good enough to be taken for what the source says. Below it a field stays empty and a diagnostic says so.
    pub fn is_readable(self) -> bool {
        self.0 >= 0.25
    }
}

impl Default for Certainty {
    fn default() -> Self {
        Self(1.0)
    }
}

/// A paragraph of the body or of a cell.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Paragraph {
    pub text: Text,
    /// Label of an automatic number as Word shows it ("3.", "a)", "II."), not part of the text.
    pub label: Option<String>,
    /// Heading level from the style or the Markdown mark, from 1.
    pub heading: Option<u8>,
    /// All of its letters are bold.
    pub bold: bool,
    /// Centred on the line.
    pub centred: bool,
    /// Byte offsets in the text at which the source broke the line on purpose (w:br, one line of a text file).
    pub breaks: Vec<usize>,
    /// Of its words: less than certain when a picture was recognised.
    #[serde(default, skip_serializing_if = "Certainty::is_certain")]
    pub certainty: Certainty,
    /// Words of it stand in the source in an old encoding; the first of a document at least says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub converted: Option<Encoding>,
    /// What the reader left out of the source because its author hid it, in words for people; on the first paragraph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
}

impl Paragraph {
    /// Lines as the source broke them on purpose, the label in front of the first.
    pub fn lines(&self) -> Vec<Text> {
        let mut start = 0;
        let mut out = Vec::new();
        for end in self.breaks.iter().copied().chain([self.text.text.len()]) {
            out.push(self.text.slice(start..end));
            start = end;
        }
        out
    }

    /// The words with the automatic label in front, as a reader of the page sees them.
    pub fn shown(&self) -> String {
        match &self.label {
            Some(label) => format!("{label} {}", self.text.text),
            None => self.text.text.clone(),
        }
    }
}

/// One cell as it stands in the source.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Cell {
    pub paragraphs: Vec<Paragraph>,
    /// Column of the table's grid from 0, after the spans of the cells before it.
    pub column: usize,
    /// Grid columns covered, at least 1.
    pub columns: usize,
    /// The cell continues the one above it (merged down); its own text is empty.
    pub continues: bool,
    /// That these words, all of them and no others, belong to this cell.
    #[serde(default, skip_serializing_if = "Certainty::is_certain")]
    pub certainty: Certainty,
}

impl Cell {
    /// All paragraphs joined by one space, automatic labels included where the cell has other text.
    pub fn text(&self) -> Text {
        let mut out = Text::default();
        for paragraph in &self.paragraphs {
            out.join(&paragraph.text);
        }
        out
    }

    /// Of the cell and of every word in it; letters that no font or encoding could name count against it.
    pub fn certainty(&self) -> Certainty {
        let letters = self.paragraphs.iter().flat_map(|paragraph| paragraph.text.text.chars()).filter(|c| !c.is_whitespace());
        let (all, lost) = letters.fold((0, 0), |(all, lost), c| (all + 1, lost + usize::from(c == char::REPLACEMENT_CHARACTER)));
        let known = match lost {
            0 => Certainty::default(),
            few if few * 10 < all => Certainty(0.3),
            _ => Certainty(0.0),
        };
        self.paragraphs.iter().fold(self.certainty.min(known), |least, paragraph| least.min(paragraph.certainty))
    }

    /// The automatic number of a cell that holds nothing else, or its text.
    pub fn shown(&self) -> String {
        let parts: Vec<String> = self.paragraphs.iter().map(Paragraph::shown).filter(|text| !text.trim().is_empty()).collect();
        parts.join(" ").trim().to_owned()
    }
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Row {
    pub cells: Vec<Cell>,
    /// Marked by the source as a header repeated on every page.
    pub header: bool,
}

/// A table; rows keep the cells of the source, merged cells are not copied.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Table {
    pub rows: Vec<Row>,
    /// Width of the grid in columns.
    pub columns: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Block {
    Paragraph(Paragraph),
    Table(Table),
}

/// One source file, read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    pub format: Format,
    /// Number of pages where the format has pages.
    pub pages: Option<u32>,
    pub blocks: Vec<Block>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_case_keeps_the_offsets_of_the_text() {
        let text = "İẞ KẾ HOẠCH Ⱥ ĐẶC KHU";
        let lower = lowered(text);
        assert_eq!(lower.len(), text.len());
        assert!(text.char_indices().all(|(at, _)| lower.is_char_boundary(at)));
        assert!(lower.contains("kế hoạch") && lower.contains("đặc khu"));
    }
}
