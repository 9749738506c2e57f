//! A plan written as a DOCX in the layout of NĐ 30/2020/NĐ-CP, byte for byte the same on every run.

mod parts;
pub mod runs;
mod table;

use std::io::{Cursor, Write};

use anyhow::Context;
use serde_json::Value;
use zip::write::SimpleFileOptions;

use super::source::{Annex, Kind, Page, Plan};
use runs::{Links, write};

/// The bytes of the package, or nothing for a plan without a page.
pub fn of(plan: &Plan) -> anyhow::Result<Option<Vec<u8>>> {
    let Some(page) = &plan.page else { return Ok(None) };
    let mut links = Links::default();
    let document = parts::document(&body(plan, page, &mut links));
    let files = [
        ("[Content_Types].xml", parts::content_types()),
        ("_rels/.rels", parts::package_relationships()),
        ("word/document.xml", document),
        ("word/_rels/document.xml.rels", parts::document_relationships(&links)),
        ("word/styles.xml", parts::styles()),
        ("word/numbering.xml", parts::numbering(plan.annexes.len())),
        ("word/header1.xml", parts::header()),
    ];
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated).last_modified_time(zip::DateTime::default());
    for (name, text) in files {
        archive.start_file(name, options)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(Some(archive.finish().context("cannot close the package")?.into_inner()))
}

fn body(plan: &Plan, page: &Page, links: &mut Links) -> String {
    let mut out = document_block(plan, page, links);
    for line in page.body.lines().filter(|line| !line.trim().is_empty()) {
        out.push_str(&body_paragraph(line, links));
    }
    out.push_str(&signature(plan, links));
    let annexes: Vec<&Annex> = plan.annexes.iter().filter(|annex| annex.kind != Kind::Prose).collect();
    let mut numbered = 0;
    for (index, annex) in annexes.iter().enumerate() {
        let list = parts::row_list(numbered);
        numbered += usize::from(annex.numbering == "auto");
        out.push_str(&format!("<w:p><w:pPr>{}</w:pPr></w:p>", parts::section(index > 0)));
        out.push_str(&centred("<w:b/>", &annex.label, links));
        for line in &annex.title_lines {
            out.push_str(&centred("<w:b/>", line, links));
        }
        out.push_str(&centred("<w:i/>", &annex.note, links));
        out.push_str("<w:p><w:pPr><w:pStyle w:val=\"OBang\"/></w:pPr></w:p>");
        out.push_str(&table::annex_table(annex, list, links));
    }
    out + &parts::section(!annexes.is_empty())
}

fn centred(format: &str, text: &str, links: &mut Links) -> String {
    format!("<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr>{}</w:p>", write(text, format, links))
}

/// A line under the words before it: an empty paragraph with a lower border, drawn in from both sides.
fn rule(sides: u32) -> String {
    format!(
        "<w:p><w:pPr><w:pBdr><w:top w:val=\"single\" w:sz=\"6\" w:space=\"1\" w:color=\"000000\"/></w:pBdr><w:spacing w:before=\"60\"/><w:ind w:left=\"{sides}\" w:right=\"{sides}\"/><w:rPr><w:sz w:val=\"8\"/></w:rPr></w:pPr></w:p>"
    )
}

/// A table without lines in two columns: issuer and number at the left, national name and date at the right.
fn document_block(plan: &Plan, page: &Page, links: &mut Links) -> String {
    let mut left = String::new();
    for line in &page.issuer_lines {
        left.push_str(&centred("<w:b/><w:sz w:val=\"26\"/>", line, links));
    }
    left.push_str(&rule(1100));
    let right = centred("<w:b/><w:sz w:val=\"26\"/>", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", links)
        + &centred("<w:b/><w:sz w:val=\"28\"/>", "Độc lập - Tự do - Hạnh phúc", links)
        + &rule(1150);
    let number = centred("<w:sz w:val=\"26\"/>", &page.number_line, links);
    let date = centred("<w:i/>", &page.place_date, links);
    let mut out = two_columns(&[(left, right), (number, date)], [3700, 5700]);
    out.push_str("<w:p/>");
    out.push_str(&centred("<w:b/>", &text_of(plan, "kind").to_uppercase(), links));
    for line in &page.title_lines {
        out.push_str(&centred("<w:b/>", line, links));
    }
    out + &rule(3300)
}

fn two_columns(rows: &[(String, String)], widths: [u32; 2]) -> String {
    let cell = |width: u32, inside: &str| format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{inside}</w:tc>");
    let rows: String =
        rows.iter().map(|(left, right)| format!("<w:tr>{}{}</w:tr>", cell(widths[0], left), cell(widths[1], right))).collect();
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"{}\"/><w:gridCol w:w=\"{}\"/></w:tblGrid>{rows}</w:tbl>",
        widths[0] + widths[1],
        widths[0],
        widths[1]
    )
}

/// `# `, `## `, `### ` take their number from the style; `@ ` is a heading with a typed number,
/// `= ` a point whose typed letter is followed by a tab; anything else is plain text.
fn body_paragraph(line: &str, links: &mut Links) -> String {
    let styled = |style: &str, format: &str, text: &str, links: &mut Links| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/><w:rPr>{format}</w:rPr></w:pPr>{}</w:p>", write(text, format, links))
    };
    if let Some(text) = line.strip_prefix("### ") {
        return styled("DiemChu", "", text, links);
    }
    if let Some(text) = line.strip_prefix("## ") {
        let format = if text.chars().count() < 80 { "<w:b/>" } else { "" };
        return styled("MucSo", format, text, links);
    }
    if let Some(text) = line.strip_prefix("# ") {
        return styled("MucLaMa", "<w:b/>", text, links);
    }
    if let Some(text) = line.strip_prefix("@ ") {
        return styled("ThanVanBan", "<w:b/>", text, links);
    }
    if let Some(text) = line.strip_prefix("= ") {
        return styled("ThanVanBan", "", &text.replacen(' ', "\t", 1), links);
    }
    styled("ThanVanBan", "", line, links)
}

fn signature(plan: &Plan, links: &mut Links) -> String {
    let small = "<w:sz w:val=\"22\"/>";
    let mut left = format!("<w:p>{}</w:p>", write("Nơi nhận:", "<w:b/><w:i/><w:sz w:val=\"24\"/>", links));
    let recipients: Vec<&str> =
        plan.document.get("recipients").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    for recipient in recipients {
        let end = if recipient.ends_with('.') { "" } else { ";" };
        left.push_str(&format!("<w:p>{}</w:p>", write(&format!("- {recipient}{end}"), small, links)));
    }
    let signer = |field: &str| {
        plan.document.get("signer").and_then(|signer| signer.get(field)).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let right = centred("<w:b/>", &signer("authority"), links)
        + &centred("<w:b/>", &signer("position"), links)
        + &"<w:p/>".repeat(4)
        + &centred("<w:b/>", &signer("name"), links);
    "<w:p/>".to_owned() + &two_columns(&[(left, right)], [4700, 4700])
}

fn text_of<'a>(plan: &'a Plan, field: &str) -> &'a str {
    plan.document.get(field).and_then(Value::as_str).unwrap_or_default()
}
