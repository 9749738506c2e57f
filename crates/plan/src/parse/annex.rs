//! Annex tables: which table lists indicators, which lists tasks, and what each column holds,
//! whatever the order and the names of the columns.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::{Block, Cell, Document, Table, Text};
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
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Column {
    pub role: Option<Role>,
    /// Header words, upper level first.
    pub title: String,
    /// Year a column of targets or money is for.
    pub year: Option<i16>,
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
    let mut row = row;
    loop {
        let cell = cell_at(table, row, column)?;
        if !cell.continues || row == 0 {
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
        for block in &document.blocks {
            match block {
                Block::Paragraph(paragraph) => {
                    if begins_annex(&paragraph.text.text) {
                        title.clear();
                    }
                    title.push(paragraph.text.text.clone());
                }
                Block::Table(table) => {
                    let near = title.iter().rev().take(4).rev().cloned().collect::<Vec<_>>().join(" ");
                    if let Some(annex) = understand(file as u32, table, near) {
                        out.push(annex);
                    }
                    title.clear();
                }
            }
        }
    }
    out
}

/// "PHỤ LỤC", "Phụ lục II", "PHỤ LỤC 1: …" at the start of a paragraph.
pub fn begins_annex(text: &str) -> bool {
    let lower = text.to_lowercase();
    let Some(rest) = lower.strip_prefix("phụ lục").or_else(|| lower.strip_prefix("biểu số")).or_else(|| lower.strip_prefix("phụ biểu"))
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
        if let Some((kind, columns)) = assign_roles(&titles, &title) {
            let header = table.rows[row].cells.iter().map(Cell::text).find(|text| !text.is_empty()).unwrap_or_default();
            return Some(Annex { file, table, kind, columns, first_row: row + depth, header, title });
        }
    }
    None
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

/// What the words of a header say, before the columns are weighed against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Role(Role),
    /// "Chỉ tiêu": the name of an indicator, or its value when another column has the name.
    Indicator,
    /// "Kết quả": the product of a task or the value of an indicator.
    Result,
    /// "Nội dung": a name of whatever the table lists.
    Content,
    /// "Đơn vị": of measure beside values, else the one that acts.
    Unit,
    Year,
}

fn says(title: &str) -> Option<Says> {
    let lower = title.to_lowercase();
    let lower = lower.trim().trim_end_matches(['.', ':']);
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let is = |words: &[&str]| words.contains(&lower);
    use Says::Role as R;
    Some(if is(&["tt", "stt", "số tt", "số thứ tự", "thứ tự", "no", "#"]) {
        R(Role::Number)
    } else if has(&["chỉ tiêu liên quan", "chỉ tiêu gắn", "gắn với chỉ tiêu", "phục vụ chỉ tiêu", "đóng góp chỉ tiêu"])
    {
        R(Role::RelatedIndicators)
    } else if has(&["nguồn số liệu", "nguồn dữ liệu", "minh chứng", "nguồn thông tin", "kiểm chứng"]) {
        R(Role::DataSource)
    } else if has(&["ghi chú", "căn cứ"]) {
        R(Role::Note)
    } else if has(&["phối hợp"]) && !has(&["chủ trì"]) {
        R(Role::Coordinating)
    } else if has(&["kinh phí", "dự toán", "số tiền", "triệu đồng", "tỷ đồng", "nguồn vốn"]) && !has(&["đơn vị tính"])
    {
        R(Role::Money)
    } else if has(&[
        "chủ trì",
        "chịu trách nhiệm",
        "phụ trách",
        "đầu mối",
        "tham mưu",
        "đơn vị thực hiện",
        "cơ quan thực hiện",
        "phân công thực hiện",
        "trách nhiệm thực hiện",
    ]) || is(&["thực hiện", "đơn vị theo dõi", "cơ quan theo dõi"])
        || lower.ends_with("thực hiện") && has(&["phân công", "cơ quan", "đơn vị"])
    {
        R(Role::Lead)
    } else if has(&["thời gian", "thời hạn", "thời điểm", "tiến độ", "lộ trình", "hạn hoàn thành"]) {
        R(Role::Deadline)
    } else if has(&["sản phẩm", "đầu ra"]) {
        R(Role::Product)
    } else if has(&["đơn vị tính", "đvt"]) {
        R(Role::Unit)
    } else if has(&["nhiệm vụ", "công việc", "hoạt động", "giải pháp", "tên dự án", "nội dung thực hiện", "đề án"])
    {
        R(Role::Name)
    } else if last_year(lower).is_some() {
        Says::Year
    } else if has(&["kết quả"]) {
        Says::Result
    } else if has(&["giá trị", "mức"]) || is(&["mục tiêu phấn đấu", "kế hoạch", "target"]) {
        R(Role::Target)
    } else if has(&["chỉ tiêu", "chỉ số", "mục tiêu"]) {
        Says::Indicator
    } else if has(&["nội dung", "tên"]) {
        Says::Content
    } else if is(&["đơn vị", "đv"]) {
        Says::Unit
    } else {
        return None;
    })
}

/// Roles of columns by their names alone, when they make an annex.
pub fn roles_of(titles: &[&str]) -> Option<Vec<Option<Role>>> {
    let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
    Some(assign_roles(&titles, "")?.1.into_iter().map(|column| column.role).collect())
}

fn assign_roles(titles: &[String], annex_title: &str) -> Option<(AnnexKind, Vec<Column>)> {
    let said: Vec<Option<Says>> = titles.iter().map(|title| says(title)).collect();
    let any = |wanted: Says| said.contains(&Some(wanted));
    let count = |wanted: Says| said.iter().filter(|says| **says == Some(wanted)).count();
    let acts = any(Says::Role(Role::Deadline)) || any(Says::Role(Role::Product)) || any(Says::Role(Role::Name));
    let measures = any(Says::Indicator) || any(Says::Role(Role::Unit)) || any(Says::Unit);
    let annex = annex_title.to_lowercase();
    let kind = if any(Says::Role(Role::Name))
        && (any(Says::Role(Role::Deadline)) || any(Says::Role(Role::Product)) || any(Says::Role(Role::Lead)))
    {
        AnnexKind::Tasks
    } else if measures && (any(Says::Role(Role::Target)) || any(Says::Year) || any(Says::Result) || count(Says::Indicator) > 1) {
        AnnexKind::Indicators
    } else if acts || any(Says::Content) && (any(Says::Role(Role::Lead)) || annex.contains("nhiệm vụ")) {
        AnnexKind::Tasks
    } else if measures && annex.contains("chỉ tiêu") {
        AnnexKind::Indicators
    } else {
        return None;
    };
    let mut columns: Vec<Column> = Vec::new();
    let named = any(Says::Role(Role::Name)) || any(Says::Content);
    let mut name_seen = false;
    for (title, says) in titles.iter().zip(&said) {
        let role = match (says, kind) {
            (Some(Says::Role(Role::Name)), _) if name_seen => None,
            (Some(Says::Role(role)), _) => Some(*role),
            (Some(Says::Content), _) => Some(Role::Name),
            (Some(Says::Indicator), AnnexKind::Indicators) if name_seen => Some(Role::Target),
            (Some(Says::Indicator), AnnexKind::Indicators) => Some(Role::Name),
            (Some(Says::Indicator), AnnexKind::Tasks) if named => Some(Role::RelatedIndicators),
            (Some(Says::Indicator), AnnexKind::Tasks) => Some(Role::Name),
            (Some(Says::Result), AnnexKind::Indicators) => Some(Role::Target),
            (Some(Says::Result), AnnexKind::Tasks) => Some(Role::Product),
            (Some(Says::Unit), AnnexKind::Indicators) if !any(Says::Role(Role::Unit)) => Some(Role::Unit),
            (Some(Says::Unit), _) => Some(Role::Lead),
            (Some(Says::Year), AnnexKind::Indicators) => Some(Role::Target),
            (Some(Says::Year), AnnexKind::Tasks) => Some(Role::Deadline),
            (None, _) => None,
        };
        name_seen |= role == Some(Role::Name);
        let year = last_year(title).filter(|_| matches!(role, Some(Role::Target | Role::Money)));
        columns.push(Column { role, title: title.clone(), year });
    }
    let has = |role: Role| columns.iter().any(|column| column.role == Some(role));
    let enough = match kind {
        AnnexKind::Indicators => has(Role::Target) || has(Role::Unit),
        AnnexKind::Tasks => has(Role::Lead) || has(Role::Deadline) || has(Role::Product),
    };
    (name_seen && enough).then_some((kind, columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(titles: &[&str]) -> Option<(AnnexKind, Vec<Option<Role>>)> {
        let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
        assign_roles(&titles, "").map(|(kind, columns)| (kind, columns.into_iter().map(|column| column.role).collect()))
    }

    #[test]
    fn columns_are_told_by_their_names_in_any_order() {
        use Role::*;
        for (titles, kind, expected) in [
            (
                vec!["TT", "Chỉ tiêu", "Đơn vị", "Kết quả", "Cơ quan chủ trì theo dõi, đánh giá"],
                AnnexKind::Indicators,
                vec![Number, Name, Unit, Target, Lead],
            ),
            (
                vec!["STT", "Nội dung chỉ tiêu", "Đơn vị tính", "Chỉ tiêu", "Phân công Thực hiện", "Phân công Phối hợp"],
                AnnexKind::Indicators,
                vec![Number, Name, Unit, Target, Lead, Coordinating],
            ),
            (
                vec!["TT", "Tên nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Kết quả", "Thời gian hoàn thành"],
                AnnexKind::Tasks,
                vec![Number, Name, Lead, Coordinating, Product, Deadline],
            ),
            (
                vec!["Thời hạn", "Đơn vị thực hiện", "Nội dung công việc", "Sản phẩm", "Chỉ tiêu liên quan", "Kinh phí (triệu đồng)"],
                AnnexKind::Tasks,
                vec![Deadline, Lead, Name, Product, RelatedIndicators, Money],
            ),
            (
                vec!["TT", "Tên chỉ tiêu", "ĐVT", "Đến hết năm 2026", "Đến năm 2030", "Tầm nhìn đến năm 2045", "Nguồn số liệu"],
                AnnexKind::Indicators,
                vec![Number, Name, Unit, Target, Target, Target, DataSource],
            ),
        ] {
            let (found, columns) = roles(&titles).expect("the header is understood");
            assert_eq!(found, kind, "{titles:?}");
            assert_eq!(columns, expected.into_iter().map(Some).collect::<Vec<_>>(), "{titles:?}");
        }
    }

    #[test]
    fn other_tables_are_left_alone() {
        assert_eq!(roles(&["Họ và tên", "Chức vụ", "Số điện thoại"]), None);
        assert!(begins_annex("PHỤ LỤC II DANH MỤC NHIỆM VỤ"));
        assert!(!begins_annex("Phụ lục này gồm các chỉ tiêu"));
    }
}
