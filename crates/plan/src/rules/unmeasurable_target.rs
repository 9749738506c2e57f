use super::rows::{cell_place, indicator_label, indicator_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::Role;

pub const RULE: Rule =
    Rule { name: "unmeasurable-target", severity: Severity::Warning, doc: include_str!("unmeasurable_target.md"), check };

/// Units that promise a figure.
const FIGURES: [&str; 7] = ["%", "thứ bậc", "thứ hạng", "xếp hạng", "hạng", "bậc", "điểm"];

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for found in indicator_rows(checked).filter(|found| !found.groups) {
        let (Some(unit), Some(target)) = (&found.indicator.unit, &found.indicator.target) else { continue };
        let Some(text) = &target.text else { continue };
        let promised = FIGURES.iter().any(|figure| unit.trim().to_lowercase().starts_with(figure));
        let worded = target.value.is_none() && text.chars().any(char::is_alphabetic) && !text.chars().any(|c| c.is_ascii_digit());
        if !promised || !worded {
            continue;
        }
        let message = format!("{} đo bằng “{unit}” nhưng mục tiêu “{text}” không có con số", indicator_label(found.indicator));
        let help = Some(format!("ghi con số phải đạt theo đơn vị “{unit}”, hoặc đổi đơn vị tính"));
        let cell = cell_place(found.row, Role::Target, &found.indicator.span);
        let place = if cell.text.contains(text.as_str()) { cell } else { &found.indicator.span };
        out.push(Diagnostic { help, quote: Some(text.clone()), ..RULE.at(place, message) });
    }
}
