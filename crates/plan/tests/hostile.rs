//! Files that are empty, cut, damaged, disguised or built to exhaust the reader: compile answers with a plan
//! or with one sentence, and never panics.

mod support;

use roviec_plan::{Context, Limits, ReadError};
use support::{archive, compiled, document_xml, paragraph_xml, pdf, word};

fn sources() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("a.docx", support::plan_as_word()),
        ("a.pdf", support::plan_as_pdf()),
        ("a.html", support::plan_as_html().into_bytes()),
        ("a.md", support::plan_as_markdown().into_bytes()),
        ("a.txt", support::plan_as_text().into_bytes()),
    ]
}

/// Deterministic noise: the next of a linear congruential generator (Knuth, MMIX).
fn noise(seed: &mut u64) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) as usize
}

#[test]
fn the_whole_files_compile_and_give_their_tasks() {
    for (name, bytes) in sources() {
        let compiled = compiled(name, &bytes, &Context::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
        let expected = if name == "a.pdf" { 0 } else { 2 };
        assert_eq!(compiled.plan.tasks.len(), expected, "tasks of {name}");
    }
}

#[test]
fn an_empty_file_is_refused_under_any_name() {
    for name in ["a.docx", "a.pdf", "a.html", "a.md", "a.txt", "a"] {
        assert_eq!(compiled(name, b"", &Context::default()), Err(ReadError::Empty));
    }
}

#[test]
fn a_file_cut_at_any_point_gives_a_plan_or_one_sentence() {
    for (name, bytes) in sources() {
        for percent in (2..100).step_by(2) {
            let _ = compiled(name, &bytes[..bytes.len() * percent / 100], &Context::default());
        }
    }
}

#[test]
fn an_archive_cut_short_is_called_broken() {
    let bytes = support::plan_as_word();
    for percent in [10, 50, 90] {
        let cut = compiled("a.docx", &bytes[..bytes.len() * percent / 100], &Context::default());
        assert!(matches!(cut, Err(ReadError::Broken(_))), "{cut:?}");
    }
}

#[test]
fn flipped_bytes_give_a_plan_or_one_sentence() {
    let mut seed = 20_260_212;
    for (name, bytes) in sources() {
        for _ in 0..120 {
            let mut bytes = bytes.clone();
            for _ in 0..1 + noise(&mut seed) % 12 {
                let at = noise(&mut seed) % bytes.len();
                bytes[at] ^= 1 << (noise(&mut seed) % 8);
            }
            let _ = compiled(name, &bytes, &Context::default());
        }
    }
}

#[test]
fn a_wrong_name_does_not_mislead() {
    for (_, bytes) in sources().into_iter().take(3) {
        for name in ["a.txt", "a.docx", "a.pdf", "a.html"] {
            assert!(compiled(name, &bytes, &Context::default()).is_ok());
        }
    }
}

#[test]
fn files_of_other_kinds_are_refused() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";
    assert_eq!(compiled("a.docx", png, &Context::default()), Err(ReadError::UnknownFormat));
    assert_eq!(compiled("a.docx", &archive(&[("a.txt", b"x")]), &Context::default()), Err(ReadError::UnknownFormat));
    let workbook = compiled("a.docx", &archive(&[("xl/workbook.xml", b"<workbook/>")]), &Context::default());
    assert!(matches!(workbook, Err(ReadError::Broken(_))), "{workbook:?}");
    let mut seed = 7;
    let junk: Vec<u8> = (0..4096).map(|_| noise(&mut seed) as u8).collect();
    assert_eq!(compiled("a.txt", &junk, &Context::default()), Err(ReadError::UnknownFormat));
}

#[test]
fn a_password_is_named() {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(1024, 0);
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(4096, 0);
    assert_eq!(compiled("a.docx", &bytes, &Context::default()), Err(ReadError::Encrypted));
}

#[test]
fn a_zip_bomb_is_stopped_at_the_limit() {
    let context = Context { limits: Limits { unfolded_bytes: 4 << 20, ..Limits::default() }, ..Context::default() };
    let bomb = word(&document_xml(&paragraph_xml(&"0".repeat(24 << 20))));
    assert!(bomb.len() < 1 << 20);
    assert!(matches!(compiled("a.docx", &bomb, &context), Err(ReadError::TooLarge { .. })));
}

#[test]
fn a_zip_bomb_that_lies_about_its_size_is_stopped_too() {
    let context = Context { limits: Limits { unfolded_bytes: 4 << 20, ..Limits::default() }, ..Context::default() };
    let contents = document_xml(&paragraph_xml(&"0".repeat(24 << 20)));
    let mut bomb = word(&contents);
    let honest = (contents.len() as u32).to_le_bytes();
    for at in 0..bomb.len() - 4 {
        if bomb[at..at + 4] == honest {
            bomb[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
        }
    }
    let answer = compiled("a.docx", &bomb, &context);
    assert!(matches!(answer, Err(ReadError::TooLarge { .. } | ReadError::Broken(_))), "{:?}", answer.err());
}

#[test]
fn a_file_over_the_byte_limit_is_refused_in_every_format() {
    let context = Context { limits: Limits { bytes: 64, ..Limits::default() }, ..Context::default() };
    for (name, bytes) in sources() {
        assert!(matches!(compiled(name, &bytes, &context), Err(ReadError::TooLarge { .. })), "{name}");
    }
}

#[test]
fn more_words_than_the_limit_are_refused_in_every_format() {
    let context = Context { limits: Limits { text_bytes: 64, ..Limits::default() }, ..Context::default() };
    for (name, bytes) in sources() {
        let refused = compiled(name, &bytes, &context).err();
        assert_eq!(refused, Some(ReadError::TooLarge { what: "dung lượng phần chữ", limit: "64 byte".to_owned() }), "{name}");
    }
}

#[test]
fn more_cells_than_the_limit_are_refused() {
    let context = Context { limits: Limits { cells: 50, ..Limits::default() }, ..Context::default() };
    let rows = "<tr><td rowspan=60000 colspan=3>x<td rowspan=60000>y<td>z</tr>".repeat(20);
    let lines = "Một đoạn văn.\n\n".repeat(200);
    for (name, source) in [("a.html", format!("<html><table>{rows}</table>")), ("a.md", lines.clone()), ("a.txt", lines)] {
        assert!(matches!(compiled(name, source.as_bytes(), &context), Err(ReadError::TooLarge { .. })), "{name}");
    }
}

#[test]
fn a_cell_that_stands_in_no_row_is_no_panic() {
    let cell = format!("<w:tc>{}</w:tc>", paragraph_xml("lạc"));
    for body in [format!("<w:tbl>{cell}</w:tbl>"), format!("<w:tbl><w:tc><w:tr>{}</w:tr></w:tc></w:tbl>", paragraph_xml("lạc"))] {
        let answer = compiled("a.docx", &word(&document_xml(&body)), &Context::default());
        assert!(matches!(answer, Ok(_) | Err(ReadError::Broken(_))), "{:?}", answer.err());
    }
}

#[test]
fn a_table_wider_than_any_page_is_refused() {
    let cell = format!(r#"<w:tc><w:tcPr><w:gridSpan w:val="900"/></w:tcPr>{}</w:tc>"#, paragraph_xml("rộng"));
    let table = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", cell.repeat(100));
    let answer = compiled("a.docx", &word(&document_xml(&table)), &Context::default());
    assert!(matches!(answer, Err(ReadError::TooLarge { .. })), "{:?}", answer.err());
}

#[test]
fn letters_that_change_length_in_lower_case_are_no_panic() {
    let source = "# KẾ HOẠCH\n\n1. İ Báo cáo ẞ về UBND tỉnh trước ngày 5/6, İİİ các sở gửi ẞ\n\nThời hạn: İ 12/QĐ-UBND ẞ\n\n| TT | Nhiệm vụ | Chủ trì | Thời hạn |\n|---|---|---|---|\n| 1 | İ Lập ẞ | Sở Y tế | İ 12/QĐ ẞ |\n";
    let plan = compiled("a.md", source.as_bytes(), &Context::default()).expect("is read");
    assert_eq!(plan.plan.tasks.len(), 1);
}

#[test]
fn entities_that_multiply_stay_small() {
    let mut entities = String::from(r#"<!ENTITY a0 "Ha! Ha! Ha! Ha! Ha! Ha! Ha! ">"#);
    for level in 1..12 {
        let inner = format!("&a{};", level - 1).repeat(10);
        entities += &format!(r#"<!ENTITY a{level} "{inner}">"#);
    }
    let document = document_xml(&paragraph_xml("Kế hoạch &a11;")).replacen("?>", &format!("?><!DOCTYPE w:document [{entities}]>"), 1);
    if let Ok(compiled) = compiled("a.docx", &word(&document), &Context::default()) {
        assert!(serde_json::to_string(&compiled).expect("a plan is JSON").len() < 100_000);
    }
}

#[test]
fn elements_nested_ten_thousand_deep_do_not_exhaust_the_stack() {
    const DEEP: usize = 10_000;
    let nest = |open: &str, inner: &str, close: &str| open.repeat(DEEP) + inner + &close.repeat(DEEP);
    let words = paragraph_xml("Sâu");
    let documents = [
        nest("<w:tbl><w:tr><w:tc>", &words, "</w:tc></w:tr></w:tbl>"),
        nest("<w:sdt><w:sdtContent>", &words, "</w:sdtContent></w:sdt>"),
        nest("<w:p><w:r><w:pict><w:txbxContent>", &words, "</w:txbxContent></w:pict></w:r></w:p>"),
        "<w:tbl><w:tr><w:tc>".repeat(DEEP),
    ];
    for blocks in &documents {
        let _ = compiled("a.docx", &word(&document_xml(blocks)), &Context::default());
    }
    for (open, close) in [
        ("<div>", "</div>"),
        ("<table><tr><td>", "</table>"),
        ("<ul><li>", "</ul>"),
        ("<b><i>", "</i></b>"),
        ("<table>", ""),
        ("<div style='display:none'>", "</p>"),
    ] {
        let _ = compiled("a.html", format!("<html><body>{}", nest(open, "Sâu", close)).as_bytes(), &Context::default());
    }
    let _ = compiled("a.md", (">".repeat(DEEP) + " Sâu " + &"[".repeat(DEEP) + &"*_".repeat(DEEP)).as_bytes(), &Context::default());
    let arrays = pdf("BT /F1 12 Tf 72 700 Td (Sau) Tj ET", &nest("[", "1", "]"));
    let _ = compiled("a.pdf", &arrays, &Context::default());
    let drawn = pdf(&(nest("q ", "BT /F1 12 Tf 72 700 Td (Sau) Tj ET ", "Q ") + &"[".repeat(DEEP)), "<< >>");
    let _ = compiled("a.pdf", &drawn, &Context::default());
}

#[test]
fn a_page_tree_that_turns_in_a_circle_ends() {
    let mut source = String::from_utf8(support::plan_as_pdf()).expect("the small PDF is text");
    source = source.replace("/Kids [3 0 R]", "/Kids [2 0 R]");
    let _ = compiled("a.pdf", source.as_bytes(), &Context::default());
}

#[test]
fn a_request_to_stop_is_obeyed() {
    let context = Context { should_stop: &|| true, ..Context::default() };
    for (name, bytes) in sources() {
        assert_eq!(compiled(name, &bytes, &context), Err(ReadError::Stopped), "{name}");
    }
}

mod any_text {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;

    /// Pieces that readers give meaning to, in any order, between any characters.
    fn soup() -> impl Strategy<Value = String> {
        let parts = prop::sample::select(vec![
            "\n",
            "\n\n",
            "\t",
            "|",
            " | ",
            "\n|---|\n",
            "+---+\n",
            "**",
            "_",
            "`",
            "# ",
            "- ",
            "1. ",
            "TT",
            "PHỤ LỤC I\n",
            "Nơi nhận:\n",
            "<table>",
            "<tr>",
            "<td rowspan=3>",
            "</table>",
            "<p>",
            "</p>",
            "<br>",
            "&agrave;",
            "&",
            ";",
            "&#x",
            "<!--",
            "<li>",
            "<ol type=a>",
            "\u{300}",
            "\u{c}",
            "\r",
            "Ủy ban ",
            "5/2026",
            "<pre>",
            "</td>",
            "<",
            "KẾ HOẠCH\n",
            "Số: ",
            "%",
            "≥ 90",
            "TM. ỦY BAN\n",
            "tỷ đồng",
            "\u{feff}",
            "ngày 31/02/2026 ",
        ]);
        let piece = prop_oneof![3 => parts.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from), 1 => "[a-zA-ZđĐạ ]{1,12}"];
        prop::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, rng_seed: RngSeed::Fixed(20_260_212), ..ProptestConfig::default() })]

        #[test]
        fn becomes_a_plan_or_one_sentence(source in soup(), extension in prop::sample::select(vec!["txt", "md", "html"])) {
            let _ = compiled(&format!("a.{extension}"), source.as_bytes(), &Context::default());
        }

        #[test]
        fn any_bytes_become_a_plan_or_one_sentence(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            let _ = compiled("a", &bytes, &Context::default());
        }

        #[test]
        fn every_piece_names_the_words_that_stand_there(source in soup()) {
            pieces_stand_in_the_source(&source);
        }
    }

    /// Words of a text file stand, NFC and white space aside, in the columns their piece names.
    fn pieces_stand_in_the_source(source: &str) {
        use roviec_plan::document::{Block, Format, Place, clean};
        let Ok(document) = roviec_plan::read::read(Format::Text, source.as_bytes(), &Context::default()) else { return };
        let source = source.strip_prefix('\u{feff}').unwrap_or(source);
        let end = if source.contains('\n') { '\n' } else { '\r' };
        let lines: Vec<Vec<char>> = source.split(end).map(|line| line.chars().collect()).collect();
        for block in document.blocks {
            let Block::Paragraph(paragraph) = block else { continue };
            for piece in &paragraph.text.pieces {
                let Place::Lines { line, column, end_line, end_column } = piece.place else { panic!("a text has lines") };
                assert_eq!(line, end_line);
                let there: String = lines[line as usize - 1][column as usize - 1..end_column as usize - 1].iter().collect();
                assert_eq!(clean(&there), paragraph.text.text[piece.range.clone()]);
            }
        }
    }
}
