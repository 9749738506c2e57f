//! HTML: pages of law portals and Word's "Save as HTML". Tokens with their places come from `html5gum`;
//! `html/page.rs` makes blocks of them, `html/grid.rs` tables, `html/characters.rs` keeps columns.

mod characters;
mod element;
mod grid;
mod page;

use std::borrow::Cow;

use html5gum::{DefaultEmitter, Token, Tokenizer};

use crate::context::Context;
use crate::document::{Document, Format};
use crate::read::{ReadError, legacy_encoding, lines, within_cell_limit};

use crate::read::legacy_encoding::Typeface;
use characters::Cursor;
use element::Element;
use page::Page;

/// Reads a page in UTF-8, or UTF-16 with its mark.
///
/// # Errors
/// [`ReadError::Unsupported`] when the page is in another character set, or the limits and the stop of the context.
pub fn read(bytes: &[u8], context: &Context<'_>) -> Result<Document, ReadError> {
    let source = lines::decode(bytes)
        .or_else(|| declared_single_byte(bytes))
        .ok_or(ReadError::Unsupported("trang HTML không ở bảng mã UTF-8; hãy mở bằng trình duyệt hoặc Word rồi lưu lại theo UTF-8"))?;
    let old = legacy_encoding::by_pattern(&source).map(|encoding| Typeface { encoding, capitals: false });
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut cursor = Cursor::new(&source);
    let mut page = Page::new(context.limits.cells, old);
    for (at, token) in Tokenizer::new_with_emitter(source.as_ref(), emitter).enumerate() {
        if at % 4096 == 0 && (context.should_stop)() {
            return Err(ReadError::Stopped);
        }
        match token {
            Ok(Token::StartTag(tag)) => page.start(&Element::of(&tag), cursor.glyph_at(tag.span.start, '\n')),
            Ok(Token::EndTag(tag)) => page.end(&String::from_utf8_lossy(&tag.name)),
            Ok(Token::String(text)) => {
                let shown = String::from_utf8_lossy(&text.value);
                page.text(cursor.glyphs(text.span.start..text.span.end, &shown));
            }
            Ok(_) => {}
            Err(never) => match never {},
        }
        if page.is_too_large() {
            return Err(crate::read::too_many_cells(context));
        }
    }
    let blocks = page.finish();
    within_cell_limit(&blocks, context)?;
    Ok(Document { format: Format::Html, pages: None, blocks })
}

/// A page that says it is in the character set of old Windows, as Word saves pages.
fn declared_single_byte(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let charset: String = head.split_once("charset=")?.1.trim_start_matches(['"', '\'']).chars().take(12).collect();
    let of = |encoding: &'static encoding_rs::Encoding| encoding.decode_without_bom_handling(bytes).0;
    match charset.as_str() {
        "windows-1258" => Some(of(encoding_rs::WINDOWS_1258)),
        "windows-1252" | "x-user-defin" => Some(of(encoding_rs::WINDOWS_1252)),
        latin if latin.starts_with("iso-8859-1") => Some(of(encoding_rs::WINDOWS_1252)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, Paragraph, Place, Table};

    fn blocks(source: &str) -> Vec<Block> {
        read(source.as_bytes(), &Context::default()).expect("the page is UTF-8").blocks
    }

    fn paragraphs(source: &str) -> Vec<Paragraph> {
        blocks(source)
            .into_iter()
            .filter_map(|block| if let Block::Paragraph(paragraph) = block { Some(paragraph) } else { None })
            .collect()
    }

    fn texts(source: &str) -> Vec<String> {
        paragraphs(source).into_iter().map(|paragraph| paragraph.shown()).collect()
    }

    fn table(source: &str) -> Table {
        let found = blocks(source).into_iter().find_map(|block| if let Block::Table(table) = block { Some(table) } else { None });
        found.expect("the page has a table")
    }

    #[test]
    fn scripts_styles_heads_comments_and_hidden_parts_are_not_read() {
        let source = "<!DOCTYPE html><html><head><title>T</title><style>p{}</style><body><script>var a='<p>x</p>'</script>\
            <!-- <p>b</p> --><div style='display: none'><p>c</div><p hidden>d</p><p>Giữ lại</p><p style='mso-hide:all'>e";
        assert_eq!(texts(source), ["Giữ lại"]);
    }

    #[test]
    fn unclosed_paragraphs_and_their_styles_end_where_the_next_begins() {
        let found = paragraphs("<p align=center><b>KẾ HOẠCH<p>Thường <b>đậm</b><h2 style='text-align:center'>Đề mục</h2>cuối");
        let seen: Vec<_> = found.iter().map(|p| (p.text.text.as_str(), p.bold, p.centred, p.heading)).collect();
        assert_eq!(
            seen,
            [
                ("KẾ HOẠCH", true, true, None),
                ("Thường đậm", false, false, None),
                ("Đề mục", true, true, Some(2)),
                ("cuối", false, false, None)
            ]
        );
    }

    #[test]
    fn entities_and_wrapped_source_lines_keep_their_columns() {
        let found = paragraphs("<p>\n  &#272;&agrave; N&#7861;ng, ng&agrave;y\r\n  5 &ge; 3 &nbsp &amp; R&D</p>");
        assert_eq!(found[0].text.text, "Đà Nẵng, ngày 5 ≥ 3 & R&D");
        let of = |word: &str| {
            let at = found[0].text.text.find(word).expect("the word stands in the paragraph");
            found[0].text.span(0, at..at + word.len()).place
        };
        assert_eq!(of("Đà"), Place::Lines { line: 2, column: 3, end_line: 2, end_column: 17 });
        assert_eq!(of("5"), Place::Lines { line: 3, column: 3, end_line: 3, end_column: 4 });
        assert_eq!(of("R&D"), Place::Lines { line: 3, column: 24, end_line: 3, end_column: 27 });
    }

    #[test]
    fn a_break_tag_is_remembered_and_a_list_has_its_numbers() {
        let found = paragraphs("<p>TM. ỦY BAN NHÂN DÂN<br/>CHỦ TỊCH</p>");
        assert_eq!(found[0].lines().iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]);
        assert_eq!(texts("<ol type=I start=2><li>Một<ul><li>con</ul><li>Hai</ol>"), ["II. Một", "- con", "III. Hai"]);
    }

    #[test]
    fn merged_cells_stand_in_their_grid_columns() {
        let found = table(
            "<table><thead><tr><th rowspan=2>TT<th rowspan=2>Nhiệm vụ<th colspan=2>Phân công<tr><th>Chủ trì<th>Phối hợp</thead>\
             <tbody><tr><td colspan=4>I. Hạ tầng<tr><td>1<td>Lập đề án<td rowspan='2'>Sở A<td>Sở B<tr><td>2<td>Thẩm định<td>Sở C</table>",
        );
        let row = |index: usize| -> Vec<(usize, usize, bool, String)> {
            found.rows[index].cells.iter().map(|cell| (cell.column, cell.columns, cell.continues, cell.shown())).collect()
        };
        assert_eq!(found.columns, 4);
        assert_eq!(found.rows.iter().map(|row| row.header).collect::<Vec<_>>(), [true, true, false, false, false]);
        assert_eq!(
            row(1),
            [(0, 1, true, String::new()), (1, 1, true, String::new()), (2, 1, false, "Chủ trì".into()), (3, 1, false, "Phối hợp".into())]
        );
        assert_eq!(row(4)[1..], [(1, 1, false, "Thẩm định".into()), (2, 1, true, String::new()), (3, 1, false, "Sở C".into())]);
    }

    #[test]
    fn a_table_that_only_lays_out_the_page_gives_its_contents() {
        let source = "<table><tr><td>Trang chủ<td><p>KẾ HOẠCH<table><tr><td>TT<td>Nhiệm vụ<tr><td>1<td>Lập <table><tr><td>đề<td>án</table><tr><td>2<td>Việc</table></table>";
        let found = blocks(source);
        assert!(matches!(&found[..2], [Block::Paragraph(_), Block::Paragraph(_)]));
        assert_eq!(table(source).rows[1].cells[1].shown(), "Lập đề án");
    }

    #[test]
    fn words_around_rows_and_a_table_without_an_end_are_kept() {
        assert_eq!(texts("<table><caption>Biểu 1</caption><tr><td>1<td>2"), ["Biểu 1"]);
        assert_eq!(table("<table><tr><td>1<td>hai").rows[0].cells[1].shown(), "hai");
    }

    #[test]
    fn another_character_set_gets_one_sentence() {
        let error = read(b"<html><p>K\xea ho\xb9ch", &Context::default()).expect_err("not UTF-8");
        assert!(error.to_string().contains("UTF-8"), "{error}");
    }
}
