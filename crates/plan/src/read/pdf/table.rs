//! A ruled table before its cells become paragraphs: rows and cells with their edges and lines.

use super::grid::Grid;
use super::lines::{self, Line};
use super::paragraphs;
use super::words::Word;
use crate::document::{Cell, Certainty, Row, Table};

/// Column edges of two pages this close are the same edge.
const SAME_EDGE: f64 = 3.0;
/// Cells are padded by less than this (points); wider white space is an indent.
const MOST_PADDING: f64 = 6.0;

#[derive(Debug, Clone, Default)]
pub struct RuledCell {
    pub left: f64,
    pub right: f64,
    /// Merged with the cell above.
    pub continues: bool,
    pub lines: Vec<Line>,
    /// That these lines, all of them and no others, stand in this cell.
    pub certainty: Certainty,
}

impl RuledCell {
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    pub fn text(&self) -> String {
        let parts: Vec<String> = self.lines.iter().map(Line::text).collect();
        parts.join(" ")
    }

    pub fn is_bold(&self) -> bool {
        !self.lines.is_empty() && self.lines.iter().all(Line::is_bold)
    }

    /// White space between the cell's side and its longest line.
    pub fn padding(&self) -> f64 {
        let spaces = self.lines.iter().map(|line| (line.left() - self.left).min(self.right - line.right()));
        spaces.fold(MOST_PADDING, f64::min).max(0.0)
    }

    pub fn starts_at(&self, x: f64) -> bool {
        (self.left - x).abs() < SAME_EDGE
    }

    pub fn same_edges(&self, other: &Self) -> bool {
        (self.left - other.left).abs() < SAME_EDGE && (self.right - other.right).abs() < SAME_EDGE
    }
}

#[derive(Debug, Clone, Default)]
pub struct RuledRow {
    /// From left to right; cells merged down have a continuing cell in each further row.
    pub cells: Vec<RuledCell>,
    pub header: bool,
}

impl RuledRow {
    pub fn texts(&self) -> Vec<String> {
        self.cells.iter().map(RuledCell::text).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(RuledCell::is_empty)
    }
}

/// A table on one page, later on several.
#[derive(Debug, Clone, Default)]
pub struct RuledTable {
    pub rows: Vec<RuledRow>,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    /// Last page reached, from 1.
    pub page: u32,
}

impl RuledTable {
    /// `words` holds the words of each cell of the grid.
    pub fn new(grid: &Grid, words: Vec<Vec<Word>>, page: u32) -> Self {
        let mut rows = vec![RuledRow::default(); grid.ys.len() - 1];
        for (cell, words) in grid.cells.iter().zip(words) {
            let (left, right) = (grid.xs[cell.column], grid.xs[cell.column + cell.columns]);
            let mut lines = lines::of_words(words);
            for (offset, row) in rows[cell.row..cell.row + cell.rows].iter_mut().enumerate() {
                row.cells.push(RuledCell { left, right, continues: offset > 0, lines: std::mem::take(&mut lines), ..RuledCell::default() });
            }
        }
        for row in &mut rows {
            row.cells.sort_by(|a, b| a.left.total_cmp(&b.left));
        }
        // Borders drawn twice leave rows in which nothing starts.
        rows.retain(|row| !row.cells.iter().all(|cell| cell.continues));
        Self { rows, left: grid.left(), right: grid.right(), top: grid.top(), page }
    }

    fn edges(&self) -> Vec<f64> {
        let mut out: Vec<f64> = self.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| [cell.left, cell.right]).collect();
        out.sort_by(f64::total_cmp);
        out.dedup_by(|next, kept| *next - *kept < SAME_EDGE);
        out
    }

    /// Whether a table on the next page stands in the same columns.
    pub fn same_columns(&self, next: &Self) -> bool {
        if (self.left - next.left).abs() > SAME_EDGE || (self.right - next.right).abs() > SAME_EDGE {
            return false;
        }
        let (ours, theirs) = (self.edges(), next.edges());
        let shared = theirs.iter().filter(|edge| ours.iter().any(|own| (own - *edge).abs() < SAME_EDGE)).count();
        let fewer = ours.len().min(theirs.len());
        // Two edges are the sides; a page may hold only rows whose cells are merged.
        shared == fewer || (shared > 2 && shared * 5 >= fewer * 4)
    }

    /// The table as the parser reads it.
    pub fn finish(self) -> Table {
        let edges = self.edges();
        let index = |x: f64| edges.partition_point(|edge| *edge <= x - SAME_EDGE);
        let padding = self.padding();
        let rows = self
            .rows
            .into_iter()
            .map(|row| Row {
                header: row.header,
                cells: row
                    .cells
                    .into_iter()
                    .map(|cell| {
                        let (column, end) = (index(cell.left), index(cell.right));
                        Cell {
                            column,
                            columns: end.saturating_sub(column).max(1),
                            continues: cell.continues,
                            paragraphs: paragraphs::of_cell(&cell.lines, cell.right - cell.left - 2.0 * padding),
                            certainty: cell.certainty,
                        }
                    })
                    .collect(),
            })
            .collect();
        Table { rows, columns: edges.len().saturating_sub(1) }
    }

    /// White space between a cell's side and its text.
    fn padding(&self) -> f64 {
        self.rows.iter().flat_map(|row| &row.cells).map(RuledCell::padding).fold(MOST_PADDING, f64::min)
    }
}
