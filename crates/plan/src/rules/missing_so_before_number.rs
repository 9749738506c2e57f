use super::malformed_document_number::bare_numbers;
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::Mention;

pub const RULE: Rule =
    Rule { name: "missing-so-before-number", severity: Severity::Advice, doc: include_str!("missing_so_before_number.md"), check };

/// Kinds whose number is said with the word; a law, a project or a text may be named otherwise.
const KINDS: [&str; 16] = [
    "nghị quyết",
    "nghị định",
    "quyết định",
    "chỉ thị",
    "kết luận",
    "thông tư",
    "thông báo",
    "kế hoạch",
    "công văn",
    "hướng dẫn",
    "quy định",
    "chương trình hành động",
    "chương trình",
    "công điện",
    "báo cáo",
    "tờ trình",
];

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for mention in &checked.details.mentions {
        let Some(kind) = mention.without_so.as_deref().filter(|kind| KINDS.contains(&kind.to_lowercase().as_str())) else { continue };
        say(kind, &mention.raw, &mention.number, mention, out);
    }
    for bare in bare_numbers(checked).iter().filter(|bare| !bare.with_so) {
        let help = Some(format!("viết là “{} số {}”", bare.kind, bare.right.as_deref().unwrap_or(bare.figures)));
        out.push(Diagnostic {
            help, ..RULE.at(&bare.span, format!("Thiếu chữ “số” trước số, ký hiệu: {}", bare.span.text))
        });
    }
}

fn say(kind: &str, raw: &str, number: &str, mention: &Mention, out: &mut Diagnostics) {
    let so = if kind.chars().any(char::is_lowercase) { "số" } else { "SỐ" };
    let quote = format!("{kind} {}", raw.trim());
    let message = format!("Thiếu chữ “{so}” trước số, ký hiệu: {quote}");
    out.push(Diagnostic {
        help: Some(format!("viết là “{kind} {so} {number}”")), quote: Some(quote), ..RULE.at(&mention.span, message)
    });
}
