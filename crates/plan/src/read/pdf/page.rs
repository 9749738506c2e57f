//! One page laid out: its words sorted into ruled tables, two-column blocks and lines.

use super::columns;
use super::glyphs::Ink;
use super::grid::{self, Grid};
use super::lines::{self, Line};
use super::ruling;
use super::scans;
use super::table::RuledTable;
use super::words::{self, Word};
use crate::read::legacy_encoding::Encoding;

/// A part of a page from top to bottom.
#[derive(Debug, Clone)]
pub enum Item {
    Line(Line),
    /// Lines of a left and of a right column without ruling lines.
    Columns(Vec<Line>, Vec<Line>),
    Table(RuledTable),
}

#[derive(Debug, Clone, Default)]
pub struct PageContent {
    /// From 1.
    pub number: u32,
    pub width: f64,
    pub height: f64,
    pub items: Vec<Item>,
    /// Glyphs that say which letters they are, and those that do not.
    pub known: usize,
    pub unknown: usize,
    /// What the page says may stand in its picture.
    pub pictured: bool,
    pub converted: Option<Encoding>,
}

/// Lays one page out. `number` counts from 1.
pub fn of_ink(ink: Ink, number: u32) -> PageContent {
    let words = words::of_ink(&ink, number);
    let (width, height) = (ink.width, ink.height);
    let (known, unknown) = (ink.glyphs.len().saturating_sub(ink.unknown), ink.unknown);
    let (pictured, converted) = (scans::is_picture(known, ink.pictured, width, height), ink.converted);
    let grids = grid::of_rules(&ruling::joined(ink.horizontal), &ruling::joined(ink.vertical));
    let content = of_words(words, grids, number, (width, height));
    PageContent { known, unknown, pictured, converted, ..content }
}

/// Sorts the words of a page into its tables, columns and lines.
pub fn of_words(words: Vec<Word>, grids: Vec<Grid>, number: u32, (width, height): (f64, f64)) -> PageContent {
    let grids = without_frames(grids, &words, height);
    let mut inside: Vec<Vec<Vec<Word>>> = grids.iter().map(|grid| vec![Vec::new(); grid.cells.len()]).collect();
    let mut outside = Vec::new();
    for word in words {
        let (x, y) = word.centre();
        match grids.iter().enumerate().find_map(|(index, grid)| Some((index, grid.cell_at(x, y)?))) {
            Some((index, cell)) => inside[index][cell].push(word),
            None => outside.push(word),
        }
    }
    let tables = grids.iter().zip(inside).map(|(grid, cells)| RuledTable::new(grid, cells, number));
    let mut items: Vec<Item> = tables.map(Item::Table).collect();
    items.extend(columns::split(lines::of_words(outside), width, &grids));
    items.sort_by(|a, b| a.top().total_cmp(&b.top()));
    PageContent { number, width, height, items, ..PageContent::default() }
}

impl Item {
    /// Letters and figures of all its words.
    pub fn letters(&self) -> usize {
        let of_line = |line: &Line| line.words.iter().map(|word| word.text.chars().filter(|c| c.is_alphanumeric()).count()).sum::<usize>();
        match self {
            Self::Line(line) => of_line(line),
            Self::Columns(left, right) => left.iter().chain(right).map(of_line).sum(),
            Self::Table(table) => table.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.lines).map(of_line).sum(),
        }
    }

    pub fn top(&self) -> f64 {
        let of_line = |line: &Line| line.baseline - line.size;
        match self {
            Self::Line(line) => of_line(line),
            Self::Columns(left, right) => left.iter().chain(right).map(of_line).fold(f64::MAX, f64::min),
            Self::Table(table) => table.top,
        }
    }
}

/// A grid of one cell is a frame around text, unless it may go on with a table of the page before.
fn without_frames(mut grids: Vec<Grid>, words: &[Word], height: f64) -> Vec<Grid> {
    grids.retain(|grid| {
        grid.cells.len() > 1
            || (grid.bottom() - grid.top() < height / 2.0 && words.iter().filter(|word| word.baseline < grid.top()).count() < 4)
    });
    grids
}
