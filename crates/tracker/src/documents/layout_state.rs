//! The layout of documents of the State (Nghị định 30/2020/NĐ-CP, Phụ lục I, in force since 05/03/2020): page, head, body, tables,
//! signature. What the file desk fills in stays blank here: number, day and signer.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, BorderType, BreakType, Docx, Header, LineSpacing, LineSpacingType, PageMargin, PageNum, Paragraph, ParagraphBorder,
    ParagraphBorderPosition, ParagraphBorders, Run, RunFonts, SpecialIndentType, Table, TableCell, TableCellMargins, TableLayoutType,
    TableRow, VAlignType, WidthType,
};

use crate::error::{Error, Result};

const FONT: &str = "Times New Roman";
/// Twentieths of a point in a millimetre.
const MM: f64 = 56.6929;
/// A4.
const PAGE: (f64, f64) = (210.0, 297.0);
/// Top and bottom 20–25 mm, left 30–35, right 15–20.
const MARGINS: Margins = Margins { top: 20.0, bottom: 20.0, left: 30.0, right: 15.0 };
/// Width of the text in millimetres, and how the head divides it.
pub const TEXT_MM: f64 = PAGE.0 - MARGINS.left - MARGINS.right;
const HEAD_MM: (f64, f64) = (72.0, TEXT_MM - 72.0);
/// Between the number and "V/v".
const SIX_POINTS: u32 = 120;
/// 1.27 cm.
const FIRST_LINE: i32 = 720;

struct Margins {
    top: f64,
    bottom: f64,
    left: f64,
    right: f64,
}

/// What the document is: a letter ("công văn") has no kind, and says under its number what it is about.
#[derive(Debug, Clone, Copy)]
pub enum Kind<'a> {
    Letter {
        about: &'a str,
    },
    /// "Thông báo", "Danh mục", with what it is about below.
    Named {
        name: &'a str,
        about: &'a str,
    },
}

/// Who issues it.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    pub superior: Option<&'a str>,
    pub agency: &'a str,
    pub kind: Kind<'a>,
    /// The year after "ngày … tháng …".
    pub year: i16,
}

/// A column of a table in the body.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    pub title: &'a str,
    pub mm: f64,
    pub is_centred: bool,
}

/// A page of A4 with its margins, its typeface and numbers on top from the second page on.
pub fn document() -> Docx {
    let font = RunFonts::new().ascii(FONT).hi_ansi(FONT).east_asia(FONT).cs(FONT);
    let margin = PageMargin::new()
        .top(twips(MARGINS.top))
        .bottom(twips(MARGINS.bottom))
        .left(twips(MARGINS.left))
        .right(twips(MARGINS.right))
        .header(twips(10.0))
        .footer(twips(10.0));
    let numbers = Header::new().add_paragraph(Paragraph::new().align(AlignmentType::Center).add_page_num(PageNum::new()));
    Docx::new()
        .page_size(twips(PAGE.0).unsigned_abs(), twips(PAGE.1).unsigned_abs())
        .page_margin(margin)
        .default_fonts(font)
        .default_size(half_points(14))
        .header(numbers)
        .first_header(Header::new().add_paragraph(Paragraph::new()))
}

/// Agency and number on the left, the name of the State with place and day on the right; below it kind and subject.
pub fn with_head(docx: Docx, head: Head<'_>) -> Docx {
    let mut left = Vec::new();
    if let Some(superior) = head.superior {
        // Words that everybody knows may be short in the name above.
        let short = superior.to_uppercase().replace("ỦY BAN NHÂN DÂN", "UBND").replace("HỘI ĐỒNG NHÂN DÂN", "HĐND");
        left.push(centred(plain(&short, HEAD_POINTS)));
    }
    left.push(centred(bold(&head.agency.to_uppercase(), HEAD_POINTS)));
    left.push(rule(HEAD_MM.0, (upper_width(head.agency) * 0.42).min(HEAD_MM.0 * 0.5)));
    left.push(centred(plain("Số:          /", 13)).line_spacing(LineSpacing::new().before(SIX_POINTS)));
    if let Kind::Letter { about } = head.kind {
        left.push(centred(plain(about, 12)).line_spacing(LineSpacing::new().before(SIX_POINTS)));
    }
    let mut right = vec![
        centred(bold("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", HEAD_POINTS)),
        centred(bold("Độc lập - Tự do - Hạnh phúc", 13)),
        rule(HEAD_MM.1, MOTTO_MM),
    ];
    let day = format!("…………, ngày      tháng      năm {}", head.year);
    right.push(centred(italic(&day, 13)).line_spacing(LineSpacing::new().before(SIX_POINTS)));
    let docx = docx.add_table(columns(vec![(HEAD_MM.0, left), (HEAD_MM.1, right)]));
    match head.kind {
        Kind::Letter { .. } => docx.add_paragraph(Paragraph::new()),
        Kind::Named { name, about } => docx
            .add_paragraph(centred(bold(&name.to_uppercase(), 14)).line_spacing(LineSpacing::new().before(SIX_POINTS * 2)))
            .add_paragraph(centred(bold(about, 14)))
            .add_paragraph(rule(TEXT_MM, (about.chars().count() as f64 * 2.5 * 0.42).clamp(12.0, TEXT_MM * 0.3)))
            .add_paragraph(Paragraph::new()),
    }
}

/// "Kính gửi: …" in one line, or a list.
pub fn addressees(names: &[String]) -> Vec<Paragraph> {
    match names {
        [one] => vec![centred(plain(&format!("Kính gửi: {one}"), 14))],
        all => {
            let indent = twips(45.0);
            let line = |(at, name): (usize, &String)| {
                let end = if at + 1 == all.len() { "." } else { ";" };
                paragraph(plain(&format!("- {name}{end}"), 14)).indent(Some(indent), None, None, None)
            };
            let first = paragraph(plain("Kính gửi:", 14)).indent(Some(twips(30.0)), None, None, None);
            std::iter::once(first).chain(all.iter().enumerate().map(line)).collect()
        }
    }
}

/// A paragraph of the body: both edges straight, the first line set in, 6 points before it.
pub fn body(text: &str) -> Paragraph {
    paragraph(plain(text, 14))
        .align(AlignmentType::Both)
        .indent(None, Some(SpecialIndentType::FirstLine(FIRST_LINE)), None, None)
        .line_spacing(LineSpacing::new().before(SIX_POINTS))
}

/// A heading within the body.
pub fn heading(text: &str) -> Paragraph {
    paragraph(bold(text, 14))
        .indent(None, Some(SpecialIndentType::FirstLine(FIRST_LINE)), None, None)
        .line_spacing(LineSpacing::new().before(SIX_POINTS))
        .keep_next(true)
}

/// Rows under their column titles; a row is not torn between two pages.
pub fn table(columns: &[Column<'_>], rows: &[Vec<String>]) -> Table {
    let widths = columns.iter().map(|column| width(column.mm)).collect();
    let cell = |column: &Column<'_>, paragraph: Paragraph| {
        TableCell::new().width(width(column.mm), WidthType::Dxa).vertical_align(VAlignType::Center).add_paragraph(paragraph)
    };
    let titles = columns.iter().map(|column| cell(column, centred(bold(column.title, 13)))).collect();
    let mut all = vec![TableRow::new(titles).cant_split()];
    for row in rows {
        let aligned = |column: &Column<'_>, text: &str| {
            if column.is_centred { centred(plain(text, 13)) } else { paragraph(plain(text, 13)) }
        };
        all.push(TableRow::new(columns.iter().zip(row).map(|(column, text)| cell(column, aligned(column, text))).collect()).cant_split());
    }
    Table::new(all)
        .set_grid(widths)
        .layout(TableLayoutType::Fixed)
        .width(width(columns.iter().map(|column| column.mm).sum()), WidthType::Dxa)
        .margins(TableCellMargins::new().margin(40, 80, 40, 80))
}

/// "Nơi nhận" on the left; on the right who signs, in capitals, a space for the signature, and the name, blank where it is not known.
pub fn signature(receivers: &[String], authority: &[&str], name: &str) -> Table {
    let mut left = vec![paragraph(bold("Nơi nhận:", 12).italic())];
    for (at, receiver) in receivers.iter().enumerate() {
        let end = if at + 1 == receivers.len() { "." } else { ";" };
        left.push(paragraph(plain(&format!("- {receiver}{end}"), 11)));
    }
    let mut right: Vec<Paragraph> = authority.iter().map(|line| centred(bold(&line.to_uppercase(), 14))).collect();
    right.extend((0..4).map(|_| Paragraph::new()));
    right.push(centred(bold(name, 14)));
    columns(vec![(HEAD_MM.0, left), (HEAD_MM.1, right)])
}

/// The file.
///
/// # Errors
/// The archive is not written.
pub fn written(docx: Docx) -> Result<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).map_err(|error| Error::Internal(format!("a Word file was not written: {error}")))?;
    Ok(bytes.into_inner())
}

/// Content type of a Word file.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Of 12 to 13: the name of the State stays in one line of its column.
const HEAD_POINTS: usize = 12;
/// Width of "Độc lập - Tự do - Hạnh phúc", 13 points, bold: the line under it is as long.
const MOTTO_MM: f64 = 53.1;

/// About how wide bold capitals of the head are: measured over names of agencies.
fn upper_width(text: &str) -> f64 {
    text.chars().count() as f64 * HEAD_POINTS as f64 * 0.3528 * 0.58
}

/// A line `mm` long in the middle of a column.
fn rule(column: f64, mm: f64) -> Paragraph {
    let side = Some(twips(((column - mm) / 2.0).max(0.0)));
    let line = ParagraphBorder::new(ParagraphBorderPosition::Top).val(BorderType::Single).size(6).color("000000");
    Paragraph::new()
        .size(half_points(2))
        .indent(side, None, side, None)
        .line_spacing(LineSpacing::new().line_rule(LineSpacingType::Exact).line(60).before(40))
        .set_borders(ParagraphBorders::with_empty().set(line))
}

/// Columns side by side without lines.
fn columns(columns: Vec<(f64, Vec<Paragraph>)>) -> Table {
    let widths = columns.iter().map(|(mm, _)| width(*mm)).collect();
    let cell = |(mm, paragraphs): (f64, Vec<Paragraph>)| {
        paragraphs.into_iter().fold(TableCell::new().width(width(mm), WidthType::Dxa), TableCell::add_paragraph)
    };
    Table::without_borders(vec![TableRow::new(columns.into_iter().map(cell).collect())])
        .set_grid(widths)
        .layout(TableLayoutType::Fixed)
        .width(width(TEXT_MM), WidthType::Dxa)
        .margins(TableCellMargins::new().margin(0, 0, 0, 0))
}

fn paragraph(run: Run) -> Paragraph {
    Paragraph::new().add_run(run)
}

fn centred(run: Run) -> Paragraph {
    paragraph(run).align(AlignmentType::Center)
}

/// A line of the text is one of the paragraph.
fn plain(text: &str, points: usize) -> Run {
    let mut run = Run::new().size(half_points(points));
    for (at, line) in text.lines().enumerate() {
        run = if at == 0 { run } else { run.add_break(BreakType::TextWrapping) };
        run = run.add_text(line);
    }
    run
}

fn bold(text: &str, points: usize) -> Run {
    plain(text, points).bold()
}

fn italic(text: &str, points: usize) -> Run {
    plain(text, points).italic()
}

fn half_points(points: usize) -> usize {
    points * 2
}

fn twips(mm: f64) -> i32 {
    (mm * MM).round() as i32
}

fn width(mm: f64) -> usize {
    twips(mm).unsigned_abs() as usize
}
