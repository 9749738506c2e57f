use std::sync::LazyLock;

use super::malformed_document_number::bare_numbers;
use super::places::paragraphs;
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::pattern::Regex;

pub const RULE: Rule =
    Rule { name: "missing-so-before-number", severity: Severity::Advice, doc: include_str!("missing_so_before_number.md"), check };

static BARE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<kind>(?i:Nghị quyết|Nghị định|Quyết định|Chỉ thị|Kết luận|Thông tư|Thông báo|Kế hoạch|Công văn|Hướng dẫn|Quy định|Chương trình hành động|Công điện|Báo cáo|Tờ trình))\s+(?P<number>\d+\s*[-–/]\s*(?:\d{4}/)?\p{Lu}[\p{L}]*(?:\s*[-–/]\s*\p{Lu}[\p{L}\d]*)+)")
        .expect("a fixed pattern")
});

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for found in paragraphs(checked) {
        let text = &found.text().text;
        if !text.contains('/') {
            continue;
        }
        for bare in BARE.captures_iter(text) {
            let whole = bare.get(0).expect("the whole match");
            let (kind, number) = (&bare["kind"], &bare["number"]);
            let so = if kind.chars().all(|c| c.is_uppercase() || c.is_whitespace()) { "SỐ" } else { "số" };
            let help = Some(format!("viết là “{kind} {so} {number}”"));
            out.push(Diagnostic {
                help,
                ..RULE.at(&found.span(whole.range()), format!("Thiếu chữ “{so}” trước số, ký hiệu: {}", whole.as_str()))
            });
        }
    }
    for bare in bare_numbers(checked).into_iter().filter(|bare| !bare.with_so) {
        let help = Some(format!("viết là “{} số {}”", bare.kind, bare.right.as_deref().unwrap_or(bare.figures)));
        out.push(Diagnostic { help, ..RULE.at(&bare.span, format!("Thiếu chữ “số” trước số, ký hiệu: {}", bare.span.text)) });
    }
}
