use std::collections::BTreeMap;

use jiff::civil::Date;

use super::citations::{shown, slip, told_apart, year_of};
use super::{Checked, Diagnostics, Rule, citation_date_wrong};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::Mention;

pub const RULE: Rule =
    Rule { name: "citation-date-conflict", severity: Severity::Error, doc: include_str!("citation_date_conflict.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let mut by_number: BTreeMap<&str, Vec<(&Mention, Date)>> = BTreeMap::new();
    for mention in &checked.details.mentions {
        if let Some(date) = mention.date {
            by_number.entry(&mention.number).or_default().push((mention, date));
        }
    }
    for (number, mentions) in by_number {
        own(checked, number, &mentions, out);
        for (at, (mention, date)) in mentions.iter().enumerate() {
            let conflict = mentions[..at].iter().find(|(other, day)| one_document(number, mention, *date, other, *day));
            if let Some((first, day)) = conflict {
                let message = format!("{number} ghi ngày {}, nhưng chỗ khác ghi ngày {}", shown(*date), shown(*day));
                let help = Some("đối chiếu với văn bản gốc và ghi thống nhất một ngày".to_owned());
                out.push(Diagnostic { help, related: vec![first.span.clone()], ..RULE.at(&mention.span, message) });
            } else if let Some(year) = year_of(number).filter(|year| *year != date.year() && !citation_date_wrong::speaks(checked, mention))
            {
                let message = format!("{number} mang số của năm {year} nhưng ghi ngày {}", shown(*date));
                let help = Some("đối chiếu với văn bản gốc: năm trong số, ký hiệu là năm ban hành".to_owned());
                out.push(Diagnostic { help, ..RULE.at(&mention.span, message) });
            }
        }
    }
}

/// Annexes that name the plan they belong to with another day than the plan bears.
fn own(checked: &Checked<'_>, number: &str, mentions: &[(&Mention, Date)], out: &mut Diagnostics) {
    let document = &checked.plan.document;
    let (Some(issued), Some(issuer)) = (document.issued_on, document.issuer.as_deref()) else { return };
    if document.number.as_deref() != Some(number) {
        return;
    }
    let ours = |mention: &Mention| mention.issuer.is_some() && !told_apart(mention.issuer.as_deref(), Some(issuer));
    for (mention, date) in mentions.iter().filter(|(mention, date)| ours(mention) && slip(number, *date, issued)) {
        let message = format!("{number} ghi ngày {}, nhưng văn bản này ban hành ngày {}", shown(*date), shown(issued));
        let help = Some(format!("ghi ngày {} như ở đầu văn bản", shown(issued)));
        out.push(Diagnostic {
            help,
            related: checked.details.document.issued_on.iter().cloned().collect(),
            ..RULE.at(&mention.span, message)
        });
    }
}

/// Whether two mentions of one number with two dates must mean one document: every body has its own series.
pub(super) fn one_document(number: &str, a: &Mention, on: Date, b: &Mention, day: Date) -> bool {
    let apart = told_apart(a.issuer.as_deref(), b.issuer.as_deref()) || told_apart(a.kind.as_deref(), b.kind.as_deref());
    !apart && slip(number, on, day)
}
