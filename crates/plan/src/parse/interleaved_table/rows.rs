//! Lines of the table and where its rows begin: numbers that count on, sections, column names repeated on a page.

use std::ops::Range;

use super::header::{Header, paragraph};
use super::lexicon;
use crate::document::{Block, Place, Text};
use crate::parse::annex;
use crate::parse::annex_row::is_roman;
use crate::parse::heading::{self, Rank};
use crate::plan::Role;

/// How far ahead the next number is looked for before one is thought to be left out.
const AHEAD: usize = 90;

/// A line that begins a row whose number was given before has at least so many words.
const WORDS_OF_A_ROW: usize = 6;

/// Lines that the title of a section takes, its number among them.
const TITLE_LINES: usize = 3;

pub struct Line<'a> {
    pub text: &'a Text,
    pub words: Vec<Range<usize>>,
    /// An empty line stands before it.
    pub blank: bool,
    /// A page begins here, as far as the source shows it.
    pub page: bool,
    /// Of those after the header.
    block: usize,
}

impl Line<'_> {
    pub fn slice(&self, words: Range<usize>) -> Text {
        let (Some(first), Some(last)) = (self.words.get(words.start), self.words.get(words.end.saturating_sub(1))) else {
            return Text::default();
        };
        if first.start < last.end { self.text.slice(first.start..last.end) } else { Text::default() }
    }

    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |range| &self.text.text[range.clone()])
    }

    fn rest(&self, from: usize) -> &str {
        self.words.get(from).map_or("", |range| &self.text.text[range.start..])
    }
}

/// Where the number of a row stands: so many first words of a line.
#[derive(Clone, Copy)]
pub struct Number {
    pub line: usize,
    pub words: usize,
}

pub enum Entry {
    /// The column names once more, or the number of a page.
    Header {
        lines: Range<usize>,
    },
    Section {
        number: Number,
        lines: Vec<usize>,
    },
    Data {
        number: Number,
        lines: Vec<usize>,
    },
}

/// "I", "12.", "6.10", "B": what a number cell holds.
pub fn row_number(word: &str) -> Option<String> {
    let bare = word.trim_end_matches(['.', ')']);
    let figures = !bare.is_empty()
        && bare.len() <= 8
        && bare.split('.').all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_digit()));
    (figures || is_roman(bare) || matches!(bare, "A" | "B" | "D" | "E")).then(|| bare.to_owned())
}

/// Lines between the header and the end of the annex.
pub fn lines<'a>(blocks: &'a [Block], header: &Header) -> Vec<Line<'a>> {
    let mut out: Vec<Line<'a>> = Vec::new();
    let mut last_line = None;
    let rest = &blocks[header.blocks..];
    for (at, block) in rest.iter().enumerate() {
        let Some(paragraph) = paragraph(Some(block)) else { break };
        let text = &paragraph.text;
        let lower = text.text.to_lowercase();
        let head = lower.starts_with("tt ") || lower.starts_with("stt ") || lower == "tt" || lower == "stt";
        let other_table = head && !header.begins_at(&rest[at..]);
        if annex::begins_annex(&text.text) || lower.starts_with("nơi nhận") || other_table {
            // The number of the page that ends there.
            let figures = matches!(header.roles.last(), Some(Some(Role::Target | Role::Money | Role::RelatedIndicators)));
            if !figures && out.last().is_some_and(is_figure) {
                out.pop();
            }
            break;
        }
        let (line, column, end) = match text.pieces.first().zip(text.pieces.last()) {
            Some((first, last)) => match (&first.place, &last.place) {
                (Place::Lines { line, column, .. }, Place::Lines { end_line, .. }) => (*line, *column, *end_line),
                _ => (0, 1, 0),
            },
            None => (0, 1, 0),
        };
        let mut words = words_of(&text.text);
        let blank = last_line.is_some_and(|last| line > last + 1);
        let below = glued_number(&text.text, &words).map(|(at, cut)| {
            let mut below = words.split_off(at);
            if let Some(first) = below.first_mut() {
                words.push(first.start..cut);
                first.start = cut;
            }
            below
        });
        out.push(Line { text, words, blank, page: column == 2, block: at });
        if let Some(words) = below {
            out.push(Line { text, words, blank: false, page: false, block: at });
        }
        last_line = Some(end);
    }
    out
}

/// "hành chính14 Tỷ lệ hồ sơ …": the next row, copied without a line's end before it. The word and where its figures begin.
fn glued_number(text: &str, words: &[Range<usize>]) -> Option<(usize, usize)> {
    let named = |at: usize| words.get(at + 1).is_some_and(|next| text[next.clone()].starts_with(char::is_uppercase));
    words.iter().enumerate().filter(|(at, _)| named(*at) && words.len() > at + 3).find_map(|(at, range)| {
        let word = &text[range.clone()];
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        let after_letter = letters.ends_with(char::is_lowercase) && letters.len() < word.len();
        (after_letter && row_number(&word[letters.len()..]).is_some()).then_some((at, range.start + letters.len()))
    })
}

fn is_figure(line: &Line<'_>) -> bool {
    line.words.len() == 1 && line.text.text.len() <= 3 && line.text.text.bytes().all(|c| c.is_ascii_digit())
}

fn words_of(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let of = |word: &str| {
        let range = at..at + word.len();
        at += word.len() + 1;
        range
    };
    text.split(' ').map(of).filter(|range| !range.is_empty()).collect()
}

/// The rows and how many blocks they and the header take.
pub fn cut(lines: &[Line<'_>], header: &Header) -> (Vec<Entry>, usize) {
    let mut entries: Vec<Entry> = Vec::new();
    let mut last = Last::default();
    // The row that the next line belongs to: repeated names of columns stand between.
    let mut open: Option<usize> = None;
    let mut at = 0;
    while at < lines.len() {
        if let Some(length) = repeats(lines, at, header) {
            entries.push(Entry::Header { lines: at..at + length });
            at += length;
            continue;
        }
        if ends(&lines[at], &last) {
            break;
        }
        match begins(lines, at, &last, header) {
            Some((number, path)) => {
                let section = path.is_none();
                last.take(&number, path, at);
                open = Some(entries.len());
                let number = Number { line: at, words: 1 };
                entries.push(if section { Entry::Section { number, lines: vec![at] } } else { Entry::Data { number, lines: vec![at] } });
            }
            None => match open.and_then(|open| entries.get_mut(open)) {
                Some(Entry::Section { lines, .. } | Entry::Data { lines, .. }) => lines.push(at),
                _ => {
                    open = Some(entries.len());
                    entries.push(Entry::Section { number: Number { line: at, words: 0 }, lines: vec![at] });
                }
            },
        }
        at += 1;
    }
    (entries, header.blocks + at.checked_sub(1).map_or(0, |last| lines[last].block + 1))
}

/// The column names again, a page's number before them: how many lines.
fn repeats(lines: &[Line<'_>], at: usize, header: &Header) -> Option<usize> {
    let numbered = usize::from(is_figure(&lines[at]));
    let same = |from: usize| {
        header.lines.iter().enumerate().all(|(index, text)| lines.get(from + index).is_some_and(|line| line.text.text == *text))
    };
    if same(at) {
        return Some(header.lines.len());
    }
    (numbered == 1 && same(at + 1)).then_some(header.lines.len() + 1)
}

/// "IV. TỔ CHỨC THỰC HIỆN" after the last row, when it is not the table's next section.
fn ends(line: &Line<'_>, last: &Last) -> bool {
    let text = &line.text.text;
    let Some(mark) = heading::mark_of(text).filter(|mark| matches!(mark.rank, Rank::Part | Rank::Roman)) else { return false };
    let upper = text[mark.words_at..].chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    upper && text.chars().count() > 8 && roman(&mark.number) != Some(last.roman + 1)
}

/// The number with which a row begins at this line, and its figures; a section has none.
fn begins(lines: &[Line<'_>], at: usize, last: &Last, header: &Header) -> Option<(String, Option<Vec<u32>>)> {
    let (number, path) = candidate(lines, at, header)?;
    if path.is_empty() {
        let section = roman(&number).is_some_and(|value| value == last.roman + 1) || !is_roman(&number) && number.len() == 1;
        return section.then_some((number, None));
    }
    // A number given twice is the editor's slip; a figure of the row itself has no name after it.
    let below = lines.get(at + 1).filter(|_| lines[at].words.len() == 1).map_or(0, |line| line.words.len());
    let again = last.path == path && (last.fresh || lines[at].words.len() + below >= WORDS_OF_A_ROW);
    if last.is_next(&path) || again {
        return Some((number, Some(path)));
    }
    // Right under a section's title stands a row's number, whichever it is.
    let under_title = last.fresh && at <= last.section_at + TITLE_LINES;
    let follows =
        || (at + 1..lines.len().min(at + AHEAD)).any(|at| candidate(lines, at, header).is_some_and(|(_, path)| last.is_next(&path)));
    (last.may_skip_to(&path) && (under_title || !follows())).then_some((number, Some(path)))
}

/// A number that something named follows.
fn candidate(lines: &[Line<'_>], at: usize, header: &Header) -> Option<(String, Vec<u32>)> {
    let line = &lines[at];
    let number = row_number(line.word(0))?;
    let before = at.checked_sub(1).map_or("", |before| lines[before].text.text.as_str()).to_lowercase();
    if before.ends_with("quý") && !line.blank && is_roman(&number) {
        return None;
    }
    let next = if line.words.len() > 1 { line.rest(1) } else { lines.get(at + 1).map_or("", |next| next.text.text.as_str()) };
    let path: Vec<u32> = number.split('.').filter_map(|part| part.parse().ok()).collect();
    let named = next.starts_with(|c: char| c.is_uppercase() || matches!(c, '“' | '"' | '(' | '-'));
    // A figure before an agency is a value, where the table has values.
    let measures = header.roles.iter().any(|role| matches!(role, Some(Role::Target | Role::Money)));
    let agency = !path.is_empty() && measures && lexicon::names_agency(next);
    let page = line.words.len() == 1 && lines.get(at + 1).is_some() && repeats(lines, at + 1, header).is_some();
    (named && !agency && !page).then_some((number, path))
}

fn roman(number: &str) -> Option<u32> {
    let value = |c: char| match c {
        'I' => Some(1),
        'V' => Some(5),
        'X' => Some(10),
        'L' => Some(50),
        'C' => Some(100),
        _ => None,
    };
    let values: Vec<u32> = number.chars().map(value).collect::<Option<_>>()?;
    let add = |at: usize| i64::from(values[at]) * if values.get(at + 1).is_some_and(|next| *next > values[at]) { -1 } else { 1 };
    u32::try_from((0..values.len()).map(add).sum::<i64>()).ok()
}

/// The number of the row before.
#[derive(Default)]
struct Last {
    roman: u32,
    path: Vec<u32>,
    /// Nothing but a section stands before.
    fresh: bool,
    /// Line of that section's number.
    section_at: usize,
    started: bool,
}

impl Last {
    fn take(&mut self, number: &str, path: Option<Vec<u32>>, at: usize) {
        match path {
            Some(path) => (self.path, self.fresh, self.started) = (path, false, true),
            None => {
                if is_roman(number) && roman(number) == Some(self.roman + 1) {
                    self.roman += 1;
                } else {
                    self.roman = 0;
                }
                (self.fresh, self.section_at) = (true, at);
            }
        }
    }

    /// 3.1 → 3.2, 4, 3.1.1; after a section also 1 or 1.1.
    fn is_next(&self, path: &[u32]) -> bool {
        if !self.started || self.fresh {
            let first = path.iter().skip(1).all(|part| *part == 1) && path.first() == Some(&1);
            if first || !self.started && path.len() == 1 && path[0] == 1 {
                return true;
            }
        }
        let own = &self.path;
        let counts = path.len() <= own.len() && !path.is_empty() && {
            let at = path.len() - 1;
            path[..at] == own[..at] && path[at] == own[at] + 1
        };
        let part = path.len() == own.len() + 1 && path.starts_with(own) && path.last() == Some(&1);
        // 3.2 → 4.1 where no row is numbered 4.
        let group = path.len() == 2 && own.len() == 2 && path[0] == own[0] + 1 && path[1] == 1;
        counts || part || group
    }

    fn may_skip_to(&self, path: &[u32]) -> bool {
        if self.fresh && path.len() == 1 && path[0] <= 3 {
            return true;
        }
        let own = &self.path;
        let at = path.len().saturating_sub(1);
        !path.is_empty() && path.len() <= own.len() && path[..at] == own[..at] && path[at] > own[at] && path[at] <= own[at] + 4
    }
}
