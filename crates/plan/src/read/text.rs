//! Plain text: source lines to paragraphs and drawn tables. What a line looks like is in `text/marks.rs`,
//! whether it goes on the line before in `text/flow.rs`, tables of characters in `text/tables.rs`, the two columns
//! of a head in `text/columns.rs`.

mod columns;
mod flow;
pub mod marks;
mod tables;

use crate::context::{Context, Progress};
use crate::document::{Block, Document, Format, Paragraph, Table, Text};
use crate::read::{ReadError, legacy_encoding, lines, within_cell_limit};

use flow::{Flow, Zones};

/// One line with words, as the source has it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SourceLine {
    pub text: Text,
    /// White space before the first word.
    pub indent: usize,
    /// Empty lines before it.
    pub blanks: usize,
    /// A form feed stands before it.
    pub page_start: bool,
    /// Markdown heading level.
    pub heading: Option<u8>,
    /// All letters are bold.
    pub bold: bool,
    /// The source asks for a new line after this one.
    pub hard_break: bool,
}

/// What the lines of a source are before paragraphs are put together.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    Line(SourceLine),
    Table(Table),
}

/// Reads plain text in UTF-8, or UTF-16 with its mark.
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
    let mut blocks = assemble(&items(&source), context)?;
    if let Some(old) = old {
        legacy_encoding::mark_first(&mut blocks, old);
    }
    Ok(Document { format: Format::Text, pages: None, blocks })
}

fn items(source: &str) -> Vec<Item> {
    let raw: Vec<&str> = lines::split(source).collect();
    let mut out = Vec::new();
    let (mut at, mut blanks, mut page_start) = (0, 0, false);
    while at < raw.len() {
        let number = at as u32 + 1;
        page_start |= raw[at].contains('\u{c}');
        if let Some((table, length)) = tables::drawn(&raw[at..], number) {
            if !table.rows.is_empty() {
                out.push(Item::Table(table));
            }
            (at, blanks, page_start) = (at + length, 0, false);
            continue;
        }
        if let Some(columns) = columns::side_by_side(&raw[at..], number) {
            out.extend(columns.lines.into_iter().map(Item::Line));
            (at, blanks, page_start) = (at + columns.length, 0, false);
            continue;
        }
        let text = lines::line_text(raw[at], number);
        at += 1;
        if text.is_empty() {
            blanks += 1;
            continue;
        }
        let line = raw[at - 1];
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        out.push(Item::Line(SourceLine { text, indent, blanks, page_start, ..SourceLine::default() }));
        (blanks, page_start) = (0, false);
    }
    out
}

/// The table that begins at the first of these raw lines, and how many lines it takes.
pub fn drawn_table(raw: &[&str], first_number: u32) -> Option<(Table, usize)> {
    tables::drawn(raw, first_number)
}

/// Puts lines together to paragraphs.
pub fn assemble(items: &[Item], context: &Context<'_>) -> Result<Vec<Block>, ReadError> {
    let flow = Flow::of(items);
    let mut zones = Zones::default();
    let mut blocks = Vec::new();
    let mut open: Option<(Paragraph, &SourceLine)> = None;
    for (at, item) in items.iter().enumerate() {
        if at % 4096 == 0 {
            if (context.should_stop)() {
                return Err(ReadError::Stopped);
            }
            (context.on_progress)(Progress::part(at, items.len()));
        }
        let line = match item {
            Item::Table(table) => {
                close(&mut open, &mut blocks);
                blocks.push(Block::Table(table.clone()));
                zones.leave_table();
                continue;
            }
            Item::Line(line) => line,
        };
        let next = items.get(at + 1).and_then(Item::line);
        zones.enter(&items[at..]);
        if zones.is_page_number(line, open.as_ref().map(|(_, last)| *last), next) {
            continue;
        }
        match &mut open {
            Some((paragraph, last)) if flow.goes_on(last, line, zones.now()) => {
                tables::append(paragraph, &line.text);
                paragraph.bold &= line.bold;
                *last = line;
            }
            _ => {
                close(&mut open, &mut blocks);
                let paragraph = Paragraph { text: line.text.clone(), heading: line.heading, bold: line.bold, ..Paragraph::default() };
                open = Some((paragraph, line));
            }
        }
    }
    close(&mut open, &mut blocks);
    within_cell_limit(&blocks, context)?;
    Ok(blocks)
}

impl Item {
    fn line(&self) -> Option<&SourceLine> {
        match self {
            Item::Line(line) => Some(line),
            Item::Table(_) => None,
        }
    }
}

fn close(open: &mut Option<(Paragraph, &SourceLine)>, blocks: &mut Vec<Block>) {
    if let Some((paragraph, _)) = open.take() {
        blocks.push(Block::Paragraph(paragraph));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Place;

    fn blocks(source: &str) -> Vec<Block> {
        read(source.as_bytes(), &Context::default()).expect("the text is UTF-8").blocks
    }

    fn texts(source: &str) -> Vec<String> {
        let text = |block: Block| match block {
            Block::Paragraph(paragraph) => paragraph.text.text,
            Block::Table(table) => format!(
                "[{}]",
                table
                    .rows
                    .iter()
                    .map(|row| row.cells.iter().map(|cell| cell.shown()).collect::<Vec<_>>().join("|"))
                    .collect::<Vec<_>>()
                    .join("/")
            ),
        };
        blocks(source).into_iter().map(text).collect()
    }

    const WRAPPED: &str = "\
ỦY BAN NHÂN DÂN\nXÃ AN BÌNH\n\nSố: 12/KH-UBND\nAn Bình, ngày 05 tháng 01 năm 2026\n\n\
KẾ HOẠCH\nThực hiện Nghị quyết số 08-NQ/ĐU ngày 02/01/2026 của Đảng ủy xã về phát \n\ntriển kinh tế số\n\n\
Căn cứ Nghị quyết số 57-\nNQ/TW ngày 22/12/2024; Ủy ban nhân dân xã ban hành kế hoạch như sau:\n\n\
I. MỤC TIÊU\n1. Đến năm 2030\n- Nâng cao chất lượng phục vụ người dân và doanh nghiệp, phát triển kinh tế\n\
- xã hội gắn với bảo đảm quốc phòng, an ninh. Mọi hồ sơ được giải quyết đúng\n\u{c} 2\nhạn.\n\n\
Phấn đấu đạt các chỉ tiêu được giao.\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nNguyễn Văn Bình\n";

    #[test]
    fn wrapped_lines_are_joined_and_page_numbers_dropped() {
        assert_eq!(
            texts(WRAPPED),
            [
                "ỦY BAN NHÂN DÂN",
                "XÃ AN BÌNH",
                "Số: 12/KH-UBND",
                "An Bình, ngày 05 tháng 01 năm 2026",
                "KẾ HOẠCH",
                "Thực hiện Nghị quyết số 08-NQ/ĐU ngày 02/01/2026 của Đảng ủy xã về phát triển kinh tế số",
                "Căn cứ Nghị quyết số 57-NQ/TW ngày 22/12/2024; Ủy ban nhân dân xã ban hành kế hoạch như sau:",
                "I. MỤC TIÊU",
                "1. Đến năm 2030",
                "- Nâng cao chất lượng phục vụ người dân và doanh nghiệp, phát triển kinh tế - xã hội gắn với bảo đảm quốc phòng, an ninh. Mọi hồ sơ được giải quyết đúng hạn.",
                "Phấn đấu đạt các chỉ tiêu được giao.",
                "Nơi nhận:",
                "- Như trên;",
                "- Lưu: VT.",
                "TM. ỦY BAN NHÂN DÂN",
                "CHỦ TỊCH",
                "Nguyễn Văn Bình",
            ]
        );
    }

    #[test]
    fn a_joined_paragraph_remembers_its_lines_and_their_places() {
        let all = blocks(WRAPPED);
        let Block::Paragraph(paragraph) = &all[6] else { panic!("a paragraph") };
        assert_eq!(paragraph.lines().iter().map(|line| line.text.as_str()).collect::<Vec<_>>()[0], "Căn cứ Nghị quyết số 57-");
        let span = paragraph.text.whole(0);
        assert_eq!(span.place, Place::Lines { line: 12, column: 1, end_line: 13, end_column: 69 });
    }

    #[test]
    fn one_paragraph_per_line_stays_so() {
        let long = "Thực hiện đồng bộ các nhiệm vụ được giao, bảo đảm tiến độ và chất lượng, ".repeat(3);
        let source = format!("I. MỤC ĐÍCH\n{long}\nhết câu.\nĐoạn hai ngắn\nĐoạn ba: {long}.\n");
        assert_eq!(texts(&source)[1], format!("{}hết câu.", long));
        assert_eq!(texts(&source)[2], "Đoạn hai ngắn");
        assert_eq!(texts(&source).len(), 4);
    }

    #[test]
    fn lines_of_a_flattened_annex_stay_apart() {
        let source = format!(
            "{WRAPPED}PHỤ LỤC I\nDANH MỤC NHIỆM VỤ\n(Kèm theo Kế hoạch số 12/KH-UBND của\nỦy ban nhân dân xã)\nTT\nNhiệm vụ\nChủ trì\n1\nLập danh mục hồ sơ\nđiện tử\nVăn phòng\n2\n"
        );
        let all = texts(&source);
        assert_eq!(
            all[all.len() - 11..],
            [
                "PHỤ LỤC I",
                "DANH MỤC NHIỆM VỤ",
                "(Kèm theo Kế hoạch số 12/KH-UBND của Ủy ban nhân dân xã)",
                "TT",
                "Nhiệm vụ",
                "Chủ trì",
                "1",
                "Lập danh mục hồ sơ",
                "điện tử",
                "Văn phòng",
                "2",
            ]
        );
    }

    #[test]
    fn tables_drawn_with_signs_or_tabs_are_tables() {
        let grid = "+----+-----------+------+\n| TT | Nhiệm vụ  | Hạn  |\n+====+===========+======+\n| I  | Hạ tầng          |\n+----+-----------+------+\n| 1  | Lập đề án | 2026 |\n|    | bến xe    |      |\n+----+-----------+------+\n";
        assert_eq!(texts(grid), ["[TT|Nhiệm vụ|Hạn/I|Hạ tầng/1|Lập đề án bến xe|2026]"]);
        let Block::Table(table) = &blocks(grid)[0] else { panic!("a table") };
        assert_eq!((table.rows[0].header, table.rows[1].cells[1].columns), (true, 2));
        let tabs = "TT\tNhiệm vụ\tChủ trì\nI\tHạ tầng\n1\tLập đề án\tSở A\n2\tViệc hai\ncó hai đoạn\tSở B\n\n1.\tMục đích\n2.\tYêu cầu\n";
        assert_eq!(
            texts(tabs),
            ["[TT|Nhiệm vụ|Chủ trì/I|Hạ tầng/1|Lập đề án|Sở A/2|Việc hai có hai đoạn|Sở B]", "1. Mục đích", "2. Yêu cầu"]
        );
    }

    #[test]
    fn columns_side_by_side_are_read_one_after_the_other() {
        let source = "\
      ỦY BAN NHÂN DÂN            CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        XÃ TÂN LẬP                    Độc lập - Tự do - Hạnh phúc

     Số: 15/KH-UBND                Tân Lập, ngày 12 tháng 02 năm 2026

                             KẾ HOẠCH
                    Phát triển thư viện xã

Nơi nhận:                                TM. ỦY BAN NHÂN DÂN
- Như trên;                                   CHỦ TỊCH
- Lưu: VT.

                                          Nguyễn Văn Bình

PHỤ LỤC
";
        assert_eq!(
            texts(source),
            [
                "ỦY BAN NHÂN DÂN",
                "XÃ TÂN LẬP",
                "Số: 15/KH-UBND",
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "Độc lập - Tự do - Hạnh phúc",
                "Tân Lập, ngày 12 tháng 02 năm 2026",
                "KẾ HOẠCH",
                "Phát triển thư viện xã",
                "Nơi nhận:",
                "- Như trên;",
                "- Lưu: VT.",
                "TM. ỦY BAN NHÂN DÂN",
                "CHỦ TỊCH",
                "Nguyễn Văn Bình",
                "PHỤ LỤC",
            ]
        );
    }
}
