//! The head of a letter (công văn): no kind above a title, but "V/v …" under the number and "Kính gửi" before the body.

use super::Head;
use crate::document::{Block, Paragraph, Text, lowered};

/// The block with "Kính gửi", where the body of a letter begins.
pub fn addressed_at(blocks: &[Block]) -> Option<usize> {
    let addressed = |block: &Block| match block {
        Block::Paragraph(paragraph) => lowered(paragraph.text.text.trim_start_matches(['*', ' '])).starts_with("kính gửi"),
        Block::Table(_) => false,
    };
    blocks.iter().take(30).position(addressed)
}

/// Kind, title and the beginning of the body of a letter; what it is about may go over several lines.
pub fn read(blocks: &[Block], head: &mut Head) {
    let about = |lines: Vec<Text>| {
        let start = lines.iter().position(|line| is_about(&line.text))?;
        let mut title = Text::default();
        for line in lines[start..].iter().take_while(|line| title_goes_on(&line.text) && !line.text.is_empty()) {
            title.join(line);
        }
        Some(title)
    };
    let title = blocks.iter().find_map(|block| match block {
        Block::Paragraph(paragraph) => about(paragraph.lines()),
        Block::Table(table) => {
            table.rows.iter().flat_map(|row| &row.cells).find_map(|cell| about(cell.paragraphs.iter().flat_map(Paragraph::lines).collect()))
        }
    });
    head.body_at = blocks.len();
    if let Some(title) = title {
        head.document.kind = Some("Công văn".to_owned());
        head.document.title = Some(title.text.trim_matches(['*', ' ']).to_owned());
        head.places.title = Some(title.whole(0));
    }
}

fn is_about(line: &str) -> bool {
    let lower = lowered(line.trim_start_matches(['*', ' ']));
    lower.starts_with("v/v") || lower.starts_with("về việc ")
}

fn title_goes_on(line: &str) -> bool {
    !super::beside::is_place_and_date(line) && !super::names_state(line) && line.chars().any(char::is_alphabetic)
}
