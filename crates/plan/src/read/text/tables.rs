//! Tables drawn with characters: Markdown pipes, ASCII and box-drawing grids, and columns parted by tabs.

use crate::document::{Cell, Paragraph, Row, Table, Text};
use crate::read::lines::{self, Glyph};
use crate::read::markdown::inline;
use crate::read::text::marks;

/// Columns of a hand-drawn table; more are no table of a plan.
const MOST_COLUMNS: usize = 64;

/// The table that begins at the first of these raw lines, and how many lines it takes. Lines that only rule
/// the page are a table without rows.
pub fn drawn(raw: &[&str], first_number: u32) -> Option<(Table, usize)> {
    piped(raw, first_number).or_else(|| tabbed(raw, first_number))
}

fn is_border(line: &str) -> bool {
    let line = line.trim();
    line.chars().count() >= 3 && line.contains(['-', '=', '─', '━', '═']) && line.chars().all(is_border_sign)
}

fn is_border_sign(c: char) -> bool {
    matches!(c, '+' | '-' | '=' | '|' | ':' | ' ' | '\t') || ('\u{2500}'..='\u{257f}').contains(&c)
}

fn is_wall(c: char) -> bool {
    matches!(c, '|' | '│' | '┃' | '║')
}

fn is_piped(line: &str) -> bool {
    let line = line.trim();
    line.starts_with(is_wall) && line.chars().filter(|c| is_wall(*c)).count() >= 2
}

/// "A | B" without outer pipes counts only above a delimiter row.
fn has_inner_pipes(line: &str) -> bool {
    cell_ranges(&lines::glyphs(line, 1)).len() >= 2 && line.contains(is_wall)
}

fn piped(raw: &[&str], first_number: u32) -> Option<(Table, usize)> {
    let first = raw.first()?;
    let grid = is_border(first) && first.trim_start().starts_with(|c| c == '+' || ('\u{2500}'..='\u{257f}').contains(&c));
    let bare = !is_piped(first) && has_inner_pipes(first) && raw.get(1).is_some_and(|next| is_border(next) && next.contains('|'));
    let belongs =
        |line: &&str| is_piped(line) || (is_border(line) && line.contains(['|', '+', '─', '┼'])) || (bare && has_inner_pipes(line));
    let length = raw.iter().take_while(|line| belongs(line)).count();
    let rows_drawn = raw[..length].iter().filter(|line| !is_border(line)).count();
    if length < 2 || !(grid || bare || is_piped(first)) {
        return None;
    }
    if rows_drawn == 0 {
        return Some((Table::default(), length));
    }
    let raw = &raw[..length];
    let borders = raw.iter().filter(|line| is_border(line)).count();
    if rows_drawn < 2 && borders == 0 {
        return None;
    }
    let walls = raw.iter().filter(|line| is_border(line)).map(|line| joints(line)).max_by_key(Vec::len).unwrap_or_default();
    let mut table = Rows { walls: if grid { walls } else { Vec::new() }, rows: Vec::new() };
    let grouped = grid && borders >= 4;
    let mut fresh = true;
    for (line, number) in raw.iter().zip(first_number..) {
        if is_border(line) {
            table.mark_header(grid, borders);
            fresh = true;
            continue;
        }
        let cells = table.cells_of(line, number);
        let runs_on = grid && !fresh && (grouped || cells.first().is_some_and(|cell| cell.paragraphs.is_empty()));
        table.push(cells, runs_on);
        fresh = false;
    }
    Some((table.finish(), length))
}

/// Columns of the source at which a border line has a joint.
fn joints(line: &str) -> Vec<u32> {
    line.chars()
        .zip(1..)
        .filter(|(c, _)| *c == '+' || (!matches!(c, '─' | '━' | '═') && ('\u{2500}'..='\u{257f}').contains(c)))
        .map(|(_, column)| column)
        .collect()
}

/// Ranges of glyphs between walls; a backslash before a pipe makes it a letter.
fn cell_ranges(glyphs: &[Glyph]) -> Vec<std::ops::Range<usize>> {
    let used: Vec<usize> = glyphs.iter().enumerate().filter(|(_, glyph)| !glyph.c.is_whitespace()).map(|(at, _)| at).collect();
    let (Some(first), Some(last)) = (used.first(), used.last()) else { return Vec::new() };
    let inside = if is_wall(glyphs[*first].c) { first + 1 } else { *first };
    let (mut start, mut out) = (inside, Vec::new());
    for at in inside..=*last {
        if is_wall(glyphs[at].c) && (at == 0 || glyphs[at - 1].c != '\\') {
            out.push(start..at);
            start = at + 1;
        }
    }
    if start <= *last {
        out.push(start..last + 1);
    }
    out
}

/// Rows under construction.
struct Rows {
    /// Source columns of the grid's vertical lines; empty when cells are counted instead.
    walls: Vec<u32>,
    rows: Vec<Row>,
}

impl Rows {
    fn cells_of(&self, line: &str, number: u32) -> Vec<Cell> {
        let glyphs = lines::glyphs(line, number);
        let wall = |column: u32| self.walls.iter().position(|wall| *wall == column);
        let ranges = cell_ranges(&glyphs).into_iter().take(MOST_COLUMNS).enumerate();
        ranges
            .map(|(index, range)| {
                let left = wall(range.start as u32);
                let right = wall(range.end as u32 + 1);
                let (column, columns) = match (left, right) {
                    (Some(left), Some(right)) if right > left => (left, right - left),
                    _ => (index, 1),
                };
                cell(&glyphs[range], column, columns)
            })
            .collect()
    }

    /// Adds a row, or the next lines of the row before.
    fn push(&mut self, cells: Vec<Cell>, runs_on: bool) {
        let Some(row) = self.rows.last_mut().filter(|_| runs_on) else {
            return self.rows.push(Row { cells, header: false });
        };
        for (at, next) in cells.into_iter().enumerate() {
            let Some(paragraph) = next.paragraphs.into_iter().next() else { continue };
            match row.cells.get_mut(at) {
                Some(cell) => match cell.paragraphs.last_mut() {
                    Some(open) => append(open, &paragraph.text),
                    None => cell.paragraphs.push(paragraph),
                },
                None => row.cells.push(Cell { paragraphs: vec![paragraph], ..next }),
            }
        }
    }

    /// The rows above the first inner border are the header.
    fn mark_header(&mut self, grid: bool, borders: usize) {
        let inner = !grid || borders >= 3;
        if inner && self.rows.len() == 1 {
            self.rows[0].header = true;
        }
    }

    fn finish(self) -> Table {
        let mut rows = self.rows;
        let columns = rows.iter().flat_map(|row| row.cells.last()).map(|cell| cell.column + cell.columns).max().unwrap_or(0);
        for row in &mut rows {
            // A section row is often written with its first cells only.
            if let Some(last) = row.cells.last_mut().filter(|last| last.column + last.columns < columns && !last.paragraphs.is_empty()) {
                last.columns = columns - last.column;
            }
        }
        Table { rows, columns }
    }
}

/// A cell; `<br>` in it parts paragraphs, escapes and emphasis marks go.
fn cell(glyphs: &[Glyph], column: usize, columns: usize) -> Cell {
    let words = inline::read(glyphs);
    let paragraphs = words.lines().map(|(glyphs, bold)| Paragraph { text: lines::gather(glyphs), bold, ..Paragraph::default() });
    Cell { paragraphs: paragraphs.filter(|paragraph| !paragraph.text.is_empty()).collect(), column, columns, ..Cell::default() }
}

/// Joins the next source line to a paragraph; numbers and signs parted at a hyphen grow together again.
pub fn append(open: &mut Paragraph, next: &Text) {
    open.breaks.push(open.text.text.len());
    open.text.join_wrapped(next);
}

fn fields(line: &str) -> usize {
    line.split('\t').filter(|field| !field.trim().is_empty()).count()
}

fn tabbed(raw: &[&str], first_number: u32) -> Option<(Table, usize)> {
    let head = raw.first()?;
    let titled = marks::is_table_head(head.trim());
    // "1.<tab>Mục đích" is a numbered paragraph, not a table of two columns.
    if fields(head) < if titled { 2 } else { 3 } || fields(raw.get(1)?) < 2 {
        return None;
    }
    let mut length = raw.iter().take_while(|line| fields(line) >= 2).count();
    // Lines without a tab between two rows belong to a cell of several paragraphs or to a section row.
    while let Some(more) = raw[length..].iter().take(6).take_while(|line| !line.trim().is_empty()).position(|line| fields(line) >= 2) {
        length += more + raw[length + more..].iter().take_while(|line| fields(line) >= 2).count();
    }
    let columns = raw[..length].iter().map(|line| line.trim_end().split('\t').count()).max().unwrap_or(0).min(MOST_COLUMNS);
    let mut table = Rows { walls: Vec::new(), rows: Vec::new() };
    for (line, number) in raw[..length].iter().zip(first_number..) {
        let cells = tab_cells(line, number);
        let new_row = if titled { begins_row(line) } else { fields(line) >= 2 || marks::is_numbered(line.trim()) };
        let open = table.rows.last_mut().filter(|row| !new_row && row.cells.len() < columns && row.cells.len() > 1);
        match open {
            Some(row) => continue_row(row, cells),
            None => table.rows.push(Row { cells, header: table.rows.is_empty() && titled }),
        }
    }
    Some((table.finish(), length))
}

/// Under a "TT" column a row begins with a number, an empty number cell or a section's letter.
fn begins_row(line: &str) -> bool {
    let first = line.split('\t').next().unwrap_or_default().trim();
    first.is_empty()
        || marks::is_numbered(&format!("{} x", first.trim_end_matches('.').to_owned() + "."))
        || (first.len() <= 2 && marks::is_upper_case(&first.repeat(2)))
}

fn tab_cells(line: &str, number: u32) -> Vec<Cell> {
    let glyphs = lines::glyphs(line.trim_end(), number);
    glyphs.split(|glyph| glyph.c == '\t').take(MOST_COLUMNS).enumerate().map(|(column, part)| cell(part, column, 1)).collect()
}

/// The first field is a further paragraph of the last cell, the others are the next cells.
fn continue_row(row: &mut Row, cells: Vec<Cell>) {
    for (at, next) in cells.into_iter().enumerate() {
        match row.cells.last_mut().filter(|_| at == 0) {
            Some(last) => last.paragraphs.extend(next.paragraphs),
            None => row.cells.push(Cell { column: row.cells.len(), ..next }),
        }
    }
}
