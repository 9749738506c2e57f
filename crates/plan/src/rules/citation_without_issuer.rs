use super::citations::names_issuer;
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};

pub const RULE: Rule =
    Rule { name: "citation-without-issuer", severity: Severity::Advice, doc: include_str!("citation_without_issuer.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for cited in &checked.plan.citations {
        let Some((first, others)) = cited.spans.split_first() else { continue };
        if cited.number.ends_with("06/CP")
            || cited.issuer.is_some()
            || names_issuer(&cited.number)
            || super::citations::is_law(cited.kind.as_deref(), &cited.number)
        {
            continue;
        }
        let kind = cited.kind.as_deref().unwrap_or("Văn bản");
        let message = format!("{kind} số {} không ghi cơ quan ban hành ở chỗ nào", cited.number);
        let help = Some(format!("viết “{kind} số {} ngày … của <cơ quan ban hành>”", cited.number));
        out.push(Diagnostic { help, related: others.to_vec(), ..RULE.at(first, message) });
    }
}
