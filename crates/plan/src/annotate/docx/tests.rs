//! Where the marks of comments stand, and that nothing else in the file has changed.

use std::io::{Cursor, Read, Write};

use quick_xml::events::Event;

use super::annotated;
use crate::context::{Context, Limits};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Block, Paragraph, Place, Span};
use crate::plan::{Compiled, Source};
use crate::read::docx::{attribute, xml_elements};
use crate::{SourceFile, compile, read};

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

fn at() -> jiff::civil::DateTime {
    jiff::civil::date(2026, 2, 3).at(14, 5, 0, 0)
}

fn word(blocks: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{blocks}<w:sectPr/></w:body></w:document>"#
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in [(super::package::TYPES, TYPES), ("word/document.xml", &document)].into_iter().chain(others.iter().copied()) {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut out = String::new();
    zip::ZipArchive::new(Cursor::new(bytes)).unwrap().by_name(name).unwrap().read_to_string(&mut out).unwrap();
    out
}

fn block(block: u32) -> Place {
    Place::Block { block, row: None, cell: None }
}

fn cell(block: u32, row: u32, cell: u32) -> Place {
    Place::Block { block, row: Some(row), cell: Some(cell) }
}

/// A remark of a rule on words at a place.
fn remark(rule: &str, place: Place, quote: &str) -> Diagnostic {
    let span = Span { file: 0, text: quote.to_owned(), place };
    let message = format!("Lời nhận xét của {rule}");
    let quote = Some(quote.to_owned()).filter(|quote| !quote.is_empty());
    Diagnostic { rule: rule.to_owned(), severity: Severity::Warning, message, help: None, quote, span, related: Vec::new() }
}

fn with(bytes: &[u8], diagnostics: Vec<Diagnostic>) -> Vec<u8> {
    let compiled = Compiled { diagnostics, ..Compiled::default() };
    let out = annotated(bytes, 0, &compiled, at(), Limits::default()).expect("a document that takes comments");
    let blocks = |bytes: &[u8]| read::docx::read(bytes, &Context::default()).expect("readable").blocks;
    assert_eq!(blocks(&out), blocks(bytes), "the same document but for its comments");
    out
}

/// The words between the marks of each comment, in the order of the identifiers.
fn marked(bytes: &[u8]) -> Vec<String> {
    let xml = part(bytes, "word/document.xml");
    let mut reader = quick_xml::Reader::from_str(&xml);
    let mut open: Vec<u32> = Vec::new();
    let mut out: std::collections::BTreeMap<u32, String> = std::collections::BTreeMap::new();
    let (mut referred, mut in_text) = (Vec::new(), false);
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(element) => in_text = element.local_name().as_ref() == "t",
            Event::End(_) => in_text = false,
            Event::Empty(element) => {
                let id = || attribute(&element, "id").and_then(|id| id.parse().ok()).expect("a number");
                match element.local_name().as_ref() {
                    "commentRangeStart" => {
                        open.push(id());
                        out.insert(id(), String::new());
                    }
                    "commentRangeEnd" => open.retain(|other| *other != id()),
                    "commentReference" => referred.push(id()),
                    "br" | "tab" => open.iter().for_each(|id| out.get_mut(id).expect("open").push(' ')),
                    _ => {}
                }
            }
            Event::Text(text) if in_text => open.iter().for_each(|id| out.get_mut(id).expect("open").push_str(&text.xml10_content())),
            Event::GeneralRef(_) if in_text => open.iter().for_each(|id| out.get_mut(id).expect("open").push('&')),
            Event::Eof => break,
            _ => {}
        }
    }
    referred.sort_unstable();
    assert_eq!(referred, out.keys().copied().collect::<Vec<_>>(), "each comment is anchored once");
    assert_eq!(open, Vec::<u32>::new(), "each range is closed");
    let mut listed: Vec<u32> = comments(bytes).iter().map(|(id, _)| *id).collect();
    listed.sort_unstable();
    assert_eq!(listed, referred, "each comment of the list stands in the text");
    out.into_values().collect()
}

/// Identifier and words of every comment.
fn comments(bytes: &[u8]) -> Vec<(u32, String)> {
    let xml = part(bytes, "word/comments.xml");
    let mut reader = quick_xml::Reader::from_str(&xml);
    let mut out: Vec<(u32, String)> = Vec::new();
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(element) if element.local_name().as_ref() == "comment" => {
                out.push((attribute(&element, "id").and_then(|id| id.parse().ok()).expect("a number"), String::new()));
            }
            Event::Empty(element) if element.local_name().as_ref() == "br" => out.last_mut().expect("a comment").1.push('\n'),
            Event::Text(text) => out.last_mut().into_iter().for_each(|(_, words)| words.push_str(&text.xml10_content())),
            Event::Eof => return out,
            _ => {}
        }
    }
}

fn run(text: &str) -> String {
    format!("<w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r>")
}

#[test]
fn a_comment_stands_at_the_exact_words_and_the_cut_run_keeps_its_look() {
    let bytes = word(&format!("<w:p>{}</w:p>", run("Lập danh mục trong quý II năm nay")), &[]);
    let out = with(&bytes, vec![remark("vague-deadline", block(0), "trong quý II")]);
    assert_eq!(marked(&out), ["trong quý II"]);
    let look = "<w:r><w:rPr><w:b/></w:rPr>";
    let end = format!("<w:commentRangeEnd w:id=\"0\"/>{look}<w:commentReference w:id=\"0\"/></w:r>");
    let expected = format!(
        "<w:p>{look}<w:t xml:space=\"preserve\">Lập danh mục </w:t></w:r><w:commentRangeStart w:id=\"0\"/>\
         {look}<w:t xml:space=\"preserve\">trong quý II</w:t></w:r>{end}{look}<w:t xml:space=\"preserve\"> năm nay</w:t></w:r></w:p>"
    );
    let xml = part(&out, "word/document.xml");
    assert!(xml.contains(&expected), "{xml}");
}

#[test]
fn words_are_found_across_runs_breaks_insertions_and_links_but_not_in_deleted_text() {
    let blocks = "<w:p><w:r><w:t xml:space=\"preserve\">Giao Sở </w:t></w:r><w:del w:id=\"1\"><w:r><w:delText>Y tế</w:delText></w:r></w:del>\
        <w:ins w:id=\"2\"><w:r><w:t>Tài</w:t></w:r></w:ins><w:r><w:br/><w:t>chính &amp; Thu</w:t><w:tab/><w:t>ế</w:t></w:r>\
        <w:hyperlink><w:r><w:t>và Sở Nội vụ</w:t></w:r></w:hyperlink></w:p>";
    let found = ["Sở Tài chính & Thu", "Tài", "ế", "Sở Nội", "chính", "vụ"];
    let out = with(&word(blocks, &[]), found.iter().map(|words| remark("group-lead", block(0), words)).collect());
    let mut seen = marked(&out);
    seen.sort();
    let mut wanted = found.map(str::to_owned);
    wanted.sort();
    assert_eq!(seen, wanted);
}

#[test]
fn composed_words_are_found_in_a_decomposed_source_with_double_blanks() {
    use unicode_normalization::UnicodeNormalization;
    let source: String = "Thực  hiện nghị quyết số".nfd().collect();
    let out = with(&word(&format!("<w:p>{}</w:p>", run(&source)), &[]), vec![remark("x", block(0), "Thực hiện nghị")]);
    assert_eq!(marked(&out)[0].nfc().collect::<String>(), "Thực  hiện nghị");
}

#[test]
fn remarks_on_the_same_words_are_one_comment_the_gravest_first() {
    let bytes = word(&format!("<w:p>{}</w:p>", run("Sở Y tế, Sở Nội vụ")), &[]);
    let error = Diagnostic { severity: Severity::Error, ..remark("several-leads", block(0), "Sở Y tế, Sở Nội vụ") };
    let out =
        with(&bytes, vec![remark("group-lead", block(0), "Sở Y tế, Sở Nội vụ"), error, remark("unit-repeated", block(0), "Sở Nội vụ")]);
    assert_eq!(marked(&out), ["Sở Y tế, Sở Nội vụ", "Sở Nội vụ"]);
    let said = comments(&out);
    assert_eq!(said.len(), 2);
    assert!(said[0].1.starts_with("Lỗi: Lời nhận xét của several-leads.\nCăn cứ: "), "{}", said[0].1);
    assert!(said[0].1.find("[several-leads]") < said[0].1.find("Cảnh báo: Lời nhận xét của group-lead."), "{}", said[0].1);
}

#[test]
fn a_comment_names_the_help_and_the_other_places_in_words() {
    let table =
        format!("<w:tbl><w:tr><w:tc><w:p>{}</w:p></w:tc><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl>", run("7"), run("Lập quy hoạch xã"));
    let bytes = word(&format!("<w:p>{}</w:p>{table}", run("Tổng 12 nhiệm vụ")), &[]);
    let related = vec![Span { file: 0, text: "7".to_owned(), place: cell(1, 0, 0) }];
    let help = Some("ghi “13 nhiệm vụ”".to_owned());
    let out = with(&bytes, vec![Diagnostic { help, related, ..remark("sum-mismatch", block(0), "12") }]);
    let said = &comments(&out)[0].1;
    assert!(said.contains("\nCách sửa: ghi “13 nhiệm vụ”.\nXem thêm: hàng “7 Lập quy hoạch xã”.\n"), "{said}");
    assert!(part(&out, "word/comments.xml").contains("w:author=\"Rõ Việc\" w:date=\"2026-02-03T14:05:00Z\" w:initials=\"RV\""));
}

#[test]
fn words_that_are_not_there_give_the_whole_cell_and_an_empty_cell_is_marked_too() {
    let table = format!(
        "<w:tbl><w:tr><w:tc><w:p>{}</w:p><w:p>{}</w:p></w:tc><w:tc><w:p><w:pPr><w:rPr><w:sz w:val=\"8\"/></w:rPr></w:pPr></w:p></w:tc>\
         <w:tc><w:p/></w:tc></w:tr></w:tbl>",
        run("Sở Y tế"),
        run("Sở Nội vụ")
    );
    let found = vec![
        remark("a", cell(0, 0, 0), "không có"),
        remark("b", cell(0, 0, 1), ""),
        remark("c", cell(0, 0, 2), ""),
        remark("d", cell(0, 0, 0), "tế Sở"),
    ];
    let out = with(&word(&table, &[]), found);
    assert_eq!(marked(&out), ["Sở Y tếSở Nội vụ", "tếSở", "", ""]);
    let xml = part(&out, "word/document.xml");
    assert!(xml.contains("<w:r><w:rPr><w:sz w:val=\"8\"/></w:rPr><w:commentReference"), "no higher line than before: {xml}");
}

#[test]
fn what_has_no_place_of_its_own_goes_to_the_title_or_the_paragraph_before() {
    let bytes = word(&format!("<w:p/><w:p>{}</w:p><w:p>{}</w:p><w:p/>", run("KẾ HOẠCH"), run("Thân bài")), &[]);
    let nowhere = Place::Lines { line: 1, column: 1, end_line: 1, end_column: 1 };
    let out = with(&bytes, vec![remark("a", nowhere, ""), remark("b", block(99), "xa")]);
    assert_eq!(marked(&out), ["KẾ HOẠCH", "Thân bài"]);
}

#[test]
fn words_of_text_boxes_fields_and_nested_tables_are_marked_where_word_allows_it() {
    let boxed = "<mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent><w:p><w:r><w:t>trong khung</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice>\
        <mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent>";
    let nested =
        format!("<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>", run("bảng trong"));
    let field = "<w:fldSimple><w:r><w:t>31</w:t></w:r></w:fldSimple>";
    let bytes = word(&format!("<w:p>{}<w:r>{boxed}</w:r>{field}</w:p>{nested}", run("Ngoài khung")), &[]);
    let found = vec![
        remark("a", block(0), "khung"),
        remark("b", block(0), "trong khung"),
        remark("c", cell(1, 0, 0), "trong"),
        remark("d", block(0), "1"),
    ];
    let out = with(&bytes, found);
    assert_eq!(marked(&out), ["khung", "31", "trong khung", "trong"]);
    let xml = part(&out, "word/document.xml");
    let outside = xml.find("<w:commentRangeStart w:id=\"2\"/><w:r><mc:AlternateContent>");
    assert!(outside.is_some(), "Word takes no comment inside a text box: {xml}");
}

#[test]
fn letters_of_an_old_font_are_found_by_what_they_read() {
    let run = "<w:r><w:rPr><w:rFonts w:ascii=\".VnTime\" w:hAnsi=\".VnTime\"/></w:rPr><w:t>KÕ ho¹ch n¨m nay</w:t></w:r>";
    let out = with(&word(&format!("<w:p>{run}</w:p>"), &[]), vec![remark("legacy-encoding", block(0), "hoạch năm")]);
    assert_eq!(marked(&out), ["ho¹ch n¨m"]);
}

#[test]
fn comments_already_there_stay_and_ours_are_counted_after_them() {
    let theirs = format!(
        "<?xml version=\"1.0\"?><w:comments xmlns:w=\"{W}\"><w:comment w:id=\"4\" w:author=\"Lan\"><w:p><w:r><w:t>xem lại</w:t></w:r></w:p></w:comment></w:comments>"
    );
    let relations = "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments\" Target=\"comments.xml\"/></Relationships>";
    let paragraph = "<w:p><w:commentRangeStart w:id=\"4\"/><w:r><w:t>Một hai ba</w:t></w:r><w:commentRangeEnd w:id=\"4\"/><w:r><w:commentReference w:id=\"4\"/></w:r></w:p>";
    let bytes = word(paragraph, &[("word/_rels/document.xml.rels", relations), ("word/comments.xml", &theirs)]);
    let out = with(&bytes, vec![remark("a", block(0), "hai")]);
    assert_eq!(marked(&out), ["Một hai ba", "hai"]);
    let said = comments(&out);
    assert_eq!((said[0].0, said[0].1.as_str(), said[1].0), (4, "xem lại", 5));
    assert_eq!(part(&out, "word/_rels/document.xml.rels"), relations);
    assert_eq!(part(&out, super::package::TYPES), TYPES);
}

#[test]
fn a_document_without_comments_gets_the_part_its_relation_and_its_type() {
    let out = with(&word(&format!("<w:p>{}</w:p>", run("Một")), &[]), vec![remark("a", block(0), "Một")]);
    let relation = xml_elements(&part(&out, "word/_rels/document.xml.rels"), "Relationship");
    assert!(relation[0].contains(&("Target".to_owned(), "comments.xml".to_owned())), "{relation:?}");
    assert!(part(&out, super::package::TYPES).contains("PartName=\"/word/comments.xml\""));
    let namespaced = part(&out, "word/comments.xml");
    assert!(namespaced.contains(&format!("xmlns:w=\"{W}\"")), "{namespaced}");
}

#[test]
fn a_source_without_prefixes_gets_marks_that_declare_theirs() {
    let bytes = word("", &[]);
    let plain = part(&bytes, "word/document.xml").replace("w:body", "body").replace("w:sectPr", "sectPr").replace("w:document", "document");
    let plain = plain.replace("xmlns:w=", "xmlns=").replace("<sectPr/>", "<p><r><t>Một hai</t></r></p>");
    let anchors = super::anchors::of(&plain, &crate::read::docx::styles::Styles::default()).expect("XML");
    let (names, namespace) = super::names(&plain, &plain[anchors.body.clone()]);
    assert_eq!((names.prefix.as_str(), namespace.as_deref()), ("w", Some(W)));
    let out = super::marks::set(&plain, &anchors, &names, &[(0, super::Words { first: (0, 0), last: (0, 2) })]);
    assert!(out.contains(&format!("<commentRangeStart xmlns:w=\"{W}\"").replace("<comment", "<w:comment")), "{out}");
    assert!(out.contains("</t></r><w:commentRangeEnd"), "{out}");
}

fn samples() -> Vec<(String, Vec<u8>)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let files = std::fs::read_dir(folder).expect("samples").flatten().map(|entry| entry.path());
    let words = files.filter(|path| path.extension().is_some_and(|ending| ending == "docx"));
    words.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap())).collect()
}

#[test]
fn the_letters_that_can_be_marked_are_the_words_the_reader_reads() {
    for (name, bytes) in samples() {
        let package = super::package::Package::open(&bytes, Limits::default()).expect("readable");
        let anchors = super::anchors::of(&package.main.text, &package.styles).expect("XML");
        let ours: Vec<String> = anchors
            .paragraphs
            .iter()
            .map(|paragraph| crate::document::clean(&paragraph.letters.iter().map(|letter| letter.c).collect::<String>()))
            .filter(|text| !text.is_empty())
            .collect();
        let document = read::docx::read(&bytes, &Context::default()).expect("readable");
        let of_block = |block: &Block| -> Vec<Paragraph> {
            match block {
                Block::Paragraph(paragraph) => vec![paragraph.clone()],
                Block::Table(table) => table.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| cell.paragraphs.clone()).collect(),
            }
        };
        let theirs: Vec<String> =
            document.blocks.iter().flat_map(of_block).map(|paragraph| paragraph.text.text).filter(|text| !text.is_empty()).collect();
        assert_eq!(ours, theirs, "{name}");
    }
}

#[test]
fn every_diagnostic_of_a_sample_is_in_exactly_one_comment_at_its_words() {
    for (name, bytes) in samples() {
        let compiled = compile(&[SourceFile { name: &name, bytes: &bytes }], &Context::default()).expect("readable");
        let out = with(&bytes, compiled.diagnostics.clone());
        if compiled.diagnostics.is_empty() {
            assert_eq!(out, bytes, "{name}: nothing to say, nothing changed");
            continue;
        }
        let (words, said) = (marked(&out), comments(&out));
        let rules: usize = said.iter().map(|(_, words)| words.matches("]").count()).sum();
        assert_eq!(rules, compiled.diagnostics.len(), "{name}");
        for diagnostic in &compiled.diagnostics {
            let line = format!("[{}]", diagnostic.rule);
            let at: Vec<usize> = (0..said.len())
                .filter(|index| said[*index].1.contains(diagnostic.message.trim_end_matches('.')) && said[*index].1.contains(&line))
                .collect();
            assert!(!at.is_empty(), "{name}: {} is nowhere", diagnostic.message);
            // A quote that runs over several cells is marked in the one the place names.
            if let Some(quote) = &diagnostic.quote {
                let is_there = |index: &usize| [quote, &diagnostic.span.text].contains(&&crate::document::clean(&words[*index]));
                assert!(at.iter().any(is_there), "{name}: not at {quote:?}");
            }
        }
        let (before, after) = (parts(&bytes), parts(&out));
        let touched = ["word/document.xml", "word/_rels/document.xml.rels", super::package::TYPES];
        for (part, bytes) in before {
            assert!(touched.contains(&part.as_str()) || after.contains(&(part.clone(), bytes)), "{name}: {part} has changed");
        }
    }
}

fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let read = |index| {
        let mut file = archive.by_index(index).unwrap();
        let mut out = Vec::new();
        file.read_to_end(&mut out).unwrap();
        (file.name().unwrap().to_string(), out)
    };
    (0..zip::ZipArchive::new(Cursor::new(bytes)).unwrap().len()).map(read).collect()
}

#[test]
fn a_plan_in_several_files_gives_each_its_own_remarks() {
    let source = |file: &str| Source { file: file.to_owned(), sha256: String::new(), format: crate::document::Format::Docx, pages: None };
    let bytes = word(&format!("<w:p>{}</w:p>", run("Một hai")), &[]);
    let mut other = remark("b", block(0), "hai");
    other.span.file = 1;
    let mut one = remark("a", block(0), "Một");
    one.related = vec![other.span.clone()];
    let compiled =
        Compiled { sources: vec![source("than.docx"), source("phu-luc.docx")], diagnostics: vec![one, other], ..Compiled::default() };
    let body = annotated(&bytes, 0, &compiled, at(), Limits::default()).expect("the body");
    let annex = annotated(&bytes, 1, &compiled, at(), Limits::default()).expect("the annex");
    assert_eq!((marked(&body), marked(&annex)), (vec!["Một".to_owned()], vec!["hai".to_owned()]));
    assert!(comments(&body)[0].1.contains("Xem thêm: “hai” trong tệp phu-luc.docx."));
}
