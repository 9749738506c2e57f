//! From byte offsets of the tokenizer to lines and columns, entity by entity.

use std::ops::Range;

use crate::read::lines::Glyph;

/// Walks a source once, from token to token.
pub struct Cursor<'s> {
    source: &'s str,
    byte: usize,
    line: u32,
    column: u32,
    line_end: char,
}

impl<'s> Cursor<'s> {
    pub fn new(source: &'s str) -> Self {
        let line_end = if source.contains('\n') { '\n' } else { '\r' };
        Self { source, byte: 0, line: 1, column: 1, line_end }
    }

    /// A glyph that stands for the markup at this byte.
    pub fn glyph_at(&mut self, byte: usize, c: char) -> Glyph {
        self.skip_to(byte);
        Glyph { c, line: self.line, column: self.column, width: 0 }
    }

    /// The characters of a token: `shown` is what the bytes of the range decode to.
    pub fn glyphs(&mut self, range: Range<usize>, shown: &str) -> Vec<Glyph> {
        self.skip_to(range.start);
        let end = range.end.min(self.source.len());
        let mut out = Vec::with_capacity(shown.len());
        let mut shown = shown.chars();
        while let Some(c) = shown.next() {
            let raw = self.source.get(self.byte..end).unwrap_or_default();
            let length = if raw.starts_with("\r\n") && c == '\n' { 2 } else { raw_length(raw, c, shown.as_str()) };
            let (line, column) = (self.line, self.column);
            self.skip_to(self.byte + length);
            // A line end takes no columns of the next line.
            let width = if self.line == line { self.column - column } else { 1 };
            let c = if c.is_whitespace() { ' ' } else { c };
            out.push(Glyph { c, line, column, width });
        }
        out
    }

    fn skip_to(&mut self, byte: usize) {
        let Some(passed) = self.source.get(self.byte..byte) else { return };
        for c in passed.chars() {
            if c == self.line_end {
                (self.line, self.column) = (self.line + 1, 1);
            } else {
                self.column += 1;
            }
        }
        self.byte = byte;
    }
}

/// Bytes of the source that the next shown character was made from; `after` is what is shown behind it.
fn raw_length(raw: &str, c: char, after: &str) -> usize {
    let Some(first) = raw.chars().next() else { return 0 };
    if first != '&' {
        return first.len_utf8();
    }
    let name = raw[1..].bytes().take(40).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    if c == '&' && !is_ampersand(&raw[1..1 + name]) {
        return 1;
    }
    if raw[1 + name..].starts_with(';') {
        return name + 2;
    }
    // Old entities need no semicolon ("&nbspR"): take the longest name after which the source and the text agree.
    let agrees = |length: &usize| raw[1 + length..].chars().next() == after.chars().next();
    1 + (1..=name).rev().find(agrees).unwrap_or(name)
}

fn is_ampersand(name: &str) -> bool {
    name.to_ascii_lowercase().starts_with("amp") || matches!(name.to_ascii_lowercase().as_str(), "#38" | "#x26")
}
