//! The clean tables an official would have typed, as a workbook: one sheet per kind of row.

mod cascade;
mod revision;
mod sheet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

pub use revision::revision_workbook;
use sheet::{Column, Value};

use super::labels::{Lang, place};
use super::words;
use crate::cascade::Cascade;
use crate::plan::{Compiled, Indicator, Task};

/// The workbook's bytes (XLSX).
///
/// # Errors
/// Only when the archive cannot be put together, as with more than a million rows.
pub fn workbook(compiled: &Compiled) -> Result<Vec<u8>, XlsxError> {
    workbook_with_cascade(compiled, &[])
}

/// The same with what superior plans lay on this one and what answers them.
///
/// # Errors
/// As [`workbook`].
pub fn workbook_with_cascade(compiled: &Compiled, cascades: &[Cascade]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&properties(compiled)?);
    let heading = words::document_line(&compiled.plan.document);
    for (name, columns, rows) in [
        ("Chỉ tiêu", INDICATORS, indicators(&compiled.plan.indicators)),
        ("Nhiệm vụ", TASKS, tasks(&compiled.plan.tasks)),
        ("Chế độ báo cáo", DUTIES, duties(compiled)),
        ("Văn bản viện dẫn", CITATIONS, citations(compiled)),
        ("Cảnh báo", DIAGNOSTICS, diagnostics(compiled)),
    ] {
        sheet::add(&mut book, name, &heading, columns, &rows)?;
    }
    cascade::add(&mut book, cascades)?;
    book.save_to_buffer()
}

/// Dated by the document itself: the same plan always gives the same bytes.
fn properties(compiled: &Compiled) -> Result<DocProperties, XlsxError> {
    let day = compiled
        .plan
        .document
        .issued_on
        .filter(|date| date.year() >= 1900)
        .map_or_else(|| ExcelDateTime::from_ymd(2026, 1, 1), sheet::excel_day)?;
    let title = compiled.plan.document.title.as_deref().unwrap_or("Kế hoạch").chars().take(250).collect::<String>();
    Ok(DocProperties::new().set_title(title).set_creation_datetime(&day))
}

const INDICATORS: &[Column] = &[
    Column("TT", 6.0),
    Column("Phần", 16.0),
    Column("Chỉ tiêu", 40.0),
    Column("Đơn vị tính", 10.0),
    Column("Năm", 7.0),
    Column("Mục tiêu", 14.0),
    Column("Giá trị", 10.0),
    Column("Cơ quan chủ trì", 22.0),
    Column("Cơ quan phối hợp", 22.0),
    Column("Nguồn số liệu", 14.0),
    Column("Ghi chú", 12.0),
    Column("Vị trí", 14.0),
];

fn indicators(indicators: &[Indicator]) -> Vec<Vec<Value<'_>>> {
    let mut rows = Vec::new();
    for row in indicators {
        let Indicator { no, name, unit, horizon, target, lead, coordinating, data_source, note, span, .. } = row;
        rows.push(vec![
            Value::text(no.as_deref()),
            Value::Owned(words::section(row.section.as_deref(), row.section_title.as_deref())),
            Value::Text(name),
            Value::text(unit.as_deref()),
            Value::number(horizon.map(f64::from)),
            Value::text(target.as_ref().and_then(|target| target.text.as_deref())),
            Value::number(target.as_ref().and_then(|target| target.value)),
            Value::Owned(lead.join("; ")),
            Value::Owned(coordinating.join("; ")),
            Value::text(data_source.as_deref()),
            Value::text(note.as_deref()),
            Value::Owned(place(span, Lang::Vi)),
        ]);
    }
    rows
}

const TASKS: &[Column] = &[
    Column("TT", 6.0),
    Column("Phần", 16.0),
    Column("Nhiệm vụ", 40.0),
    Column("Cơ quan chủ trì", 20.0),
    Column("Cơ quan phối hợp", 22.0),
    Column("Sản phẩm", 20.0),
    Column("Thời hạn", 13.0),
    Column("Hạn cuối", 11.0),
    Column("Kinh phí (triệu đồng)", 11.0),
    Column("Chỉ tiêu liên quan", 9.0),
    Column("Ghi chú", 12.0),
    Column("Vị trí", 14.0),
];

fn tasks(tasks: &[Task]) -> Vec<Vec<Value<'_>>> {
    let mut rows = Vec::new();
    for task in tasks {
        let deadline = task.deadline.as_ref();
        rows.push(vec![
            Value::text(task.no.as_deref()),
            Value::Owned(words::section(task.section.as_deref(), task.section_title.as_deref())),
            Value::Text(&task.name),
            Value::Owned(task.lead.join("; ")),
            Value::Owned(task.coordinating.join("; ")),
            Value::text(task.product.as_deref()),
            Value::text(deadline.and_then(|deadline| deadline.text.as_deref())),
            deadline.and_then(|deadline| deadline.due).map_or(Value::Empty, Value::Day),
            Value::number(task.budget_million_vnd),
            Value::Owned(task.related_indicators.join("; ")),
            Value::text(task.note.as_deref()),
            Value::Owned(place(&task.span, Lang::Vi)),
        ]);
    }
    rows
}

const DUTIES: &[Column] = &[
    Column("Cơ quan báo cáo", 40.0),
    Column("Nơi nhận báo cáo", 32.0),
    Column("Kỳ báo cáo", 14.0),
    Column("Thời hạn", 36.0),
    Column("Vị trí", 18.0),
];

fn duties(compiled: &Compiled) -> Vec<Vec<Value<'_>>> {
    let duties = compiled.plan.reporting_duties.iter();
    duties
        .map(|duty| {
            vec![
                Value::text(duty.from.as_deref()),
                Value::text(duty.to.as_deref()),
                Value::Text(words::cadence(duty.cadence)),
                Value::text(duty.due.as_deref()),
                Value::Owned(place(&duty.span, Lang::Vi)),
            ]
        })
        .collect()
}

const CITATIONS: &[Column] = &[
    Column("Loại văn bản", 18.0),
    Column("Số, ký hiệu", 22.0),
    Column("Ngày ban hành", 14.0),
    Column("Cơ quan ban hành", 36.0),
    Column("Số lần viện dẫn", 10.0),
    Column("Vị trí đầu tiên", 20.0),
];

fn citations(compiled: &Compiled) -> Vec<Vec<Value<'_>>> {
    let citations = compiled.plan.citations.iter();
    citations
        .map(|citation| {
            vec![
                Value::text(citation.kind.as_deref()),
                Value::Text(&citation.number),
                citation.date.map_or(Value::Empty, Value::Day),
                Value::text(citation.issuer.as_deref()),
                Value::Number(citation.spans.len() as f64),
                citation.spans.first().map_or(Value::Empty, |span| Value::Owned(place(span, Lang::Vi))),
            ]
        })
        .collect()
}

const DIAGNOSTICS: &[Column] = &[
    Column("Mức độ", 10.0),
    Column("Nội dung", 56.0),
    Column("Gợi ý", 44.0),
    Column("Trích", 44.0),
    Column("Vị trí", 20.0),
    Column("Quy tắc", 26.0),
];

fn diagnostics(compiled: &Compiled) -> Vec<Vec<Value<'_>>> {
    let diagnostics = compiled.diagnostics.iter();
    diagnostics
        .map(|diagnostic| {
            vec![
                Value::Text(Lang::Vi.severity(diagnostic.severity)),
                Value::Text(&diagnostic.message),
                Value::text(diagnostic.help.as_deref()),
                Value::text(diagnostic.quote.as_deref()),
                Value::Owned(place(&diagnostic.span, Lang::Vi)),
                Value::Text(&diagnostic.rule),
            ]
        })
        .collect()
}
