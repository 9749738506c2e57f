//! Documents that this one replaces: "Kế hoạch này thay thế Kế hoạch số 44/KH-UBND ngày …".

use std::sync::LazyLock;

use super::citation;
use crate::document::Block;
use crate::pattern::Regex;
use crate::plan::Replaced;

static REPLACES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\bnày\s+(?:[^.;]{0,80}?\s)?thay thế\s+(?P<list>[^.;]*(?:\.\d[^.;]*)*)").expect("the pattern is a literal of this file")
});

/// Every document the body says it replaces.
pub fn read(blocks: &[Block]) -> Vec<Replaced> {
    let mut out: Vec<Replaced> = Vec::new();
    for block in blocks {
        let Block::Paragraph(paragraph) = block else { continue };
        for found in REPLACES.captures_iter(&paragraph.text.text) {
            let list = found.name("list").expect("the group always takes part");
            let mut mentions = Vec::new();
            citation::mentions(0, &paragraph.text.slice(list.range()), &mut mentions);
            for mention in mentions {
                if !out.iter().any(|seen| seen.number == mention.number) {
                    out.push(Replaced { number: mention.number, date: mention.date });
                }
            }
        }
    }
    out
}
