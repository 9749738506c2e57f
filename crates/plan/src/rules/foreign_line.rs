use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Block;
use crate::vocabulary::phrases::ends_word;

pub const RULE: Rule = Rule { name: "foreign-line", severity: Severity::Warning, doc: include_str!("foreign_line.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let words = &checked.context.vocabulary.leftovers().lines;
    for (file, document) in checked.documents.iter().enumerate() {
        for block in &document.blocks {
            let Block::Paragraph(paragraph) = block else { continue };
            let text = paragraph.text.text.as_str();
            if text.is_empty() || text.len() > 300 {
                continue;
            }
            let opens = text.trim_start_matches(['*', '-', '(', '[', ' ']);
            if words.at_start(opens, ends_word).is_some() || is_address(opens) {
                let message =
                    format!("Dòng “{}” do trang mạng hoặc máy quét thêm vào, không thuộc văn bản", super::rows::first_words(text));
                out.push(Diagnostic { help: Some("xóa dòng này".to_owned()), ..RULE.at(&paragraph.text.whole(file as u32), message) });
            }
        }
    }
}

/// Nothing but the address of a page, alone or as a source: "https://…", "Nguồn: www…".
fn is_address(text: &str) -> bool {
    let bare = text.strip_prefix("Nguồn:").or_else(|| text.strip_prefix("Theo:")).unwrap_or(text).trim();
    let opens = bare.starts_with("http://") || bare.starts_with("https://") || bare.starts_with("www.");
    opens && !bare.trim_end_matches(['.', ')', ']', '*']).contains(' ')
}
