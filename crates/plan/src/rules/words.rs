//! The words of a plan, cut once for all rules of language: where each stands, how it is written, what parts it from
//! the next.

use std::collections::HashMap;
use std::ops::Range;

use super::Checked;
use super::places::{Found, crosses_lines, paragraphs};
use crate::document::{Format, Span, lowered};
use crate::syllable;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Small,
    /// The first letter only.
    Capital,
    /// Two letters or more, all of them capitals.
    Capitals,
    /// "VNeID", "phòngHĐND".
    Mixed,
    /// Holds a figure.
    Figures,
}

/// What stands between a word and the next one of its paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    Space,
    /// A comma and a space.
    Comma,
    /// Anything else, the end of the paragraph too.
    Other,
}

#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// Byte offsets in the text of its paragraph.
    start: u32,
    end: u32,
    /// Index of its small letters, see [`Words::spelled`].
    pub spelled: u32,
    pub shape: Shape,
    pub gap: Gap,
}

impl Word {
    pub fn start(&self) -> usize {
        self.start as usize
    }

    pub fn end(&self) -> usize {
        self.end as usize
    }
}

/// A paragraph and its words.
pub struct Line<'a> {
    pub found: Found<'a>,
    pub words: Range<usize>,
    /// Most of it is written in capitals: a title, where capitals and abbreviations mean nothing.
    pub shouted: bool,
    /// Read from a picture and not certain: what looks wrong may be the recogniser's.
    pub guessed: bool,
}

impl<'a> Line<'a> {
    pub fn text(&self) -> &'a str {
        &self.found.paragraph.text.text
    }
}

/// Every word of the plan.
pub struct Words<'a> {
    pub lines: Vec<Line<'a>>,
    pub all: Vec<Word>,
    /// Distinct words in small letters as they are written, and as they are looked up.
    written: Vec<String>,
    plain: Vec<u32>,
    ids: HashMap<String, u32, foldhash::fast::RandomState>,
}

impl<'a> Words<'a> {
    pub fn of(checked: &Checked<'a>) -> Self {
        let mut words = Self { lines: Vec::new(), all: Vec::new(), written: Vec::new(), plain: Vec::new(), ids: HashMap::default() };
        for found in paragraphs(checked) {
            let scanned = checked.documents[found.file as usize].format == Format::PdfScan;
            words.cut(found, scanned && !found.paragraph.certainty.is_certain());
        }
        words
    }

    fn cut(&mut self, found: Found<'a>, guessed: bool) {
        let text = found.paragraph.text.text.as_str();
        let first = self.all.len();
        let (mut capitals, mut letters) = (0, 0);
        let mut at = 0;
        while let Some(start) = text[at..].find(|c: char| c.is_alphanumeric()).map(|ahead| at + ahead) {
            let end = text[start..].find(|c: char| !is_letter(c)).map_or(text.len(), |ahead| start + ahead);
            let raw = &text[start..end];
            let shape = shape(raw);
            if shape != Shape::Figures {
                letters += end - start;
                capitals += if shape == Shape::Capitals { end - start } else { 0 };
            }
            if self.all.len() > first {
                let last = self.all.len() - 1;
                self.all[last].gap = gap(&text[self.all[last].end()..start]);
            }
            let spelled = match shape {
                Shape::Small => self.id(raw),
                _ => self.id(&lowered(raw)),
            };
            self.all.push(Word { start: start as u32, end: end as u32, spelled, shape, gap: Gap::Other });
            at = end;
        }
        // "UBND XÃ" is as loud as a title: a cell of abbreviations only is not one.
        let shouted = capitals * 10 > letters * 7 && self.all.len() - first > 3;
        self.lines.push(Line { found, words: first..self.all.len(), shouted, guessed });
    }

    fn id(&mut self, small: &str) -> u32 {
        if let Some(id) = self.ids.get(small) {
            return *id;
        }
        let id = self.written.len() as u32;
        self.ids.insert(small.to_owned(), id);
        self.written.push(small.to_owned());
        self.plain.push(id);
        let plain = syllable::plain(small);
        if plain != small {
            self.plain[id as usize] = self.id(&plain);
        }
        id
    }

    /// Distinct words in small letters, as written; the place in the list is [`Word::spelled`].
    pub fn written(&self) -> &[String] {
        &self.written
    }

    /// The small letters of a word as written.
    pub fn small(&self, word: &Word) -> &str {
        &self.written[word.spelled as usize]
    }

    /// One number for all accepted spellings of a word: "uỷ" and "ủy".
    pub fn plain(&self, word: &Word) -> u32 {
        self.plain[word.spelled as usize]
    }

    pub fn plain_of(&self, spelled: u32) -> u32 {
        self.plain[spelled as usize]
    }

    /// The number of a word in small letters, where the plan has it in any spelling.
    pub fn find(&self, small: &str) -> Option<u32> {
        self.ids.get(&syllable::plain(small)).map(|id| self.plain[*id as usize])
    }

    /// The words of a line.
    pub fn of_line(&self, line: &Line<'_>) -> &[Word] {
        &self.all[line.words.clone()]
    }
}

/// The place of a run of words of a line.
pub fn span(line: &Line<'_>, words: &[Word]) -> Span {
    line.found.span(words[0].start()..words[words.len() - 1].end())
}

/// A run of words of a line as written.
pub fn text<'a>(line: &Line<'a>, words: &[Word]) -> &'a str {
    &line.text()[words[0].start()..words[words.len() - 1].end()]
}

/// A run of words with up to two words behind it, or before it at the end of a sentence, so that a reader finds it again.
pub fn quote(line: &Line<'_>, words: &[Word], run: Range<usize>) -> String {
    let joined = |at: &usize| words[*at].gap != Gap::Other;
    // Four words are found by themselves.
    let more = if run.len() < 4 { 2 } else { 0 };
    let end = (run.end..words.len().min(run.end + more)).take_while(|at| joined(&(at - 1))).last().map_or(run.end, |at| at + 1);
    let most = if end == run.end { more } else { 0 };
    let start = (run.start.saturating_sub(most)..run.start).rev().take_while(joined).last().unwrap_or(run.start);
    text(line, &words[start..end]).to_owned()
}

/// Whether the source broke its line inside a run of words.
pub fn broken(line: &Line<'_>, words: &[Word]) -> bool {
    crosses_lines(&span(line, words))
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')
}

fn shape(raw: &str) -> Shape {
    let (mut capitals, mut small, mut first) = (0, 0, false);
    for (at, c) in raw.chars().enumerate() {
        if c.is_ascii_digit() {
            return Shape::Figures;
        }
        if c.is_uppercase() {
            capitals += 1;
            first |= at == 0;
        } else {
            small += 1;
        }
    }
    match (capitals, small) {
        (0, _) => Shape::Small,
        (1, _) if first => Shape::Capital,
        (_, 0) => Shape::Capitals,
        _ => Shape::Mixed,
    }
}

fn gap(between: &str) -> Gap {
    match between {
        " " => Gap::Space,
        ", " => Gap::Comma,
        _ => Gap::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_tell_abbreviations_from_words_and_figures() {
        let shapes = ["kế", "Kế", "Ý", "UBND", "VNeID", "5G", "IoT", "phòngHĐND"].map(shape);
        assert_eq!(
            shapes,
            [Shape::Small, Shape::Capital, Shape::Capital, Shape::Capitals, Shape::Mixed, Shape::Figures, Shape::Mixed, Shape::Mixed]
        );
    }
}
