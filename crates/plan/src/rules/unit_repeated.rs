use super::rows::{cell_place, indicator_label, indicator_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::Role;

pub const RULE: Rule = Rule { name: "unit-repeated", severity: Severity::Advice, doc: include_str!("unit_repeated.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for found in indicator_rows(checked) {
        let unit = found.row.cells.get(&Role::Unit).map_or("", |cell| cell.text.trim());
        let Some(text) = found.indicator.target.as_ref().and_then(|target| target.text.as_deref()) else { continue };
        if !unit.starts_with('%') || !text.contains('%') {
            continue;
        }
        let bare = text.replace(" %", "").replace('%', "");
        let cell = cell_place(found.row, Role::Target, &found.indicator.span);
        let place = if cell.text.contains(text) { cell } else { &found.indicator.span };
        let message = format!("{} ghi “%” ở cả cột đơn vị tính và ô mục tiêu “{text}”", indicator_label(found.indicator));
        let help = Some(format!("ô mục tiêu chỉ ghi “{}”", bare.trim()));
        // An editor quotes unit and target together.
        out.push(Diagnostic { help, quote: Some(text.to_owned()), ..RULE.at(place, message) });
    }
}
