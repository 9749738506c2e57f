//! Wrapped lines to paragraphs, in the body and in table cells.

use super::lines::Line;
use crate::document::{Certainty, Paragraph, Text};

/// What a whole text column has in common.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub left: f64,
    pub right: f64,
    /// Distance of the baselines of a paragraph, in font sizes.
    pub pitch: f64,
    /// Usual indent of a paragraph's first line, from the left margin; 0 when there is none.
    pub indent: f64,
}

impl Column {
    /// Centred between the margins, and clear of both.
    pub fn centres(&self, line: &Line) -> bool {
        let clear = line.left() - self.left > 12.0 && self.right - line.right() > 12.0;
        clear && !self.at_indent(line) && self.balances(line)
    }

    /// Begins where the first lines of paragraphs usually do.
    fn at_indent(&self, line: &Line) -> bool {
        self.indent > 0.0 && (line.left() - self.left - self.indent).abs() < 1.5
    }

    /// As far from the left margin as from the right one.
    fn balances(&self, line: &Line) -> bool {
        (line.centre() - f64::midpoint(self.left, self.right)).abs() < 5.0
    }

    /// Room that the line leaves for one more word.
    fn slack(&self, line: &Line) -> f64 {
        if self.centres(line) { self.right - self.left - line.width() } else { self.right - line.right() }
    }
}

/// Lines of the body between two tables, possibly of several pages, each with its column.
pub fn of_body(lines: &[(Line, Column)]) -> Vec<Paragraph> {
    let mut out = Vec::new();
    let mut start = 0;
    for index in 1..=lines.len() {
        if index == lines.len() || starts_paragraph(&lines[start..index], &lines[index]) {
            out.push(paragraph(&lines[start..index]));
            start = index;
        }
    }
    out
}

fn paragraph(lines: &[(Line, Column)]) -> Paragraph {
    Paragraph {
        text: joined(lines.iter().map(|(line, _)| line)),
        bold: lines.iter().all(|(line, _)| line.is_bold()),
        certainty: certainty(lines.iter().map(|(line, _)| line)),
        centred: lines.iter().all(|(line, column)| column.balances(line)) && lines.iter().any(|(line, column)| column.centres(line)),
        ..Paragraph::default()
    }
}

/// Of the least certain word.
pub fn certainty<'a>(lines: impl Iterator<Item = &'a Line>) -> Certainty {
    lines.flat_map(|line| &line.words).fold(Certainty::default(), |least, word| least.min(word.certainty))
}

/// Whether `next` begins a new paragraph after the lines of the open one.
fn starts_paragraph(open: &[(Line, Column)], next: &(Line, Column)) -> bool {
    let (first, _) = &open[0];
    let (last, column) = &open[open.len() - 1];
    let (line, line_column) = next;
    let (was_centred, is_centred) = (column.centres(last), line_column.centres(line));
    let indent = (line.left() - line_column.left) - (last.left() - column.left);
    // The long lines of a centred title reach both margins.
    let one_title = column.balances(last) && line_column.balances(line) && last.is_bold() == line.is_bold();
    if was_centred != is_centred && !one_title {
        return true;
    }
    if (line.size - last.size).abs() > 0.12 * last.size {
        return true;
    }
    let same_page = line.page() == last.page();
    if same_page && line.baseline - last.baseline > (column.pitch + 0.3) * last.size.max(line.size) {
        return true;
    }
    if fits(first_chunk(line), column.slack(last), last.size) {
        return true;
    }
    if last.is_bold() != line.is_bold() && (opens_sentence(line) && (last.is_bold() || ends_sentence(last) || opens_item(line))) {
        return true;
    }
    if opens_item(line) && (ends_sentence(last) || indent.abs() > 3.0 || is_dash(line.first_word()) && !continues_range(last, line)) {
        return true;
    }
    if one_title && (is_centred || open.iter().any(|(line, column)| column.centres(line))) {
        return false;
    }
    let hanging =
        opens_item(first) && first.words.get(1).is_some_and(|word| (word.left - first.left() - (line.left() - first.left())).abs() < 5.0);
    let both_indented = column.at_indent(last) && line_column.at_indent(line);
    if open.len() == 1 && both_indented && ends_sentence(last) && opens_sentence(line) {
        return true;
    }
    if open.len() == 1 { indent > 6.0 && !hanging } else { indent > 6.0 || indent < -6.0 && !hanging }
}

/// Lines of one cell. `width` is the room for text between the cell's sides.
pub fn of_cell(lines: &[Line], width: f64) -> Vec<Paragraph> {
    let mut out = Vec::new();
    let mut start = 0;
    for index in 1..=lines.len() {
        if index == lines.len() || starts_in_cell(&lines[index - 1], &lines[index], width) {
            let part = &lines[start..index];
            if !part.is_empty() {
                out.push(Paragraph {
                    text: joined(part.iter()),
                    bold: part.iter().all(Line::is_bold),
                    certainty: certainty(part.iter()),
                    ..Paragraph::default()
                });
            }
            start = index;
        }
    }
    out
}

fn starts_in_cell(last: &Line, line: &Line, width: f64) -> bool {
    let broken = has_room(last, line, width);
    if opens_item(line) {
        return broken || ends_sentence(last) || is_dash(line.first_word()) && !continues_range(last, line);
    }
    broken && (ends_sentence(last) && opens_sentence(line) || last.is_bold() != line.is_bold())
}

/// Whether the first word of `line` would have fit at the end of the line before it.
pub fn has_room(last: &Line, line: &Line, width: f64) -> bool {
    fits(first_chunk(line), width - last.width(), last.size)
}

/// The next word would have had room: the line was ended on purpose.
fn fits(word: f64, slack: f64, size: f64) -> bool {
    word + 0.25 * size + 2.0 < slack
}

/// Width of the first word, with those bound to it by no-break spaces.
fn first_chunk(line: &Line) -> f64 {
    let end = line.words.iter().find(|word| !word.bound).or(line.words.last());
    end.map_or(0.0, |word| word.right - line.left())
}

/// The words of all lines in order, with the breaks inside "708/BTTTT-CATTT" and "nghiệp/1000" closed.
pub fn joined<'a>(lines: impl Iterator<Item = &'a Line>) -> Text {
    let mut out = Text::default();
    let mut last: Option<&Line> = None;
    for line in lines {
        let broken = last.is_some_and(|last| is_broken_word(last, line));
        last = Some(line);
        let mut end = out.text.chars().rev();
        let glued = matches!(end.next(), Some('-' | '/')) && end.next().is_some_and(char::is_alphanumeric);
        let goes_on = line.first_word().starts_with(char::is_alphanumeric);
        line.append_to(&mut out, if broken || glued && goes_on { "" } else { " " });
    }
    out
}

/// A word wider than its cell is broken inside a figure: it stands alone on its line, letters and figures mixed.
fn is_broken_word(last: &Line, line: &Line) -> bool {
    let word = last.last_word();
    last.words.len() == 1
        && word.chars().any(char::is_alphabetic)
        && word.ends_with(|c: char| c.is_ascii_digit())
        && line.first_word().starts_with(|c: char| c.is_ascii_digit())
}

pub fn ends_sentence(line: &Line) -> bool {
    line.last_word().trim_end_matches(['"', '”', ')', '/']).ends_with(['.', ';', ':', '!', '?'])
}

/// Begins like a sentence or an item, not in the middle of one.
pub fn opens_sentence(line: &Line) -> bool {
    let word = line.first_word().trim_start_matches(['"', '“', '(']);
    word.starts_with(char::is_uppercase) || opens_item(line)
}

/// Begins with the mark of a list: "-", "+", "a)", "1.", "II.", "2.1.".
pub fn opens_item(line: &Line) -> bool {
    let word = line.first_word();
    if is_dash(word) {
        return true;
    }
    let Some(mark) = word.strip_suffix(['.', ')']).map(|mark| mark.trim_start_matches('(')) else { return false };
    let numbers =
        !mark.is_empty() && mark.split('.').all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()));
    let letter = mark.chars().count() == 1 && mark.chars().all(char::is_alphabetic);
    let roman = (1..=6).contains(&mark.len()) && mark.bytes().all(|byte| b"IVX".contains(&byte));
    numbers || letter || roman
}

pub fn is_dash(word: &str) -> bool {
    matches!(word, "-" | "–" | "—" | "+" | "•" | "*" | "●" | "▪" | "")
        || word.strip_prefix(['-', '+', '•']).is_some_and(|rest| rest.starts_with(char::is_alphabetic))
}

/// A dash between two figures or in the middle of a sentence that happens to stand at a line's start.
fn continues_range(last: &Line, line: &Line) -> bool {
    let second = line.words.get(1).map_or("", |word| word.text.as_str());
    let figures = last.last_word().ends_with(|c: char| c.is_ascii_digit()) && second.starts_with(|c: char| c.is_ascii_digit());
    figures || !ends_sentence(last) && second.starts_with(char::is_lowercase)
}
