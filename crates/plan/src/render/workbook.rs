//! The clean tables an official would have typed, as a workbook: one sheet per kind of row.

use jiff::civil::Date;
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::labels::{Lang, place};
use super::words;
use crate::plan::{Compiled, Indicator, Task};

/// A column: its header and its width in characters.
struct Column(&'static str, f64);

enum Value<'a> {
    Text(&'a str),
    Owned(String),
    Number(f64),
    Day(Date),
    Empty,
}

impl<'a> Value<'a> {
    fn text(text: Option<&'a str>) -> Self {
        text.map_or(Value::Empty, Value::Text)
    }

    fn number(number: Option<f64>) -> Self {
        number.map_or(Value::Empty, Value::Number)
    }
}

/// Longest text of a cell in the file format, in characters.
const LONGEST: usize = 32_767;
const A4: u8 = 9;
/// Points of a line in the body's type.
const LINE: f64 = 15.0;

/// The workbook's bytes (XLSX).
///
/// # Errors
/// Only when the archive cannot be put together, as with more than a million rows.
pub fn workbook(compiled: &Compiled) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&properties(compiled)?);
    let styles = Styles::new();
    let heading = words::document_line(&compiled.plan.document);
    for (name, columns, rows) in [
        ("Chỉ tiêu", INDICATORS, indicators(&compiled.plan.indicators)),
        ("Nhiệm vụ", TASKS, tasks(&compiled.plan.tasks)),
        ("Chế độ báo cáo", DUTIES, duties(compiled)),
        ("Văn bản viện dẫn", CITATIONS, citations(compiled)),
        ("Cảnh báo", DIAGNOSTICS, diagnostics(compiled)),
    ] {
        let sheet = book.add_worksheet().set_name(name)?;
        page(sheet, &heading, columns.len(), rows.len())?;
        fill(sheet, columns, &rows, &styles)?;
    }
    book.save_to_buffer()
}

/// Dated by the document itself: the same plan always gives the same bytes.
fn properties(compiled: &Compiled) -> Result<DocProperties, XlsxError> {
    let day = compiled
        .plan
        .document
        .issued_on
        .filter(|date| date.year() >= 1900)
        .map_or_else(|| ExcelDateTime::from_ymd(2026, 1, 1), excel_day)?;
    let title = compiled.plan.document.title.as_deref().unwrap_or("Kế hoạch").chars().take(250).collect::<String>();
    Ok(DocProperties::new().set_title(title).set_creation_datetime(&day))
}

struct Styles {
    header: Format,
    text: Format,
    number: Format,
    day: Format,
}

impl Styles {
    fn new() -> Self {
        let base = Format::new()
            .set_font_name("Times New Roman")
            .set_font_size(11)
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0x00A6_A6A6));
        let body = base.clone().set_align(FormatAlign::Top);
        Self {
            header: base
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(Color::RGB(0x00E8_EEF4)),
            text: body.clone().set_text_wrap(),
            number: body.clone().set_num_format("#,##0.###"),
            day: body.set_num_format("dd/mm/yyyy").set_align(FormatAlign::Center),
        }
    }
}

/// A4 across, the header row frozen, filtered and repeated on every printed page.
fn page(sheet: &mut Worksheet, heading: &str, columns: usize, rows: usize) -> Result<(), XlsxError> {
    // An ampersand starts a code in a page header.
    let heading: String = heading.replace('&', "&&").chars().take(200).collect();
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
    sheet.set_header(format!("&L&\"Times New Roman\"&10{heading}")).set_footer("&C&P/&N");
    sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    sheet.autofilter(0, 0, rows as u32, columns.saturating_sub(1) as u16)?;
    Ok(())
}

fn fill(sheet: &mut Worksheet, columns: &[Column], rows: &[Vec<Value<'_>>], styles: &Styles) -> Result<(), XlsxError> {
    for (column, Column(title, width)) in (0u16..).zip(columns) {
        sheet.set_column_width(column, *width)?.write_string_with_format(0, column, *title, &styles.header)?;
    }
    sheet.set_row_height(0, 2.0 * LINE)?;
    for (row, values) in (1u32..).zip(rows) {
        sheet.set_row_height(row, height(columns, values))?;
        for (column, value) in (0u16..).zip(values) {
            match value {
                Value::Text(text) => sheet.write_string_with_format(row, column, fitting(text), &styles.text)?,
                Value::Owned(text) => sheet.write_string_with_format(row, column, fitting(text), &styles.text)?,
                Value::Number(number) => sheet.write_number_with_format(row, column, *number, &styles.number)?,
                Value::Day(date) if date.year() >= 1900 => sheet.write_datetime_with_format(row, column, excel_day(*date)?, &styles.day)?,
                Value::Day(date) => sheet.write_string_with_format(row, column, date.strftime("%d/%m/%Y").to_string(), &styles.text)?,
                Value::Empty => sheet.write_blank(row, column, &styles.text)?,
            };
        }
    }
    Ok(())
}

/// Room for the longest cell: not every program measures wrapped rows by itself.
fn height(columns: &[Column], values: &[Value<'_>]) -> f64 {
    let lines = columns.iter().zip(values).map(|(Column(_, width), value)| match value {
        Value::Text(text) => lines(text, *width),
        Value::Owned(text) => lines(text, *width),
        _ => 1.0,
    });
    (lines.fold(1.0, f64::max) * LINE).min(409.0)
}

/// Lines of a text in a column; words break early, so a little is added.
fn lines(text: &str, width: f64) -> f64 {
    (text.chars().count() as f64 * 1.1 / width).ceil()
}

fn fitting(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

fn excel_day(date: Date) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(date.year() as u16, date.month() as u8, date.day() as u8)
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
