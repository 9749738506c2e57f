//! The end of a document: recipients, and who signs in whose name
//! (NĐ 30/2020/NĐ-CP, Appendix I, components 7 and 9).

use std::sync::LazyLock;

use crate::document::{Block, Document, Text};
use crate::pattern::Regex;
use crate::plan::{DocumentBlock, DocumentPlaces, Signer};

const AUTHORITIES: [&str; 14] = ["TM.", "KT.", "TL.", "TUQ.", "Q.", "T/M", "K/T", "T/L", "TM ", "KT ", "TM/", "KT/", "TLQ.", "TUN."];

/// Words with which the position of who signs begins, where no authority stands above it.
const POSITIONS: [&str; 22] = [
    "CHỦ TỊCH",
    "PHÓ CHỦ TỊCH",
    "GIÁM ĐỐC",
    "PHÓ GIÁM ĐỐC",
    "TỔNG GIÁM ĐỐC",
    "BÍ THƯ",
    "PHÓ BÍ THƯ",
    "TRƯỞNG",
    "PHÓ TRƯỞNG",
    "CHÁNH",
    "PHÓ CHÁNH",
    "HIỆU TRƯỞNG",
    "PHÓ HIỆU TRƯỞNG",
    "CỤC TRƯỞNG",
    "CHI CỤC TRƯỞNG",
    "VIỆN TRƯỞNG",
    "TỔNG BIÊN TẬP",
    "BỘ TRƯỞNG",
    "THỨ TRƯỞNG",
    "CHỈ HUY TRƯỞNG",
    "THỦ TRƯỞNG",
    "QUYỀN",
];

/// Reads recipients and signer of the first file, and tells at which block they begin.
pub fn read(document: &Document, block: &mut DocumentBlock, places: &mut DocumentPlaces) -> Option<usize> {
    let mut at = None;
    let mut lines: Vec<Text> = Vec::new();
    for (index, of) in document.blocks.iter().enumerate() {
        match of {
            Block::Table(table) if at.is_none() => {
                let columns: Vec<Vec<Text>> = columns(table);
                let Some(left) = columns.iter().position(|lines| lines.iter().any(|line| begins_recipients(&line.text))) else { continue };
                let signers = || columns.iter().enumerate().filter(|(column, _)| *column != left);
                let named = signers().any(|(_, lines)| lines.iter().any(|line| is_name(&line.text)));
                let (listed, signing) = if named { Default::default() } else { apart(&below(&document.blocks[index + 1..]), true) };
                block.recipients = recipients(&columns[left].iter().chain(&listed).cloned().collect::<Vec<_>>());
                for (_, lines) in signers() {
                    signer(&lines.iter().chain(&signing).cloned().collect::<Vec<_>>(), block, places);
                }
                return Some(index);
            }
            Block::Table(_) => break,
            Block::Paragraph(paragraph) => {
                let of = paragraph.lines();
                if at.is_none() && of.first().is_some_and(|line| begins_recipients(&line.text)) {
                    at = Some(index);
                }
                if at.is_some() {
                    // After the signature stands an annex, or the plan that a decision puts into force.
                    let next = super::annex::begins_annex(&paragraph.text.text)
                        || super::header_block::is_kind(&paragraph.text.text) && !lines.is_empty();
                    if next || lines.len() > 60 {
                        break;
                    }
                    lines.extend(of);
                }
            }
        }
    }
    at?;
    if let Some((left, right)) = side_by_side(&lines) {
        block.recipients = recipients(&left);
        signer(&right, block, places);
        return at;
    }
    let (left, right) = apart(&lines, false);
    block.recipients = recipients(&left);
    signer(&right, block, places);
    at
}

/// Recipients and signer in the same run of lines: from the authority on, what is no item of the list is the signer's.
fn apart(lines: &[Text], mut signing: bool) -> (Vec<Text>, Vec<Text>) {
    static NAME_AFTER_STOP: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[-–+•].*?[;.]\s+(?P<name>\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+){1,4})$").expect("the pattern is a literal of this file")
    });
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for line in lines {
        let text = line.text.trim();
        signing |= names_authority(text) || names_position(text);
        let listed = text.starts_with(['-', '–', '+', '•']) || text.ends_with(';');
        let glued = NAME_AFTER_STOP.captures(&line.text).and_then(|found| found.name("name")).filter(|_| signing);
        match glued {
            Some(name) => {
                left.push(line.slice(0..name.start()));
                right.push(line.slice(name.range()));
            }
            None if signing && !listed => right.push(line.clone()),
            None => left.push(line.clone()),
        }
    }
    (left, right)
}

/// A reader that saw only the first lines of two columns as a table leaves the others below it.
fn below(blocks: &[Block]) -> Vec<Text> {
    let mut out = Vec::new();
    for block in blocks.iter().take(20) {
        let Block::Paragraph(paragraph) = block else { break };
        let text = &paragraph.text.text;
        if super::annex::begins_annex(text) || super::header_block::is_kind(text) {
            break;
        }
        out.extend(paragraph.lines());
    }
    out
}

/// Text laid out in two columns: who signs stands in the lines of the recipients, from the first on.
fn side_by_side(lines: &[Text]) -> Option<(Vec<Text>, Vec<Text>)> {
    static RIGHT: LazyLock<Regex> = LazyLock::new(|| {
        let position = r"(?:(?:KT|TL|TUQ|Q|T/M|TM)\.? )?(?:PHÓ )?(?:CHỦ TỊCH|(?:TỔNG )?GIÁM ĐỐC|BÍ THƯ|(?:HIỆU |CỤC |CHI CỤC |VIỆN )?TRƯỞNG|CHÁNH)(?:,? [\p{Lu}&-]+)*";
        let title = r"(?:(?:PGS|GS|TSKH|TS|ThS|BSCKII|BSCKI|BSCK2|BSCK1|BS|KS|CN|LS|DS)\.?\s?)*";
        let name = format!(r"{title}\p{{Lu}}\p{{Ll}}+(?: \p{{Lu}}\p{{Ll}}+){{1,4}}");
        Regex::new(&format!(r"^(?:(?:[-–+•].*?[;.,])?\s*(?P<r>{position}|{name})|[-–+•].*?\s(?P<glued>{position}))$"))
            .expect("the pattern is a literal of this file")
    });
    let head =
        lines.first().filter(|line| line.text.split_once(':').is_some_and(|(_, rest)| names_authority(rest) || names_position(rest)))?;
    let at = head.text.find(':')? + 1;
    let (mut left, mut right) = (vec![head.slice(0..at)], vec![head.slice(at..head.text.len())]);
    for line in &lines[1..] {
        let start = match RIGHT.captures(&line.text).and_then(|found| found.name("r").or_else(|| found.name("glued"))) {
            Some(found) => found.start(),
            None if names_authority(&line.text) => 0,
            None => line.text.len(),
        };
        left.extend(Some(line.slice(0..start)).filter(|part| !part.is_empty()));
        right.extend(Some(line.slice(start..line.text.len())).filter(|part| !part.is_empty()));
    }
    Some((left, right))
}

/// Lines of each column of a table without rulings, top to bottom.
fn columns(table: &crate::document::Table) -> Vec<Vec<Text>> {
    let mut out: Vec<Vec<Text>> = vec![Vec::new(); table.columns.max(1)];
    for cell in table.rows.iter().flat_map(|row| &row.cells) {
        if let Some(column) = out.get_mut(cell.column) {
            for paragraph in &cell.paragraphs {
                for (index, mut line) in paragraph.lines().into_iter().enumerate() {
                    if index == 0
                        && let Some(label) = &paragraph.label
                    {
                        line.text = format!("{label} {}", line.text);
                    }
                    column.push(line);
                }
            }
        }
    }
    out
}

fn begins_recipients(text: &str) -> bool {
    text.trim().trim_matches('*').to_lowercase().starts_with("nơi nhận")
}

fn names_authority(text: &str) -> bool {
    let text = text.trim().trim_matches('*');
    AUTHORITIES.iter().any(|word| text.starts_with(word)) && !text.chars().any(char::is_lowercase)
}

fn names_position(text: &str) -> bool {
    let text = text.trim().trim_matches('*');
    let begins = |word: &str| text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',']));
    POSITIONS.iter().any(|word| begins(word)) && !text.chars().any(char::is_lowercase)
}

fn recipients(lines: &[Text]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let listed = lines.iter().filter(|line| line.text.trim().starts_with(['-', '–', '•', '+'])).count() * 2 >= lines.len().max(2);
    for line in lines {
        let text = line.text.trim();
        let text = if begins_recipients(text) { text.split_once(':').map_or("", |(_, rest)| rest) } else { text };
        for (index, item) in text.split(';').enumerate() {
            let item = item.trim();
            let (bulleted, bare) = match item.strip_prefix(['-', '–', '•', '+']) {
                Some(rest) => (true, rest.trim()),
                None => (index > 0, item),
            };
            if bare.is_empty() {
                continue;
            }
            match out.last_mut() {
                // A recipient too long for the column goes on in the next line.
                Some(last) if !bulleted && !last.ends_with(';') && (listed || !last.ends_with(',')) => *last = format!("{last} {bare}"),
                _ => out.push(bare.to_owned()),
            }
        }
    }
    out.into_iter()
        .map(|name| name.trim_end_matches([',', ';', ' ']).to_owned())
        .filter(|name| name.chars().any(char::is_alphabetic))
        .collect()
}

fn is_name(text: &str) -> bool {
    let text = text.trim().trim_matches('*').trim();
    (2..=6).contains(&text.split_whitespace().count())
        && text.chars().any(char::is_lowercase)
        && !text.starts_with(['(', '[', '-'])
        && !text.contains(['/', ':', ';'])
}

fn signer(lines: &[Text], block: &mut DocumentBlock, places: &mut DocumentPlaces) {
    let filled: Vec<&Text> = lines.iter().filter(|line| line.text.chars().any(char::is_alphabetic)).collect();
    let plain = |line: &Text| line.text.trim().trim_matches('*').trim().to_owned();
    let capitals = |text: &str| !text.chars().any(char::is_lowercase);
    let Some(first) = filled.iter().position(|line| capitals(&plain(line))) else { return };
    let mut signer = Signer::default();
    let (mut authority, mut position) = (Vec::new(), Vec::new());
    for line in &filled[first..] {
        let text = plain(line);
        if capitals(&text) && signer.name.is_none() && position.len() < 3 {
            if names_authority(&text) {
                authority.push(text);
            } else if position.is_empty() && !names_position(&text) && !authority.is_empty() {
                // The name of the body wraps: "TM. BAN THƯỜNG VỤ TỈNH / ĐOÀN".
                authority.push(text);
            } else {
                position.push(text);
            }
        } else if is_name(&text) {
            signer.name = Some(text);
            break;
        }
    }
    signer.authority = (!authority.is_empty()).then(|| authority.join(" "));
    signer.position = (!position.is_empty()).then(|| position.join(" "));
    if signer != Signer::default() {
        places.signer = Some(filled[first].whole(0));
        block.signer = signer;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Format, Paragraph, Place};

    fn document(lines: &[&str]) -> Document {
        let place = |line: usize| Place::Lines { line: line as u32 + 1, column: 1, end_line: line as u32 + 1, end_column: 2 };
        let paragraph =
            |(index, line): (usize, &&str)| Block::Paragraph(Paragraph { text: Text::at(line, place(index)), ..Paragraph::default() });
        Document { format: Format::Text, pages: None, blocks: lines.iter().enumerate().map(paragraph).collect() }
    }

    #[test]
    fn two_columns_in_the_same_lines_are_told_apart() {
        let document = document(&[
            "Nơi nhận: TM. ỦY BAN NHÂN DÂN",
            "- UBND tỉnh; KT. CHỦ TỊCH",
            "- Sở Khoa học và Công nghệ PHÓ CHỦ TỊCH",
            "- Trưởng các thôn;",
            "- Lưu: VT. Lê Thu Hà",
        ]);
        let (mut block, mut places) = (DocumentBlock::default(), DocumentPlaces::default());
        read(&document, &mut block, &mut places);
        assert_eq!(block.recipients, ["UBND tỉnh", "Sở Khoa học và Công nghệ", "Trưởng các thôn", "Lưu: VT."]);
        assert_eq!(block.signer.authority.as_deref(), Some("TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH"));
        assert_eq!((block.signer.position.as_deref(), block.signer.name.as_deref()), (Some("PHÓ CHỦ TỊCH"), Some("Lê Thu Hà")));
    }

    #[test]
    fn recipients_and_signer_are_read_from_plain_lines() {
        let document = document(&[
            "Nơi nhận:",
            "- UBND tỉnh;",
            "- Các phòng chuyên môn,",
            "- Lưu: VT.",
            "TM. ỦY BAN NHÂN DÂN",
            "KT. CHỦ TỊCH",
            "PHÓ CHỦ TỊCH",
            "Lê Thu Hà",
        ]);
        let (mut block, mut places) = (DocumentBlock::default(), DocumentPlaces::default());
        assert_eq!(read(&document, &mut block, &mut places), Some(0));
        assert_eq!(block.recipients, ["UBND tỉnh", "Các phòng chuyên môn", "Lưu: VT."]);
        assert_eq!(block.signer.position.as_deref(), Some("PHÓ CHỦ TỊCH"));
        assert_eq!(block.signer.name.as_deref(), Some("Lê Thu Hà"));
    }

    fn read_lines(lines: &[&str]) -> DocumentBlock {
        let (mut block, mut places) = (DocumentBlock::default(), DocumentPlaces::default());
        read(&document(lines), &mut block, &mut places);
        block
    }

    #[test]
    fn a_director_signs_without_an_authority_and_notes_are_no_name() {
        let block = read_lines(&["Nơi nhận:", "- Sở Y tế;", "- Lưu: VT.", "GIÁM ĐỐC", "(Chữ ký số)", "BSCKII. Ngô Văn Tùng"]);
        assert_eq!(block.recipients, ["Sở Y tế", "Lưu: VT."]);
        assert_eq!((block.signer.authority, block.signer.position.as_deref()), (None, Some("GIÁM ĐỐC")));
        assert_eq!(block.signer.name.as_deref(), Some("BSCKII. Ngô Văn Tùng"));
    }

    #[test]
    fn recipients_that_stand_below_the_authority_stay_recipients() {
        let lines = ["Nơi nhận:", "- Tỉnh ủy,", "T/M BAN THƯỜNG VỤ TỈNH", "ĐOÀN", "PHÓ BÍ THƯ", "- Các chi bộ;", "- Lưu: VP. Hồ Thị Lan"];
        let block = read_lines(&lines);
        assert_eq!(block.recipients, ["Tỉnh ủy", "Các chi bộ", "Lưu: VP."]);
        assert_eq!(block.signer.authority.as_deref(), Some("T/M BAN THƯỜNG VỤ TỈNH ĐOÀN"));
        assert_eq!((block.signer.position.as_deref(), block.signer.name.as_deref()), (Some("PHÓ BÍ THƯ"), Some("Hồ Thị Lan")));
    }
}
