use super::places::of_document;
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};

pub const RULE: Rule = Rule { name: "legacy-encoding", severity: Severity::Warning, doc: include_str!("legacy_encoding.md"), check };

/// Once for each file, at the first words that were converted.
fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for (file, document) in checked.documents.iter().enumerate() {
        let first = of_document(file as u32, document).find_map(|found| Some((found, found.paragraph.converted?)));
        let Some((found, encoding)) = first else { continue };
        let message = format!("Văn bản gõ theo bảng mã {}, đã chuyển sang Unicode khi đọc", encoding.name());
        let help = Some("chuyển tệp gốc sang Unicode (TCVN 6909:2001), rồi kiểm tra lại chữ hoa và dấu trước khi ký, gửi".to_owned());
        out.push(Diagnostic { help, ..RULE.at(&found.text().whole(found.file), message) });
    }
}
