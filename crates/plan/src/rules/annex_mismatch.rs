use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::numbering::Number;
use super::places::{Found, paragraphs};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Span, end_of, start_of};
use crate::parse::{begins_annex, document_number};
use crate::pattern::Regex;

pub const RULE: Rule = Rule { name: "annex-mismatch", severity: Severity::Warning, doc: include_str!("annex_mismatch.md"), check };

static NAMED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:[Pp]hụ lục|PHỤ LỤC)\s+(?:số\s+|SỐ\s+)?(?P<number>[IVX]+|\d{1,2})\b").expect("a fixed pattern"));

/// What names an annex that is another document's: its kind stands behind or before it.
const OTHERS: [&str; 11] =
    ["nghị quyết", "nghị định", "quyết định", "thông tư", "chương trình", "hướng dẫn", "công văn", "luật", "văn bản", "đề án", "quy định"];

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let mut titles: Vec<(Option<u32>, Span)> = Vec::new();
    let mut named: Vec<(u32, &str, Span)> = Vec::new();
    for found in paragraphs(checked) {
        let text = found.text().text.as_str();
        if !(text.contains("hụ lục") || text.contains("HỤ LỤC")) {
            continue;
        }
        if text.starts_with(['P', 'p']) && begins_annex(text) && is_title(&found) {
            let number = NAMED.captures(text).filter(|seen| seen.get(0).is_some_and(|whole| whole.start() == 0));
            titles.push((number.and_then(|seen| value(&seen["number"])), found.span(0..text.len())));
            continue;
        }
        for seen in NAMED.captures_iter(text) {
            let whole = seen.get(0).expect("group 0 always takes part").range();
            if let Some(number) = value(&seen["number"]).filter(|_| is_ours(text, whole.start, whole.end)) {
                named.push((number, &text[whole.clone()], found.span(whole)));
            }
        }
    }
    // The annexes may stand in files that were not given.
    if titles.is_empty() {
        return;
    }
    let there: BTreeSet<u32> = titles.iter().filter_map(|(number, _)| *number).collect();
    let unnumbered = titles.iter().filter(|(number, _)| number.is_none()).count();
    let mut told = BTreeSet::new();
    for (number, written, span) in &named {
        // Titles without numbers are counted in order.
        if there.contains(number) || (*number as usize) <= unnumbered || !told.insert(*number) {
            continue;
        }
        let message = format!("Nội dung nêu {written}, nhưng văn bản không có phụ lục nào mang số này");
        let help = match titles.as_slice() {
            [(None, _)] => "viết “Phụ lục” vì văn bản chỉ có một phụ lục, hoặc bổ sung phụ lục còn thiếu".to_owned(),
            _ => format!("văn bản có {}; sửa số hoặc bổ sung phụ lục còn thiếu", listed(&titles)),
        };
        let related = titles.iter().take(6).map(|(_, span)| span.clone()).collect();
        out.push(Diagnostic { help: Some(help), related, ..RULE.at(span, message) });
    }
}

fn value(number: &str) -> Option<u32> {
    Number::parse(number).map(|number| number.value)
}

/// A line of its own: a sentence that begins with "Phụ lục I kèm theo …" ends as a sentence does.
fn is_title(found: &Found<'_>) -> bool {
    let text = found.text().text.trim_end();
    found.paragraph.centred || found.paragraph.bold || !(text.ends_with(['.', ';']) && text.chars().count() > 14)
}

fn is_ours(text: &str, start: usize, end: usize) -> bool {
    let sentence = |part: &str| part.to_lowercase();
    let before = sentence(end_of(&text[..start], 60).rsplit([';', '.', '(']).next().unwrap_or_default());
    let after = sentence(start_of(&text[end..], 120).split([';', '.', ')']).next().unwrap_or_default());
    let other = |part: &str| OTHERS.iter().any(|kind| part.contains(kind)) || !document_number::find_all(part).is_empty();
    // "kèm theo Kế hoạch này" and "kèm theo Quyết định này" are the plan itself.
    (after.contains("này") || !other(&after)) && !other(&before)
}

/// "Phụ lục I, Phụ lục II".
fn listed(titles: &[(Option<u32>, Span)]) -> String {
    let short = |span: &Span| span.text.split([':', '(', '.']).next().unwrap_or_default().split(' ').take(3).collect::<Vec<_>>().join(" ");
    titles.iter().take(6).map(|(_, span)| short(span)).collect::<Vec<_>>().join(", ")
}
