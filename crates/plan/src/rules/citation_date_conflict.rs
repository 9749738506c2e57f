use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Checked, Diagnostics, Rule};
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
        for (at, (mention, date)) in mentions.iter().enumerate() {
            let conflict = mentions[..at].iter().find(|(other, day)| day != date && one_document(number, mention, *date, other, *day));
            let Some((first, day)) = conflict else { continue };
            let message = format!("{number} ghi ngày {}, nhưng chỗ khác ghi ngày {}", shown(*date), shown(*day));
            let help = Some("đối chiếu với văn bản gốc và ghi thống nhất một ngày".to_owned());
            out.push(Diagnostic { help, related: vec![first.span.clone()], ..RULE.at(&mention.span, message) });
        }
    }
}

/// Whether two mentions of one number with two dates must mean one document: numbers start again every
/// year and every body has its own series.
fn one_document(number: &str, a: &Mention, on: Date, b: &Mention, day: Date) -> bool {
    if told_apart(a.issuer.as_deref(), b.issuer.as_deref()) || told_apart(a.kind.as_deref(), b.kind.as_deref()) {
        return false;
    }
    let bears_year = number.split('/').any(|part| part.len() == 4 && part.chars().all(|c| c.is_ascii_digit()));
    bears_year || on.year() == day.year() || (on.month(), on.day()) == (day.month(), day.day())
}

/// Two names neither of which is the other cut short ("Ban Chấp hành Đảng bộ tỉnh").
fn told_apart(a: Option<&str>, b: Option<&str>) -> bool {
    let plain = |name: &str| name.to_lowercase().replace("ủy ban nhân dân", "ubnd").replace("uỷ ban nhân dân", "ubnd");
    let (Some(a), Some(b)) = (a.map(plain), b.map(plain)) else { return false };
    !a.starts_with(&b) && !b.starts_with(&a)
}

fn shown(date: Date) -> String {
    format!("{}/{}/{}", date.day(), date.month(), date.year())
}
