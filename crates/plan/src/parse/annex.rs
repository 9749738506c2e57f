//! Annex tables: which table lists indicators, which lists tasks, and what each column holds,
//! whatever the order and the names of the columns.

mod column;

use std::sync::LazyLock;

use column::assign_roles;
pub use column::{Column, roles_of};

use crate::document::{Block, Cell, Document, Table, Text};
use crate::pattern::Regex;
use crate::plan::{AnnexKind, Role};

/// A table whose header was understood.
#[derive(Debug, Clone)]
pub struct Annex<'a> {
    pub file: u32,
    pub table: &'a Table,
    pub kind: AnnexKind,
    /// One per grid column.
    pub columns: Vec<Column>,
    /// First row after the header.
    pub first_row: usize,
    pub header: Text,
    /// Lines between "Phụ lục" and the table.
    pub title: String,
    /// The rows go on from the annex before: the same columns, nothing but a page break between.
    pub continued: bool,
}

impl Annex<'_> {
    fn has(&self, role: Role) -> bool {
        self.columns.iter().any(|column| column.role == Some(role))
    }
}

/// "Bảng 1: Kết quả thực hiện các chỉ tiêu năm 2023 - 2025": figures of what was, nobody's targets.
fn tells_results(caption: &str) -> bool {
    let lower = caption.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    lower.chars().count() < 200
        && has(&["kết quả thực hiện", "kết quả đạt được", "kết quả năm", "thực trạng", "hiện trạng", "tình hình thực hiện"])
        && !has(&["mục tiêu", "phấn đấu", "kế hoạch", "nhiệm vụ", "giao", "đến năm", "định hướng"])
}

static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b(20\d{2})\b").expect("the pattern is a literal of this file"));

/// The last year named in a text.
pub fn last_year(text: &str) -> Option<i16> {
    YEAR.captures_iter(text).filter_map(|found| found[1].parse().ok()).max()
}

/// The cell that covers a grid column of a row.
pub fn cell_at(table: &Table, row: usize, column: usize) -> Option<&Cell> {
    table.rows.get(row)?.cells.iter().find(|cell| (cell.column..cell.column + cell.columns.max(1)).contains(&column))
}

/// The cell that covers a grid column, looking up through cells merged down.
pub fn merged_cell_at(table: &Table, row: usize, column: usize) -> Option<&Cell> {
    let (start, mut row) = (row, row);
    loop {
        let cell = cell_at(table, row, column)?;
        // No page shows a cell merged over more rows: a file that has one is not climbed row by row for ever.
        if !cell.continues || row == 0 || start - row > 400 {
            return Some(cell);
        }
        row -= 1;
    }
}

/// Every annex table of the files, in order.
pub fn find<'a>(documents: &'a [Document]) -> Vec<Annex<'a>> {
    let mut out = Vec::new();
    for (file, document) in documents.iter().enumerate() {
        let mut title: Vec<String> = Vec::new();
        // The annex that ends just before the block at hand.
        let mut open: Option<Annex<'a>> = None;
        for block in &document.blocks {
            match block {
                Block::Paragraph(paragraph) => {
                    if begins_annex(&paragraph.text.text) {
                        title.clear();
                    }
                    title.push(paragraph.text.text.clone());
                }
                Block::Table(table) => {
                    let past = title.last().is_some_and(|line| tells_results(line));
                    let near = title.iter().rev().take(4).rev().cloned().collect::<Vec<_>>().join(" ");
                    // A page number between two parts of a table is no title.
                    let before = open.take().filter(|_| !title.iter().any(|line| line.chars().any(char::is_alphabetic)));
                    open = continuation(
                        before,
                        understand(file as u32, table, near).filter(|own| !past || own.has(Role::Lead) || own.kind == AnnexKind::Tasks),
                        table,
                    );
                    out.extend(open.clone());
                    title.clear();
                }
            }
        }
    }
    out
}

/// The annex a table holds, given the one that ends right before it: parts of one table share its title and,
/// where the header is not repeated, its columns.
fn continuation<'a>(before: Option<Annex<'a>>, own: Option<Annex<'a>>, table: &'a Table) -> Option<Annex<'a>> {
    let Some(before) = before else { return own };
    let titles = |annex: &Annex<'_>| annex.columns.iter().map(|column| column.title.to_lowercase()).collect::<Vec<_>>();
    match own {
        Some(own) if titles(&own) == titles(&before) => Some(Annex { title: before.title, continued: true, ..own }),
        // Rows whose words happen to name columns: no header has names that long.
        Some(own) if own.columns.len() != before.columns.len() || own.columns.iter().all(|column| column.title.chars().count() < 80) => {
            Some(own)
        }
        None if table.columns != before.columns.len() || table.columns < 3 => None,
        _ => Some(Annex { table, first_row: 0, continued: true, ..before }),
    }
}

/// "PHỤ LỤC", "Phụ lục II", "PHỤ LỤC 1: …" at the start of a paragraph.
pub fn begins_annex(text: &str) -> bool {
    let lower = text.to_lowercase();
    let figure = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_digit());
    let Some(rest) = lower
        .strip_prefix("phụ lục")
        .or_else(|| lower.strip_prefix("biểu số"))
        .or_else(|| lower.strip_prefix("phụ biểu"))
        .or_else(|| lower.strip_prefix("biểu ").filter(figure))
    else {
        return false;
    };
    let upper = text.chars().take(7).filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let next = rest.trim_start().split([' ', '.', ':', '\n']).next().unwrap_or_default();
    let numbered = next.is_empty() || next.chars().all(|c| c.is_ascii_digit() || "ivxlc".contains(c)) || next.len() == 1;
    numbered && (upper || text.chars().count() < 160)
}

fn understand<'a>(file: u32, table: &'a Table, title: String) -> Option<Annex<'a>> {
    for row in 0..table.rows.len().min(6) {
        let filled = table.rows[row].cells.iter().filter(|cell| !cell.continues && !cell.paragraphs.is_empty()).count();
        if filled < 3 {
            continue;
        }
        let depth = header_depth(table, row);
        let titles = column_titles(table, row, depth);
        if let Some((kind, mut columns)) = assign_roles(&titles, &title) {
            if tells_hours(table, row + depth, &columns) {
                return None;
            }
            for (index, column) in columns.iter_mut().enumerate().filter(|(_, column)| column.year.is_some()) {
                column.year = lowest_year(table, row, depth, index).or(column.year);
            }
            for (index, column) in columns.iter_mut().enumerate() {
                let own = merged_cell_at(table, row + depth - 1, index).map_or(0, |cell| cell.text().text.len());
                column.own_at = column.title.len().saturating_sub(own);
            }
            let header = table.rows[row].cells.iter().map(Cell::text).find(|text| !text.is_empty()).unwrap_or_default();
            return Some(Annex { file, table, kind, columns, first_row: row + depth, header, title, continued: false });
        }
    }
    None
}

static HOUR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?i)(?:từ\s+)?\d{1,2}\s*(?:h|giờ|g|:)\s*\d{0,2}\b").expect("the pattern is a literal of this file"));

/// The programme of a meeting: its times are hours of a day.
fn tells_hours(table: &Table, first_row: usize, columns: &[Column]) -> bool {
    let Some(time) = columns.iter().position(|column| column.role == Some(Role::Deadline)) else { return false };
    let cells = (first_row..table.rows.len()).filter_map(|row| cell_at(table, row, time));
    let words: Vec<String> = cells.map(|cell| cell.text().text).filter(|text| !text.is_empty()).take(20).collect();
    !words.is_empty() && words.iter().filter(|text| HOUR.is_match(text)).count() * 2 > words.len()
}

/// Rows of the header that starts at `row`: a cell over several columns needs the row below it to name them.
fn header_depth(table: &Table, row: usize) -> usize {
    let mut depth = 1;
    while depth < 3 && row + depth < table.rows.len() {
        let next = &table.rows[row + depth];
        let above = &table.rows[row + depth - 1];
        let spans = above.cells.iter().any(|cell| cell.columns > 1 && cell.columns < table.columns && !cell.paragraphs.is_empty());
        let carries = next.cells.iter().filter(|cell| cell.continues).count() >= 2;
        let numbered = next.cells.first().is_some_and(|cell| !cell.continues && !cell.shown().is_empty());
        if !(carries || spans && !numbered) {
            break;
        }
        depth += 1;
    }
    depth
}

fn column_titles(table: &Table, row: usize, depth: usize) -> Vec<String> {
    (0..table.columns)
        .map(|column| {
            let mut parts: Vec<String> = Vec::new();
            for level in row..row + depth {
                let text = merged_cell_at(table, level, column).map(|cell| cell.text().text).unwrap_or_default();
                if !text.is_empty() && parts.last() != Some(&text) {
                    parts.push(text);
                }
            }
            parts.join(" ")
        })
        .collect()
}

/// "Giai đoạn 2026-2030" above "Năm 2027": the lowest level that names a year tells the column's.
fn lowest_year(table: &Table, row: usize, depth: usize, column: usize) -> Option<i16> {
    (row..row + depth).rev().find_map(|level| last_year(&cell_at(table, level, column)?.text().text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Block {
        let cell = |(column, text): (usize, &&str)| {
            let text = Text::at(text, crate::document::Place::Block { block: 0, row: None, cell: None });
            let paragraphs = if text.is_empty() { vec![] } else { vec![crate::document::Paragraph { text, ..Default::default() }] };
            Cell { paragraphs, column, columns: 1, ..Cell::default() }
        };
        let row = |texts: &&[&str]| crate::document::Row { cells: texts.iter().enumerate().map(cell).collect(), header: false };
        Block::Table(Table { columns: rows[0].len(), rows: rows.iter().map(row).collect() })
    }

    #[test]
    fn a_table_in_several_parts_keeps_its_columns_and_sections() {
        let head: &[&str] = &["TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"];
        let blocks = vec![
            table(&[head, &["I", "Hạ tầng", "", ""], &["1", "Kéo cáp quang về thôn", "Phòng Kinh tế", "Quý II/2026"]]),
            table(&[head, &["2", "Lắp trạm phát sóng", "VNPT", "Quý III/2026"]]),
            table(&[
                &["3", "Bàn giao mạng nội bộ", "Văn phòng", "Năm 2026"],
                &["", "Dữ liệu", "", ""],
                &["4", "Số hóa hồ sơ đất đai", "Phòng Kinh tế", "Năm 2026"],
            ]),
        ];
        let document = Document { format: crate::document::Format::Docx, pages: None, blocks };
        let (plan, details) = super::super::parse(&[document]);
        let shown: Vec<_> = plan.tasks.iter().map(|task| (task.no.as_deref(), task.section_title.as_deref())).collect();
        let expected = [("1", "Hạ tầng"), ("2", "Hạ tầng"), ("3", "Hạ tầng"), ("4", "Dữ liệu")];
        assert_eq!(shown, expected.map(|(number, title)| (Some(number), Some(title))));
        assert_eq!(details.tables.len(), 1);
    }

    #[test]
    fn the_lowest_header_that_names_a_year_tells_the_year_of_a_column() {
        let text = &["TT", "Chỉ tiêu", "ĐVT", "Giai đoạn 2026-2030"];
        let Block::Table(whole) = table(&[text, &["", "", "", "Năm 2027"]]) else { unreachable!("a table was made") };
        assert_eq!(lowest_year(&whole, 0, 2, 3), Some(2027));
        assert_eq!(lowest_year(&whole, 0, 1, 3), Some(2030));
    }

    #[test]
    fn a_column_of_groups_gives_the_section_of_its_rows() {
        let head: &[&str] = &["Lĩnh vực", "Chỉ tiêu", "Giá trị đến năm 2030", "Đơn vị chủ trì"];
        let rows = [
            head,
            &["Y tế", "Tỷ lệ trạm có bác sĩ", "≥ 95%", "Sở Y tế"],
            &["Giáo dục", "Tỷ lệ lớp học hai buổi", "100%", "Sở Giáo dục và Đào tạo"],
        ];
        let document = Document { format: crate::document::Format::Docx, pages: None, blocks: vec![table(&rows)] };
        let (plan, _) = super::super::parse(&[document]);
        let shown: Vec<_> = plan.indicators.iter().map(|row| (row.section_title.as_deref(), row.name.as_str(), row.horizon)).collect();
        let expected = [("Y tế", "Tỷ lệ trạm có bác sĩ"), ("Giáo dục", "Tỷ lệ lớp học hai buổi")];
        assert_eq!(shown, expected.map(|(group, name)| (Some(group), name, Some(2030))));
    }

    #[test]
    fn a_table_of_results_holds_no_targets() {
        let caption =
            Text::at("Bảng 1: Kết quả thực hiện năm 2024 - 2025", crate::document::Place::Block { block: 0, row: None, cell: None });
        let head: &[&str] = &["TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2024", "Năm 2025"];
        let rows = [head, &["1", "Số hộ có nước sạch", "Hộ", "1.200", "1.350"]];
        let blocks = vec![Block::Paragraph(crate::document::Paragraph { text: caption, ..Default::default() }), table(&rows)];
        assert!(find(&[Document { format: crate::document::Format::Docx, pages: None, blocks }]).is_empty());
    }

    #[test]
    fn the_programme_of_a_meeting_lists_no_tasks() {
        let head: &[&str] = &["STT", "Nội dung", "Thời gian", "Người thực hiện"];
        let rows = [head, &["1", "Đón tiếp đại biểu", "7h30 - 8h00", "Văn phòng"], &["2", "Khai mạc", "8 giờ 15", "Chủ tịch"]];
        let document = Document { format: crate::document::Format::Docx, pages: None, blocks: vec![table(&rows)] };
        assert!(find(&[document]).is_empty());
    }

    #[test]
    fn the_title_of_an_annex_is_told_from_a_mention_of_one() {
        assert!(begins_annex("PHỤ LỤC II DANH MỤC NHIỆM VỤ"));
        assert!(!begins_annex("Phụ lục này gồm các chỉ tiêu"));
    }
}
