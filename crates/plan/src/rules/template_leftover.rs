use std::sync::LazyLock;

use super::places::{Found, paragraphs};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::parse::begins_annex;
use crate::pattern::Regex;
use crate::vocabulary::phrases::ends_word;

pub const RULE: Rule = Rule { name: "template-leftover", severity: Severity::Error, doc: include_str!("template_leftover.md"), check };

static BRACKETED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\[(?P<a>[^\[\]]{1,120})\](?:[^(]|$)|\{(?P<b>[^{}]{1,120})\}|<(?P<c>[^<>]{2,80})>").expect("a fixed pattern")
});
/// Dots or a line to write on; three dots mean "and so on".
static BLANK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:…\s?){2,}\.*|\.{2,}…[.…]*|…\.{2,}[.…]*|\.{5,}|_{4,}").expect("a fixed pattern"));
/// "ngày xx/xx/2026", "Số: XX/KH-UBND".
static CROSSES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:ngày\s+)?(?:xx|XX)/(?:xx|XX|\p{Lu}|\d)[^\s;,.]*|\b(?:ngày|tháng)\s+(?:xx|XX)\b").expect("a fixed pattern")
});

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let mut form = false;
    for found in paragraphs(checked) {
        let text = found.text().text.as_str();
        form = within_form(form, text);
        if form {
            continue;
        }
        let before = out.len();
        let signs = Signs::of(text);
        if signs.brackets {
            bracketed(checked, &found, out);
        }
        // A blank in brackets says what to write in the words of the advice.
        if out.len() == before && advice(checked, &found, out) {
            continue;
        }
        if signs.blank
            && let Some(blank) = BLANK.find(text).filter(|blank| is_blank(checked, &found, blank.range()))
        {
            push(&found, blank.range(), out);
        }
        if let Some(blank) = Some(text).filter(|_| signs.crosses).and_then(|text| CROSSES.find(text)) {
            push(&found, blank.range(), out);
        }
    }
}

/// Which patterns are worth a try: most paragraphs hold none of their signs.
#[derive(Default)]
struct Signs {
    brackets: bool,
    blank: bool,
    crosses: bool,
}

impl Signs {
    fn of(text: &str) -> Self {
        let mut signs = Self::default();
        let mut last = 0;
        for byte in text.bytes() {
            match byte {
                b'[' | b'{' | b'<' => signs.brackets = true,
                // The last byte of "…", which many letters share: the pattern decides.
                0xA6 => signs.blank |= last == 0x80,
                b'.' | b'_' => signs.blank |= last == byte,
                b'x' | b'X' => signs.crosses |= last == byte,
                _ => {}
            }
            last = byte;
        }
        signs
    }
}

/// "[ghi rõ tên đơn vị]", "{…}".
fn bracketed(checked: &Checked<'_>, found: &Found<'_>, out: &mut Diagnostics) {
    let words = &checked.context.vocabulary.leftovers().blanks;
    for blank in BRACKETED.captures_iter(&found.text().text) {
        let Some(inside) = blank.name("a").or_else(|| blank.name("b")).or_else(|| blank.name("c")) else { continue };
        let words_of_blank = inside.as_str().trim_start();
        let ends = |after: &str| after.is_empty() || after.starts_with(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | '/' | '.'));
        let note = words_of_blank.to_lowercase().starts_with("ghi chú");
        if !note && words.at_start(words_of_blank, ends).is_some() || inside.as_str().chars().all(|c| "…. _".contains(c)) {
            push(found, inside.start() - 1..inside.end() + 1, out);
        }
    }
}

/// A sentence that tells the writer what to write, or a paragraph in round brackets that does.
fn advice(checked: &Checked<'_>, found: &Found<'_>, out: &mut Diagnostics) -> bool {
    let words = checked.context.vocabulary.leftovers();
    let text = found.text().text.as_str();
    let aside = text.starts_with('(') && text.trim_end_matches('.').ends_with(')') && text.matches('(').count() == 1;
    let said = if aside && words.asides.at_start(&text[1..], ends_word).is_some() {
        super::rows::first_words(text)
    } else {
        let Some(said) = words.advice.find(text).filter(|said| is_advice(text, said.start)) else { return false };
        text[said].to_owned()
    };
    let help = Some("xóa lời dặn và viết nội dung".to_owned());
    out.push(Diagnostic { help, ..RULE.at(&found.span(0..text.len()), format!("Còn lời dặn của mẫu: “{said}”")) });
    true
}

fn push(found: &Found<'_>, range: std::ops::Range<usize>, out: &mut Diagnostics) {
    let blank = &found.text().text[range.clone()];
    let message = format!("Chỗ phải điền của mẫu còn để nguyên: “{}”", blank.trim());
    out.push(Diagnostic {
        help: Some("điền nội dung hoặc bỏ chỗ trống này".to_owned()), ..RULE.at(&found.span(range), message)
    });
}

/// Forms to be filled in later are annexed with their blanks: from their title to the next annex.
fn within_form(form: bool, text: &str) -> bool {
    if !text.starts_with(['M', 'B', 'P', 'Đ']) || text.len() > 200 {
        return form;
    }
    // "Phiếu khảo sát" in small letters is a product.
    let heads = ["Mẫu số", "Mẫu 0", "Mẫu 1", "MẪU ", "Biểu mẫu", "BIỂU MẪU", "Biểu số", "BIỂU SỐ", "ĐỀ CƯƠNG", "PHIẾU "];
    if heads.iter().any(|head| text.starts_with(head)) {
        return true;
    }
    form && !begins_annex(text)
}

/// Advice speaks to the writer: it opens a sentence or stands in brackets.
fn is_advice(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end();
    before.is_empty() || before.ends_with(['(', '[', ':', '.', ';', '-', '*', '–']) || before.chars().count() < 6
}

fn is_blank(checked: &Checked<'_>, found: &Found<'_>, range: std::ops::Range<usize>) -> bool {
    let text = found.text().text.as_str();
    let (before, after) = (&text[..range.start], text[range.end..].trim_start());
    // Number and date of the plan have rules of their own, also where an annex repeats them.
    let lower = before.to_lowercase();
    let near = crate::document::end_of(&lower, 60);
    let of_block = ["số", "ngày", "tháng", "năm", "kèm theo", "số:"]
        .iter()
        .any(|word| near.trim_end_matches([' ', '.', '…', ':', '/']).ends_with(word))
        || after.starts_with("/KH")
        || after.starts_with("-KH")
        || after.starts_with(", ngày")
        || lower.contains("kèm theo");
    // A list of contents leads the eye with dots to the page.
    let contents = !after.is_empty() && after.chars().all(|c| c.is_ascii_digit());
    // A short row of dots at the end goes on as a list does; a ruling is drawn with hyphens or underscores.
    let dots: usize = text[range.clone()].chars().map(|c| if c == '…' { 3 } else { usize::from(c == '.') }).sum();
    let trails = after.is_empty() && dots < 9 && !before.trim_end().ends_with(':');
    let place = found.span(range);
    let in_block =
        [&checked.details.document.number, &checked.details.document.issued_on].into_iter().flatten().any(|span| span.place == place.place);
    !(of_block || contents || trails || in_block)
}
