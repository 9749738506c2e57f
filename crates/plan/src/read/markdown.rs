//! Markdown as plans are written in it: headings, bold, lists and pipe tables over the reading of plain text.
//! The numbers and dashes of lists stay in the text, because a plan's own numbers matter.

pub mod inline;

use crate::context::Context;
use crate::document::{Document, Format, Place};
use crate::read::lines::{self, Glyph};
use crate::read::text::{self, Item, SourceLine};
use crate::read::{ReadError, legacy_encoding};

/// Reads Markdown in UTF-8, or UTF-16 with its mark.
///
/// # Errors
/// [`ReadError::Broken`] when the bytes are no text, or the limits and the stop of the context.
pub fn read(bytes: &[u8], context: &Context<'_>) -> Result<Document, ReadError> {
    let source = lines::decode(bytes).ok_or_else(|| ReadError::Broken("chữ không đúng bảng mã UTF-8".into()))?;
    let old = legacy_encoding::by_pattern(&source);
    let source = match old {
        Some(old) => old.convert_in_place(&source).into(),
        None => source,
    };
    let mut blocks = text::assemble(&items(&source), context)?;
    if let Some(old) = old {
        legacy_encoding::mark_first(&mut blocks, old);
    }
    Ok(Document { format: Format::Markdown, pages: None, blocks })
}

fn items(source: &str) -> Vec<Item> {
    let raw: Vec<&str> = lines::split(source).collect();
    let mut out = Vec::new();
    let mut at = front_matter(&raw);
    let mut blanks = 0;
    while at < raw.len() {
        let number = at as u32 + 1;
        if parts_blocks(raw[at]) {
            underline(&mut out, raw[at], blanks);
            (at, blanks) = (at + 1, blanks + 1);
        } else if let Some((table, length)) = text::drawn_table(&raw[at..], number) {
            if !table.rows.is_empty() {
                out.push(Item::Table(table));
            }
            (at, blanks) = (at + length, 0);
        } else {
            let length = run_length(&raw[at..]);
            out.extend(run(&raw[at..at + length], number, blanks).into_iter().map(Item::Line));
            (at, blanks) = (at + length, 0);
        }
    }
    out
}

/// Lines up to the next empty one or table: emphasis may span them.
fn run_length(raw: &[&str]) -> usize {
    let ends = |at: usize| {
        parts_blocks(raw[at]) || raw[at].trim_start().starts_with('|') || raw.get(at + 1).is_some_and(|next| is_delimiter_row(next))
    };
    (1..raw.len()).find(|at| ends(*at)).unwrap_or(raw.len())
}

/// The lines of a run without their marks; a line break tag makes two of one.
fn run(raw: &[&str], first_number: u32, blanks: usize) -> Vec<SourceLine> {
    let shapes: Vec<Shape> = raw.iter().map(|line| Shape::of(line)).collect();
    let mut glyphs: Vec<Glyph> = Vec::new();
    for ((line, shape), number) in raw.iter().zip(&shapes).zip(first_number..) {
        if number > first_number {
            glyphs.push(Glyph { c: '\n', line: number, column: 1, width: 0 });
        }
        glyphs.extend(lines::glyphs(line, number).into_iter().take(shape.end).skip(shape.start));
    }
    let mut out: Vec<SourceLine> = Vec::new();
    for (line, bold) in inline::read(&glyphs).lines() {
        let (text, Some(first)) = (lines::gather(line), line.first()) else { continue };
        if text.is_empty() {
            continue;
        }
        let shape = &shapes[(first.line - first_number) as usize];
        if let Some(before) = out.last_mut() {
            // Two lines of text from one line of the source: a tag broke it.
            before.hard_break |=
                before.text.pieces.last().is_some_and(|piece| matches!(piece.place, Place::Lines { line, .. } if line == first.line));
        }
        let blanks = if out.is_empty() { blanks } else { 0 };
        out.push(SourceLine {
            text,
            indent: shape.indent,
            blanks,
            heading: shape.heading,
            bold,
            hard_break: shape.hard_break,
            ..SourceLine::default()
        });
    }
    out
}

/// What stands around the words of one line.
struct Shape {
    /// Characters before the words: white space, quote marks, heading marks.
    start: usize,
    end: usize,
    indent: usize,
    heading: Option<u8>,
    hard_break: bool,
}

impl Shape {
    fn of(line: &str) -> Self {
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        let quoted = indent + line.chars().skip(indent).take_while(|c| matches!(c, '>' | ' ')).count();
        let start = if line.trim_start().starts_with('>') { quoted } else { indent };
        let marks = line.chars().skip(start).take_while(|c| *c == '#').count();
        let is_heading = (1..=6).contains(&marks) && line.chars().nth(start + marks).is_none_or(char::is_whitespace);
        let words = line.trim_end();
        let hard_break = line.ends_with("  ") || words.ends_with('\\');
        let words = words.strip_suffix('\\').unwrap_or(words);
        let words = if is_heading { words.trim_end_matches('#') } else { words };
        Self {
            start: if is_heading { start + marks } else { start },
            end: words.chars().count(),
            indent,
            heading: is_heading.then_some(marks as u8),
            hard_break,
        }
    }
}

/// A line of "=" or "-" right below a line makes it a heading.
fn underline(out: &mut [Item], raw: &str, blanks: usize) {
    let level = match raw.trim().chars().next() {
        Some('=') => 1,
        Some('-') => 2,
        _ => return,
    };
    if let Some(Item::Line(line)) = out.last_mut().filter(|_| blanks == 0) {
        line.heading = line.heading.or(Some(level));
    }
}

/// Lines of a metadata block at the very start.
fn front_matter(raw: &[&str]) -> usize {
    let is_key =
        |line: &&str| line.split_once(':').is_some_and(|(key, _)| key.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)));
    if raw.first().is_none_or(|line| line.trim_end() != "---") || !raw.get(1).is_some_and(is_key) {
        return 0;
    }
    raw.iter().skip(1).take(64).position(|line| line.trim_end() == "---").map_or(0, |end| end + 2)
}

/// Empty lines, rules across the page, underlines of headings, code fences and comments.
fn parts_blocks(line: &str) -> bool {
    let line = line.trim();
    let is_rule = |sign: char| line.len() >= 3 && line.chars().all(|c| c == sign || c == ' ') && line.contains(sign);
    line.is_empty()
        || ['-', '*', '_', '='].into_iter().any(is_rule)
        || line.starts_with("```")
        || line.starts_with("~~~")
        || (line.starts_with("<!--") && line.ends_with("-->"))
}

fn is_delimiter_row(line: &str) -> bool {
    line.contains('|') && line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, Paragraph};

    fn paragraphs(source: &str) -> Vec<Paragraph> {
        let blocks = read(source.as_bytes(), &Context::default()).expect("the text is UTF-8").blocks;
        blocks.into_iter().filter_map(|block| if let Block::Paragraph(paragraph) = block { Some(paragraph) } else { None }).collect()
    }

    fn texts(source: &str) -> Vec<String> {
        paragraphs(source).into_iter().map(|paragraph| paragraph.text.text).collect()
    }

    #[test]
    fn bold_over_several_lines_is_one_bold_paragraph() {
        let found = paragraphs("**Thực hiện Nghị quyết số 05-NQ/TU\ncủa Ban Chấp hành,\nnhiệm kỳ mới**\n\nĐoạn *thường* tiếp.");
        assert_eq!(found[0].text.text, "Thực hiện Nghị quyết số 05-NQ/TU của Ban Chấp hành, nhiệm kỳ mới");
        assert!(found[0].bold && !found[1].bold);
        assert_eq!(found[0].breaks.len(), 2);
        assert_eq!(found[0].text.pieces[0].place, Place::Lines { line: 1, column: 3, end_line: 1, end_column: 35 });
    }

    #[test]
    fn a_page_break_within_a_sentence_is_mended() {
        let source = "- Các cơ quan của tỉnh và của xã, nhất là nhà\n\nnước cấp cơ sở thực hiện.\n\n- Việc khác.";
        assert_eq!(texts(source), ["- Các cơ quan của tỉnh và của xã, nhất là nhà nước cấp cơ sở thực hiện.", "- Việc khác."]);
    }

    #[test]
    fn headings_keep_their_level_and_lose_their_mark() {
        let found = paragraphs("## I. MỤC TIÊU ##\nĐến năm 2030\n\nTiêu đề\n===\n");
        assert_eq!(
            found.iter().map(|p| (p.heading, p.text.text.as_str())).collect::<Vec<_>>(),
            [(Some(2), "I. MỤC TIÊU"), (None, "Đến năm 2030"), (Some(1), "Tiêu đề"),]
        );
    }

    #[test]
    fn pipe_tables_have_their_cells_and_places() {
        let source = "Bảng:\n\n| TT | Nhiệm vụ | Chủ trì |\n|---|:--|--|\n| I | **Hạ tầng** |\n| 1 | Lập đề án<br>đường ven sông | Sở A \\| B |\n\nHết.";
        let blocks = read(source.as_bytes(), &Context::default()).expect("the text is UTF-8").blocks;
        let Block::Table(table) = &blocks[1] else { panic!("the second block is the table") };
        assert!(table.rows[0].header && !table.rows[1].header);
        assert_eq!((table.columns, table.rows[1].cells[1].columns), (3, 2));
        assert!(table.rows[1].cells[1].paragraphs[0].bold);
        assert_eq!(table.rows[2].cells[1].paragraphs.len(), 2);
        assert_eq!(table.rows[2].cells[2].shown(), "Sở A | B");
        assert_eq!(table.rows[2].cells[1].text().pieces[0].place, Place::Lines { line: 6, column: 7, end_line: 6, end_column: 16 });
    }
}
