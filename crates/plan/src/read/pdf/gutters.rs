//! Columns of a table without ruling lines: the white strips that most of its lines leave free.

use super::lines::Line;
use super::words::Word;

/// A gap between two words wider than this part of the font size may be one between two columns.
const CHUNK_GAP: f64 = 0.62;
/// A column is at least so many times as often printed upon as the strip beside it.
const DEPTH: u32 = 4;
/// No page is wider than this; what stands farther right is not looked at.
const MOST_WIDTH: usize = 8_000;
/// A column of at least this width (points) holds text that wraps.
const WRAPPING: f64 = 70.0;
/// White space between a column's edge and its text, as word processors leave it.
const PADDING: f64 = 5.4;

/// Neighbouring words of a line without a wide gap between, as a range of the line's words.
pub fn chunks(line: &Line) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut reach = f64::MIN;
    for (index, word) in line.words.iter().enumerate() {
        if index > start && word.left - reach > CHUNK_GAP * word.size.min(line.size) {
            out.push((start, index));
            start = index;
        }
        reach = reach.max(word.right);
    }
    out.push((start, line.words.len()));
    out
}

/// Left and right of some words.
pub fn extent(words: &[Word]) -> (f64, f64) {
    words.iter().fold((f64::MAX, f64::MIN), |(left, right), word| (left.min(word.left), right.max(word.right)))
}

/// An empty strip between two columns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gutter {
    pub left: f64,
    pub right: f64,
}

/// The gutters that the lines share, from left to right.
pub fn of_lines<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<Gutter> {
    let mut starts = vec![0_i64; MOST_WIDTH + 2];
    for line in lines {
        for (from, to) in chunks(line) {
            let (left, right) = extent(&line.words[from..to]);
            let at = |x: f64| (x.max(0.0) as usize).min(MOST_WIDTH);
            starts[at(left)] += 1;
            starts[at(right) + 1] -= 1;
        }
    }
    let mut printed = 0;
    let profile: Vec<u32> = starts
        .iter()
        .map(|change| {
            printed += change;
            u32::try_from(printed).unwrap_or(0)
        })
        .collect();
    valleys(&profile)
}

/// Low strips of a profile with much higher ground on both sides.
fn valleys(profile: &[u32]) -> Vec<Gutter> {
    let mut out = Vec::new();
    let (mut peak, mut low) = (0, u32::MAX);
    let (mut from, mut to) = (0, 0);
    for (at, &height) in profile.iter().enumerate() {
        let high_enough = (DEPTH * low.min(1 << 20)).max(1);
        if low < peak && peak >= high_enough && height >= high_enough && height > low {
            out.push(Gutter { left: from as f64, right: (to + 1) as f64 });
            (peak, low) = (height, height);
        } else if height > peak {
            (peak, low) = (height, height);
        }
        if height < low || height == low && at > to + 1 && height > 0 {
            (low, from, to) = (height, at, at);
        } else if height == low {
            to = at;
        }
    }
    out
}

/// Whether words stand in more than one column: they cover a gutter.
pub fn crosses(words: &[Word], gutters: &[Gutter]) -> bool {
    let (left, right) = extent(words);
    gutters.iter().any(|gutter| left < gutter.left - 1.0 && right > gutter.right + 1.0)
}

/// Edges of the columns from left to right. A wrapping column ends where its longest line does.
pub fn edges(gutters: &[Gutter], left: f64, right: f64) -> Vec<f64> {
    let bounds: Vec<(f64, f64)> = std::iter::once(left)
        .chain(gutters.iter().map(|gutter| gutter.right))
        .zip(gutters.iter().map(|gutter| gutter.left).chain([right]))
        .collect();
    let mut out = vec![left - PADDING];
    for (index, gutter) in gutters.iter().enumerate() {
        let wraps = |column: usize| bounds[column].1 - bounds[column].0 >= WRAPPING;
        let half = (gutter.right - gutter.left) / 2.0;
        out.push(match (wraps(index), wraps(index + 1)) {
            (true, false) => gutter.left + PADDING.min(half),
            (false, true) => gutter.right - PADDING.min(half),
            _ => gutter.left + half,
        });
    }
    out.push(right + PADDING);
    out
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    /// A line of words 5 points a letter, at given left edges.
    fn line(words: &[(&str, f64)]) -> Line {
        let word = |(text, left): &(&str, f64)| Word {
            text: (*text).to_owned(),
            page: 1,
            left: *left,
            right: left + 5.0 * text.chars().count() as f64,
            baseline: 100.0,
            size: 10.0,
            bold: false,
            bound: false,
            certainty: crate::document::Certainty::default(),
        };
        lines::of_words(words.iter().map(word).collect()).remove(0)
    }

    #[test]
    fn a_section_across_the_columns_does_not_close_them() {
        let mut lines: Vec<Line> = (0..6).map(|_| line(&[("1", 10.0), ("Mở", 40.0), ("lớp", 53.0), ("2026", 120.0)])).collect();
        lines.push(line(&[("I.", 10.0), ("Nâng", 23.0), ("cao", 46.0), ("năng", 64.0), ("lực", 87.0), ("số", 105.0), ("năm", 118.0)]));
        let gutters = of_lines(lines.iter());
        assert_eq!(gutters.len(), 2);
        assert!(gutters[0].right <= 40.0 && gutters[0].left >= 15.0);
        assert!(gutters[1].right <= 120.0 && gutters[1].left >= 68.0);
        assert!(crosses(&lines[6].words, &gutters) && !crosses(&lines[0].words[1..3], &gutters));
    }

    #[test]
    fn a_column_with_nothing_but_its_title_is_a_column() {
        let mut lines: Vec<Line> = (0..6).map(|_| line(&[("1", 10.0), ("Mở", 40.0), ("2026", 220.0)])).collect();
        lines.push(line(&[("TT", 8.0), ("Việc", 40.0), ("Chú", 120.0), ("Hạn", 221.0)]));
        assert_eq!(of_lines(lines.iter()).len(), 3);
    }
}
