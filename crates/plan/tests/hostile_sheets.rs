//! Spreadsheets that are cut, damaged or built to exhaust the reader: a reading or one sentence, never a panic.

mod support;

use roviec_plan::spreadsheet::{self, Asked, Reading};
use roviec_plan::{Limits, ReadError, SourceFile};
use support::archive;

fn read(bytes: &[u8]) -> Result<Reading, ReadError> {
    let file = SourceFile { name: "a", bytes };
    let reading = spreadsheet::read(file, &Asked::default(), Limits::default())?;
    // What can be read can be given back, or refused in one sentence.
    let _ = spreadsheet::marked(file, reading.sheet, reading.header, &reading.bad, Limits::default());
    Ok(reading)
}

fn samples() -> Vec<Vec<u8>> {
    let read = |name: &str| std::fs::read(format!("{}/../../samples/{name}", env!("CARGO_MANIFEST_DIR"))).expect("is committed");
    ["theo-doi-nhiem-vu.xlsx", "theo-doi-he-1904.xlsx", "theo-doi-xa.csv"].map(read).to_vec()
}

fn noise(seed: &mut u64) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) as usize
}

/// A workbook of one sheet with this `sheetData` and what follows it.
fn workbook(data: &str) -> Vec<u8> {
    let sheet = format!("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{data}</worksheet>");
    archive(&[
        ("[Content_Types].xml", b"<Types/>".as_slice()),
        ("_rels/.rels", br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/workbook.xml", br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#),
        (
            "xl/_rels/workbook.xml.rels",
            br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[test]
fn a_spreadsheet_cut_at_any_point_gives_a_reading_or_one_sentence() {
    for bytes in samples() {
        for percent in (2..100).step_by(3) {
            let _ = read(&bytes[..bytes.len() * percent / 100]);
        }
    }
}

#[test]
fn flipped_bytes_give_a_reading_or_one_sentence() {
    let mut seed = 57;
    for bytes in samples() {
        for _ in 0..200 {
            let mut bytes = bytes.clone();
            for _ in 0..=noise(&mut seed) % 8 {
                let at = noise(&mut seed) % bytes.len();
                bytes[at] = noise(&mut seed) as u8;
            }
            let _ = read(&bytes);
        }
    }
}

#[test]
fn cells_at_the_ends_of_the_sheet_and_areas_merged_over_all_of_it_cost_little() {
    let far = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>TT</t></is></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>"#;
    let reading = read(&workbook(far)).expect("is read");
    assert!(reading.columns.len() <= 100);
    assert_eq!(reading.sheets[0].rows, 2);
}

#[test]
fn an_area_that_ends_before_it_begins_is_no_panic() {
    let _ = read(&workbook(r#"<row><c><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="B2:A1"/></mergeCells>"#));
}

#[test]
fn a_workbook_that_unfolds_beyond_the_limit_is_refused() {
    let text = format!("<row><c t=\"inlineStr\"><is><t>{}</t></is></c></row></sheetData>", "a".repeat(3 << 20));
    let limits = Limits { unfolded_bytes: 2 << 20, ..Limits::default() };
    let refused = spreadsheet::read(SourceFile { name: "a", bytes: &workbook(&text) }, &Asked::default(), limits);
    assert!(matches!(refused, Err(ReadError::TooLarge { .. })), "{refused:?}");
}

#[test]
fn a_cell_longer_than_excel_lets_anybody_write_is_refused() {
    let cell = |letters| format!("<row><c t=\"inlineStr\"><is><t>{}</t></is></c></row></sheetData>", "ư".repeat(letters));
    let refused = read(&workbook(&cell(32_768))).err();
    assert_eq!(refused, Some(ReadError::TooLarge { what: "số chữ của một ô", limit: "32.767".to_owned() }));
    assert!(read(&workbook(&cell(32_767))).is_ok());
}

#[test]
fn quotes_that_never_close_do_not_swallow_a_csv() {
    let text = format!("TT;Nhiệm vụ;Chủ trì;Thời hạn\n{}", "1;\"Lập tổ;Phòng Kinh tế;30/6/2026\n".repeat(2001));
    let reading = read(text.as_bytes()).expect("is read");
    assert!(reading.sheets[0].rows > 500);
}
