//! Two columns without ruling lines: the head of a document (issuer, national title) and its foot
//! (recipients, signer) are laid out so; their left and right lines must not mix.

use super::grid::Grid;
use super::lines::Line;
use super::page::Item;

/// The narrowest gap between two columns, in points and in font sizes.
const GUTTER: f64 = 14.0;
/// Lines of a signer may stand this far apart: the room for signature and seal.
const SIGNATURE_ROOM: f64 = 150.0;

/// A block that is being put together.
struct Open {
    left: Vec<Line>,
    right: Vec<Line>,
    /// The empty strip between the columns.
    gutter: (f64, f64),
}

enum Side {
    Left,
    Right,
    Both(Line, Line),
}

/// Takes the two-column blocks out of the lines of a page, given from top to bottom.
pub fn split(lines: Vec<Line>, width: f64, grids: &[Grid]) -> Vec<Item> {
    let mut out = Vec::new();
    let mut open: Option<Open> = None;
    for line in lines {
        let between = |block: &Open| grids.iter().any(|grid| grid.top() > block.bottom() && grid.top() < line.baseline);
        if let Some(block) = &mut open {
            let side = if between(block) { None } else { block.side_of(&line) };
            if let Some(side) = side {
                block.push(side, line);
                continue;
            }
        }
        if let Some(block) = open.take() {
            block.close(&mut out);
        }
        match widest_gap(&line, width) {
            Some(index) => {
                let (left, right) = cut(&line, index);
                let gutter = (left.right(), right.left());
                let mut block = Open { left: vec![left], right: vec![right], gutter };
                block.take_back(&mut out);
                open = Some(block);
            }
            None => out.push(Item::Line(line)),
        }
    }
    if let Some(block) = open {
        block.close(&mut out);
    }
    out
}

/// Index of the word after a gap that can only part two columns: wide, near the middle of the page,
/// and much wider than the line's other gaps.
fn widest_gap(line: &Line, width: f64) -> Option<usize> {
    let gaps: Vec<f64> = line.words.windows(2).map(|pair| pair[1].left - pair[0].right).collect();
    let (index, widest) = gaps.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))?;
    let others = gaps.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, gap)| *gap).fold(0.0, f64::max);
    let middle = f64::midpoint(line.words[index].right, line.words[index + 1].left);
    let wide = *widest >= GUTTER.max(line.size) && *widest >= 1.6 * others;
    (wide && middle > 0.25 * width && middle < 0.75 * width).then_some(index + 1)
}

fn cut(line: &Line, index: usize) -> (Line, Line) {
    let part = |words: &[super::words::Word]| Line { words: words.to_vec(), baseline: line.baseline, size: line.size };
    (part(&line.words[..index]), part(&line.words[index..]))
}

impl Open {
    fn bottom(&self) -> f64 {
        self.left.iter().chain(&self.right).map(|line| line.baseline).fold(f64::MIN, f64::max)
    }

    /// Takes back the lines just above whose own gap was too narrow to begin a block:
    /// long names of agencies leave little room between the columns.
    fn take_back(&mut self, out: &mut Vec<Item>) {
        while let Some(Item::Line(above)) = out.last() {
            let top = self.left.iter().chain(&self.right).map(|line| line.baseline).fold(f64::MAX, f64::min);
            if top - above.baseline > 2.4 * above.size {
                return;
            }
            let (start, end) = self.gutter;
            let gaps = || above.words.windows(2).map(|pair| (pair[0].right, pair[1].left));
            let usual = gaps().map(|(from, to)| to - from).fold(f64::MAX, f64::min);
            let crossing =
                gaps().position(|(from, to)| to - from > 1.5 * usual.max(0.3 * above.size) && to.min(end) - from.max(start) > 3.0);
            let recipients = above.right() <= end && above.first_word() == "Nơi";
            let signer = above.left() >= start && aligned(&self.right, above);
            let side = match crossing {
                Some(index) => {
                    let (left, right) = cut(above, index + 1);
                    Side::Both(left, right)
                }
                None if recipients => Side::Left,
                None if signer => Side::Right,
                None => return,
            };
            let above = above.clone();
            out.pop();
            self.push(side, above);
            self.left.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
            self.right.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
        }
    }

    /// Where the next line belongs, if it still belongs to this block.
    fn side_of(&self, line: &Line) -> Option<Side> {
        let (start, end) = self.gutter;
        let gap = line.baseline - self.bottom();
        let near = gap < 2.6 * line.size;
        let crossing = line.words.windows(2).position(|pair| {
            let (from, to) = (pair[0].right.max(start), pair[1].left.min(end));
            pair[1].left - pair[0].right > 0.8 * line.size && to - from > 4.0
        });
        if let Some(index) = crossing.filter(|_| near) {
            let (left, right) = cut(line, index + 1);
            return Some(Side::Both(left, right));
        }
        if line.right() <= end && near && aligned(&self.left, line) {
            return Some(Side::Left);
        }
        let right_gap = line.baseline - self.right.last()?.baseline;
        (line.left() >= start && right_gap < SIGNATURE_ROOM && aligned(&self.right, line)).then_some(Side::Right)
    }

    fn push(&mut self, side: Side, line: Line) {
        match side {
            Side::Left => {
                self.gutter.0 = self.gutter.0.max(line.right());
                self.left.push(line);
            }
            Side::Right => {
                self.gutter.1 = self.gutter.1.min(line.left());
                self.right.push(line);
            }
            Side::Both(left, right) => {
                self.gutter = (self.gutter.0.max(left.right()), self.gutter.1.min(right.left()));
                self.left.push(left);
                self.right.push(right);
            }
        }
    }

    /// One line with a wide gap is no block: its words stay together.
    fn close(self, out: &mut Vec<Item>) {
        let recipients = self.left[0].first_word() == "Nơi";
        if self.left.len() + self.right.len() > 2 || recipients {
            out.push(Item::Columns(self.left, self.right));
            return;
        }
        let baseline = self.left[0].baseline;
        let size = self.left[0].size;
        let words = self.left.into_iter().chain(self.right).flat_map(|line| line.words).collect();
        out.push(Item::Line(Line { words, baseline, size }));
    }
}

/// Whether the first line of the next page is the signer's name that did not fit under the right column.
pub fn goes_on(right: &[Line], line: &Line) -> bool {
    let centred = right.iter().any(|other| (other.centre() - line.centre()).abs() < 9.0);
    centred && is_name(line) && !right.last().is_some_and(is_name)
}

/// "Trần Văn An": each word with one capital at its start.
fn is_name(line: &Line) -> bool {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
    };
    (2..=6).contains(&line.words.len()) && line.words.iter().all(|word| capital(&word.text))
}

/// Centred under the column's lines, or flush with the last one.
fn aligned(column: &[Line], line: &Line) -> bool {
    let flush = column.last().is_some_and(|last| (last.left() - line.left()).abs() < 4.0);
    flush || column.iter().any(|other| (other.centre() - line.centre()).abs() < 9.0)
}
