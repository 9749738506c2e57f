//! The corpus of broken files, made here: every sample cut at each hundredth, bytes turned over, nesting without
//! end, tables without end, archives that unfold without end, objects that lead in a circle. Compile ends, with a
//! plan or one sentence.

mod support;

use std::fmt::Write as _;

use roviec_plan::spreadsheet::{self, Asked};
use roviec_plan::{Context, Limits, ReadError, SourceFile};
use support::{archive, compiled, document_xml, paragraph_xml, pdf, word};

const SAMPLES: &[&str] = &["clean-phuong-binh-an.docx", "dong-phu-xa.docx", "dong-phu-xa.pdf", "ket-luan-hop.txt", "tan-hoa-xa.txt"];
const SHEETS: &[&str] = &["theo-doi-nhiem-vu.xlsx", "theo-doi-he-1904.xlsx", "theo-doi-xa.csv"];

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../samples/{name}", env!("CARGO_MANIFEST_DIR"))).expect("is committed")
}

fn try_sheet(bytes: &[u8]) {
    let file = SourceFile { name: "a", bytes };
    if let Ok(reading) = spreadsheet::read(file, &Asked::default(), Limits::default()) {
        let _ = spreadsheet::marked(file, reading.sheet, reading.header, &reading.bad, Limits::default());
    }
}

fn made() -> [(&'static str, Vec<u8>); 2] {
    [("a.html", support::plan_as_html().into_bytes()), ("a.md", support::plan_as_markdown().into_bytes())]
}

#[test]
fn every_sample_cut_at_each_hundredth_gives_a_plan_or_one_sentence() {
    let samples = SAMPLES.iter().map(|name| (*name, sample(name)));
    for (name, bytes) in samples.chain(made()) {
        for percent in 1..100 {
            let _ = compiled(name, &bytes[..bytes.len() * percent / 100], &Context::default());
        }
    }
    for bytes in SHEETS.iter().map(|name| sample(name)) {
        for percent in 1..100 {
            try_sheet(&bytes[..bytes.len() * percent / 100]);
        }
    }
}

#[test]
fn every_sample_with_a_byte_turned_over_at_each_hundredth_gives_a_plan_or_one_sentence() {
    for (step, mask) in [(2, 0xFF), (3, 0x01)] {
        for (name, whole) in SAMPLES.iter().map(|name| (*name, sample(name))).chain(made()) {
            for percent in (0..100).step_by(step * 2) {
                let mut bytes = whole.clone();
                bytes[whole.len() * percent / 100] ^= mask;
                let _ = compiled(name, &bytes, &Context::default());
            }
        }
        for whole in SHEETS.iter().map(|name| sample(name)) {
            for percent in (0..100).step_by(step) {
                let mut bytes = whole.clone();
                bytes[whole.len() * percent / 100] ^= mask;
                try_sheet(&bytes);
            }
        }
    }
}

#[test]
fn elements_nested_a_hundred_thousand_deep_end() {
    const DEEP: usize = 100_000;
    let nest = |open: &str, close: &str| open.repeat(DEEP) + "Sâu" + &close.repeat(DEEP);
    for (open, close) in [("<w:sdt>", "</w:sdt>"), ("<w:tbl>", "</w:tbl>"), ("<w:r>", "</w:r>")] {
        let _ = compiled("a.docx", &word(&document_xml(&nest(open, close))), &Context::default());
    }
    for (open, close) in [("<div>", "</div>"), ("<table><tr><td>", "</table>"), ("<ul><li>", "</ul>"), ("<b>", "")] {
        let _ = compiled("a.html", format!("<html><body>{}", nest(open, close)).as_bytes(), &Context::default());
    }
    for sign in [">", "- ", "[", "**", "| "] {
        let _ = compiled("a.md", nest(sign, "").as_bytes(), &Context::default());
    }
}

#[test]
fn tables_of_a_hundred_thousand_rows_end() {
    const ROWS: usize = 100_000;
    let context = Context { limits: Limits { cells: 50_000, ..Limits::default() }, ..Context::default() };
    let cell = format!("<w:tc>{}</w:tc>", paragraph_xml("1"));
    let rows = format!("<w:tbl>{}</w:tbl>", format!("<w:tr>{cell}</w:tr>").repeat(ROWS));
    let html = format!("<html><table>{}</table>", "<tr><td>1<td>Việc".repeat(ROWS));
    let text = "1\tLập danh mục\tSở A\n".repeat(ROWS);
    let markdown = format!("| TT | Việc |\n|---|---|\n{}", "| 1 | Lập |\n".repeat(ROWS));
    let files = [("a.docx", word(&document_xml(&rows))), ("a.html", html.into()), ("a.txt", text.into()), ("a.md", markdown.into())];
    for (name, bytes) in files {
        let answer = compiled(name, &bytes, &context);
        assert!(matches!(answer, Err(ReadError::TooLarge { .. })), "{name}: {:?}", answer.err());
    }
}

#[test]
fn an_archive_of_many_or_overlapping_entries_ends() {
    let names: Vec<String> = (0..20_000).map(|index| format!("word/media/{index}.png")).collect();
    let mut parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"x".as_slice())).collect();
    let document = document_xml(&paragraph_xml("Kế hoạch"));
    parts.push(("word/document.xml", document.as_bytes()));
    assert!(compiled("a.docx", &archive(&parts), &Context::default()).is_ok());
    // Each entry of the directory is said to begin where the first does.
    let mut overlapping = archive(&[("word/document.xml", document.as_bytes()), ("word/styles.xml", b"<w:styles/>")]);
    let entries: Vec<usize> = (0..overlapping.len() - 4).filter(|at| overlapping[*at..].starts_with(b"PK\x01\x02")).collect();
    for entry in entries {
        overlapping[entry + 42..entry + 46].fill(0);
    }
    let _ = compiled("a.docx", &overlapping, &Context::default());
}

#[test]
fn an_entity_that_names_a_file_or_an_address_brings_nothing_in() {
    for outside in ["file:///etc/hostname", "http://127.0.0.1:9/x"] {
        let entity = format!(r#"?><!DOCTYPE w:document [<!ENTITY e SYSTEM "{outside}">]>"#);
        let document = document_xml(&paragraph_xml("KẾ HOẠCH &e; năm 2026")).replacen("?>", &entity, 1);
        if let Ok(compiled) = compiled("a.docx", &word(&document), &Context::default()) {
            let title = compiled.plan.document.title.unwrap_or_default();
            assert!(title.is_empty() || title == "năm 2026", "{title}");
        }
    }
}

/// Objects numbered from 1, the first of which is the catalogue.
fn objects(objects: &[&str]) -> Vec<u8> {
    let mut out = String::from("%PDF-1.5\n");
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (object, number) in objects.iter().zip(1..) {
        let _ = writeln!(table, "{:010} 00000 n ", out.len());
        let _ = write!(out, "{number} 0 obj\n{object}\nendobj\n");
    }
    let start = out.len();
    let _ = write!(out, "{table}trailer\n<</Size {}/Root 1 0 R/Prev {start}>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    out.into_bytes()
}

#[test]
fn objects_of_a_pdf_that_lead_in_a_circle_end() {
    let catalogue = "<</Type/Catalog/Pages 2 0 R>>";
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources 5 0 R>>";
    let files: &[&[&str]] = &[
        &[catalogue, "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"],
        &[catalogue, "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Pages/Kids[2 0 R 3 0 R]/Parent 3 0 R/Count 1>>"],
        &[catalogue, "<</Type/Pages/Kids 2 0 R/Count 999999999>>"],
        &[catalogue, "2 0 R"],
        &[catalogue, "<</Type/Pages/Kids[3 0 R]/Count 99999999>>", page, "4 0 R", "<</Font 5 0 R/XObject 5 0 R>>"],
        &[catalogue, "<</Type/Pages/Kids[3 0 R]/Count 1>>", page, "[4 0 R 4 0 R]", "<<>>"],
        &[catalogue, "<</Type/Pages/Kids[3 0 R]/Count 1>>", page, "<</Length 4 0 R>>stream\nBT ET\nendstream", "<<>>"],
        &[
            catalogue,
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page,
            "<</Length 6>>stream\n/F Do \nendstream",
            "<</XObject<</F 6 0 R>>>>",
            "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 5 0 R/Length 12>>stream\n/F Do /F Do \nendstream",
        ],
        &[catalogue, "<</Type/ObjStm/N 9/First 4/Extends 2 0 R/Length 12>>stream\n2 0 3 0 4 0 \nendstream"],
        &[catalogue, "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[-1e30 -1e30 1e30 1e30]/Rotate 45>>"],
    ];
    for file in files {
        let _ = compiled("a.pdf", &objects(file), &Context::default());
    }
}

#[test]
fn a_stream_of_a_pdf_that_unfolds_without_end_is_refused() {
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write as _;
    let mut folded = ZlibEncoder::new(Vec::new(), Compression::best());
    folded.write_all(&vec![b' '; 16 << 20]).expect("memory takes bytes");
    let folded = folded.finish().expect("memory takes bytes");
    let whole = pdf("@@", "<< >>");
    let at = whole.windows(2).position(|pair| pair == b"@@").expect("the content stands there");
    let bomb = [&whole[..at], &folded, &whole[at + 2..]].concat();
    let context = Context { limits: Limits { unfolded_bytes: 4 << 20, ..Limits::default() }, ..Context::default() };
    assert!(matches!(compiled("a.pdf", &bomb, &context), Err(ReadError::TooLarge { .. })));
}

#[test]
fn a_request_to_stop_that_comes_late_is_obeyed() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    for (name, bytes) in SAMPLES.iter().map(|name| (*name, sample(name))) {
        let asked = AtomicUsize::new(0);
        let count = || asked.fetch_add(1, Ordering::Relaxed) == usize::MAX;
        compiled(name, &bytes, &Context { should_stop: &count, ..Context::default() }).expect("is read");
        let most = asked.load(Ordering::Relaxed);
        for at in [1, most / 2, most - 2, most - 1] {
            let asked = AtomicUsize::new(0);
            let stop = || asked.fetch_add(1, Ordering::Relaxed) >= at;
            let context = Context { should_stop: &stop, ..Context::default() };
            assert_eq!(compiled(name, &bytes, &context), Err(ReadError::Stopped), "{name} at {at} of {most}");
        }
    }
}
