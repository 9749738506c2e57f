//! The file given back is the same file: only bad cells, marked rows and the styles differ.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use super::super::{Asked, Field, Value, address, open, read};
use super::*;

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../samples/{name}", env!("CARGO_MANIFEST_DIR"))).expect("the sample is committed")
}

fn given_back(name: &str, bytes: &[u8]) -> Vec<u8> {
    let file = SourceFile { name, bytes };
    let reading = read(file, &Asked::default(), Limits::default()).expect("is read");
    marked(file, reading.sheet, reading.header, &reading.bad, Limits::default()).expect("is marked")
}

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut out = BTreeMap::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        let mut text = Vec::new();
        part.read_to_end(&mut text).expect("unfolds");
        out.insert(part.name().expect("a name").to_string(), text);
    }
    out
}

#[test]
fn a_workbook_comes_back_with_its_bad_cells_marked_and_nothing_else_changed() {
    let bytes = sample("theo-doi-nhiem-vu.xlsx");
    let after = given_back("a.xlsx", &bytes);
    let (before_parts, after_parts) = (parts(&bytes), parts(&after));
    let changed: Vec<&String> = before_parts.iter().filter(|(name, text)| after_parts[*name] != **text).map(|(name, _)| name).collect();
    assert_eq!(changed, ["xl/styles.xml", "xl/worksheets/sheet1.xml"]);
    let limits = Limits::default();
    let [before, after] = [&bytes, &after].map(|bytes| open(SourceFile { name: "a.xlsx", bytes }, limits).expect("is read"));
    assert_eq!(before.sheets[1..], after.sheets[1..]);
    let (before, after) = (&before.sheets[0], &after.sheets[0]);
    for row in 0..=before.last_row() {
        assert!((0..13).all(|column| before.value(row, column) == after.value(row, column)), "row {row}");
    }
    let said = |row: u32| after.value(row, 13).map(Value::shown).unwrap_or_default();
    assert_eq!(said(4), MARK_TITLE);
    assert!(said(17).starts_with("H18: không đọc được thời hạn"), "{}", said(17));
    assert!(said(19).starts_with("B20: thiếu nội dung nhiệm vụ"));
    assert_eq!(
        after.rows().filter(|row| after.value(*row, 13).is_some()).map(|row| row + 1).collect::<Vec<_>>(),
        [5, 18, 19, 20, 21, 25, 27]
    );
}

#[test]
fn a_bad_cell_keeps_its_look_and_gets_the_fill() {
    let after = parts(&given_back("a.xlsx", &sample("theo-doi-nhiem-vu.xlsx")));
    let text = |name: &str| String::from_utf8(after[name].clone()).expect("UTF-8");
    let (styles, sheet) = (text("xl/styles.xml"), text("xl/worksheets/sheet1.xml"));
    assert!(styles.contains("<fills count=\"3\">") && styles.contains("FFFFC7CE"), "{styles}");
    assert!(styles.contains(
        "fontId=\"0\" fillId=\"2\" borderId=\"1\" xfId=\"0\" applyNumberFormat=\"1\" applyBorder=\"1\" applyAlignment=\"1\" applyFill=\"1\""
    ));
    assert!(
        sheet.contains("<c r=\"H18\" s=\"5\"") && sheet.contains("<c r=\"B20\" s=\"5\"/>") && sheet.contains("<c r=\"J25\" s=\"6\""),
        "{sheet}"
    );
    assert!(sheet.contains("<col min=\"14\" max=\"14\" width=\"60\""));
    assert!(sheet.contains("<row r=\"18\">") && sheet.contains("<row r=\"17\" spans=\"1:13\">"));
}

#[test]
fn a_workbook_of_another_manner_is_marked_too() {
    // Names with a prefix, cells without an address, a row that is one empty tag, a part named from the root.
    let sheet = "<x:worksheet xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><x:sheetData><x:row r='1'><x:c t=\"inlineStr\"><x:is><x:t>TT</x:t></x:is></x:c><x:c t=\"inlineStr\"><x:is><x:t>A &amp; B</x:t></x:is></x:c></x:row><x:row r=\"2\"/></x:sheetData></x:worksheet>";
    let bad = |row, column| BadCell {
        address: address(row, column),
        row,
        column,
        field: Field::Name,
        text: String::new(),
        sentence: "thiếu <nội dung> & số".to_owned(),
        holds_back: true,
    };
    let marks = Marks { header: Some(0), rows: by_row(&[bad(1, 1)]), sheet: "" };
    let after = sheet_xml::marked(sheet, &marks, &styles_xml::Ids::default()).expect("is marked");
    assert!(
        after.contains(
            "<x:row r=\"2\"><x:c r=\"C2\" s=\"0\" t=\"inlineStr\"><x:is><x:t>B2: thiếu &lt;nội dung&gt; &amp; số</x:t></x:is></x:c></x:row>"
        ),
        "{after}"
    );
    assert!(
        after.contains("<x:cols><x:col min=\"3\"") && after.contains("<x:c r=\"C1\" s=\"0\" t=\"inlineStr\"><x:is><x:t>Rõ Việc: cần sửa"),
        "{after}"
    );
    let marks = Marks { header: None, rows: by_row(&[bad(0, 1)]), sheet: "" };
    let after = sheet_xml::marked(sheet, &marks, &styles_xml::Ids::default()).expect("is marked");
    assert!(after.contains("<x:c t=\"inlineStr\" s=\"0\"><x:is><x:t>A &amp; B"), "{after}");
}

#[test]
fn a_csv_comes_back_with_one_more_column() {
    let bytes = sample("theo-doi-xa.csv");
    let after = given_back("a.csv", &bytes);
    assert!(after.starts_with(b"\xEF\xBB\xBF"));
    let [before, after] = [&bytes, &after].map(|bytes| String::from_utf8(bytes.clone()).expect("UTF-8"));
    let lines: Vec<&str> = after.split("\r\n").collect();
    assert!(lines[0].ends_with(";Ghi chú;Rõ Việc: cần sửa"));
    assert!(
        lines[4].ends_with(
            ";;\"E5: “03/04/2026” có thể là 03/04 hoặc 04/03, vì cùng cột có ngày viết kiểu tháng trước; hãy ghi lại bằng ô kiểu ngày\""
        ),
        "{}",
        lines[4]
    );
    for (before, after) in before.split("\r\n").zip(&lines) {
        assert!(after.starts_with(before), "{before}");
    }
}
