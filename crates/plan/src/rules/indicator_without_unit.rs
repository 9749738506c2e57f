use std::sync::LazyLock;

use super::rows::{first_words, indicator_label, indicator_rows, lacks, name_place};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::pattern::Regex;
use crate::plan::Role;

pub const RULE: Rule =
    Rule { name: "indicator-without-unit", severity: Severity::Warning, doc: include_str!("indicator_without_unit.md"), check };

/// "100%", "25 dịch vụ": the unit stands beside the figure.
static UNIT_BESIDE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d\s*(?:%|‰|\p{L})").expect("a fixed pattern"));

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for found in indicator_rows(checked).filter(|found| !found.groups && lacks(found.row, Role::Unit)) {
        let Some(target) = &found.indicator.target else { continue };
        if target.text.as_deref().is_some_and(|text| UNIT_BESIDE.is_match(text)) {
            continue;
        }
        let name = first_words(&found.indicator.name);
        let message = format!("{} chưa có đơn vị tính: {name}", indicator_label(found.indicator));
        let help = Some("ghi đơn vị tính: “%”, “Thứ bậc”, “Dịch vụ”…".to_owned());
        let quote = Some(found.indicator.name.clone());
        out.push(Diagnostic { help, quote, ..RULE.at(name_place(found.row, &found.indicator.span), message) });
    }
}
