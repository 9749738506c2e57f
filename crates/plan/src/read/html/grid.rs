//! A table while its rows come in: cells find their grid columns, cells merged down go on below.

use std::collections::BTreeMap;

use crate::document::{Block, Cell, Paragraph, Row, Table};

/// A table inside a cell with at least so many rows has matter of its own: the table around it lays out the page.
const MATTER_ROWS: usize = 2;
/// A cell of so many blocks is a column of the page.
const COLUMN_OF_PAGE: usize = 40;

#[derive(Debug, Default)]
pub struct Grid {
    rows: Vec<(Vec<Placed>, bool)>,
    /// Cells merged down into the rows below: first column to width and rows left.
    below: BTreeMap<usize, (usize, u32)>,
    row: Option<OpenRow>,
    columns: usize,
}

#[derive(Debug, Default)]
struct OpenRow {
    cells: Vec<Placed>,
    /// Continuations from above not yet passed.
    from_above: BTreeMap<usize, (usize, u32)>,
    column: usize,
    /// All cells so far are header cells.
    header: bool,
}

#[derive(Debug, Default)]
struct Placed {
    blocks: Vec<Block>,
    column: usize,
    columns: usize,
    continues: bool,
}

impl Grid {
    pub fn open_row(&mut self) {
        self.row = Some(OpenRow { from_above: std::mem::take(&mut self.below), header: true, ..OpenRow::default() });
    }

    /// Adds a cell to the open row; returns how many cells the row grew by.
    pub fn add_cell(&mut self, blocks: Vec<Block>, colspan: usize, rowspan: u32, header: bool) -> usize {
        let Some(row) = &mut self.row else { return 0 };
        let before = row.cells.len();
        while let Some((columns, rows)) = row.from_above.remove(&row.column) {
            row.go_on(columns, rows, &mut self.below);
        }
        let free = row.from_above.keys().next().map_or(usize::MAX, |next| next.saturating_sub(row.column).max(1));
        let columns = colspan.min(free);
        if rowspan > 1 {
            self.below.insert(row.column, (columns, rowspan - 1));
        }
        row.cells.push(Placed { blocks, column: row.column, columns, continues: false });
        row.header &= header;
        row.column += columns;
        row.cells.len() - before
    }

    /// Ends the open row; returns how many continuations it was filled up with.
    pub fn close_row(&mut self, in_head: bool) -> usize {
        let Some(mut row) = self.row.take() else { return 0 };
        let before = row.cells.len();
        if before == 0 && row.from_above.is_empty() {
            return 0;
        }
        for (column, (columns, rows)) in std::mem::take(&mut row.from_above) {
            row.column = row.column.max(column);
            row.go_on(columns, rows, &mut self.below);
        }
        self.columns = self.columns.max(row.column);
        let added = row.cells.len() - before;
        let header = in_head || (row.header && before > 0);
        self.rows.push((row.cells, header));
        added
    }

    /// A section of rows ends: nothing is merged across it.
    pub fn close_section(&mut self) {
        self.below.clear();
    }

    /// The table, or the blocks of a table that only lays out the page.
    pub fn finish(self) -> Vec<Block> {
        let rows: Vec<_> = self.rows.into_iter().filter(|(cells, _)| cells.iter().any(|cell| !cell.blocks.is_empty())).collect();
        let cells = || rows.iter().flat_map(|(cells, _)| cells);
        let holds_matter = |cell: &Placed| {
            cell.blocks.len() > COLUMN_OF_PAGE
                || cell
                    .blocks
                    .iter()
                    .any(|block| matches!(block, Block::Table(table) if table.rows.len() >= MATTER_ROWS && table.columns >= 2))
        };
        if rows.is_empty() {
            return Vec::new();
        }
        if cells().count() == 1 || cells().any(holds_matter) {
            return rows.into_iter().flat_map(|(cells, _)| cells).flat_map(|cell| cell.blocks).collect();
        }
        let rows = rows.into_iter().map(|(cells, header)| Row { cells: cells.into_iter().map(Placed::into_cell).collect(), header });
        vec![Block::Table(Table { rows: rows.collect(), columns: self.columns })]
    }
}

impl OpenRow {
    fn go_on(&mut self, columns: usize, rows: u32, below: &mut BTreeMap<usize, (usize, u32)>) {
        self.cells.push(Placed { column: self.column, columns, continues: true, ..Placed::default() });
        if rows > 1 {
            below.insert(self.column, (columns, rows - 1));
        }
        self.column += columns;
    }
}

impl Placed {
    fn into_cell(self) -> Cell {
        let paragraphs = self.blocks.into_iter().flat_map(flattened).collect();
        Cell { paragraphs, column: self.column, columns: self.columns, continues: self.continues, ..Cell::default() }
    }
}

/// The paragraphs of a block; a small table within a cell is read row by row.
fn flattened(block: Block) -> Vec<Paragraph> {
    match block {
        Block::Paragraph(paragraph) => vec![paragraph],
        Block::Table(table) => table.rows.into_iter().flat_map(|row| row.cells).flat_map(|cell| cell.paragraphs).collect(),
    }
}
