use std::sync::LazyLock;

use super::missing_document_number::{blanks, block_place};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::pattern::Regex;

pub const RULE: Rule = Rule { name: "missing-issue-date", severity: Severity::Warning, doc: include_str!("missing_issue_date.md"), check };

/// "ngày      tháng" behind "Kèm theo" of an annex, the day left blank.
static BLANK_IN_ANNEX: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\bngày[\s….·_]*(?:/|tháng)").expect("a fixed pattern"));

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let places = &checked.details.document;
    if checked.context.draft || checked.plan.document.issued_on.is_some() {
        return;
    }
    // A date that is there but does not exist is the business of invalid-date.
    if places.issued_on.as_ref().is_some_and(|span| span.text.chars().filter(char::is_ascii_digit).count() >= 6) {
        return;
    }
    let Some(place) = block_place(checked, places.issued_on.as_ref()) else { return };
    let kind = checked.plan.document.kind.as_deref().unwrap_or("Văn bản");
    out.push(Diagnostic {
        help: Some("ghi địa danh và ngày, tháng, năm ban hành; nếu là dự thảo, soát theo chế độ dự thảo".to_owned()),
        related: blanks(checked, &BLANK_IN_ANNEX),
        ..RULE.at(&place, format!("{kind} chưa có ngày, tháng, năm ban hành"))
    });
}
