use super::rows::tables;
use super::sum_mismatch::{items, sums};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::parse::money::{Amount, MoneyUnit, parse_amount, shown};
use crate::plan::{AnnexKind, Role};

pub const RULE: Rule = Rule { name: "mixed-money-unit", severity: Severity::Error, doc: include_str!("mixed_money_unit.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for table in tables(checked, AnnexKind::Tasks) {
        let Some(column) = table.money_unit.as_deref().and_then(MoneyUnit::from_text) else { continue };
        for row in &table.rows {
            let Some(cell) = row.cells.get(&Role::Money) else { continue };
            if let Some(amount) = parse_amount(&cell.text) {
                written(&amount, cell, column, "Ô kinh phí", out);
            }
        }
        let rows = items(checked, table, Some(column)).filter(|items| items.len() > 1);
        for (digits, span) in table.totals.iter().filter_map(|total| total.amount.as_ref()) {
            let Some(amount) = parse_amount(digits) else { continue };
            let named = table.totals.iter().find(|total| total.amount.as_ref().is_some_and(|(_, place)| place == span));
            let unit = amount.unit.or(named.and_then(|total| total.unit.as_deref()).and_then(MoneyUnit::from_text));
            if written(&Amount { unit, ..amount }, span, column, "Dòng tổng", out) {
                continue;
            }
            let Some(right) = rows.as_ref().and_then(|rows| scaled(amount.value, &sums(rows, span, (None, None)))) else { continue };
            let message = format!(
                "Dòng tổng ghi {} trong cột {}: lệch đơn vị, cộng các dòng được {}",
                shown(amount.value),
                column.name(),
                shown(right)
            );
            let help = Some(format!("viết là “{}”", shown(right)));
            out.push(Diagnostic { help, ..RULE.at(span, message) });
        }
    }
}

/// Says so when the figure bears another unit than its column.
fn written(amount: &Amount, span: &Span, column: MoneyUnit, label: &str, out: &mut Diagnostics) -> bool {
    let Some(unit) = amount.unit.filter(|unit| *unit != column) else { return false };
    let right = shown(amount.value * unit.in_dong() as f64 / column.in_dong() as f64);
    let message = format!("{label} ghi {} {}, cột tính bằng {}", shown(amount.value), unit.name(), column.name());
    out.push(Diagnostic { help: Some(format!("viết là “{right}”")), ..RULE.at(span, message) });
    true
}

/// The sum that a total gives in another unit: a thousand, a million or a milliard times as much or as little.
pub(super) fn scaled(total: f64, sums: &[f64]) -> Option<f64> {
    let same = |sum: f64, by: f64| sum > 0.0 && ((sum * by - total) / total).abs() < 1e-9;
    sums.iter().copied().find(|sum| [1e3, 1e6, 1e9, 1e-3, 1e-6, 1e-9].iter().any(|by| same(*sum, *by)))
}
