use std::sync::LazyLock;

use super::places::{self, paragraphs};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::pattern::Regex;

pub const RULE: Rule =
    Rule { name: "missing-document-number", severity: Severity::Warning, doc: include_str!("missing_document_number.md"), check };

/// "số      /KH-UBND" behind "Kèm theo" of an annex, the number left blank.
static BLANK_IN_ANNEX: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b[sS]ố\s*:?[\s….·_]*[/-]\s*\p{Lu}").expect("a fixed pattern"));

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    if checked.context.draft || checked.plan.document.number.is_some() {
        return;
    }
    let Some(place) = block_place(checked, checked.details.document.number.as_ref()) else { return };
    let kind = checked.plan.document.kind.as_deref().unwrap_or("Văn bản");
    out.push(Diagnostic {
        help: Some("ghi số do văn thư cấp; nếu là dự thảo, soát theo chế độ dự thảo".to_owned()),
        related: blanks(checked, &BLANK_IN_ANNEX),
        ..RULE.at(&place, format!("{kind} chưa có số, ký hiệu"))
    });
}

/// Where the document block is wanting: the blank itself, else the title. Nothing when the file has no
/// document block at all, as an annex given alone.
pub(super) fn block_place(checked: &Checked<'_>, blank: Option<&Span>) -> Option<Span> {
    let places = &checked.details.document;
    let found = blank.or(places.title.as_ref()).or(places.number.as_ref()).or(places.issued_on.as_ref());
    let first = || paragraphs(checked).next().map(|found| found.span(0..found.text().text.len()));
    found.cloned().or_else(|| checked.plan.document.kind.as_ref().and_then(|_| first()))
}

/// The same blank repeated under the titles of the annexes.
pub(super) fn blanks(checked: &Checked<'_>, pattern: &LazyLock<Regex>) -> Vec<Span> {
    let blank = |found: places::Found<'_>| {
        let text = &found.text().text;
        let begins = text.find("kèm theo").or_else(|| text.find("Kèm theo"))?;
        let near = text[begins..].char_indices().nth(FARTHEST).map_or(text.len(), |(at, _)| begins + at);
        let blank = pattern.find(&text[begins..near])?;
        Some(found.span(begins..begins + blank.end()))
    };
    paragraphs(checked).filter_map(blank).collect()
}

/// Letters between "kèm theo" and the end of the blank.
const FARTHEST: usize = 100;
