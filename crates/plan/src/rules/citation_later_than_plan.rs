use super::citation_date_conflict::one_document;
use super::citations::{shown, year_of};
use super::{Checked, Diagnostics, Rule, citation_date_wrong};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::Mention;

pub const RULE: Rule =
    Rule { name: "citation-later-than-plan", severity: Severity::Error, doc: include_str!("citation_later_than_plan.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let document = &checked.plan.document;
    let Some(issued) = document.issued_on else { return };
    for mention in checked.details.mentions.iter().filter(|mention| document.number.as_ref() != Some(&mention.number)) {
        // A day that is wrong for another reason is told by that reason.
        let message = match mention.date {
            Some(date) if date > issued && !conflicts(checked, mention) && !citation_date_wrong::speaks(checked, mention) => {
                format!("{} ghi ngày {}, sau ngày ban hành văn bản này ({})", mention.number, shown(date), shown(issued))
            }
            None if year_of(&mention.number).is_some_and(|year| year > issued.year() && year < 2100) => {
                format!("{} là số của năm sau năm ban hành văn bản này ({})", mention.number, issued.year())
            }
            _ => continue,
        };
        let help = Some("kiểm tra ngày, số của văn bản viện dẫn và ngày ban hành văn bản này".to_owned());
        let related = checked.details.document.issued_on.iter().cloned().collect();
        out.push(Diagnostic { help, related, ..RULE.at(&mention.span, message) });
    }
}

/// Another place gives the same document another day.
fn conflicts(checked: &Checked<'_>, mention: &Mention) -> bool {
    let Some(date) = mention.date else { return false };
    checked.details.mentions.iter().any(|other| {
        other.number == mention.number && other.date.is_some_and(|day| one_document(&mention.number, mention, date, other, day))
    })
}
