//! Pages to one run of blocks: page numbers and running heads dropped, tables and paragraphs joined
//! across page breaks.

use std::collections::{HashMap, HashSet};

use super::bare;
use super::columns;
use super::lines::Line;
use super::page::{Item, PageContent};
use super::paragraphs::{self, Column};
use super::rows;
use super::table::RuledTable;
use crate::document::{Block, Cell, Paragraph, Row, Table};

/// Share of the page's height in which heads and feet stand.
const EDGE: f64 = 0.11;

/// The blocks of all pages in order.
pub fn blocks(mut pages: Vec<PageContent>) -> Vec<Block> {
    drop_page_numbers(&mut pages);
    bare::restore(&mut pages);
    drop_furniture(&mut pages);
    let text_columns = text_columns(&pages);
    let mut flow = Flow::default();
    for page in pages {
        let column = text_columns[&size_of(&page)];
        for item in page.items {
            flow.add(item, column, page.number);
        }
    }
    flow.finish()
}

#[derive(Default)]
struct Flow {
    out: Vec<Block>,
    lines: Vec<(Line, Column)>,
    /// Parts of the open table, one for each page.
    table: Vec<RuledTable>,
    /// The open two-column block and the page it ends on.
    columns: Option<(Vec<Line>, Vec<Line>, u32)>,
}

impl Flow {
    fn add(&mut self, item: Item, column: Column, page: u32) {
        match item {
            Item::Line(line) => {
                self.close_table();
                if let Some((_, right, last)) = &mut self.columns
                    && *last + 1 == page
                    && columns::goes_on(right, &line)
                {
                    right.push(line);
                    return;
                }
                self.close_columns();
                self.lines.push((line, column));
            }
            Item::Columns(left, right) => {
                self.close_table();
                self.close_lines();
                if let Some((open_left, open_right, last)) = &mut self.columns
                    && *last + 1 == page
                {
                    open_left.extend(left);
                    open_right.extend(right);
                    *last = page;
                    return;
                }
                self.close_columns();
                self.columns = Some((left, right, page));
            }
            Item::Table(table) => self.add_table(table, column, page),
        }
    }

    fn add_table(&mut self, table: RuledTable, column: Column, page: u32) {
        if let (Some(first), Some(last)) = (self.table.first(), self.table.last())
            && last.page + 1 == page
            && (last.same_columns(&table) || first.same_columns(&table))
        {
            self.table.push(table);
            return;
        }
        self.close_table();
        self.close_columns();
        if table.rows.len() == 1 && table.rows[0].cells.len() == 1 {
            // A frame around text.
            let lines = table.rows.into_iter().flat_map(|row| row.cells).flat_map(|cell| cell.lines);
            self.lines.extend(lines.map(|line| (line, column)));
            return;
        }
        self.close_lines();
        self.table.push(table);
    }

    fn close_columns(&mut self) {
        if let Some((left, right, _)) = self.columns.take() {
            self.out.push(Block::Table(two_columns(left, right)));
        }
    }

    fn close_lines(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        self.out.extend(paragraphs::of_body(&lines).into_iter().map(Block::Paragraph));
    }

    fn close_table(&mut self) {
        if !self.table.is_empty() {
            let parts = std::mem::take(&mut self.table);
            self.out.push(Block::Table(rows::joined(parts).finish()));
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.close_table();
        self.close_columns();
        self.close_lines();
        self.out
    }
}

/// A two-column block as a table; number and date of a document's head get a row of their own.
fn two_columns(left: Vec<Line>, right: Vec<Line>) -> Table {
    let number = left.iter().find(|line| line.first_word().starts_with("Số")).map(|line| (line.page(), line.baseline - 0.7 * line.size));
    let below = |line: &Line| number.is_some_and(|(page, top)| (line.page(), line.baseline) > (page, top));
    let (left_low, left_high): (Vec<_>, Vec<_>) = left.into_iter().partition(below);
    let (right_low, right_high): (Vec<_>, Vec<_>) = right.into_iter().partition(below);
    let rows = [(left_high, right_high), (left_low, right_low)];
    let rows = rows.into_iter().filter(|(left, right)| !left.is_empty() || !right.is_empty());
    let rows = rows.map(|(left, right)| Row { cells: vec![column_cell(&left, 0), column_cell(&right, 1)], header: false }).collect();
    Table { rows, columns: 2 }
}

/// Each line of the page is a paragraph of its own.
fn column_cell(lines: &[Line], column: usize) -> Cell {
    let paragraphs = lines
        .iter()
        .map(|line| Paragraph {
            text: paragraphs::joined(std::iter::once(line)),
            bold: line.is_bold(),
            certainty: paragraphs::certainty(std::iter::once(line)),
            ..Paragraph::default()
        })
        .collect();
    Cell { paragraphs, column, columns: 1, ..Cell::default() }
}

fn size_of(page: &PageContent) -> (i64, i64) {
    (page.width.round() as i64, page.height.round() as i64)
}

/// Margins and line pitch of the pages of each size.
fn text_columns(pages: &[PageContent]) -> HashMap<(i64, i64), Column> {
    let mut out: HashMap<(i64, i64), Column> = HashMap::new();
    for page in pages {
        let column = out.entry(size_of(page)).or_insert(Column { left: f64::MAX, right: f64::MIN, pitch: 0.0, indent: 0.0 });
        for item in &page.items {
            let (left, right) = match item {
                Item::Line(line) => (line.left(), line.right()),
                Item::Columns(..) => continue,
                Item::Table(table) => (table.left, table.right),
            };
            column.left = column.left.min(left);
            column.right = column.right.max(right);
        }
    }
    for (size, column) in &mut out {
        let alike = || pages.iter().filter(|page| size_of(page) == *size);
        if alike().any(|page| page.pictured) {
            (column.left, column.right) = usual_margins(alike()).unwrap_or((column.left, column.right));
        }
        column.pitch = usual_pitch(alike());
        column.indent = usual_indent(alike(), column.left);
    }
    out
}

/// Margins of recognised lines, where dust at the edge of the paper may have been taken for a word.
fn usual_margins<'a>(pages: impl Iterator<Item = &'a PageContent>) -> Option<(f64, f64)> {
    let lines: Vec<&Line> =
        pages.flat_map(|page| &page.items).filter_map(|item| if let Item::Line(line) = item { Some(line) } else { None }).collect();
    let sorted = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values
    };
    let lefts = sorted(lines.iter().map(|line| line.left()).collect());
    let rights = sorted(lines.iter().map(|line| line.right()).collect());
    let few = lines.len() / 30;
    Some((*lefts.get(few)?, *rights.get(rights.len().checked_sub(1 + few)?)?))
}

/// The most frequent distance of two lines' baselines, in font sizes.
fn usual_pitch<'a>(pages: impl Iterator<Item = &'a PageContent>) -> f64 {
    let mut counts: HashMap<i64, usize> = HashMap::new();
    for page in pages {
        for pair in page.items.windows(2) {
            let [Item::Line(upper), Item::Line(lower)] = pair else { continue };
            let pitch = (lower.baseline - upper.baseline) / upper.size.max(1.0);
            if (0.9..2.4).contains(&pitch) {
                *counts.entry((pitch * 20.0).round() as i64).or_default() += 1;
            }
        }
    }
    let best = counts.into_iter().max_by_key(|(pitch, count)| (*count, -pitch));
    best.map_or(1.3, |(pitch, _)| pitch as f64 / 20.0)
}

/// The most frequent distance of indented lines from the left margin, in points.
fn usual_indent<'a>(pages: impl Iterator<Item = &'a PageContent>, left: f64) -> f64 {
    let mut counts: HashMap<i64, usize> = HashMap::new();
    for item in pages.flat_map(|page| &page.items) {
        let Item::Line(line) = item else { continue };
        let indent = line.left() - left;
        if (12.0..90.0).contains(&indent) {
            *counts.entry((indent * 2.0).round() as i64).or_default() += 1;
        }
    }
    let best = counts.into_iter().filter(|(_, count)| *count >= 3).max_by_key(|(indent, count)| (*count, -indent));
    best.map_or(0.0, |(indent, _)| indent as f64 / 2.0)
}

/// Takes page numbers away.
fn drop_page_numbers(pages: &mut [PageContent]) {
    let count = pages.len();
    for page in pages.iter_mut() {
        let (width, height) = (page.width, page.height);
        let last = page.items.len().saturating_sub(1);
        let mut index = 0;
        page.items.retain(|item| {
            let outermost = index == 0 || index == last;
            index += 1;
            !matches!(item, Item::Line(line) if outermost && is_at_edge(line, height) && is_page_number(line, width, count))
        });
    }
}

/// Takes heads and feet that repeat away.
fn drop_furniture(pages: &mut [PageContent]) {
    let count = pages.len();
    let mut often: HashMap<Mark, usize> = HashMap::new();
    let mut exact: HashSet<(Mark, usize)> = HashSet::new();
    for (index, page) in pages.iter().enumerate() {
        for line in edge_lines(page) {
            *often.entry(mark_of(line, true)).or_default() += 1;
            exact.insert((mark_of(line, false), index));
        }
    }
    for (index, page) in pages.iter_mut().enumerate() {
        let height = page.height;
        let last = page.items.len().saturating_sub(1);
        let mut place = 0;
        page.items.retain(|item| {
            let outermost = place == 0 || place == last;
            place += 1;
            let Item::Line(line) = item else { return true };
            if !is_at_edge(line, height) {
                return true;
            }
            let times = often.get(&mark_of(line, true)).copied().unwrap_or(0);
            let on_page = |page: Option<usize>| page.is_some_and(|page| exact.contains(&(mark_of(line, false), page)));
            let beside = on_page(index.checked_sub(1)) || on_page(Some(index + 1));
            !(times >= 3 && times * 2 >= count || outermost && beside)
        });
    }
}

fn edge_lines(page: &PageContent) -> impl Iterator<Item = &Line> {
    page.items.iter().filter_map(|item| match item {
        Item::Line(line) if is_at_edge(line, page.height) => Some(line),
        _ => None,
    })
}

fn is_at_edge(line: &Line, height: f64) -> bool {
    line.baseline < EDGE * height || line.baseline > (1.0 - EDGE) * height
}

/// Words and the height at which they stand.
type Mark = (String, i64);

/// The same words at the same height, where wanted whatever the figures in them.
fn mark_of(line: &Line, fold: bool) -> Mark {
    let text = line.text().chars().map(|c| if fold && c.is_ascii_digit() { '#' } else { c }).collect();
    (text, (line.baseline / 4.0).round() as i64)
}

/// "3", "- 3 -", "3/16", "Trang 3", in the middle or at the right of the page.
fn is_page_number(line: &Line, width: f64, pages: usize) -> bool {
    let text = line.text().to_lowercase();
    let bare = text.trim_start_matches("trang").trim_matches(|c: char| matches!(c, '-' | '–' | '|' | ' '));
    let number = bare.split(['/']).next().unwrap_or("").trim();
    let small = number.parse::<usize>().is_ok_and(|number| number <= pages + 300);
    let rest_plain = bare.chars().all(|c| c.is_ascii_digit() || matches!(c, '/' | ' '));
    let placed = (line.centre() - width / 2.0).abs() < 0.1 * width || line.left() > 0.75 * width;
    small && rest_plain && placed
}
