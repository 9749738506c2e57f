//! Rows of an annex: data, section titles, totals, and what is only layout.

use super::annex::{Annex, cell_at, last_year, merged_cell_at};
use crate::document::{Cell, Text};
use crate::plan::{AnnexKind, Role};

/// One row as it reads.
#[derive(Debug, Clone)]
pub enum Kind {
    Section {
        number: Option<String>,
        title: String,
    },
    Total,
    Data,
    /// A repeated header, a row of column numbers, an empty row.
    Layout,
}

/// What the row's cells hold by role, cells merged down included.
pub struct Reader<'a> {
    annex: &'a Annex<'a>,
    row: usize,
}

impl<'a> Reader<'a> {
    pub fn new(annex: &'a Annex<'a>, row: usize) -> Self {
        Self { annex, row }
    }

    /// The first column of a role.
    pub fn column(&self, role: Role) -> Option<usize> {
        self.annex.columns.iter().position(|column| column.role == Some(role))
    }

    pub fn cell(&self, role: Role) -> Option<&'a Cell> {
        merged_cell_at(self.annex.table, self.row, self.column(role)?)
    }

    pub fn cell_of(&self, column: usize) -> Option<&'a Cell> {
        merged_cell_at(self.annex.table, self.row, column)
    }

    /// The words of a column's cell; none when they cannot be read.
    pub fn text_of(&self, column: usize) -> Text {
        self.cell_of(column).filter(|cell| !is_unreadable(cell)).map(Cell::text).unwrap_or_default()
    }

    /// The words of a cell. A row keeps its name however badly it reads; any other cell that cannot be read has none.
    pub fn text(&self, role: Role) -> Text {
        self.cell(role).filter(|_| role == Role::Name || !self.is_unreadable(role)).map(Cell::text).unwrap_or_default()
    }

    /// The cell holds words, but what they are is not known.
    pub fn is_unreadable(&self, role: Role) -> bool {
        self.cell(role).is_some_and(is_unreadable)
    }

    /// The words of a cell, or nothing when it is empty or holds only dashes.
    pub fn words(&self, role: Role) -> Option<String> {
        Some(self.text(role).text).filter(|text| text.chars().any(char::is_alphanumeric))
    }

    /// Paragraphs of a cell as separate lines, breaks inside a paragraph included.
    pub fn lines(&self, role: Role) -> Vec<String> {
        let cell = self.cell(role).filter(|cell| !is_unreadable(cell));
        let paragraphs = cell.map(|cell| cell.paragraphs.as_slice()).unwrap_or_default();
        paragraphs.iter().flat_map(|paragraph| paragraph.lines()).map(|line| line.text).collect()
    }

    /// The row's number without its full stop: typed, or automatic.
    pub fn number(&self) -> Option<String> {
        let cell = self.cell(Role::Number)?;
        Some(cell.shown().trim().trim_end_matches(['.', ')']).trim().to_owned()).filter(|number| number.chars().any(char::is_alphanumeric))
    }

    /// The group the row belongs to, where a column names it.
    pub fn group(&self) -> Option<String> {
        let column = self.annex.columns.iter().position(|column| column.groups)?;
        Some(self.text_of(column).text).filter(|text| text.chars().any(char::is_alphabetic))
    }

    /// The cell of the name begins in this row, it is not the lower part of a merged one.
    pub fn begins(&self) -> bool {
        let own =
            |role| self.column(role).and_then(|column| cell_at(self.annex.table, self.row, column)).is_some_and(|cell| !cell.continues);
        own(Role::Name)
    }

    pub fn kind(&self) -> Kind {
        let table = self.annex.table;
        let cells: Vec<&Cell> = table.rows[self.row].cells.iter().filter(|cell| !cell.continues).collect();
        let shown: Vec<String> = cells.iter().map(|cell| cell.shown()).collect();
        let filled: Vec<usize> = (0..cells.len()).filter(|index| !shown[*index].is_empty()).collect();
        if filled.is_empty() || repeats_header(self.annex, self.row) || numbers_columns(&shown) {
            return Kind::Layout;
        }
        if filled.iter().any(|index| is_total(&shown[*index], cells[*index], table.columns)) {
            return Kind::Total;
        }
        let number_column = self.column(Role::Number);
        let is_number = |cell: &Cell| number_column == Some(cell.column) && cell.columns == 1;
        let others: Vec<usize> = filled.iter().copied().filter(|index| !is_number(cells[*index])).collect();
        let number = self.number().filter(|_| filled.len() > others.len());
        let [only] = others.as_slice() else { return self.letter_section(number, &shown, &others) };
        let (text, wide) = (&shown[*only], cells[*only].columns > 1);
        match number {
            Some(number)
                if is_roman(&number) || is_letter(&number) || wide && (self.annex.kind == AnnexKind::Tasks || !self.has_parts(&number)) =>
            {
                Kind::Section { number: Some(number), title: cells[*only].text().text }
            }
            // A group of tasks under an arabic number: its parts follow as 3.1, 3.2.
            Some(number) if self.annex.kind == AnnexKind::Tasks && self.has_parts(&number) => {
                Kind::Section { number: Some(number), title: cells[*only].text().text }
            }
            Some(number) if self.annex.kind == AnnexKind::Tasks && is_bold(cells[*only]) && self.heads_rows(cells[*only], &cells) => {
                Kind::Section { number: Some(number), title: cells[*only].text().text }
            }
            Some(_) => Kind::Data,
            None if wide || is_heading(text) || self.heads_rows(cells[*only], &cells) => {
                let label = cells[*only].paragraphs.first().and_then(|paragraph| paragraph.label.clone());
                let (number, title) = split_number(&cells[*only].text().text);
                Kind::Section { number: number.or(label.map(|label| label.trim_end_matches(['.', ')']).to_owned())), title }
            }
            None => Kind::Data,
        }
    }

    /// A name alone in a row of empty cells, over a row that is filled: a group that nobody numbered or merged.
    fn heads_rows(&self, only: &Cell, cells: &[&Cell]) -> bool {
        let table = self.annex.table;
        let Some(below) = table.rows.get(self.row + 1) else { return false };
        let own = self.column(Role::Number).is_some() && cells.len() == table.rows[self.row].cells.len();
        let filled = |row: &crate::document::Row| row.cells.iter().filter(|cell| !cell.shown().is_empty()).count();
        let next = Reader::new(self.annex, self.row + 1);
        let named = self.column(Role::Name) == Some(only.column) && next.begins() && next.words(Role::Name).is_some();
        let clear = match self.annex.kind {
            AnnexKind::Tasks => is_bold(only) || next.number().is_some(),
            AnnexKind::Indicators => is_bold(only),
        };
        let name_is_bold = next.cell(Role::Name).is_some_and(is_bold);
        own && named && clear && filled(below) >= 3 && !(is_bold(only) && name_is_bold)
    }

    /// A Roman or letter number makes a section even when a stray cell is filled too, as long as nobody leads it.
    fn letter_section(&self, number: Option<String>, shown: &[String], others: &[usize]) -> Kind {
        match number {
            Some(number) if (is_roman(&number) || is_letter(&number)) && others.len() <= 1 && !others.is_empty() => {
                Kind::Section { number: Some(number), title: shown[others[0]].clone() }
            }
            _ => Kind::Data,
        }
    }

    /// The next row with a number is a part of this one: 3 → 3.1.
    fn has_parts(&self, number: &str) -> bool {
        let next = Reader::new(self.annex, self.row + 1);
        self.row + 1 < self.annex.table.rows.len()
            && next.number().is_some_and(|next| next.strip_prefix(number).is_some_and(|rest| rest.starts_with('.')))
    }
}

fn is_unreadable(cell: &Cell) -> bool {
    !cell.paragraphs.is_empty() && !cell.certainty().is_readable()
}

fn repeats_header(annex: &Annex<'_>, row: usize) -> bool {
    let filled = annex.columns.iter().enumerate().filter(|(_, column)| !column.title.is_empty());
    let (mut same, mut different) = (0, 0);
    for (index, column) in filled {
        let text = merged_cell_at(annex.table, row, index).map(|cell| cell.text().text).unwrap_or_default();
        if !text.is_empty() && column.title.to_lowercase().contains(&text.to_lowercase()) {
            same += 1;
        } else {
            different += 1;
        }
    }
    annex.table.rows[row].header && same > 0 && different <= same || same >= 3 && different <= 1
}

/// "(1) (2) (3)", "1 2 3 4" or "A B 1 2=3/4" under the header.
fn numbers_columns(shown: &[String]) -> bool {
    let bare: Vec<&str> = shown.iter().map(|text| text.trim_matches(['(', ')', ' ', '[', ']'])).filter(|text| !text.is_empty()).collect();
    let counted = bare.iter().filter_map(|text| text.split(['=', ' ']).next()?.parse::<u32>().ok()).collect::<Vec<_>>();
    let short = |text: &&&str| {
        let formula = text.contains('=') && text.chars().all(|c| c.is_ascii_digit() || "=+-*/:x×() ".contains(c));
        formula || is_letter(text) || text.parse::<u32>().is_ok()
    };
    let follows = |least: usize| counted.len() >= least && counted.windows(2).all(|pair| pair[1] == pair[0] + 1);
    bare.len() >= 3
        && (counted.len() + 2 >= bare.len() && follows(3)
            || bare.iter().filter(short).count() == bare.len() && follows(2) && counted[0] == 1)
}

fn is_total(text: &str, cell: &Cell, columns: usize) -> bool {
    let lower = text.to_lowercase();
    let lower = lower.trim_start_matches(['(', ' ', '*']);
    let names_total = ["tổng cộng", "tổng số", "tổng kinh phí", "tổng:", "cộng:"].iter().any(|word| lower.starts_with(word))
        || matches!(lower, "tổng" | "cộng");
    let in_words = ["bằng chữ", "số tiền bằng chữ", "viết bằng chữ"].iter().any(|word| lower.starts_with(word));
    // "Tổng số doanh nghiệp …" is the name of an indicator: a total is short, or spans columns.
    in_words || names_total && (text.chars().count() < 40 || cell.columns * 2 >= columns)
}

fn is_bold(cell: &Cell) -> bool {
    !cell.paragraphs.is_empty() && cell.paragraphs.iter().all(|paragraph| paragraph.bold)
}

fn is_heading(text: &str) -> bool {
    split_number(text).0.is_some_and(|number| is_roman(&number) || is_letter(&number))
        || last_year(text).is_some() && text.chars().count() < 60
}

pub fn is_roman(number: &str) -> bool {
    !number.is_empty() && number.chars().all(|c| "IVXLC".contains(c))
}

pub fn is_letter(number: &str) -> bool {
    let mut chars = number.chars();
    matches!((chars.next(), chars.next()), (Some(c), None) if c.is_uppercase())
}

/// "II. Phát triển hạ tầng số" gives ("II", "Phát triển hạ tầng số").
pub fn split_number(text: &str) -> (Option<String>, String) {
    let text = text.trim();
    if let Some((head, rest)) = text.split_once(['.', ')', ':', '-']) {
        let head = head.trim();
        let bare = head.strip_prefix("Phần ").or_else(|| head.strip_prefix("Mục ")).or_else(|| head.strip_prefix("Nhóm ")).unwrap_or(head);
        if !rest.trim().is_empty() && (is_roman(bare) || is_letter(bare) || bare.len() <= 2 && bare.parse::<u8>().is_ok()) {
            return (Some(bare.to_owned()), rest.trim().to_owned());
        }
    }
    (None, text.to_owned())
}

/// Sections a row stands in, outermost first: a new one ends those of its own and deeper kinds.
#[derive(Debug, Default)]
pub struct Sections {
    open: Vec<(Rank, Option<String>, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Letter,
    Roman,
    Arabic,
    Bare,
}

impl Sections {
    /// Goes on in the section in which the part of the table before ended.
    pub fn resume(&mut self, number: Option<&String>, title: Option<&String>) {
        if let Some(title) = title {
            self.enter(number.cloned(), title.clone());
        }
    }

    pub fn enter(&mut self, number: Option<String>, title: String) {
        let rank = match &number {
            Some(number) if is_roman(number) && !(number == "C" && self.open.iter().any(|(rank, ..)| *rank == Rank::Letter)) => Rank::Roman,
            Some(number) if is_letter(number) => Rank::Letter,
            Some(_) => Rank::Arabic,
            None => Rank::Bare,
        };
        self.open.retain(|(open, ..)| *open < rank);
        self.open.push((rank, number, title));
    }

    pub fn number(&self) -> Option<String> {
        self.open.last().and_then(|(_, number, _)| number.clone())
    }

    pub fn title(&self) -> Option<String> {
        self.open.last().map(|(.., title)| title.clone())
    }

    /// The year of the innermost section that names one.
    pub fn year(&self) -> Option<i16> {
        self.open.iter().rev().find_map(|(.., title)| last_year(title))
    }
}
