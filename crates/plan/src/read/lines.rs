//! Source text as lines and columns: decoding, and [`Text`] whose pieces keep exact columns. Shared by the
//! readers of plain text, Markdown and HTML.

use std::borrow::Cow;
use std::ops::Range;

use crate::document::{Piece, Place, Text, clean};
use crate::read::legacy_encoding;

/// One character as a person reads it, and the columns of the source it takes ("&agrave;" takes eight).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    pub c: char,
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: u32,
    pub width: u32,
}

impl Glyph {
    /// The columns right after `other`, each character of the source standing for itself.
    fn follows(&self, other: &Glyph) -> bool {
        self.line == other.line && self.column == other.column + 1 && self.width == 1 && other.width == 1
    }
}

/// Characters of the bytes: UTF-8, UTF-16 with its byte order mark or plainly so, else an encoding from before
/// Unicode that the words bear out. The mark is no character.
pub fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let utf16 = |body: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = body.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let text: Result<String, _> = char::decode_utf16(units).collect();
        text.ok().filter(|_| body.len().is_multiple_of(2)).map(Cow::Owned)
    };
    match bytes {
        [0xFF, 0xFE, body @ ..] => utf16(body, u16::from_le_bytes),
        [0xFE, 0xFF, body @ ..] => utf16(body, u16::from_be_bytes),
        _ if is_utf16(bytes, 1) => utf16(bytes, u16::from_le_bytes),
        _ if is_utf16(bytes, 0) => utf16(bytes, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => std::str::from_utf8(rest).ok().map(Cow::Borrowed),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Some(Cow::Borrowed(text)),
            Err(_) => legacy_encoding::of_bytes(bytes).map(Cow::Owned),
        },
    }
}

/// In UTF-16 every other byte of plain letters, signs and line ends is zero; a text has no zeros otherwise.
fn is_utf16(bytes: &[u8], at: usize) -> bool {
    if !bytes.len().is_multiple_of(2) || bytes.len() < 4 {
        return false;
    }
    let (mut zeros, mut others, mut all) = (0, 0, 0);
    for pair in bytes.chunks_exact(2).take(500) {
        (zeros, others, all) = (zeros + usize::from(pair[at] == 0), others + usize::from(pair[1 - at] == 0), all + 1);
    }
    others == 0 && zeros * 3 > all
}

/// Lines of a source as editors number them, without their ends.
pub fn split(source: &str) -> impl Iterator<Item = &str> {
    let end = if source.contains('\n') { '\n' } else { '\r' };
    source.split(end).map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// The characters of one line, each at its own column.
pub fn glyphs(raw: &str, line: u32) -> Vec<Glyph> {
    raw.chars().zip(1..).map(|(c, column)| Glyph { c, line, column, width: 1 }).collect()
}

/// Text in NFC with white space collapsed. A run of words that stand in the source exactly so is one piece;
/// a word that had to change (composed, from an entity) is a piece of its own, so that columns stay right.
pub fn gather(glyphs: &[Glyph]) -> Text {
    let mut out = Text::default();
    let mut open: Option<Glyph> = None;
    for range in words(glyphs) {
        let word = &glyphs[range.clone()];
        let raw: String = word.iter().map(|glyph| glyph.c).collect();
        let text = clean(&raw);
        let (Some(first), Some(last)) = (word.first(), word.last()) else { continue };
        if text.is_empty() {
            continue;
        }
        let exact = text == raw && word.windows(2).all(|pair| pair[1].follows(&pair[0])) && first.width == 1;
        let gap = range.start.checked_sub(1).map(|before| glyphs[before]);
        let runs_on = exact && open.zip(gap).is_some_and(|(end, gap)| gap.follows(&end) && first.follows(&gap));
        if !out.text.is_empty() {
            out.text.push(' ');
        }
        let start = out.text.len();
        out.text.push_str(&text);
        match out.pieces.last_mut().filter(|_| runs_on) {
            Some(piece) => extend(piece, out.text.len(), last),
            None => out.pieces.push(Piece { range: start..out.text.len(), place: place(first, last) }),
        }
        open = exact.then_some(*last);
    }
    out
}

/// The text of a whole source line.
pub fn line_text(raw: &str, line: u32) -> Text {
    gather(&glyphs(raw, line))
}

fn words(glyphs: &[Glyph]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + glyphs[at..].iter().position(|glyph| !glyph.c.is_whitespace())?;
        at = glyphs[start..].iter().position(|glyph| glyph.c.is_whitespace()).map_or(glyphs.len(), |length| start + length);
        Some(start..at)
    })
}

fn place(first: &Glyph, last: &Glyph) -> Place {
    Place::Lines { line: first.line, column: first.column, end_line: last.line, end_column: last.column + last.width }
}

fn extend(piece: &mut Piece, end: usize, last: &Glyph) {
    piece.range.end = end;
    if let Place::Lines { end_line, end_column, .. } = &mut piece.place {
        (*end_line, *end_column) = (last.line, last.column + last.width);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &Text) -> Vec<(&str, u32, u32)> {
        let of = |piece: &Piece| match piece.place {
            Place::Lines { column, end_column, .. } => (column, end_column),
            _ => (0, 0),
        };
        text.pieces.iter().map(|piece| (&text.text[piece.range.clone()], of(piece).0, of(piece).1)).collect()
    }

    #[test]
    fn words_of_a_line_are_one_piece_and_wide_gaps_begin_another() {
        let text = line_text("  Sở Tài chính    Thường xuyên", 3);
        assert_eq!(text.text, "Sở Tài chính Thường xuyên");
        assert_eq!(places(&text), [("Sở Tài chính", 3, 15), ("Thường xuyên", 19, 31)]);
    }

    #[test]
    fn a_decomposed_word_is_its_own_piece_with_the_columns_of_the_source() {
        let text = line_text("Bộ Ta\u{300}i chính", 1);
        assert_eq!(places(&text), [("Bộ", 1, 3), ("Tài", 4, 8), ("chính", 9, 14)]);
    }

    #[test]
    fn a_span_of_a_part_has_the_columns_of_that_part() {
        let text = line_text("Giao Sở Tài chính chủ trì", 9);
        let at = text.text.find("Sở").expect("the word stands in the line");
        let span = text.span(0, at..at + "Sở Tài chính".len());
        assert_eq!(span.place, Place::Lines { line: 9, column: 6, end_line: 9, end_column: 18 });
    }

    #[test]
    fn lines_end_as_editors_count_them() {
        assert_eq!(split("a\r\nb\n\nc").collect::<Vec<_>>(), ["a", "b", "", "c"]);
        assert_eq!(split("a\rb").collect::<Vec<_>>(), ["a", "b"]);
    }
}
