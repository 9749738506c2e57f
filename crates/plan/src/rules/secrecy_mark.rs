use std::sync::LazyLock;

use super::places::of_document;
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Document;
use crate::pattern::Regex;

pub const RULE: Rule = Rule { name: "secrecy-mark", severity: Severity::Error, doc: include_str!("secrecy_mark.md"), check };

/// The document block ends well within this many paragraphs.
const BLOCK: usize = 30;

/// The stamp alone on its line, or beside what stands right of it in a file without columns.
static STAMP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:ĐỘ MẬT\s*:?\s*)?(TUYỆT MẬT|TỐI MẬT|MẬT)(?:\s+(?:CỘNG H[OÒ][AÀ]|Độc lập|ĐẢNG CỘNG SẢN|\p{Lu}[\p{L} .]{1,30}, ngày).*)?$",
    )
    .expect("a fixed pattern")
});

/// The stamp in the document block of any of the files.
pub(super) fn find(documents: &[Document]) -> Option<Diagnostic> {
    documents.iter().enumerate().find_map(|(file, document)| {
        of_document(file as u32, document).take(BLOCK).find_map(|found| {
            found.paragraph.lines().into_iter().find_map(|line| {
                // Most lines are no stamp: the pattern is built for those that may be.
                if !line.text.contains("MẬT") {
                    return None;
                }
                let stamp = STAMP.captures(&line.text)?.get(1)?;
                let message =
                    format!("Văn bản đóng dấu “{}”: không được xử lý trên hệ thống này, không có gì được lưu lại", stamp.as_str());
                let help = Some("soạn thảo và xử lý theo quy định về bảo vệ bí mật nhà nước; chỉ đưa vào văn bản không mật".to_owned());
                Some(Diagnostic { help, ..RULE.at(&line.span(found.file, stamp.range()), message) })
            })
        })
    })
}

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    out.extend(find(checked.documents));
}
