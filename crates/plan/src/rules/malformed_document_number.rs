use std::sync::LazyLock;

use super::places::{crosses_lines, paragraphs};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
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

/// "Nghị quyết 57 và …": figures without a symbol. A count ("Kế hoạch 5 năm") never follows these kinds with a capital.
static SYMBOLLESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<kind>Nghị quyết|Nghị định|Chỉ thị|Kết luận|Thông tư|Quyết định) (?P<so>số )?(?P<figures>\d{1,3})(?: (?:và|của|về|ngày|là|đã|theo|trong|trên|vào|đến|tới|cùng|nêu|đề ra)\b|[,;.:)”]|$)")
        .expect("a fixed pattern")
});

/// As in [`SYMBOLLESS`].
const KINDS: [&str; 6] = ["Nghị quyết ", "Nghị định ", "Chỉ thị ", "Kết luận ", "Thông tư ", "Quyết định "];

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let mut named = false;
    for mention in &checked.details.mentions {
        let Some((fault, right)) = fault(mention) else { continue };
        // A name used throughout is told once.
        if mention.number.ends_with("06/CP") && std::mem::replace(&mut named, true) {
            continue;
        }
        let raw = mention.raw.trim();
        let help = right.map(|right| format!("viết là “{right}”"));
        out.push(Diagnostic {
            help, quote: Some(raw.to_owned()), ..RULE.at(&mention.span, format!("Số, ký hiệu “{raw}” {fault}"))
        });
    }
    for bare in bare_numbers(checked) {
        let message = format!("“{}” thiếu ký hiệu của văn bản", bare.span.text);
        let help = bare.right.as_ref().map(|right| format!("viết là “{} số {right}”", bare.kind));
        out.push(Diagnostic { help, ..RULE.at(&bare.span, message) });
    }
}

/// A document called by the figures of its number alone.
pub(super) struct BareNumber<'a> {
    pub kind: &'a str,
    pub figures: &'a str,
    pub with_so: bool,
    /// The whole number, where the plan gives it elsewhere.
    pub right: Option<String>,
    pub span: Span,
}

/// Every such place, unless the plan says that it will call the document so.
pub(super) fn bare_numbers<'c, 'a>(checked: &'c Checked<'a>) -> &'c [BareNumber<'a>] {
    checked.bare_numbers.get_or_init(|| read(checked))
}

fn read<'a>(checked: &Checked<'a>) -> Vec<BareNumber<'a>> {
    let mut out: Vec<BareNumber<'a>> = Vec::new();
    for found in paragraphs(checked) {
        let text = found.text().text.as_str();
        // Most paragraphs cite nothing: two bytes tell it before the pattern is tried.
        if !text.bytes().any(|byte| byte.is_ascii_digit()) || !KINDS.iter().any(|kind| text.contains(kind)) {
            continue;
        }
        for bare in SYMBOLLESS.captures_iter(text) {
            let (Some(kind), Some(figures)) = (bare.name("kind"), bare.name("figures")) else { continue };
            let (kind_word, digits) = (kind.as_str(), figures.as_str());
            let is_it = |number: &str| number.strip_prefix(digits).is_some_and(|rest| rest.starts_with(['/', '-']));
            let known = checked.details.mentions.iter().find(|of| of.kind.as_deref() == Some(kind_word) && is_it(&of.number));
            let span = found.span(kind.start()..figures.end());
            out.push(BareNumber {
                kind: kind_word,
                figures: digits,
                with_so: bare.name("so").is_some(),
                right: known.map(|of| of.number.clone()),
                span,
            });
        }
    }
    if !out.is_empty() {
        let announced: Vec<&str> = paragraphs(checked)
            .map(|found| found.text().text.as_str())
            .filter(|text| text.contains("gọi tắt") || text.contains("viết tắt") || text.contains("gọi chung"))
            .collect();
        out.retain(|bare| !announced.iter().any(|text| text.contains(&bare.span.text)));
    }
    out
}

/// What is wrong with the number as written, and the right form where it follows from the wrong one.
fn fault(mention: &Mention) -> Option<(&'static str, Option<String>)> {
    let raw = mention.raw.trim();
    let tight = SPACED.replace_all(raw, |found: &regex::Captures<'_>| found[0].trim().to_owned());
    let right = tight.replace(['–', '—'], "-");
    if let Some(parts) = PARTY_TURNED.captures(&right) {
        return Some(("đặt sai dấu gạch của văn bản Đảng", Some(format!("{}-{}/{}", &parts[1], &parts[2], &parts[3]))));
    }
    // The short name of the project that Decision 06/QĐ-TTg put into force is no number.
    if right == "06/CP" {
        return Some(("không phải số, ký hiệu của văn bản", Some("Đề án 06 (Quyết định số 06/QĐ-TTg)".to_owned())));
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
