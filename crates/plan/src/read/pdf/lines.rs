//! Words to lines of one column of text, and lines to [`Text`] with the place of each word.

use super::words::Word;
use crate::document::{Piece, Place, Text};

/// Words on one baseline, from left to right; never empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub words: Vec<Word>,
    pub baseline: f64,
    pub size: f64,
}

impl Line {
    fn new(mut words: Vec<Word>) -> Self {
        words.sort_by(|a, b| a.left.total_cmp(&b.left));
        let largest = words.iter().max_by(|a, b| a.size.total_cmp(&b.size).then(a.text.len().cmp(&b.text.len())));
        let (baseline, size) = largest.map_or((0.0, 0.0), |word| (word.baseline, word.size));
        Self { words, baseline, size }
    }

    pub fn left(&self) -> f64 {
        self.words.first().map_or(0.0, |word| word.left)
    }

    pub fn right(&self) -> f64 {
        self.words.iter().map(|word| word.right).fold(f64::MIN, f64::max)
    }

    pub fn width(&self) -> f64 {
        self.right() - self.left()
    }

    pub fn centre(&self) -> f64 {
        f64::midpoint(self.left(), self.right())
    }

    pub fn page(&self) -> u32 {
        self.words.first().map_or(0, |word| word.page)
    }

    /// All of its letters are bold.
    pub fn is_bold(&self) -> bool {
        let mut lettered = self.words.iter().filter(|word| word.text.chars().any(char::is_alphanumeric)).peekable();
        lettered.peek().is_some() && lettered.all(|word| word.bold)
    }

    pub fn first_word(&self) -> &str {
        self.words.first().map_or("", |word| &word.text)
    }

    pub fn last_word(&self) -> &str {
        self.words.last().map_or("", |word| &word.text)
    }

    /// The words joined by one space; raised and lowered figures stick to their word.
    pub fn text(&self) -> String {
        let mut out = Text::default();
        self.append_to(&mut out, "");
        out.text
    }

    /// Appends the words to a text after `separator`.
    pub fn append_to(&self, out: &mut Text, separator: &str) {
        let mut separator = if out.text.is_empty() { "" } else { separator };
        let mut previous: Option<&Word> = None;
        for word in &self.words {
            if previous.is_some_and(|before| !sticks(before, word)) {
                separator = " ";
            }
            out.text.push_str(separator);
            let start = out.text.len();
            out.text.push_str(&word.text);
            out.pieces.push(Piece { range: start..out.text.len(), place: Place::Page { page: word.page, area: word.area() } });
            separator = "";
            previous = Some(word);
        }
    }
}

/// A superscript stands close to its word on another baseline.
fn sticks(before: &Word, word: &Word) -> bool {
    let size = before.size.max(word.size);
    word.left - before.right < 0.12 * size && (word.baseline - before.baseline).abs() > 0.05 * size
}

/// Groups the words of one column into lines from top to bottom.
pub fn of_words(mut words: Vec<Word>) -> Vec<Line> {
    words.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut out = Vec::new();
    let mut open: Vec<Word> = Vec::new();
    for word in words {
        let same = open.first().is_none_or(|first| word.baseline - first.baseline <= 0.4 * first.size.max(word.size));
        if !same {
            out.push(Line::new(std::mem::take(&mut open)));
        }
        open.push(word);
    }
    if !open.is_empty() {
        out.push(Line::new(open));
    }
    out
}
