//! A sheet of a workbook: a table with its header frozen, filtered and repeated on every printed page.

use jiff::civil::Date;
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// A column: its header and its width in characters.
pub struct Column(pub &'static str, pub f64);

pub enum Value<'a> {
    Text(&'a str),
    Owned(String),
    Number(f64),
    Day(Date),
    Empty,
}

impl<'a> Value<'a> {
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Value::Empty, Value::Text)
    }

    pub fn number(number: Option<f64>) -> Self {
        number.map_or(Value::Empty, Value::Number)
    }
}

/// Longest text of a cell in the file format, in characters.
const LONGEST: usize = 32_767;
const A4: u8 = 9;
/// Points of a line in the body's type.
const LINE: f64 = 15.0;

/// Adds a sheet with these rows.
pub fn add(book: &mut Workbook, name: &str, heading: &str, columns: &[Column], rows: &[Vec<Value<'_>>]) -> Result<(), XlsxError> {
    let styles = Styles::new();
    let sheet = book.add_worksheet().set_name(name)?;
    page(sheet, heading, columns.len(), rows.len())?;
    fill(sheet, columns, rows, &styles)
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

pub fn excel_day(date: Date) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(date.year() as u16, date.month() as u8, date.day() as u8)
}
