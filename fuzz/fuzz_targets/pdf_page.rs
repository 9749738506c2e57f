//! What a page draws, the Unicode table of its second font and a form it may call, inside a PDF that is always sound.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roviec_fuzz::{compile, contain_libraries};

const RESOURCES: &str = "<</Font<</F1 5 0 R/F2 6 0 R>>/XObject<</X 9 0 R>>>>";

fuzz_target!(init: contain_libraries(), |bytes: &[u8]| {
    // Here bytes stay bytes: strings of a page may hold any.
    let mut parts = bytes.splitn(3, |byte| *byte == 0);
    let mut part = || parts.next().unwrap_or_default();
    let [page, table, form] = [part(), part(), part()];
    compile(&[("a.pdf", &file(page, table, form))]);
});

fn file(page: &[u8], table: &[u8], form: &[u8]) -> Vec<u8> {
    let stream = |dictionary: &str, bytes: &[u8]| {
        let head = format!("<<{dictionary}/Length {}>>stream\n", bytes.len());
        [head.as_bytes(), bytes, b"\nendstream"].concat()
    };
    let objects: [Vec<u8>; 9] = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources{RESOURCES}>>").into_bytes(),
        stream("", page),
        b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>".to_vec(),
        b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 8 0 R>>".to_vec(),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 500>>".to_vec(),
        stream("", table),
        stream(&format!("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources{RESOURCES}"), form),
    ];
    roviec_fuzz::pdf(&objects)
}
