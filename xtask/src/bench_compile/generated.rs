//! Plans of any length for the bench: a Word document whose annex has ten rows on every page, and its PDF.

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::program;

const ROWS_PER_PAGE: usize = 10;
/// Long plans have an annex for each so many pages; LibreOffice's time grows with the square of a table's length.
const PAGES_PER_ANNEX: usize = 20;
/// Part of the file names: raise it when the documents change, so that cached ones are made anew.
const EDITION: u32 = 2;

const VERBS: &[&str] = &["Rà soát", "Xây dựng", "Tổ chức thực hiện", "Nâng cấp", "Hoàn thiện", "Kiểm tra", "Lập danh mục", "Bồi dưỡng"];
const MATTERS: &[&str] = &[
    "quy trình tiếp nhận hồ sơ tại bộ phận một cửa",
    "hệ thống chiếu sáng trên các tuyến đường liên thôn",
    "cơ sở dữ liệu về đất trồng lúa và cây ăn quả",
    "kỹ năng phòng cháy cho các hộ kinh doanh ở chợ",
    "điểm tập kết và phân loại rác thải sinh hoạt",
    "sân chơi, tủ sách cho thiếu nhi ở nhà văn hóa",
];
const AGENCIES: &[&str] =
    &["Sở Tài chính", "Sở Xây dựng", "Sở Y tế", "Văn phòng Ủy ban nhân dân tỉnh", "Sở Nông nghiệp và Môi trường", "Công an tỉnh"];
const PRODUCTS: &[&str] = &["Kế hoạch", "Báo cáo kết quả", "Quyết định ban hành", "Cơ sở dữ liệu"];
const DEADLINES: &[&str] = &["30/6/2026", "Quý III/2026", "Tháng 12/2027", "Thường xuyên", "Hằng năm", "2026 - 2030"];

/// The Word document of so many pages, made once.
pub fn word(folder: &Path, pages: usize) -> Result<PathBuf> {
    let path = folder.join(format!("plan-{pages}-pages-{EDITION}.docx"));
    if !path.is_file() {
        std::fs::write(&path, archive(&document(pages))?)?;
    }
    Ok(path)
}

/// The PDF of each number of pages, converted once by LibreOffice.
pub fn pdfs(folder: &Path, pages: &[usize]) -> Result<Vec<PathBuf>> {
    pages
        .iter()
        .map(|pages| {
            let word = word(folder, *pages)?;
            let pdf = word.with_extension("pdf");
            if !pdf.is_file() {
                println!("converting {} pages with LibreOffice, once", pages);
                let profile = tempfile::tempdir()?;
                let home = format!("-env:UserInstallation=file://{}", profile.path().display());
                let arguments = ["--headless", "--norestore", "--convert-to", "pdf", "--outdir"];
                program::output(Command::new("soffice").arg(home).args(arguments).arg(folder).arg(&word)).context("soffice")?;
            }
            ensure!(pdf.is_file(), "soffice made no {}", pdf.display());
            Ok(pdf)
        })
        .collect()
}

fn archive(document: &str) -> Result<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, contents) in [("[Content_Types].xml", TYPES), ("_rels/.rels", RELATIONS), ("word/document.xml", document)] {
        zip.start_file(name, options)?;
        zip.write_all(contents.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// A head on the first page, then the annex; rows of an exact height keep ten of them on each page.
fn document(pages: usize) -> String {
    let head: String = [
        "ỦY BAN NHÂN DÂN TỈNH LAM GIANG",
        "Số: 88/KH-UBND",
        "Lam Giang, ngày 15 tháng 01 năm 2026",
        "KẾ HOẠCH",
        "Phát triển kinh tế - xã hội tỉnh Lam Giang giai đoạn 2026 - 2030",
        "Căn cứ Nghị quyết số 19/NQ-HĐND ngày 10/12/2025 của Hội đồng nhân dân tỉnh;",
        "I. MỤC TIÊU",
        "Nâng cao chất lượng phục vụ người dân và doanh nghiệp.",
    ]
    .iter()
    .map(|text| paragraph(text, ""))
    .collect();
    let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .iter()
        .map(|side| format!(r#"<w:{side} w:val="single" w:sz="4"/>"#))
        .collect();
    let grid: String = WIDTHS.iter().map(|width| format!(r#"<w:gridCol w:w="{width}"/>"#)).collect();
    let frame =
        format!(r#"<w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"#);
    // The first page is the head.
    let numbers: Vec<usize> = (1..=pages.saturating_sub(1) * ROWS_PER_PAGE).collect();
    let annexes = numbers.chunks(PAGES_PER_ANNEX * ROWS_PER_PAGE).enumerate();
    let annexes: String = annexes.map(|(index, numbers)| annex(index + 1, numbers, &frame)).collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{head}{annexes}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1417"/></w:sectPr></w:body></w:document>"#
    )
}

/// Titles and tasks; the titles take the place of one row on the first page.
fn annex(index: usize, numbers: &[usize], frame: &str) -> String {
    let titles = paragraph(&format!("PHỤ LỤC {index}"), "<w:pageBreakBefore/>") + &paragraph("DANH MỤC NHIỆM VỤ", "");
    let names = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm", "Thời gian"].map(str::to_owned);
    let rows: String = numbers.iter().map(|number| row(&task(*number), 1290, "")).collect();
    format!("{titles}<w:tbl>{frame}{}{rows}</w:tbl>", row(&names, 560, "<w:tblHeader/>"))
}

/// Widths of the columns in twentieths of a point.
const WIDTHS: [u32; 6] = [700, 3300, 1700, 1700, 1200, 1039];

fn task(number: usize) -> [String; 6] {
    let pick = |list: &[&str], step: usize| list[number * step % list.len()].to_owned();
    [
        number.to_string(),
        format!("{} {} đợt {}", pick(VERBS, 5), pick(MATTERS, 7), number % 9 + 1),
        pick(AGENCIES, 1),
        pick(AGENCIES, 5),
        pick(PRODUCTS, 3),
        pick(DEADLINES, 1),
    ]
}

fn row(texts: &[String; 6], height: u32, mark: &str) -> String {
    let cells: String = texts
        .iter()
        .zip(WIDTHS)
        .map(|(text, width)| format!(r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{}</w:tc>"#, paragraph(text, "")))
        .collect();
    format!(r#"<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="exact"/>{mark}</w:trPr>{cells}</w:tr>"#)
}

fn paragraph(text: &str, properties: &str) -> String {
    format!(
        r#"<w:p><w:pPr>{properties}<w:spacing w:before="0" w:after="0"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="22"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>"#
    )
}

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longer_plan_has_ten_more_tasks_on_every_page() {
        let count = |pages: usize, mark: &str| document(pages).matches(mark).count();
        let annexes = |pages| count(pages, "PHỤ LỤC ");
        // Each annex repeats the titles of its columns.
        let tasks = |pages| count(pages, "<w:tr>") - annexes(pages);
        assert_eq!((tasks(10), tasks(30)), (90, 290));
        assert_eq!((annexes(10), annexes(30)), (1, 2));
        assert_ne!(task(1), task(2));
    }
}
