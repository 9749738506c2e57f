//! A sheet, its shared words and its styles, inside a workbook that is always sound: as an annex and as a tracking sheet.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roviec_fuzz::{archive, compile, contain_libraries, parts, track, xml};

const SPACE: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

fuzz_target!(init: contain_libraries(), |bytes: &[u8]| {
    let [sheet, words, styles] = parts(bytes);
    let wrapped = |part: &str, name: &str| xml(part, &format!("<{name} {SPACE}>"), &format!("</{name}>"));
    let file = archive(&[
        ("_rels/.rels", RELATIONS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS),
        ("xl/worksheets/sheet1.xml", &wrapped(&sheet, "worksheet")),
        ("xl/sharedStrings.xml", &wrapped(&words, "sst")),
        ("xl/styles.xml", &wrapped(&styles, "styleSheet")),
    ]);
    compile(&[("a.xlsx", &file)]);
    track(&file);
});
