//! Tables that go on after a page break: repeated headers, rows cut in two, cells merged across the break.

use super::paragraphs;
use super::table::{RuledCell, RuledRow, RuledTable};

/// Header rows looked at, at most.
const MOST_HEADER_ROWS: usize = 5;

/// Appends the part of a table on the next page to the parts before it.
pub fn append(table: &mut RuledTable, mut next: RuledTable) {
    drop_repeated_header(table, &mut next);
    table.page = next.page;
    let mut rows = next.rows.into_iter();
    let Some(mut first) = rows.next() else { return };
    // The part after the break first, so that merged cells below it see what it belongs to.
    let rest: Vec<RuledRow> = rows.collect();
    let profile = Profile::new(table);
    if let Some(last) = table.rows.last_mut()
        && profile.continues(last, &first)
    {
        join(last, first);
    } else {
        merge_down(table, &mut first, rest.first(), &profile);
        table.rows.push(first);
    }
    table.rows.extend(rest);
}

/// Rows at the top of a page that say the same as the table's first rows.
fn drop_repeated_header(table: &mut RuledTable, next: &mut RuledTable) {
    let same = |a: &RuledRow, b: &RuledRow| !a.is_empty() && a.texts() == b.texts();
    let pairs = table.rows.iter().zip(&next.rows).take(MOST_HEADER_ROWS);
    let count = pairs.take_while(|(a, b)| same(a, b)).count();
    if count == table.rows.len() && count == next.rows.len() {
        return;
    }
    for row in &mut table.rows[..count] {
        row.header = true;
    }
    next.rows.drain(..count);
}

/// What the rows of a table usually look like.
struct Profile {
    /// The first column holds the rows' numbers.
    numbered: bool,
    /// Cells that hold text in a usual row.
    filled: usize,
    /// Left edges of the columns in which no row is empty.
    never_empty: Vec<f64>,
}

/// A column is known to be always filled after this many rows.
const ROWS_TO_TRUST: usize = 8;

impl Profile {
    fn new(table: &RuledTable) -> Self {
        let body = table.rows.iter().skip_while(|row| row.header);
        let full: Vec<&RuledRow> = body.filter(|row| row.cells.len() > 2).collect();
        let mut filled: Vec<usize> = full.iter().map(|row| count_filled(row)).collect();
        filled.sort_unstable();
        let mut never_empty: Vec<f64> = Vec::new();
        if full.len() >= ROWS_TO_TRUST {
            never_empty.extend(full[full.len() - 1].cells.iter().map(|cell| cell.left));
            never_empty.retain(|left| {
                let empty =
                    |row: &&RuledRow| row.cells.iter().any(|cell| (cell.left - left).abs() < 3.0 && cell.is_empty() && !cell.continues);
                !full.iter().any(empty)
            });
        }
        let numbers = full.iter().filter(|row| is_number(&row.cells[0].text())).count();
        Self { numbered: numbers * 2 > full.len(), filled: filled.get(filled.len() / 2).copied().unwrap_or(0), never_empty }
    }

    /// Whether the first row after a page break is the rest of the last row before it.
    fn continues(&self, last: &RuledRow, first: &RuledRow) -> bool {
        let same_cells = last.cells.len() == first.cells.len() && last.cells.iter().zip(&first.cells).all(|(a, b)| a.same_edges(b));
        if !same_cells {
            return false;
        }
        if first.is_empty() {
            return true;
        }
        let pairs = || last.cells.iter().zip(&first.cells).filter(|(_, b)| !b.is_empty());
        let number = first.cells[0].text();
        if self.numbered && !number.is_empty() {
            return false;
        }
        if pairs().any(|(a, b)| goes_on(a, b)) {
            return true;
        }
        if pairs().any(|(a, b)| b.is_bold() && !a.is_bold()) || !number.is_empty() {
            return false;
        }
        let whole = count_filled(first) + 1 >= self.filled.max(2);
        let overflows = pairs().all(|(a, _)| !a.is_empty()) && count_filled(first) < count_filled(last);
        overflows && !whole || overflows && self.numbered && is_number(&last.cells[0].text())
    }
}

fn count_filled(row: &RuledRow) -> usize {
    row.cells.iter().filter(|cell| !cell.is_empty() || cell.continues).count()
}

/// "1", "12.", "a)", "II", "2.1".
fn is_number(text: &str) -> bool {
    let text = text.trim_end_matches(['.', ')']);
    let figures = text.split('.').all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()));
    let letters = (1..=5).contains(&text.len()) && text.bytes().all(|byte| b"IVX".contains(&byte));
    figures || letters || text.chars().count() == 1
}

/// The text after the break plainly belongs to the sentence before it.
fn goes_on(before: &RuledCell, after: &RuledCell) -> bool {
    let (Some(last), Some(first)) = (before.lines.last(), after.lines.first()) else { return false };
    let word = first.first_word();
    let middle = word.starts_with(|c: char| c.is_lowercase() || matches!(c, ',' | ';' | ')' | '.' | '/')) && !paragraphs::opens_item(first);
    let hangs =
        last.last_word().ends_with([',', '(', '-', '/', '–']) || matches!(last.last_word(), "và" | "của" | "cho" | "các" | "theo" | "với");
    middle && !paragraphs::ends_sentence(last) || hangs
}

fn join(last: &mut RuledRow, first: RuledRow) {
    for (cell, rest) in last.cells.iter_mut().zip(first.cells) {
        cell.lines.extend(rest.lines);
    }
}

/// Marks the cells of the first row after a break that are the lower part of a cell merged down before it.
fn merge_down(table: &mut RuledTable, first: &mut RuledRow, second: Option<&RuledRow>, profile: &Profile) {
    let Some(last) = table.rows.len().checked_sub(1) else { return };
    let full_row = count_filled(first) + 1 >= profile.filled.max(3);
    for cell in &mut first.cells {
        let Some(above) = table.rows[last].cells.iter().find(|above| above.same_edges(cell)) else { continue };
        let spans_above = above.continues;
        let spans_below = second.is_some_and(|row| row.cells.iter().any(|below| below.continues && below.same_edges(cell)));
        let Some(owner) = owner(table, last, cell) else { continue };
        let upper = &mut table.rows[owner.0].cells[owner.1];
        let merged = spans_above || spans_below;
        // One row above the break and one below leave no mark but the empty cell in a column that is never empty.
        let filled_column = full_row && profile.never_empty.iter().any(|left| (left - cell.left).abs() < 3.0);
        let belongs = if cell.is_empty() { !upper.is_empty() && (merged || filled_column) } else { merged && goes_on(upper, cell) };
        if belongs {
            upper.lines.append(&mut cell.lines);
            cell.continues = true;
        }
    }
}

/// Row and index of the cell in which a merged cell began.
fn owner(table: &RuledTable, last: usize, cell: &RuledCell) -> Option<(usize, usize)> {
    for row in (0..=last).rev() {
        let index = table.rows[row].cells.iter().position(|above| above.same_edges(cell))?;
        if !table.rows[row].cells[index].continues {
            return Some((row, index));
        }
    }
    None
}
