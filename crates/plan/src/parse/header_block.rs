//! The head of a document: issuer, number, place and date, kind, title
//! (NĐ 30/2020/NĐ-CP, Appendix I, components 2 to 5; Party layout of HD 36-HD/VPTW).

use std::sync::LazyLock;

use jiff::civil::Date;

use super::citation::capitalised;
use super::document_number;
use super::heading;
use crate::document::{Block, Document, Format, Paragraph, Text, lowered};
use crate::pattern::Regex;
use crate::plan::{DocumentBlock, DocumentPlaces};

/// Kinds that stand alone on a line above the title.
const KINDS: [&str; 26] = [
    "chương trình phối hợp",
    "chương trình công tác",
    "kế hoạch liên tịch",
    "kế hoạch phối hợp",
    "nghị quyết liên tịch",
    "hướng dẫn liên tịch",
    "quy chế phối hợp",
    "thông báo kết luận",
    "thông tri",
    "tờ trình",
    "chương trình hành động",
    "kế hoạch hành động",
    "chương trình",
    "kế hoạch",
    "quyết định",
    "nghị quyết",
    "chỉ thị",
    "kết luận",
    "đề án",
    "phương án",
    "báo cáo",
    "hướng dẫn",
    "thông báo",
    "quy chế",
    "quy định",
    "công điện",
];

mod beside;
mod issuer;
mod letter;

static DATE_LINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)ngày\s*(?P<d>\d{1,2})\s*(?:tháng\s*(?P<m>\d{1,2})\s*năm\s*|/\s*(?P<m2>\d{1,2})\s*/\s*)(?P<y>\d{4})")
        .expect("the pattern is a literal of this file")
});
/// With these words in small letters a body begins.
const INTRODUCTIONS: [&str; 14] = [
    "căn cứ",
    "thực hiện",
    "triển khai",
    "để ",
    "nhằm",
    "trên cơ sở",
    "theo đề nghị",
    "xét ",
    "với mục",
    "kính gửi",
    "ủy ban",
    "ubnd",
    "ban thường vụ",
    "ban chấp hành",
];

fn introduces(lower: &str) -> bool {
    INTRODUCTIONS.iter().any(|words| lower.starts_with(words))
        || lower.starts_with("uỷ ban")
        || lower.strip_prefix("ngày ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// What stands behind "Số:" at the start of a line.
fn numbered(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let rest = ["Số", "SỐ", "số"].iter().find_map(|word| line.strip_prefix(word))?;
    let rest = Some(rest).filter(|rest| !rest.starts_with(char::is_alphanumeric))?.trim_start();
    Some(rest.strip_prefix([':', '.']).unwrap_or(rest).trim_start())
}

/// What the head says, and where the body begins.
pub struct Head {
    pub document: DocumentBlock,
    pub places: DocumentPlaces,
    /// Index of the first block of the first file after the title.
    pub body_at: usize,
    /// The name of the State has begun and its last words stand below.
    half_state: bool,
}

/// Reads the head of the first file.
pub fn read(document: &Document) -> Head {
    let mut head = Head { document: DocumentBlock::default(), places: DocumentPlaces::default(), body_at: 0, half_state: false };
    let Some((kind_at, kind)) = find_kind(document) else {
        // What stands below "Phụ lục" is of the annex: its title names no issuer.
        let annex = |block: &Block| matches!(block, Block::Paragraph(paragraph) if super::annex::begins_annex(&paragraph.text.text));
        let annexed = document.blocks.iter().position(annex).unwrap_or(document.blocks.len());
        let annexed = if document.format == Format::Xlsx && annexed == document.blocks.len() { 0 } else { annexed };
        let end = letter::addressed_at(&document.blocks);
        above(&document.blocks[..end.unwrap_or(annexed.min(12))], &mut head);
        if let Some(end) = end {
            letter::read(&document.blocks[..end], &mut head);
        }
        return head;
    };
    above(&document.blocks[..kind_at], &mut head);
    head.document.kind = Some(capitalised(kind));
    title(document, kind_at, kind, &mut head);
    if head.document.issuer.is_none() {
        head.document.issuer = issuer::in_body(document, head.body_at);
    }
    head
}

fn find_kind(document: &Document) -> Option<(usize, &'static str)> {
    document.blocks.iter().enumerate().take(60).find_map(|(index, block)| {
        let Block::Paragraph(paragraph) = block else { return None };
        let first = paragraph.lines().into_iter().next().unwrap_or_default().text;
        let lower = first.trim().trim_matches('*').trim_end_matches(':').to_lowercase();
        let alone = KINDS.iter().find(|kind| lower == **kind);
        // A reader that joined kind and title leaves the kind in capitals in front.
        let joined = || KINDS.iter().find(|kind| first.strip_prefix(&kind.to_uppercase()).is_some_and(|rest| rest.starts_with(' ')));
        alone.or_else(joined).map(|kind| (index, *kind))
    })
}

/// A line that holds nothing but the kind of a document in capitals.
pub fn is_kind(line: &str) -> bool {
    let line = line.trim().trim_matches('*').trim();
    KINDS.iter().any(|kind| line == kind.to_uppercase())
}

/// The end of a plan that a decision puts into force, which stands after the decision's signature.
pub fn attached_plan(document: &Document, head: &DocumentBlock, signed_at: usize) -> Option<usize> {
    if !matches!(head.kind.as_deref(), Some("Quyết định" | "Nghị quyết")) {
        return None;
    }
    let text = |block: &Block| match block {
        Block::Paragraph(paragraph) => paragraph.lines().into_iter().next().unwrap_or_default().text,
        Block::Table(_) => String::new(),
    };
    let after = document.blocks.iter().enumerate().skip(signed_at);
    let start = after.clone().find(|(_, block)| is_kind(&text(block)))?.0;
    let end = after.skip(start - signed_at).find(|(_, block)| super::annex::begins_annex(&text(block)));
    Some(end.map_or(document.blocks.len(), |(index, _)| index))
}

/// Lines above the kind: two columns side by side, or one below the other in plain text.
fn above(blocks: &[Block], head: &mut Head) {
    let (mut issuer, mut state): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => lines_above(&paragraph.lines(), &mut issuer, head),
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    let lines: Vec<Text> = cell.paragraphs.iter().flat_map(Paragraph::lines).collect();
                    // The right column holds the name of the State or the Party, which may wrap.
                    let right = names_state(&cell.text().text);
                    lines_above(&lines, if right { &mut state } else { &mut issuer }, head);
                }
            }
        }
    }
    head.document.issuer = issuer::full(&issuer);
}

fn lines_above(lines: &[Text], issuer: &mut Vec<String>, head: &mut Head) {
    let lines: Vec<Text> = lines.iter().flat_map(beside::halves).collect();
    for (index, line) in lines.iter().enumerate() {
        let text = line.text.trim().trim_matches('*').trim();
        let lower = text.to_lowercase();
        if let Some(rest) = numbered(text) {
            number_line(rest, line, head);
        }
        if head.document.issued_on.is_none() && (beside::is_place_and_date(text) || lower.starts_with("ngày ")) || lower.contains(", ngày")
        {
            // A narrow column breaks the date before its year.
            let next = lines.get(index + 1).map_or("", |next| next.text.as_str());
            let whole = if DATE_LINE.is_match(text) { text.to_owned() } else { format!("{text} {next}") };
            head.document.issued_on = DATE_LINE.captures(&whole).and_then(|found| {
                let month = found.name("m").or_else(|| found.name("m2"))?;
                Date::new(found["y"].parse().ok()?, month.as_str().parse().ok()?, found["d"].parse().ok()?).ok()
            });
            head.places.issued_on = Some(line.whole(0));
        }
        let capitals = text.chars().filter(|c| c.is_alphabetic()).count() > 1 && !text.chars().any(char::is_lowercase);
        let state = names_state(text) || head.half_state && matches!(lower.as_str(), "việt nam" | "nam");
        if capitals {
            head.half_state = names_state(text) && lower.contains("cộng h") && !lower.ends_with("nam") || head.half_state && !state;
        }
        if capitals && !state && numbered(text).is_none() && !matches!(lower.as_str(), "dự thảo" | "hỏa tốc" | "khẩn" | "thượng khẩn")
        {
            issuer.push(text.to_owned());
        }
    }
}

fn names_state(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["cộng hòa xã hội", "cộng hoà xã hội", "đảng cộng sản", "độc lập - tự do", "độc lập – tự do", "đoàn tncs hồ chí minh"]
        .iter()
        .any(|words| lower.contains(words))
}

fn number_line(rest: &str, line: &Text, head: &mut Head) {
    if head.places.number.is_some() {
        return;
    }
    head.places.number = Some(line.whole(0));
    head.document.number = document_number::find_all(rest).into_iter().find(|found| found.range.start < 3).map(|found| found.number);
}

fn title(document: &Document, kind_at: usize, kind: &str, head: &mut Head) {
    let Block::Paragraph(first) = &document.blocks[kind_at] else { return };
    let mut title = Text::default();
    let kind_bytes = first.text.text.char_indices().nth(kind.chars().count()).map_or(first.text.text.len(), |(at, _)| at);
    title.join(&first.text.slice(kind_bytes..first.text.text.len()));
    let mut at = kind_at + 1;
    while let Some(Block::Paragraph(paragraph)) = document.blocks.get(at) {
        let text = paragraph.text.text.trim();
        let ruled = text.chars().all(|c| !c.is_alphanumeric());
        if ruled {
            at += 1;
            if title.is_empty() { continue } else { break }
        }
        let goes_on = title.is_empty() || continues(&title.text, text, paragraph, first);
        if !goes_on || heading::mark(paragraph).is_some_and(|mark| mark.rank != heading::Rank::Bullet) {
            break;
        }
        title.join(&paragraph.text);
        at += 1;
    }
    head.body_at = at;
    if !title.is_empty() {
        let text = title.text.trim_matches(['*', ' ']).to_owned();
        head.places.title = Some(title.whole(0));
        head.document.title = Some(text);
    }
}

/// A title broken over paragraphs: the next one is set like it, or the title so far cannot end here.
fn continues(title: &str, next: &str, paragraph: &Paragraph, kind: &Paragraph) -> bool {
    let unfinished = title.ends_with([',', '-', ';'])
        || ["và", "của", "về", "số", "ngày", "cho", "tỉnh"].iter().any(|word| title.ends_with(&format!(" {word}")));
    let small = next.chars().next().is_some_and(char::is_lowercase);
    let capitals = |text: &str| text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase);
    let same_setting = paragraph.bold && kind.bold || paragraph.centred && kind.centred || capitals(title) && capitals(next);
    if next.ends_with([';', ':']) || names_decider(next) && !capitals(title) {
        return false;
    }
    unfinished || small || same_setting && !(introduces(&lowered(next)) && !capitals(next) && next.chars().count() > 60)
}

/// "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH": who decides, on a line of its own below the title of a decision.
fn names_decider(line: &str) -> bool {
    let deciders = ["CHỦ TỊCH", "GIÁM ĐỐC", "ỦY BAN NHÂN DÂN", "UỶ BAN NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN", "BAN THƯỜNG VỤ", "BAN CHẤP HÀNH"];
    deciders.iter().any(|who| line.starts_with(who)) && !line.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_head_copied_out_of_two_columns_keeps_issuer_and_title_to_themselves() {
        let source = "\
ỦY BAN NHÂN DÂN HUYỆN LAM
SƠN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA
VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 5/KH-UBND Lam Sơn, ngày 02 tháng 3 năm 2026
KẾ HOẠCH
Cấp nước sạch cho các thôn vùng cao trên địa bàn huyện Lam Sơn
năm 2026, định hướng đến năm 2030
Thực hiện Kế hoạch số 18/KH-UBND ngày 15/01/2026 của Ủy ban nhân dân
tỉnh về nước sạch nông thôn, Ủy ban nhân dân huyện ban hành kế hoạch thực
hiện trên địa bàn huyện như sau:
I. MỤC TIÊU
Đến hết năm, mọi trường học và trạm y tế có nước sạch, không để học sinh
phải mang nước từ nhà đến lớp.
";
        let file = crate::SourceFile { name: "a.txt", bytes: source.as_bytes() };
        let document = crate::compile(&[file], &crate::Context::default()).expect("is read").plan.document;
        assert_eq!(document.issuer.as_deref(), Some("Ủy ban nhân dân huyện Lam Sơn"));
        let title = "Cấp nước sạch cho các thôn vùng cao trên địa bàn huyện Lam Sơn năm 2026, định hướng đến năm 2030";
        assert_eq!(document.title.as_deref(), Some(title));
    }
}
