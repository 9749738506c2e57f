//! Annex tables: which table lists indicators, which lists tasks, and what each column holds,
//! whatever the order and the names of the columns.

use std::sync::LazyLock;

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
                    let near = title.iter().rev().take(4).rev().cloned().collect::<Vec<_>>().join(" ");
                    // A page number between two parts of a table is no title.
                    let before = open.take().filter(|_| !title.iter().any(|line| line.chars().any(char::is_alphabetic)));
                    open = continuation(before, understand(file as u32, table, near), table);
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
            for (index, column) in columns.iter_mut().enumerate().filter(|(_, column)| column.year.is_some()) {
                column.year = lowest_year(table, row, depth, index).or(column.year);
            }
            let header = table.rows[row].cells.iter().map(Cell::text).find(|text| !text.is_empty()).unwrap_or_default();
            return Some(Annex { file, table, kind, columns, first_row: row + depth, header, title, continued: false });
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

/// "Giai đoạn 2026-2030" above "Năm 2027": the lowest level that names a year tells the column's.
fn lowest_year(table: &Table, row: usize, depth: usize, column: usize) -> Option<i16> {
    (row..row + depth).rev().find_map(|level| last_year(&cell_at(table, level, column)?.text().text))
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
    /// "Hiện trạng 2025", "So với năm trước": no target where another column holds one.
    Past,
    /// "Hình thức văn bản": the product where no column names one.
    Form,
    /// "Cơ quan theo dõi", "Lãnh đạo phụ trách": leads where no column names the agency in charge.
    Watcher,
}

/// Words of a header that tell where an indicator stands today.
const PAST: [&str; 19] = [
    "thực trạng",
    "hiện nay",
    "hiện có",
    "năm gốc",
    "số liệu nền",
    "ước thực hiện",
    "ước đạt",
    "ước năm",
    "ước th",
    "thực hiện năm",
    "th năm",
    "kết quả năm",
    "kết quả thực hiện năm",
    "kết quả đạt được",
    "đã đạt",
    "so với",
    "so sánh",
    "tăng/giảm",
    "tăng, giảm",
];

/// "Thời gian thực hiện năm 2026", "Lộ trình thực hiện Năm 2027" look ahead for all their "thực hiện năm".
const NOT_PAST: [&str; 12] = [
    "kinh phí",
    "dự toán",
    "thời gian",
    "nội dung",
    "nhiệm vụ",
    "công việc",
    "cơ quan",
    "đơn vị",
    "lộ trình",
    "tiến độ",
    "phân kỳ",
    "kế hoạch",
];

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
    } else if has(&["hiện trạng", "(thực hiện)", "(ước"]) || has(&PAST) && !has(&NOT_PAST) {
        Says::Past
    } else if has(&["phối hợp"]) && !has(&["chủ trì"]) {
        R(Role::Coordinating)
    } else if has(&["kinh phí", "dự toán", "số tiền", "triệu đồng", "tỷ đồng", "nguồn vốn"]) && !has(&["đơn vị tính"])
    {
        R(Role::Money)
    } else if ["lãnh đạo", "đồng chí", "người ", "chuyên viên", "đ/c"].iter().any(|word| lower.starts_with(word)) {
        Says::Watcher
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
    } else if has(&["lộ trình", "tiến độ", "phân kỳ"]) && last_year(lower).is_some() {
        Says::Year
    } else if has(&["thời gian", "thời hạn", "thời điểm", "tiến độ", "lộ trình", "hạn hoàn thành", "ngày hoàn thành", "kỳ hạn"])
        || is(&["hạn", "hoàn thành"])
        || lower.starts_with("hạn ")
    {
        R(Role::Deadline)
    } else if has(&["sản phẩm", "đầu ra"]) {
        R(Role::Product)
    } else if has(&["đơn vị tính", "đvt"]) {
        R(Role::Unit)
    } else if lower.starts_with("kết quả") && last_year(lower).is_none() {
        Says::Result
    } else if is(&["trách nhiệm", "phân công", "phân công nhiệm vụ", "giao nhiệm vụ"]) {
        R(Role::Lead)
    } else if has(&["theo dõi", "cơ quan báo cáo", "đơn vị báo cáo"])
        || is(&["cơ quan", "cơ quan, đơn vị", "cơ quan/đơn vị", "đơn vị, địa phương", "cơ quan, đơn vị, địa phương", "bộ phận"])
    {
        Says::Watcher
    } else if has(&["hình thức", "loại văn bản", "thể thức"]) {
        Says::Form
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
    } else if has(&["nội dung", "tên", "hạng mục"]) {
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
        && (any(Says::Role(Role::Deadline)) || any(Says::Role(Role::Product)) || any(Says::Role(Role::Lead)) || any(Says::Watcher))
    {
        AnnexKind::Tasks
    } else if measures
        && (any(Says::Role(Role::Target)) || any(Says::Year) || any(Says::Result) || any(Says::Past) || count(Says::Indicator) > 1)
    {
        AnnexKind::Indicators
    } else if acts || any(Says::Content) && (any(Says::Role(Role::Lead)) || annex.contains("nhiệm vụ")) {
        AnnexKind::Tasks
    } else if measures && annex.contains("chỉ tiêu") {
        AnnexKind::Indicators
    } else {
        return None;
    };
    let valued = any(Says::Role(Role::Target)) || any(Says::Year) || any(Says::Result) || count(Says::Indicator) > 1;
    let first = |wanted: Says| said.iter().position(|says| *says == Some(wanted));
    let watcher = first(Says::Watcher).filter(|_| !any(Says::Role(Role::Lead)));
    let mut columns: Vec<Column> = Vec::new();
    let named = any(Says::Role(Role::Name)) || any(Says::Content);
    let mut name_seen = false;
    for (index, (title, says)) in titles.iter().zip(&said).enumerate() {
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
            (Some(Says::Past), AnnexKind::Indicators) => (!valued).then_some(Role::Target),
            (Some(Says::Past), AnnexKind::Tasks) => None,
            (Some(Says::Form), _) => {
                (kind == AnnexKind::Tasks && !any(Says::Role(Role::Product)) && !any(Says::Result)).then_some(Role::Product)
            }
            (Some(Says::Watcher), _) => (watcher == Some(index)).then_some(Role::Lead),
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
                vec!["TT", "Chỉ tiêu", "Đơn vị", "Kết quả", "Cơ quan chủ trì đánh giá"],
                AnnexKind::Indicators,
                vec![Some(Number), Some(Name), Some(Unit), Some(Target), Some(Lead)],
            ),
            (
                vec!["STT", "Nội dung chỉ tiêu", "Đơn vị tính", "Chỉ tiêu", "Phân công Thực hiện", "Phân công Phối hợp"],
                AnnexKind::Indicators,
                vec![Some(Number), Some(Name), Some(Unit), Some(Target), Some(Lead), Some(Coordinating)],
            ),
            (
                vec!["TT", "Nhiệm vụ giao", "Cơ quan chủ trì", "Đơn vị phối hợp", "Kết quả", "Hạn hoàn thành"],
                AnnexKind::Tasks,
                vec![Some(Number), Some(Name), Some(Lead), Some(Coordinating), Some(Product), Some(Deadline)],
            ),
            (
                vec!["Thời hạn", "Đơn vị thực hiện", "Nội dung công việc", "Sản phẩm", "Chỉ tiêu liên quan", "Kinh phí (triệu đồng)"],
                AnnexKind::Tasks,
                vec![Some(Deadline), Some(Lead), Some(Name), Some(Product), Some(RelatedIndicators), Some(Money)],
            ),
            (
                vec!["STT", "Nội dung công việc", "Lãnh đạo phụ trách", "Cơ quan chủ trì tham mưu", "Hạn trình", "Hình thức văn bản"],
                AnnexKind::Tasks,
                vec![Some(Number), Some(Name), None, Some(Lead), Some(Deadline), Some(Product)],
            ),
            (
                vec!["TT", "Chỉ tiêu", "ĐVT", "Hiện trạng 2025", "Lộ trình thực hiện Năm 2026", "Cơ quan theo dõi, đánh giá"],
                AnnexKind::Indicators,
                vec![Some(Number), Some(Name), Some(Unit), None, Some(Target), Some(Lead)],
            ),
            (
                vec!["TT", "Chỉ tiêu", "ĐVT", "Lộ trình thực hiện Năm 2025 (thực hiện)", "Lộ trình thực hiện Năm 2026"],
                AnnexKind::Indicators,
                vec![Some(Number), Some(Name), Some(Unit), None, Some(Target)],
            ),
            (
                vec!["TT", "Tên chỉ tiêu", "ĐVT", "Đến hết năm 2026", "Đến năm 2030", "Tầm nhìn đến năm 2045", "Nguồn số liệu"],
                AnnexKind::Indicators,
                vec![Some(Number), Some(Name), Some(Unit), Some(Target), Some(Target), Some(Target), Some(DataSource)],
            ),
        ] {
            let (found, columns) = roles(&titles).expect("the header is understood");
            assert_eq!(found, kind, "{titles:?}");
            assert_eq!(columns, expected, "{titles:?}");
        }
    }

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
    fn other_tables_are_left_alone() {
        assert_eq!(roles(&["Họ và tên", "Chức vụ", "Số điện thoại"]), None);
        assert!(begins_annex("PHỤ LỤC II DANH MỤC NHIỆM VỤ"));
        assert!(!begins_annex("Phụ lục này gồm các chỉ tiêu"));
    }
}
