//! The lines of a text source around a place, and the exact bytes of the words meant.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::document::{Place, Span};

/// Lines of the source as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt<'a> {
    pub lines: &'a str,
    /// Number of the first of them, from 1.
    pub first_line: usize,
    /// Bytes within `lines`, on character boundaries.
    pub words: Range<usize>,
}

/// More lines than this are no help to a reader: only the first is shown.
const MOST_LINES: usize = 4;

/// A text source with the places at which its lines start.
pub struct Lines<'a> {
    source: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub fn of(source: &'a str) -> Self {
        let starts = std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { source, starts }
    }
}

/// The lines a place covers; `None` when it is no place in lines or lies outside the source.
pub fn excerpt<'a>(text: &Lines<'a>, span: &Span) -> Option<Excerpt<'a>> {
    let Lines { source, starts } = text;
    let Place::Lines { line, column, end_line, end_column } = span.place else { return None };
    let (line, end_line) = (line as usize, end_line as usize);
    let last = if end_line.checked_sub(line)? < MOST_LINES { end_line } else { line };
    let from = *starts.get(line.checked_sub(1)?)?;
    let to = starts.get(last).copied().unwrap_or(source.len());
    let lines = source.get(from..to)?.trim_end_matches(['\n', '\r']);
    let at = |text: &str, column: u32| text.char_indices().nth(column.saturating_sub(1) as usize).map_or(text.len(), |(at, _)| at);
    let last_line = lines.rfind('\n').map_or(0, |at| at + 1);
    let start = at(lines.split('\n').next().unwrap_or_default(), column);
    let end = if last == end_line { last_line + at(&lines[last_line..], end_column) } else { lines.len() };
    let named = start..end.max(start).min(lines.len());
    let words = if same_words(&lines[named.clone()], &span.text) { named } else { search(lines, &span.text).unwrap_or(named) };
    Some(Excerpt { lines, first_line: line, words: visible(lines, words) })
}

fn same_words(source: &str, text: &str) -> bool {
    crate::document::clean(source) == text
}

/// Words of a decomposed source looked up by what they compose to.
fn search(lines: &str, text: &str) -> Option<Range<usize>> {
    if text.is_empty() {
        return None;
    }
    let mut composed = String::new();
    // Byte in `composed` at which each cluster of the source starts, with the cluster's bytes.
    let mut clusters: Vec<(usize, Range<usize>)> = Vec::new();
    let mut chars = lines.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        while let Some((at, _)) = chars.next_if(|(_, next)| is_combining_mark(*next)) {
            end = at + lines[at..].chars().next().map_or(0, char::len_utf8);
        }
        clusters.push((composed.len(), start..end));
        composed.extend(lines[start..end].nfc());
    }
    let found = composed.find(text)?;
    let end = found + text.len();
    let mut hit = clusters.iter().filter(|(at, _)| (found..end).contains(at)).map(|(_, source)| source);
    let first = hit.next()?;
    Some(first.start..hit.next_back().unwrap_or(first).end)
}

/// At least one character, no white space at the ends.
fn visible(lines: &str, words: Range<usize>) -> Range<usize> {
    let text = &lines[words.clone()];
    let trimmed = text.trim();
    if !trimmed.is_empty() {
        let start = words.start + (text.len() - text.trim_start().len());
        return start..start + trimmed.len();
    }
    let end = lines[words.start..].chars().next().map_or(words.start, |c| words.start + c.len_utf8());
    words.start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, columns: (u32, u32), text: &str) -> Span {
        Span { file: 0, text: text.to_owned(), place: Place::Lines { line, column: columns.0, end_line: line, end_column: columns.1 } }
    }

    #[test]
    fn columns_count_characters_of_the_source() {
        let found = excerpt(&Lines::of("một\nhai khu khu ba\n"), &at(2, (5, 12), "khu khu")).expect("in the source");
        assert_eq!((found.lines, found.first_line, &found.lines[found.words.clone()]), ("hai khu khu ba", 2, "khu khu"));
    }

    #[test]
    fn words_of_a_decomposed_source_are_found_whatever_the_columns_say() {
        let source: String = "Thực hiện nghị quyết số".nfd().collect();
        let found = excerpt(&Lines::of(&source), &at(1, (11, 21), "nghị quyết")).expect("in the source");
        let words: String = found.lines[found.words.clone()].nfc().collect();
        assert_eq!(words, "nghị quyết");
    }

    #[test]
    fn places_outside_the_source_give_nothing_and_never_panic() {
        assert_eq!(excerpt(&Lines::of("một"), &at(9, (1, 2), "x")), None);
        for columns in [(1, 1), (3, 2), (90, 99), (0, 0)] {
            let found = excerpt(&Lines::of("một hai"), &at(1, columns, "không có")).expect("the line is there");
            assert!(found.lines.is_char_boundary(found.words.start) && found.lines.is_char_boundary(found.words.end));
        }
    }
}
