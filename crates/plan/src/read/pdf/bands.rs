//! Rows of a table without ruling lines: each number in the first column and each line across the columns is
//! an anchor; the cuts between them are put where the text of every column stands best around its anchor.

use super::gutters::{self, Gutter};
use super::lines::{self, Line};
use super::rows;
use super::words::Word;

/// Cuts looked at between two anchors, at most.
const MOST_CUTS: usize = 48;
/// What a column costs at most whose text does not fit its row.
const MOST_COST: f64 = 2.0;

/// The words of one page's part of a table.
pub struct Columns {
    /// Lines of each column from top to bottom.
    pub lines: Vec<Vec<Line>>,
    /// Words that stand across gutters, with the columns they touch.
    pub wide: Vec<Line>,
    pub pitch: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Anchor {
    y: f64,
    low: f64,
    high: f64,
    across: bool,
}

pub fn middle(line: &Line) -> f64 {
    line.baseline - 0.3 * line.size
}

impl Columns {
    pub fn new(lines: &[Line], gutters: &[Gutter], edges: &[f64]) -> Self {
        let mut columns: Vec<Vec<Word>> = vec![Vec::new(); edges.len() - 1];
        let mut wide = Vec::new();
        for line in lines {
            for (from, to) in gutters::chunks(line) {
                let words = &line.words[from..to];
                if gutters::crosses(words, gutters) {
                    wide.extend_from_slice(words);
                    continue;
                }
                for word in words {
                    let column = edges.partition_point(|edge| *edge <= word.centre().0).clamp(1, columns.len());
                    columns[column - 1].push(word.clone());
                }
            }
        }
        let lines: Vec<Vec<Line>> = columns.into_iter().map(lines::of_words).collect();
        let mut steps: Vec<f64> = lines
            .iter()
            .flat_map(|column| column.windows(2))
            .map(|pair| (pair[1].baseline - pair[0].baseline) / pair[0].size.max(1.0) * pair[0].size)
            .collect();
        steps.sort_by(f64::total_cmp);
        let size = lines.iter().flatten().map(|line| line.size).fold(6.0, f64::max);
        let near: Vec<f64> = steps.into_iter().filter(|step| *step < 1.9 * size).collect();
        let pitch = near.get(near.len() / 2).copied().unwrap_or(1.2 * size);
        Self { lines, wide: lines::of_words(wide), pitch }
    }

    /// Anchors below `header`, from top to bottom.
    fn anchors(&self, titled: bool) -> Vec<Anchor> {
        let mut out: Vec<Anchor> = Vec::new();
        for line in &self.lines[0] {
            let y = middle(line);
            let text = line.text();
            let title = titled && out.is_empty() && is_title(&text);
            if title || rows::is_number(text.trim_start_matches('(')) {
                out.push(Anchor { y, low: y, high: y, across: false });
            }
        }
        // The common name of several columns stands no lower than the title of the first.
        let head = out.first().filter(|_| titled).map_or(f64::MIN, |anchor| anchor.y + 0.5 * self.pitch);
        let mut group: Option<Anchor> = None;
        let mut across = Vec::new();
        for line in self.wide.iter().filter(|line| middle(line) > head) {
            let y = middle(line);
            match &mut group {
                Some(open) if y - open.high < 1.3 * self.pitch => open.high = y,
                _ => across.extend(group.replace(Anchor { y, low: y, high: y, across: true })),
            }
        }
        across.extend(group);
        let beside = |anchor: &Anchor, wide: &Anchor| anchor.y > wide.low - 0.4 * self.pitch && anchor.y < wide.high + 0.4 * self.pitch;
        across.retain(|wide| {
            let mut own = out.iter_mut().filter(|anchor| beside(anchor, wide));
            let first = own.next();
            let alone = own.next().is_none();
            match first {
                // A section's number stands beside the first of its lines: the row ends below them all.
                Some(number) if alone && number.y < wide.low + 0.5 * self.pitch => number.high = number.high.max(wide.high),
                Some(_) => {}
                None => return true,
            }
            false
        });
        out.extend(across);
        out.sort_by(|a, b| a.y.total_cmp(&b.y));
        out
    }

    /// The lower end of each row from top to bottom, the last below everything.
    /// `titled`: begins with the names of the columns. `goes_on`: may begin with the rest of a row.
    pub fn cuts(&self, titled: bool, goes_on: bool) -> Vec<f64> {
        let anchors = self.anchors(titled);
        if anchors.is_empty() {
            return vec![f64::MAX];
        }
        let search = |mode| Search { columns: self, anchors: &anchors, mode, goes_on }.run();
        let best = [Mode::Top, Mode::Centre, Mode::Mixed].map(search).into_iter().min_by(|a, b| a.0.total_cmp(&b.0));
        best.map_or_else(|| vec![f64::MAX], |(_, cuts)| cuts)
    }
}

/// "TT", "STT", "Số TT".
pub fn is_title(text: &str) -> bool {
    let text = text.to_lowercase();
    matches!(text.as_str(), "tt" | "stt" | "số" | "số tt" | "thứ tự" | "số thứ tự" | "thứ" | "no.")
}

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Top,
    Centre,
    Mixed,
}

struct Search<'a> {
    columns: &'a Columns,
    anchors: &'a [Anchor],
    mode: Mode,
    goes_on: bool,
}

impl Search<'_> {
    /// Cost and cuts; one more cut than anchors when lines stand above the first row.
    fn run(&self) -> (f64, Vec<f64>) {
        let mut tops: Vec<(f64, f64)> = vec![(f64::MIN, 0.0)];
        if self.goes_on {
            let first = self.anchors[0].low;
            tops.extend(self.cuts(f64::MIN, first).into_iter().map(|cut| (cut, 0.3 + self.cut_cost(cut))));
        }
        let mut steps: Vec<Vec<(f64, f64, usize)>> = Vec::new();
        let mut open: Vec<(f64, f64)> = tops.clone();
        for (index, pair) in self.anchors.windows(2).enumerate() {
            let mut next = Vec::new();
            for cut in self.cuts(pair[0].high, pair[1].low) {
                let costs = open.iter().enumerate().map(|(from, (top, cost))| (from, cost + self.row_cost(index, *top, cut)));
                let Some((from, cost)) = costs.min_by(|a, b| a.1.total_cmp(&b.1)) else { continue };
                next.push((cut, cost + self.cut_cost(cut), from));
            }
            open = next.iter().map(|(cut, cost, _)| (*cut, *cost)).collect();
            steps.push(next);
        }
        let last = self.anchors.len() - 1;
        let ends = open.iter().enumerate().map(|(from, (top, cost))| (from, cost + self.row_cost(last, *top, f64::MAX)));
        let (mut from, cost) = ends.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, f64::MAX));
        let mut cuts = vec![f64::MAX];
        for step in steps.iter().rev() {
            let Some((cut, _, before)) = step.get(from) else { break };
            cuts.push(*cut);
            from = *before;
        }
        let top = tops.get(from).map_or(f64::MIN, |top| top.0);
        if top > f64::MIN {
            cuts.push(top);
        }
        cuts.reverse();
        (cost, cuts)
    }

    /// Heights between two anchors at which a row may end, at least one.
    fn cuts(&self, above: f64, below: f64) -> Vec<f64> {
        let between = |line: &&Line| middle(line) > above - 1.0 && middle(line) < below + 1.0;
        let mut heights: Vec<f64> = Vec::new();
        for column in &self.columns.lines {
            let start = column.partition_point(|line| middle(line) < above - 1.0);
            heights.extend(column[start..].iter().take_while(|line| middle(line) < below + 1.0).map(middle));
        }
        heights.extend(self.columns.wide.iter().filter(between).map(middle));
        if above > f64::MIN {
            heights.push(above);
        }
        heights.push(below);
        heights.sort_by(f64::total_cmp);
        heights.dedup_by(|next, kept| *next - *kept < 0.15 * self.columns.pitch);
        let mut out: Vec<f64> = heights.windows(2).map(|pair| f64::midpoint(pair[0], pair[1])).collect();
        if out.len() > MOST_CUTS {
            out.drain(MOST_CUTS / 2..out.len() - MOST_CUTS / 2);
        }
        if out.is_empty() && above > f64::MIN {
            out.push(f64::midpoint(above, below));
        }
        out
    }

    /// Cutting between lines of one sentence is worse than cutting in white space.
    fn cut_cost(&self, cut: f64) -> f64 {
        let mut cost = 0.0;
        for column in &self.columns.lines[1..] {
            let at = column.partition_point(|line| middle(line) < cut);
            let (Some(above), Some(below)) = (at.checked_sub(1).and_then(|at| column.get(at)), column.get(at)) else { continue };
            if below.baseline - above.baseline < 1.25 * self.columns.pitch {
                cost += if below.first_word().starts_with(char::is_lowercase) { 0.4 } else { 0.04 };
            }
        }
        cost
    }

    fn row_cost(&self, index: usize, top: f64, bottom: f64) -> f64 {
        let anchor = &self.anchors[index];
        let edge = index + 1 == self.anchors.len() || index == 0 && self.goes_on && top == f64::MIN;
        let mut cost = 0.0;
        for column in &self.columns.lines[1..] {
            let start = column.partition_point(|line| middle(line) < top);
            let end = column.partition_point(|line| middle(line) < bottom);
            if start >= end {
                continue;
            }
            if anchor.across {
                // The last line of a section may be short enough to stand in one column.
                let below = |line: &Line| middle(line) > anchor.high && middle(line) < anchor.high + 1.3 * self.columns.pitch;
                cost += column[start..end].iter().map(|line| if below(line) { 0.1 } else { 1.0 }).sum::<f64>();
                continue;
            }
            let (first, last) = (middle(&column[start]), middle(&column[end - 1]));
            let at_top = (first - anchor.y).abs() / self.columns.pitch;
            let centred = (f64::midpoint(first, last) - anchor.y).abs() / self.columns.pitch;
            let off = match self.mode {
                Mode::Top => at_top,
                Mode::Centre if !edge => centred,
                Mode::Centre => centred.min(at_top),
                Mode::Mixed => centred.min(at_top) + 0.03,
            };
            cost += off.min(MOST_COST);
        }
        cost
    }
}
