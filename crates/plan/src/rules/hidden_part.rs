use super::places::of_document;
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};

pub const RULE: Rule = Rule { name: "hidden-part", severity: Severity::Warning, doc: include_str!("hidden_part.md"), check };

/// Once for each file, at its first words: what is hidden has no place a reader could look at.
fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for (file, document) in checked.documents.iter().enumerate() {
        let said = of_document(file as u32, document).find_map(|found| Some((found, found.paragraph.left_out.as_ref()?)));
        let Some((found, parts)) = said else { continue };
        let message = format!("Bảng tính có phần bị ẩn, không được đọc: {parts}");
        let help = Some("nếu phần ẩn thuộc kế hoạch thì bỏ ẩn rồi đưa vào lại; nếu không thì xóa khỏi tệp trước khi gửi".to_owned());
        out.push(Diagnostic { help, ..RULE.at(&found.text().whole(found.file), message) });
    }
}
