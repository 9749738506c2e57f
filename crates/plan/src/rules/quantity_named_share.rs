use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::Indicator;

pub const RULE: Rule =
    Rule { name: "quantity-named-share", severity: Severity::Advice, doc: include_str!("quantity_named_share.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for indicator in &checked.plan.indicators {
        let Some(word) = quantity(&indicator.name).filter(|_| is_share(indicator)) else { continue };
        let message = format!("Gọi là “{word}” nhưng đo bằng phần trăm");
        let help = Some(format!("viết “Tỷ lệ{}”", &indicator.name[word.len()..]));
        out.push(Diagnostic { help, ..RULE.at(&indicator.span, message) });
    }
}

/// The words of a count with which a name begins. "Số hóa", "số thu" are no counts.
fn quantity(name: &str) -> Option<&str> {
    let length = "số lượng".len();
    let first = name.get(..length)?;
    let whole = name[length..].starts_with(' ');
    (whole && first.to_lowercase() == "số lượng").then_some(first)
}

fn is_share(indicator: &Indicator) -> bool {
    let Some(target) = &indicator.target else { return false };
    // "Số lượng khách tăng 10%" is a change of a count, and right.
    let change = target.text.as_deref().is_some_and(|text| ["tăng", "giảm"].iter().any(|verb| text.to_lowercase().contains(verb)));
    let unit = indicator.unit.as_deref().is_some_and(|unit| unit.trim_start().starts_with('%') && !unit.contains('/'));
    let change = change || ["tăng", "giảm"].iter().any(|verb| indicator.name.to_lowercase().contains(verb));
    target.value.is_some() && unit && !change
}
