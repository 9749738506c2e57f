//! Tracking workbooks written as XLSX from `samples/source`, byte for byte the same on every run.

use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use std::path::Path;

use anyhow::{Context, bail};
use jiff::civil::{Date, date};
use serde::Deserialize;
use zip::write::SimpleFileOptions;

const FILES: [&str; 2] = ["theo-doi-nhiem-vu", "theo-doi-he-1904"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    pub file: String,
    pub date_1904: bool,
    pub sheets: Vec<SheetSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetSource {
    pub name: String,
    #[serde(default)]
    pub hidden: bool,
    pub widths: Vec<f64>,
    #[serde(default)]
    pub merges: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// Reads every workbook of `samples/source`.
pub fn books(root: &Path) -> anyhow::Result<Vec<Book>> {
    let read = |name: &&str| {
        let path = root.join(format!("samples/source/{name}.toml"));
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("{} is not a workbook", path.display()))
    };
    FILES.iter().map(read).collect()
}

/// The bytes of the package.
pub fn of(book: &Book) -> anyhow::Result<Vec<u8>> {
    let mut files = vec![
        ("[Content_Types].xml".to_owned(), content_types(book.sheets.len())),
        ("_rels/.rels".to_owned(), relations(&[("officeDocument", "xl/workbook.xml".to_owned())])),
        ("xl/workbook.xml".to_owned(), workbook(book)),
        ("xl/_rels/workbook.xml.rels".to_owned(), workbook_relations(book.sheets.len())),
        ("xl/styles.xml".to_owned(), STYLES.to_owned()),
    ];
    for (index, sheet) in book.sheets.iter().enumerate() {
        files.push((format!("xl/worksheets/sheet{}.xml", index + 1), worksheet(sheet, book.date_1904)?));
    }
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated).last_modified_time(zip::DateTime::default());
    for (name, text) in files {
        archive.start_file(name, options)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish().context("cannot close the package")?.into_inner())
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// Styles: 0 plain, 1 text of the table, 2 its header, 3 a day, 4 a share.
const STYLES: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">",
    "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/></numFmts>",
    "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Times New Roman\"/></font><font><b/><sz val=\"11\"/><name val=\"Times New Roman\"/></font></fonts>",
    "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>",
    "<borders count=\"2\"><border><left/><right/><top/><bottom/><diagonal/></border>",
    "<border><left style=\"thin\"/><right style=\"thin\"/><top style=\"thin\"/><bottom style=\"thin\"/><diagonal/></border></borders>",
    "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>",
    "<cellXfs count=\"5\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>",
    "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"1\" xfId=\"0\" applyBorder=\"1\" applyAlignment=\"1\"><alignment vertical=\"top\" wrapText=\"1\"/></xf>",
    "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"1\" xfId=\"0\" applyFont=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><alignment horizontal=\"center\" vertical=\"center\" wrapText=\"1\"/></xf>",
    "<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"1\" xfId=\"0\" applyNumberFormat=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><alignment vertical=\"top\"/></xf>",
    "<xf numFmtId=\"9\" fontId=\"0\" fillId=\"0\" borderId=\"1\" xfId=\"0\" applyNumberFormat=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><alignment vertical=\"top\"/></xf></cellXfs>",
    "</styleSheet>"
);

fn content_types(sheets: usize) -> String {
    let sheet = |index: usize| format!("<Override PartName=\"/xl/worksheets/sheet{index}.xml\" ContentType=\"{KIND}.worksheet+xml\"/>");
    let sheets: String = (1..=sheets).map(sheet).collect();
    format!(
        "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{KIND}.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{KIND}.styles+xml\"/>{sheets}</Types>"
    )
}

fn relations(all: &[(&str, String)]) -> String {
    let one = |(index, (kind, target)): (usize, &(&str, String))| {
        format!("<Relationship Id=\"rId{}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>", index + 1)
    };
    let all: String = all.iter().enumerate().map(one).collect();
    format!("{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{all}</Relationships>")
}

fn workbook_relations(sheets: usize) -> String {
    let mut all: Vec<(&str, String)> = (1..=sheets).map(|index| ("worksheet", format!("worksheets/sheet{index}.xml"))).collect();
    all.push(("styles", "styles.xml".to_owned()));
    relations(&all)
}

fn workbook(book: &Book) -> String {
    let sheet = |(index, sheet): (usize, &SheetSource)| {
        let state = if sheet.hidden { " state=\"hidden\"" } else { "" };
        format!("<sheet name=\"{}\" sheetId=\"{}\"{state} r:id=\"rId{}\"/>", escaped(&sheet.name), index + 1, index + 1)
    };
    let sheets: String = book.sheets.iter().enumerate().map(sheet).collect();
    let system = if book.date_1904 { "<workbookPr date1904=\"1\"/>" } else { "<workbookPr/>" };
    format!("{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\">{system}<sheets>{sheets}</sheets></workbook>")
}

fn worksheet(sheet: &SheetSource, date_1904: bool) -> anyhow::Result<String> {
    let col = |(index, width): (usize, &f64)| {
        let index = index + 1;
        format!("<col min=\"{index}\" max=\"{index}\" width=\"{width}\" customWidth=\"1\"/>")
    };
    let cols: String = sheet.widths.iter().enumerate().map(col).collect();
    let mut rows = String::new();
    let table = header_row(sheet);
    for (row, cells) in sheet.rows.iter().enumerate().filter(|(_, cells)| !cells.is_empty()) {
        rows.push_str(&format!("<row r=\"{}\" spans=\"1:{}\">", row + 1, sheet.widths.len()));
        for (column, text) in cells.iter().enumerate() {
            let bare = if table.contains(&row) { 2 } else { u8::from(row > *table.iter().max().unwrap_or(&0)) };
            rows.push_str(&cell(text, &at(row, column), bare, date_1904)?);
        }
        rows.push_str("</row>");
    }
    let merge = |area: &String| format!("<mergeCell ref=\"{area}\"/>");
    let merges: String = sheet.merges.iter().map(merge).collect();
    let merges = if merges.is_empty() { merges } else { format!("<mergeCells count=\"{}\">{merges}</mergeCells>", sheet.merges.len()) };
    let widest = sheet.rows.iter().map(Vec::len).max().unwrap_or(1).max(1);
    Ok(format!(
        "{HEAD}<worksheet xmlns=\"{MAIN}\"><dimension ref=\"A1:{}\"/><cols>{cols}</cols><sheetData>{rows}</sheetData>{merges}</worksheet>",
        at(sheet.rows.len().max(1) - 1, widest - 1)
    ))
}

/// Rows that name the columns: the first that is nearly full, and the one merged with it.
fn header_row(sheet: &SheetSource) -> BTreeSet<usize> {
    let first = sheet.rows.iter().position(|row| row.len() + 1 >= sheet.widths.len()).unwrap_or(0);
    let second = sheet.merges.iter().any(|area| area.starts_with(&format!("A{}:A", first + 1)));
    [first, first + usize::from(second)].into_iter().collect()
}

fn at(row: usize, column: usize) -> String {
    // No sample is wider than the alphabet.
    format!("{}{}", char::from(b'A' + (column % 26) as u8), row + 1)
}

fn cell(text: &str, at: &str, bare: u8, date_1904: bool) -> anyhow::Result<String> {
    if text.is_empty() {
        return Ok(format!("<c r=\"{at}\" s=\"{bare}\"/>"));
    }
    if let Some(rest) = text.strip_prefix("=f:") {
        let (formula, result) = rest.split_once('=').context("a formula has its result behind it")?;
        let (style, value) = number(&format!("={result}"), bare, date_1904)?;
        return Ok(format!("<c r=\"{at}\" s=\"{style}\"><f>{}</f><v>{value}</v></c>", escaped(formula)));
    }
    if let Some(fault) = text.strip_prefix("=!:") {
        return Ok(format!("<c r=\"{at}\" s=\"{bare}\" t=\"e\"><f>{fault}</f><v>{fault}</v></c>"));
    }
    if text.starts_with('=') {
        let (style, value) = number(text, bare, date_1904)?;
        return Ok(format!("<c r=\"{at}\" s=\"{style}\"><v>{value}</v></c>"));
    }
    let text = escaped(text).replace('⏎', "\n");
    Ok(format!("<c r=\"{at}\" s=\"{bare}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"))
}

/// Style and stored value of "=d:2026-06-30", "=n:3", "=%:0.8".
fn number(text: &str, bare: u8, date_1904: bool) -> anyhow::Result<(u8, String)> {
    let Some((kind, value)) = text.split_once(':') else { bail!("{text} is no kind of cell") };
    Ok(match kind {
        "=n" => (bare, value.to_owned()),
        "=%" => (4, value.to_owned()),
        "=d" => {
            let day: Date = value.parse().with_context(|| format!("{value} is no day"))?;
            // Day 0 of each system; 1900 counts a 29 February that never was.
            let zero = if date_1904 { date(1904, 1, 1) } else { date(1899, 12, 30) };
            (3, (day - zero).get_days().to_string())
        }
        _ => bail!("{text} is no kind of cell"),
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
