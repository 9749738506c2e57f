#![allow(dead_code, reason = "each test binary uses its part of this module")]
//! Small source files made by the tests, and the check every compiled plan must pass.

use std::io::{Cursor, Write};
use std::sync::LazyLock;

use roviec_plan::{Compiled, Context, ReadError, SourceFile, compile, render};

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema = serde_json::from_str(include_str!("../../../../xtask/score/plan.schema.json")).expect("the schema is JSON");
    jsonschema::options().should_validate_formats(true).build(&schema).expect("the schema is a schema")
});

/// Compiles one file; what comes out fits the schema, what fails says so in one plain sentence.
pub fn compiled(name: &str, bytes: &[u8], context: &Context<'_>) -> Result<Compiled, ReadError> {
    match compile(&[SourceFile { name, bytes }], context) {
        Ok(compiled) => {
            let json = serde_json::from_str(&render::json(&compiled)).expect("the output is JSON");
            let faults: Vec<String> =
                SCHEMA.iter_errors(&json).take(3).map(|fault| format!("{fault} at {}", fault.instance_path())).collect();
            assert!(faults.is_empty(), "{name} does not fit the schema: {faults:?}");
            Ok(compiled)
        }
        Err((_, error)) => {
            assert_is_one_sentence(&error.to_string());
            Err(error)
        }
    }
}

/// No noise of a library behind the words for the reader.
fn assert_is_one_sentence(message: &str) {
    let noise = ["::", "{", "Error", "error", "Some(", "None", "panicked", "0x", "\n", "\""];
    assert!(!noise.iter().any(|part| message.contains(part)), "noise in: {message}");
    assert!((10..=200).contains(&message.chars().count()), "not a sentence: {message}");
    assert!(!message.is_ascii(), "not Vietnamese: {message}");
}

/// A zip archive of these parts.
pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(*name, options).expect("an archive in memory takes a part");
        zip.write_all(bytes).expect("an archive in memory takes bytes");
    }
    zip.finish().expect("an archive in memory ends").into_inner()
}

/// A Word document with this `document.xml`.
pub fn word(document: &str) -> Vec<u8> {
    archive(&[
        (
            "[Content_Types].xml",
            br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#,
        ),
        ("word/document.xml", document.as_bytes()),
    ])
}

/// `document.xml` around these blocks.
pub fn document_xml(blocks: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{blocks}<w:sectPr/></w:body></w:document>"#
    )
}

pub fn paragraph_xml(text: &str) -> String {
    format!(r#"<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>"#)
}

/// The lines of a small plan of a commune.
pub const PLAN: &[&str] = &[
    "ỦY BAN NHÂN DÂN",
    "XÃ TÂN LẬP",
    "Số: 15/KH-UBND",
    "Tân Lập, ngày 12 tháng 02 năm 2026",
    "KẾ HOẠCH",
    "Phát triển thư viện xã năm 2026",
    "Căn cứ Nghị quyết số 21/NQ-HĐND ngày 20/12/2025 của Hội đồng nhân dân xã;",
    "I. MỤC TIÊU",
    "1. Nâng cao chất lượng phục vụ bạn đọc.",
    "II. TỔ CHỨC THỰC HIỆN",
    "Các thôn báo cáo kết quả về Ủy ban nhân dân xã trước ngày 10/12/2026.",
    "PHỤ LỤC",
    "DANH MỤC NHIỆM VỤ",
];

/// Rows of its annex.
pub const ROWS: &[[&str; 5]] = &[
    ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian"],
    ["1", "Lập danh mục sách cần mua", "Văn hóa - Xã hội", "Các thôn", "30/6/2026"],
    ["2", "Sửa phòng đọc", "Văn phòng", "Trường học", "Quý III/2026"],
];

pub fn plan_as_word() -> Vec<u8> {
    let lines: String = PLAN.iter().map(|line| paragraph_xml(line)).collect();
    let cell = |text: &&str| format!("<w:tc>{}</w:tc>", paragraph_xml(text));
    let rows: String = ROWS.iter().map(|row| format!("<w:tr>{}</w:tr>", row.iter().map(cell).collect::<String>())).collect();
    word(&document_xml(&format!("{lines}<w:tbl>{rows}</w:tbl>")))
}

pub fn plan_as_html() -> String {
    let lines: String = PLAN.iter().map(|line| format!("<p>{line}</p>\n")).collect();
    let rows: String = ROWS.iter().map(|row| format!("<tr><td>{}</td></tr>\n", row.join("</td><td>"))).collect();
    format!("<!DOCTYPE html>\n<html><head><meta charset=utf-8></head><body>{lines}<table>{rows}</table></body></html>")
}

pub fn plan_as_markdown() -> String {
    let rows: String = ROWS.iter().map(|row| format!("| {} |\n", row.join(" | "))).collect();
    let (head, rest) = rows.split_once('\n').expect("the table has a head");
    format!("{}\n\n{head}\n|---|---|---|---|---|\n{rest}", PLAN.join("\n\n"))
}

pub fn plan_as_text() -> String {
    let rows: String = ROWS.iter().map(|row| row.join("\t") + "\n").collect();
    format!("{}\n\n{rows}", PLAN.join("\n"))
}

/// A PDF of one page with these objects after the catalogue (1), the pages (2) and the page (3); contents are 4.
pub fn pdf(contents: &str, more: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{contents}\nendstream", contents.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>".to_owned(),
        more.to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (object, number) in objects.iter().zip(1..) {
        offsets.push(out.len());
        out += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let table = out.len();
    out += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        out += &format!("{offset:010} 00000 n \n");
    }
    out += &format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    out.into_bytes()
}

pub fn plan_as_pdf() -> Vec<u8> {
    let lines = ["KE HOACH so 15/KH-UBND", "I. MUC TIEU", "1. Nang cao chat luong phuc vu ban doc.", "2. Sua phong doc trong nam 2026."];
    let shown: String = lines.iter().map(|line| format!("({line}) Tj 0 -18 Td ")).collect();
    pdf(&format!("BT /F1 12 Tf 72 760 Td {shown} ET"), "<< /Producer (test) >>")
}
