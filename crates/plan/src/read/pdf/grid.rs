//! Ruling lines to tables: every set of lines that touch is one grid; a missing inner line merges cells.

use super::ruling::Rule;

/// A line ends at another when it comes this near (points).
const TOUCH: f64 = 3.0;
/// Lines nearer than this bound no row or column of text.
const NARROW: f64 = 3.0;
/// A row without any vertical line is at most this high: two lines of text.
const OPEN_ROW: f64 = 48.0;
/// Crossings looked at on one page; a drawing with more is no table.
const MOST_CROSSINGS: usize = 4_000_000;

/// A cell in base rows and columns of its grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GridCell {
    pub row: usize,
    pub column: usize,
    pub rows: usize,
    pub columns: usize,
}

/// A ruled table on one page.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Column edges from left to right, one more than columns.
    pub xs: Vec<f64>,
    /// Row edges from top to bottom, one more than rows.
    pub ys: Vec<f64>,
    /// In reading order.
    pub cells: Vec<GridCell>,
    /// Index into `cells` for each base cell, row by row.
    lookup: Vec<usize>,
}

impl Grid {
    /// Index of the cell around a point.
    pub fn cell_at(&self, x: f64, y: f64) -> Option<usize> {
        let column = self.xs.partition_point(|edge| *edge <= x).checked_sub(1)?;
        let row = self.ys.partition_point(|edge| *edge <= y).checked_sub(1)?;
        let (columns, rows) = (self.xs.len() - 1, self.ys.len() - 1);
        (column < columns && row < rows).then(|| self.lookup[row * columns + column])
    }

    pub fn left(&self) -> f64 {
        self.xs[0]
    }

    pub fn right(&self) -> f64 {
        self.xs[self.xs.len() - 1]
    }

    pub fn top(&self) -> f64 {
        self.ys[0]
    }

    pub fn bottom(&self) -> f64 {
        self.ys[self.ys.len() - 1]
    }

    fn holds(&self, other: &Grid) -> bool {
        self.left() <= other.left() + TOUCH
            && self.right() >= other.right() - TOUCH
            && self.top() <= other.top() + TOUCH
            && self.bottom() >= other.bottom() - TOUCH
    }
}

/// The tables that the joined lines of a page draw, from top to bottom. A frame around text is none.
pub fn of_rules(horizontal: &[Rule], vertical: &[Rule]) -> Vec<Grid> {
    let mut grids: Vec<Grid> = connected(horizontal, vertical)
        .into_iter()
        .filter_map(|(horizontal, vertical)| build(&horizontal, &vertical))
        .filter(|grid| grid.cells.len() > 1)
        .collect();
    // A table inside a cell is read as text of that cell.
    let inner: Vec<bool> = grids
        .iter()
        .enumerate()
        .map(|(index, grid)| grids.iter().enumerate().any(|(other, outer)| other != index && outer.holds(grid) && !grid.holds(outer)))
        .collect();
    let mut keep = inner.iter();
    grids.retain(|_| !keep.next().expect("one mark for each grid"));
    grids.sort_by(|a, b| a.top().total_cmp(&b.top()));
    grids
}

/// Sets of horizontal and vertical lines that touch one another.
fn connected(horizontal: &[Rule], vertical: &[Rule]) -> Vec<(Vec<Rule>, Vec<Rule>)> {
    if horizontal.len().saturating_mul(vertical.len()) > MOST_CROSSINGS {
        return Vec::new();
    }
    let mut parent: Vec<usize> = (0..horizontal.len() + vertical.len()).collect();
    for (i, h) in horizontal.iter().enumerate() {
        for (j, v) in vertical.iter().enumerate() {
            let meets = v.at >= h.start - TOUCH && v.at <= h.end + TOUCH && h.at >= v.start - TOUCH && h.at <= v.end + TOUCH;
            if meets {
                let (a, b) = (root(&mut parent, i), root(&mut parent, horizontal.len() + j));
                parent[a] = b;
            }
        }
    }
    for (upper, lower) in open_rows(horizontal, vertical) {
        let (a, b) = (root(&mut parent, upper), root(&mut parent, lower));
        parent[a] = b;
    }
    let mut sets: Vec<(Vec<Rule>, Vec<Rule>)> = vec![Default::default(); parent.len()];
    for (i, rule) in horizontal.iter().enumerate() {
        sets[root(&mut parent, i)].0.push(*rule);
    }
    for (j, rule) in vertical.iter().enumerate() {
        sets[root(&mut parent, horizontal.len() + j)].1.push(*rule);
    }
    sets.retain(|(horizontal, vertical)| !horizontal.is_empty() && !vertical.is_empty());
    sets
}

/// Pairs of horizontal lines with the same ends, near each other, that no vertical line joins at their ends:
/// in a table without outer borders a row merged across has no other mark.
fn open_rows(horizontal: &[Rule], vertical: &[Rule]) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..horizontal.len()).collect();
    order.sort_by(|a, b| horizontal[*a].at.total_cmp(&horizontal[*b].at));
    let closed = |rule: &Rule| {
        let ends = |at: f64| vertical.iter().any(|v| (v.at - at).abs() < TOUCH && v.start - TOUCH <= rule.at && rule.at <= v.end + TOUCH);
        ends(rule.start) || ends(rule.end)
    };
    let same = |a: &Rule, b: &Rule| (a.start - b.start).abs() < TOUCH && (a.end - b.end).abs() < TOUCH;
    let pairs = order.windows(2).map(|pair| (pair[0], pair[1]));
    pairs
        .filter(|(upper, lower)| {
            let (upper, lower) = (&horizontal[*upper], &horizontal[*lower]);
            lower.at - upper.at < OPEN_ROW
                && upper.end - upper.start > 4.0 * OPEN_ROW
                && same(upper, lower)
                && !closed(upper)
                && !closed(lower)
        })
        .collect()
}

fn root(parent: &mut [usize], mut node: usize) -> usize {
    while parent[node] != node {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    node
}

fn build(horizontal: &[Rule], vertical: &[Rule]) -> Option<Grid> {
    let xs = edges(vertical, horizontal);
    let ys = edges(horizontal, vertical);
    let (columns, rows) = (xs.len().checked_sub(1)?, ys.len().checked_sub(1)?);
    if columns == 0 || rows == 0 || columns.saturating_mul(rows) > MOST_CROSSINGS {
        return None;
    }
    // Whether a line closes the right (below) side of base cell [row][column].
    let mut right = vec![false; rows * columns];
    for rule in vertical {
        let Some(edge) = nearest(&xs, rule.at).filter(|edge| *edge > 0) else { continue };
        for row in 0..rows {
            let middle = f64::midpoint(ys[row], ys[row + 1]);
            right[row * columns + edge - 1] |= rule.start <= middle && middle <= rule.end;
        }
    }
    let mut below = vec![false; rows * columns];
    for rule in horizontal {
        let Some(edge) = nearest(&ys, rule.at).filter(|edge| *edge > 0) else { continue };
        for column in 0..columns {
            let middle = f64::midpoint(xs[column], xs[column + 1]);
            below[(edge - 1) * columns + column] |= rule.start <= middle && middle <= rule.end;
        }
    }
    let (cells, lookup) = merged(rows, columns, &right, &below);
    Some(Grid { xs, ys, cells, lookup })
}

/// Positions of the lines of one direction; where the other direction sticks out, the open side is an edge too.
fn edges(lines: &[Rule], across: &[Rule]) -> Vec<f64> {
    let mut out: Vec<f64> = lines.iter().map(|rule| rule.at).collect();
    let (low, high) = out.iter().fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(*at), high.max(*at)));
    let start = across.iter().map(|rule| rule.start).fold(f64::MAX, f64::min);
    let end = across.iter().map(|rule| rule.end).fold(f64::MIN, f64::max);
    if start < low - 2.0 * NARROW {
        out.push(start);
    }
    if end > high + 2.0 * NARROW {
        out.push(end);
    }
    out.sort_by(f64::total_cmp);
    out.dedup_by(|next, kept| *next - *kept < NARROW);
    out
}

fn nearest(edges: &[f64], at: f64) -> Option<usize> {
    let after = edges.partition_point(|edge| *edge < at);
    [after.checked_sub(1), Some(after)]
        .into_iter()
        .flatten()
        .filter(|index| edges.get(*index).is_some_and(|edge| (edge - at).abs() < NARROW))
        .min_by(|a, b| (edges[*a] - at).abs().total_cmp(&(edges[*b] - at).abs()))
}

fn merged(rows: usize, columns: usize, right: &[bool], below: &[bool]) -> (Vec<GridCell>, Vec<usize>) {
    const FREE: usize = usize::MAX;
    let mut lookup = vec![FREE; rows * columns];
    let mut cells = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            if lookup[row * columns + column] != FREE {
                continue;
            }
            let mut wide = 1;
            while column + wide < columns && !right[row * columns + column + wide - 1] && lookup[row * columns + column + wide] == FREE {
                wide += 1;
            }
            let mut high = 1;
            while row + high < rows
                && (column..column + wide).all(|c| !below[(row + high - 1) * columns + c] && lookup[(row + high) * columns + c] == FREE)
            {
                high += 1;
            }
            for line in row..row + high {
                lookup[line * columns + column..line * columns + column + wide].fill(cells.len());
            }
            cells.push(GridCell { row, column, rows: high, columns: wide });
        }
    }
    (cells, lookup)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(at: f64, start: f64, end: f64) -> Rule {
        Rule { at, start, end }
    }

    fn shape(grid: &Grid) -> Vec<(usize, usize, usize, usize)> {
        grid.cells.iter().map(|cell| (cell.row, cell.column, cell.rows, cell.columns)).collect()
    }

    #[test]
    fn missing_inner_lines_merge_cells_across_and_down() {
        // Row 0 is merged across; below it the first column is merged down.
        let horizontal = [rule(0.0, 0.0, 200.0), rule(20.0, 0.0, 200.0), rule(40.0, 100.0, 200.0), rule(60.0, 0.0, 200.0)];
        let vertical = [rule(0.0, 0.0, 60.0), rule(100.0, 20.0, 60.0), rule(200.0, 0.0, 60.0)];
        let grids = of_rules(&horizontal, &vertical);
        assert_eq!(grids.len(), 1);
        assert_eq!(shape(&grids[0]), [(0, 0, 1, 2), (1, 0, 2, 1), (1, 1, 1, 1), (2, 1, 1, 1)]);
        assert_eq!(grids[0].cell_at(50.0, 50.0), Some(1));
        assert_eq!(grids[0].cell_at(150.0, 50.0), Some(3));
        assert_eq!(grids[0].cell_at(150.0, 70.0), None);
    }

    #[test]
    fn double_borders_bound_no_rows_of_their_own() {
        let horizontal = [0.0, 1.0, 20.0, 21.0, 40.0, 41.0].map(|at| rule(at, 0.0, 100.0));
        let vertical = [rule(0.0, 2.0, 39.0), rule(1.0, 2.0, 39.0), rule(50.0, 2.0, 39.0), rule(100.0, 2.0, 39.0)];
        let grids = of_rules(&horizontal, &vertical);
        assert_eq!(shape(&grids[0]), [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]);
    }

    #[test]
    fn a_table_without_outer_borders_keeps_its_first_and_last_column() {
        let horizontal = [0.0, 20.0, 40.0].map(|at| rule(at, 0.0, 300.0));
        let vertical = [rule(100.0, 0.0, 40.0), rule(200.0, 0.0, 40.0)];
        assert_eq!(of_rules(&horizontal, &vertical)[0].xs, [0.0, 100.0, 200.0, 300.0]);
    }

    #[test]
    fn a_row_merged_across_joins_the_parts_of_a_table_without_outer_borders() {
        let horizontal = [0.0, 20.0, 40.0, 60.0].map(|at| rule(at, 0.0, 300.0));
        let vertical = [rule(100.0, 0.0, 20.0), rule(100.0, 40.0, 60.0)];
        let grids = of_rules(&horizontal, &vertical);
        assert_eq!(grids.len(), 1);
        assert_eq!(shape(&grids[0]), [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 2), (2, 0, 1, 1), (2, 1, 1, 1)]);
    }

    #[test]
    fn a_table_inside_a_cell_is_no_table_of_its_own() {
        let horizontal = [rule(0.0, 0.0, 200.0), rule(100.0, 0.0, 200.0), rule(20.0, 20.0, 80.0), rule(40.0, 20.0, 80.0)];
        let vertical = [
            rule(0.0, 0.0, 100.0),
            rule(100.0, 0.0, 100.0),
            rule(200.0, 0.0, 100.0),
            rule(20.0, 20.0, 40.0),
            rule(50.0, 20.0, 40.0),
            rule(80.0, 20.0, 40.0),
        ];
        let grids = of_rules(&horizontal, &vertical);
        assert_eq!(grids.len(), 1);
        assert_eq!(grids[0].cells.len(), 2);
    }
}
