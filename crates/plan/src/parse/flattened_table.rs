//! Tables that lost their grid: each cell on a line of its own under the names of the columns.
//!
//! The lines of a row are laid back into the columns in order, by what each column can hold.

use super::annex;
use super::annex_row::is_roman;
use super::heading::{self, Rank};
use super::interleaved_table;
use super::money;
use super::{agency_name, deadline, target};
use crate::document::{Block, Cell, Document, Format, Paragraph, Row, Table};
use crate::plan::{Comparison, Role};

/// The document with every flattened table built up again; `None` when it has none.
pub fn restored(document: &Document) -> Option<Document> {
    if !matches!(document.format, Format::Text | Format::Markdown) {
        return None;
    }
    let mut blocks = Vec::new();
    let mut at = 0;
    let mut found = false;
    let near = interleaved_table::neighbours(document);
    while at < document.blocks.len() {
        let rest = &document.blocks[at..];
        match near.as_ref().and_then(|near| interleaved_table::read(rest, near)).or_else(|| read(rest)) {
            Some((table, used)) => {
                blocks.push(Block::Table(table));
                at += used;
                found = true;
            }
            None => {
                blocks.push(document.blocks[at].clone());
                at += 1;
            }
        }
    }
    found.then(|| Document { blocks, ..document.clone() })
}

fn paragraph(block: Option<&Block>) -> Option<&Paragraph> {
    match block? {
        Block::Paragraph(paragraph) => Some(paragraph),
        Block::Table(_) => None,
    }
}

fn words(block: Option<&Block>) -> &str {
    paragraph(block).map_or("", |paragraph| paragraph.text.text.as_str())
}

/// A table that begins with the names of its columns, and how many blocks it took.
fn read(blocks: &[Block]) -> Option<(Table, usize)> {
    if !matches!(words(blocks.first()).to_lowercase().as_str(), "tt" | "stt" | "số tt") {
        return None;
    }
    let depth = blocks.iter().take(16).position(|block| row_number(words(Some(block))).is_some()).filter(|depth| *depth >= 4)?;
    let titles: Vec<&str> = blocks[..depth].iter().map(|block| words(Some(block))).collect();
    // A name broken over two lines: the cells below are broken too.
    if titles.iter().any(|title| title.starts_with(char::is_lowercase)) {
        return None;
    }
    let roles = annex::roles_of(&titles)?;
    let cell = |paragraphs: Vec<Paragraph>, column: usize, columns: usize| Cell { paragraphs, column, columns, ..Cell::default() };
    let header = blocks[..depth]
        .iter()
        .enumerate()
        .filter_map(|(column, block)| Some(cell(vec![paragraph(Some(block))?.clone()], column, 1)))
        .collect();
    let mut table = Table { rows: vec![Row { cells: header, header: true }], columns: depth };
    let mut at = depth;
    let mut last = Last::default();
    while let Some(number) = row_number(words(blocks.get(at))) {
        let mut end = at + 1;
        while !ends_row(blocks, end, end - at - 1, &last, &number, &titles) {
            end += 1;
        }
        let lines: Vec<&Paragraph> = blocks[at + 1..end].iter().filter_map(|block| paragraph(Some(block))).collect();
        let first = cell(vec![paragraph(blocks.get(at))?.clone()], 0, 1);
        let mut cells = vec![first];
        if is_roman(&number) && lines.len() <= 2 {
            cells.push(cell(lines.into_iter().cloned().collect(), 1, depth - 1));
        } else {
            let columns = laid_out(&lines, &roles);
            for column in 1..depth {
                let own = lines.iter().zip(&columns).filter(|(_, of)| **of == column).map(|(line, _)| (*line).clone()).collect();
                cells.push(cell(own, column, 1));
            }
        }
        table.rows.push(Row { cells, header: false });
        last.take(&number);
        at = end;
        // The names of the columns once more, at the top of a page.
        while titles.len() > 3 && blocks.len() >= at + depth && (0..depth).all(|column| words(blocks.get(at + column)) == titles[column]) {
            at += depth;
        }
    }
    (table.rows.len() > 2).then_some((table, at))
}

/// "I", "12.", "6.10": what a number cell holds.
fn row_number(text: &str) -> Option<String> {
    let bare = text.trim().trim_end_matches(['.', ')']);
    let figures =
        !bare.is_empty() && bare.len() <= 6 && bare.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    (figures || is_roman(bare)).then(|| bare.to_owned())
}

/// Numbers of the rows before, to tell a row's number from a figure in a cell.
#[derive(Default)]
struct Last {
    roman: usize,
    major: u32,
    minor: u32,
}

impl Last {
    fn take(&mut self, number: &str) {
        if is_roman(number) {
            self.roman += 1;
            return;
        }
        let mut parts = number.split('.').map(|part| part.parse().unwrap_or(0));
        (self.major, self.minor) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    }

    /// Rows count on, may skip a few, or begin again under a new section.
    fn may_precede(&self, number: &str) -> bool {
        if is_roman(number) {
            return true;
        }
        let mut parts = number.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
        let (major, minor) = (parts.next().unwrap_or(0), parts.next());
        match minor {
            Some(minor) => major == self.major && (minor == self.minor + 1 || minor == 1) || major == self.major + 1 && minor == 1,
            None => major > self.major && major <= self.major + 4 || major == 1 && self.roman > 0 || major == self.major && self.minor == 0,
        }
    }
}

/// Whether the row of number `current`, with `lines` lines so far, ends before the block at `at`.
fn ends_row(blocks: &[Block], at: usize, lines: usize, last: &Last, current: &str, titles: &[&str]) -> bool {
    let text = words(blocks.get(at));
    let Some(paragraph) = paragraph(blocks.get(at)) else { return true };
    let lower = paragraph.text.text.to_lowercase();
    if annex::begins_annex(text) || lower.starts_with("nơi nhận") || titles.first() == Some(&text) {
        return true;
    }
    // "IV. TỔ CHỨC THỰC HIỆN" or "1. Các sở …" after the last row: the body goes on.
    if at > 0 && heading::mark_of(text).is_some_and(|mark| matches!(mark.rank, Rank::Part | Rank::Roman | Rank::Arabic)) {
        return true;
    }
    let Some(number) = row_number(text) else { return false };
    let mut here = Last { roman: last.roman, major: last.major, minor: last.minor };
    here.take(current);
    let next = words(blocks.get(at + 1));
    let value_follows = next.is_empty() || agency_name::begins_agency(next) && next.chars().count() < 60 || row_number(next).is_some();
    let full = lines + 1 >= titles.len();
    here.may_precede(&number) && (full || !value_follows || is_roman(&number))
}

/// Column of each line: in order, never backwards, as well as the columns' roles allow.
fn laid_out(lines: &[&Paragraph], roles: &[Option<Role>]) -> Vec<usize> {
    let columns = roles.len();
    if lines.len() + 1 == columns {
        return (1..columns).collect();
    }
    // best[line][column]: the best sum with this line in this column, and where the line before stood.
    let mut best = vec![vec![(f64::MIN, 0_usize); columns]; lines.len()];
    for (index, line) in lines.iter().enumerate() {
        for column in 1..columns {
            let own = fit(&line.text.text, roles[column]);
            let left_empty =
                |from: usize| (from + 1..column).map(|empty| if roles[empty] == Some(Role::Name) { -6.0 } else { -0.6 }).sum::<f64>();
            let before = if index == 0 {
                (left_empty(0), 0)
            } else {
                (1..=column)
                    .map(|from| {
                        let step = if from == column { -1.5 } else { left_empty(from) };
                        (best[index - 1][from].0 + step, from)
                    })
                    .fold((f64::MIN, 0), |a, b| if b.0 > a.0 { b } else { a })
            };
            best[index][column] = (before.0 + own, before.1);
        }
    }
    let mut out = vec![0; lines.len()];
    let Some(end) = best.last() else { return out };
    let mut column = (1..columns).fold(1, |a, b| if end[b].0 > end[a].0 { b } else { a });
    for index in (0..lines.len()).rev() {
        out[index] = column;
        column = best[index][column].1;
    }
    out
}

/// How well the words of a line suit a column.
fn fit(text: &str, role: Option<Role>) -> f64 {
    let agency = agency_name::begins_agency(text);
    let short = text.chars().count() < 60;
    let value = target::parse(text).is_some_and(|target| target.op != Comparison::Text);
    match role {
        Some(Role::Lead | Role::Coordinating) => {
            if agency {
                3.0
            } else {
                -3.0
            }
        }
        Some(Role::Deadline) => {
            if short && deadline::parse(text).is_some_and(|deadline| deadline.kind.is_some()) {
                3.0
            } else {
                -3.0
            }
        }
        Some(Role::Unit) => {
            if text == "%" || text.starts_with("% ") {
                3.0
            } else if short && !value && !agency && text.chars().count() < 36 {
                1.0
            } else {
                -3.0
            }
        }
        Some(Role::Target) => {
            if value {
                3.0
            } else if agency {
                -3.0
            } else {
                1.2
            }
        }
        Some(Role::Money) => {
            if money::parse_amount(text).is_some() {
                3.0
            } else {
                -4.0
            }
        }
        Some(Role::Product) => {
            if agency {
                -2.0
            } else {
                1.0
            }
        }
        Some(Role::Name) => {
            if value || agency {
                -1.0
            } else {
                2.0
            }
        }
        Some(Role::Number) => -5.0,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Place, Text};

    #[test]
    fn cells_on_lines_of_their_own_go_back_to_their_columns() {
        let lines = [
            "TT",
            "Chỉ tiêu",
            "Đơn vị tính",
            "Kết quả",
            "Cơ quan chủ trì",
            "I",
            "Đến năm 2030",
            "1",
            "Số thôn có mạng cáp quang",
            "Thôn",
            "3",
            "Sở Xây dựng",
            "2",
            "Hạ tầng dữ liệu",
            "3",
            "Tỷ lệ hộ có điện thoại thông minh",
            "%",
            "≥ 85",
            "Sở Khoa học và Công nghệ",
            "3.1",
            "Phủ sóng",
            "Toàn xã",
            "UBND xã",
            "PHỤ LỤC II",
        ];
        let block = |text: &&str| {
            let place = Place::Lines { line: 1, column: 1, end_line: 1, end_column: 1 };
            Block::Paragraph(Paragraph { text: Text::at(text, place), ..Paragraph::default() })
        };
        let document = Document { format: Format::Text, pages: None, blocks: lines.iter().map(block).collect() };
        let restored = restored(&document).expect("the table is found");
        let Block::Table(table) = &restored.blocks[0] else { panic!("a table comes first") };
        let shown: Vec<String> = table.rows.iter().map(|row| row.cells.iter().map(Cell::shown).collect::<Vec<_>>().join(" | ")).collect();
        assert_eq!(
            shown[1..],
            [
                "I | Đến năm 2030",
                "1 | Số thôn có mạng cáp quang | Thôn | 3 | Sở Xây dựng",
                "2 | Hạ tầng dữ liệu |  |  | ",
                "3 | Tỷ lệ hộ có điện thoại thông minh | % | ≥ 85 | Sở Khoa học và Công nghệ",
                "3.1 | Phủ sóng |  | Toàn xã | UBND xã"
            ]
        );
        assert_eq!(restored.blocks.len(), 2);
    }
}
