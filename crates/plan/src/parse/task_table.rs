//! Rows of an annex of tasks, its money and its totals.

use super::annex::{Annex, Column, last_year};
use super::annex_row::{Kind, Reader, Sections};
use super::money::{self, MoneyUnit};
use super::{agency_name, annex_row, confidence, deadline, name_span};
use crate::document::lowered;
use crate::plan::{AnnexKind, AnnexTable, BudgetLine, Role, Task, TotalRow};

/// Reads one annex; tasks are appended, the table's places returned.
pub fn read(annex: &Annex<'_>, tasks: &mut Vec<Task>) -> AnnexTable {
    let mut sections = Sections::default();
    if let Some(last) = tasks.last().filter(|_| annex.continued) {
        sections.resume(last.section.as_ref(), last.section_title.as_ref());
    }
    let money_columns: Vec<usize> = (0..annex.columns.len()).filter(|column| annex.columns[*column].role == Some(Role::Money)).collect();
    let unit = money_unit(annex, &money_columns);
    let mut out = AnnexTable {
        kind: AnnexKind::Tasks,
        span: annex.header.whole(annex.file),
        money_unit: unit.map(|unit| unit.name().to_owned()),
        rows: Vec::new(),
        totals: Vec::new(),
    };
    for row in annex.first_row..annex.table.rows.len() {
        let reader = Reader::new(annex, row);
        match reader.kind() {
            Kind::Section { number, title } => sections.enter(number, title),
            Kind::Total => total(annex, row, &mut out.totals),
            Kind::Layout => {}
            Kind::Data if !reader.begins() => lower_part(&reader, tasks),
            Kind::Data => {
                let Some(name) = reader.words(Role::Name) else { continue };
                let (lead, coordinating) = agencies(&reader);
                let budget_lines = budget_lines(annex, &reader, &money_columns, unit);
                out.rows.push(annex_row(annex, row, tasks.len()));
                tasks.push(Task {
                    no: reader.number(),
                    section: sections.number(),
                    section_title: sections.title().or_else(|| reader.group()),
                    name,
                    lead,
                    coordinating,
                    product: reader.words(Role::Product),
                    deadline: deadline::parse(&time_words(annex, &reader)),
                    budget_million_vnd: budget(&budget_lines),
                    budget_lines: if budget_lines.iter().any(|line| line.year.is_some() || line.source.is_some()) {
                        budget_lines
                    } else {
                        Vec::new()
                    },
                    related_indicators: related(&reader),
                    note: reader.words(Role::Note),
                    confidence: confidence::of_row(&reader),
                    span: name_span(&reader, annex.file),
                });
            }
        }
    }
    out
}

/// A task whose name is merged down over several rows: each further row adds a product or an agency.
fn lower_part(reader: &Reader<'_>, tasks: &mut [Task]) {
    let Some(task) = tasks.last_mut() else { return };
    let (lead, coordinating) = agencies(reader);
    for (names, list) in [(lead, &mut task.lead), (coordinating, &mut task.coordinating)] {
        for name in names {
            if !list.contains(&name) {
                list.push(name);
            }
        }
    }
    if let Some(product) = reader.words(Role::Product).filter(|product| task.product.as_ref().is_none_or(|seen| !seen.contains(product))) {
        task.product = Some(task.product.take().map_or(product.clone(), |seen| format!("{seen}; {product}")));
    }
}

fn agencies(reader: &Reader<'_>) -> (Vec<String>, Vec<String>) {
    let (lead, coordinating) = (reader.lines(Role::Lead), reader.lines(Role::Coordinating));
    agency_name::divide(lead.iter().map(String::as_str), coordinating.iter().map(String::as_str))
}

/// The words that fix the time, from one column; from a beginning and an end; from the years that are crossed.
fn time_words(annex: &Annex<'_>, reader: &Reader<'_>) -> String {
    let mut filled: Vec<(&Column, String)> = Vec::new();
    for (index, column) in annex.columns.iter().enumerate().filter(|(_, column)| column.role == Some(Role::Deadline)) {
        let words = reader.text_of(index).text;
        if words.chars().any(|c| c.is_alphanumeric() || CROSSES.contains(&c)) {
            filled.push((column, words));
        }
    }
    let crossed = |(_, words): &&(&Column, String)| words.chars().count() == 1 && words.chars().all(|c| CROSSES.contains(&c));
    if !filled.is_empty() && filled.iter().all(|one| crossed(&one)) {
        let year = |(column, _): &(&Column, String)| match last_year(&column.title) {
            Some(year) if !lowered(column.own_title()).starts_with("năm") => format!("Năm {year}"),
            _ => column.own_title().to_owned(),
        };
        return filled.iter().map(year).collect::<Vec<_>>().join(", ");
    }
    match filled.as_slice() {
        [(from, start), (_, end)] if from.begins_period() && start != end => format!("{start} - {end}"),
        [(_, words), ..] => words.clone(),
        [] => String::new(),
    }
}

/// What a hand puts into the column of a year.
const CROSSES: [char; 6] = ['x', 'X', '✓', '✔', '+', '●'];

/// The unit that the header names; without one, the amounts must carry their own.
fn money_unit(annex: &Annex<'_>, columns: &[usize]) -> Option<MoneyUnit> {
    let titles = columns.iter().map(|column| annex.columns[*column].title.as_str()).chain([annex.title.as_str()]);
    titles.filter_map(MoneyUnit::from_text).next()
}

fn budget_lines(annex: &Annex<'_>, reader: &Reader<'_>, columns: &[usize], unit: Option<MoneyUnit>) -> Vec<BudgetLine> {
    let several = columns.len() > 1;
    let line = |column: &usize| {
        let amount = money::parse_amount(&reader.text_of(*column).text)?;
        let million_vnd = amount.in_million(unit)?;
        let of = &annex.columns[*column];
        let Column { title, year, .. } = of;
        let source = Some(title.clone()).filter(|_| several && is_source(of));
        Some(BudgetLine { year: year.filter(|_| several), source, million_vnd })
    };
    columns.iter().filter_map(line).collect()
}

/// Words of the lowest level of a header that say where money comes from.
const SOURCES: [&str; 16] = [
    "ngân sách",
    "nguồn",
    "nstw",
    "nsđp",
    "nsnn",
    "nst",
    "nsh",
    "nsx",
    "vốn",
    "xã hội hóa",
    "xhh",
    "huy động",
    "khác",
    "đóng góp",
    "tài trợ",
    "doanh nghiệp",
];

fn is_source(column: &Column) -> bool {
    let (whole, own) = (lowered(&column.title), lowered(column.own_title()));
    let total = ["tổng", "cộng"].iter().any(|word| own.starts_with(word));
    !total && (SOURCES.iter().any(|word| own.contains(word)) || whole.contains("ngân sách") || whole.contains("nguồn"))
}

/// One amount is the budget; with several, a column that names neither year nor source is their total.
fn budget(lines: &[BudgetLine]) -> Option<f64> {
    let total = lines.iter().find(|line| line.year.is_none() && line.source.is_none());
    match (total, lines) {
        (_, []) => None,
        (Some(total), _) => Some(total.million_vnd),
        (None, lines) => Some(lines.iter().map(|line| line.million_vnd).sum()),
    }
}

fn related(reader: &Reader<'_>) -> Vec<String> {
    let text = reader.text(Role::RelatedIndicators).text;
    let bare = |part: &str| part.trim().trim_start_matches(|c: char| c.is_alphabetic() || c == ' ').trim_end_matches('.').to_owned();
    let numbers: Vec<String> = text.split([';', ',']).map(bare).filter(|part| part.chars().any(|c| c.is_ascii_digit())).collect();
    if numbers.is_empty() && text.chars().any(char::is_alphabetic) { vec![text] } else { numbers }
}

fn total(annex: &Annex<'_>, row: usize, out: &mut Vec<TotalRow>) {
    let mut found = TotalRow { amount: None, unit: None, words: None };
    for cell in &annex.table.rows[row].cells {
        let text = cell.text();
        let lower = lowered(&text.text);
        if let Some(at) = lower.find("bằng chữ") {
            let words = text.text.get(at + "bằng chữ".len()..).unwrap_or_default();
            let words = words.trim_start_matches([':', ' ']).trim_end_matches([')', '.', '/', ' ', ';']).to_owned();
            if !words.is_empty() {
                found.words = Some((words, text.whole(annex.file)));
            }
        } else if let Some(amount) = money::parse_amount(&text.text) {
            found.unit = amount.unit.map(|unit| unit.name().to_owned());
            found.amount = Some((text.text.clone(), text.whole(annex.file)));
        }
    }
    // The words may stand in a row of their own below the figure.
    match out.last_mut() {
        Some(last) if found.amount.is_none() && last.words.is_none() => last.words = found.words,
        _ if found.amount.is_some() || found.words.is_some() => out.push(found),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{Block, Cell, Document, Format, Paragraph, Place, Row, Table, Text};
    use crate::plan::{DeadlineKind, Task};

    fn tasks(rows: &[&[&str]]) -> Vec<Task> {
        let cell = |(column, text): (usize, &&str)| {
            let text = Text::at(text, Place::Block { block: 0, row: None, cell: None });
            let paragraphs = if text.is_empty() { vec![] } else { vec![Paragraph { text, ..Paragraph::default() }] };
            Cell { paragraphs, column, columns: 1, ..Cell::default() }
        };
        let row = |texts: &&[&str]| Row { cells: texts.iter().enumerate().map(cell).collect(), header: false };
        let table = Table { columns: rows[0].len(), rows: rows.iter().map(row).collect() };
        super::super::parse(&[Document { format: Format::Docx, pages: None, blocks: vec![Block::Table(table)] }]).0.tasks
    }

    #[test]
    fn a_period_in_two_columns_has_its_first_and_its_last_day() {
        let found = tasks(&[
            &["TT", "Nhiệm vụ", "Chủ trì", "Thời gian Bắt đầu", "Thời gian Kết thúc"],
            &["1", "Đo đạc lại đất bãi bồi", "Phòng Kinh tế", "Tháng 3/2026", "30/9/2026"],
            &["2", "Cắm mốc ranh giới", "Phòng Kinh tế", "", "Quý IV/2026"],
        ]);
        let shown: Vec<_> = found.iter().filter_map(|task| task.deadline.as_ref()).map(|found| (found.kind, found.due)).collect();
        assert_eq!(shown[0], (Some(DeadlineKind::Range), Some(jiff::civil::date(2026, 9, 30))));
        assert_eq!(shown[1], (Some(DeadlineKind::By), Some(jiff::civil::date(2026, 12, 31))));
    }

    #[test]
    fn crossed_years_are_the_time_of_a_task() {
        let found = tasks(&[
            &["TT", "Nhiệm vụ", "Chủ trì", "Tiến độ 2026", "Tiến độ 2027"],
            &["1", "Sửa nhà văn hóa thôn", "Các thôn", "x", "x"],
            &["2", "Mua sắm loa truyền thanh", "Các thôn", "", "x"],
        ]);
        let shown: Vec<_> = found.iter().filter_map(|task| task.deadline.as_ref()).map(|found| (found.kind, found.due)).collect();
        assert_eq!(shown[0], (Some(DeadlineKind::Range), Some(jiff::civil::date(2027, 12, 31))));
        assert_eq!(shown[1], (Some(DeadlineKind::Year), Some(jiff::civil::date(2027, 12, 31))));
    }

    #[test]
    fn the_budget_is_the_total_beside_its_sources() {
        let found = tasks(&[
            &[
                "TT",
                "Tên công trình",
                "Chủ đầu tư",
                "Kinh phí (triệu đồng) Tổng số",
                "Kinh phí (triệu đồng) NSTW",
                "Kinh phí (triệu đồng) Huy động khác",
            ],
            &["1", "Cầu dân sinh", "UBND xã", "900", "700", "200"],
        ]);
        assert_eq!(found[0].budget_million_vnd, Some(900.0));
        let sources: Vec<_> = found[0].budget_lines.iter().map(|line| line.source.is_some()).collect();
        assert_eq!(sources, [false, true, true]);
    }
}
