use std::sync::LazyLock;

use super::places::crosses_lines;
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::pattern::Regex;
use crate::plan::Mention;

pub const RULE: Rule =
    Rule { name: "malformed-document-number", severity: Severity::Warning, doc: include_str!("malformed_document_number.md"), check };

static SPACED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\s*[-–—/]\s+|\s+[-–—/]\s*").expect("a fixed pattern"));
/// Party symbols join number and kind by a hyphen, kind and body by a slash.
static PARTY_TURNED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(\d+)/(NQ|CT|KL|QĐ|QyĐ|KH|CTr|HD|TB)-(TW|TU|HU|ĐU)$").expect("a fixed pattern"));
/// Decrees and circulars are law: their number bears the year.
static YEARLESS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\d+/(NĐ-CP|TT-\p{Lu}+|TTLT-.+)$").expect("a fixed pattern"));
static UNACCENTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\d+/(?:\d{4}/)?(?:QD|ND|HD|QyD)-|/(?:QD|ND)-").expect("a fixed pattern"));

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for mention in &checked.details.mentions {
        let Some((fault, right)) = fault(mention) else { continue };
        let raw = mention.raw.trim();
        let help = right.map(|right| format!("viết là “{right}”"));
        out.push(Diagnostic {
            help, quote: Some(raw.to_owned()), ..RULE.at(&mention.span, format!("Số, ký hiệu “{raw}” {fault}"))
        });
    }
}

/// What is wrong with the number as written, and the right form where it follows from the wrong one.
fn fault(mention: &Mention) -> Option<(&'static str, Option<String>)> {
    let raw = mention.raw.trim();
    let tight = SPACED.replace_all(raw, |found: &regex::Captures<'_>| found[0].trim().to_owned());
    let right = tight.replace(['–', '—'], "-");
    if let Some(parts) = PARTY_TURNED.captures(&right) {
        return Some(("đặt sai dấu gạch của văn bản Đảng", Some(format!("{}-{}/{}", &parts[1], &parts[2], &parts[3]))));
    }
    if YEARLESS.is_match(&right) {
        return Some(("thiếu năm ban hành", None));
    }
    if UNACCENTED.is_match(&right) {
        return Some(("viết thiếu dấu", Some(right.replace("QD-", "QĐ-").replace("ND-", "NĐ-"))));
    }
    // Where the source broke the line inside the number a space says nothing.
    if tight != raw && !crosses_lines(&mention.span) {
        return Some(("thừa dấu cách", Some(right)));
    }
    if right != tight {
        return Some(("dùng sai dấu gạch nối", Some(right)));
    }
    None
}
