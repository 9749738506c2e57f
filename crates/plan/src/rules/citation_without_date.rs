use super::citations::is_law;
use super::{Checked, Diagnostics, Rule, citation_without_number};
use crate::diagnostic::{Diagnostic, Severity};

pub const RULE: Rule =
    Rule { name: "citation-without-date", severity: Severity::Advice, doc: include_str!("citation_without_date.md"), check };

const HELP: &str = "lần viện dẫn đầu ghi đủ: số, ký hiệu, ngày ban hành, cơ quan ban hành";

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for cited in &checked.plan.citations {
        let Some((first, others)) = cited.spans.split_first() else { continue };
        // A day that does not exist is told by its own rule; a blank to fill is a draft's.
        let tried = || checked.details.mentions.iter().any(|of| of.number == cited.number && of.invalid_date.is_some());
        // The short name of a project is told as no number at all.
        if cited.number.ends_with("06/CP") || cited.date.is_some() || is_law(cited.kind.as_deref(), &cited.number) || tried() {
            continue;
        }
        let kind = cited.kind.as_deref().unwrap_or("Văn bản");
        let message = format!("{kind} số {} không ghi ngày ban hành ở chỗ nào", cited.number);
        out.push(Diagnostic { help: Some(HELP.to_owned()), related: others.to_vec(), ..RULE.at(first, message) });
    }
    for (named, span) in citation_without_number::found(checked).iter().filter(|(named, _)| !named.dated) {
        let message = format!("{} không ghi ngày ban hành ở chỗ nào", named.text);
        out.push(Diagnostic { help: Some(HELP.to_owned()), quote: Some(named.text.to_owned()), ..RULE.at(span, message) });
    }
}
