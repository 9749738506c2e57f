use std::collections::BTreeSet;

use super::mixed_money_unit::scaled;
use super::places::order;
use super::rows::{first_words, tables};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::parse::money::{Amount, MoneyUnit, parse_amount, shown};
use crate::plan::{AnnexKind, AnnexTable, Role};

pub const RULE: Rule = Rule { name: "sum-mismatch", severity: Severity::Error, doc: include_str!("sum_mismatch.md"), check };

/// One row's money in the unit of the column.
pub(super) struct Item<'a> {
    value: f64,
    whole: bool,
    section: Option<&'a str>,
    place: &'a Span,
}

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for table in tables(checked, AnnexKind::Tasks) {
        let column = table.money_unit.as_deref().and_then(MoneyUnit::from_text);
        let Some(items) = items(checked, table, column) else { continue };
        let totals: Vec<(Amount, &Span)> = table
            .totals
            .iter()
            .filter_map(|total| total.amount.as_ref().map(|(digits, span)| (digits, total.unit.as_deref(), span)))
            .filter_map(|(digits, unit, span)| {
                let amount = parse_amount(digits)?;
                Some((Amount { unit: amount.unit.or(unit.and_then(MoneyUnit::from_text)), ..amount }, span))
            })
            .collect();
        for (at, (total, span)) in totals.iter().enumerate() {
            let before = at.checked_sub(1).map(|at| totals[at].1);
            let after = totals.get(at + 1).map(|next| next.1);
            judge(&items, total, span, (before, after), column, out);
        }
    }
}

/// Rows with their money; `None` when a figure cannot be read for certain.
pub(super) fn items<'a>(checked: &Checked<'a>, table: &'a AnnexTable, column: Option<MoneyUnit>) -> Option<Vec<Item<'a>>> {
    let mut out: Vec<(Option<&str>, Item<'a>)> = Vec::new();
    for row in &table.rows {
        let (Some(task), Some(cell)) = (checked.plan.tasks.get(row.index), row.cells.get(&Role::Money)) else { continue };
        let amount = parse_amount(&cell.text);
        let value = match (amount, task.budget_million_vnd, column) {
            (Some(amount), ..) if amount.malformed => return None,
            (_, Some(million), Some(unit)) => million * 1e6 / unit.in_dong() as f64,
            (Some(amount), ..) => in_column(&amount, column),
            (None, ..) => continue,
        };
        let item = Item {
            value,
            whole: value.fract().abs() < 1e-9,
            section: task.section.as_deref().or(task.section_title.as_deref()),
            place: cell,
        };
        out.push((task.no.as_deref(), item));
    }
    // "1" above "1.1" and "1.2" is their sum and counts once.
    let numbers: Vec<Option<&str>> = out.iter().map(|(no, _)| no.map(|no| no.trim_end_matches('.'))).collect();
    let sums_up = |at: usize| {
        let (Some(no), Some(Some(next))) = (numbers[at], numbers.get(at + 1)) else { return false };
        next.strip_prefix(no).is_some_and(|rest| rest.starts_with('.'))
    };
    Some(out.into_iter().enumerate().filter(|(at, _)| !sums_up(*at)).map(|(_, (_, item))| item).collect())
}

fn in_column(amount: &Amount, column: Option<MoneyUnit>) -> f64 {
    match (amount.unit, column) {
        (Some(unit), Some(column)) => amount.value * unit.in_dong() as f64 / column.in_dong() as f64,
        _ => amount.value,
    }
}

fn judge(
    items: &[Item<'_>],
    total: &Amount,
    span: &Span,
    around: (Option<&Span>, Option<&Span>),
    column: Option<MoneyUnit>,
    out: &mut Diagnostics,
) {
    if total.malformed || items.len() < 2 {
        return;
    }
    let said = in_column(total, column);
    let candidates = sums(items, span, around);
    let all = candidates[0];
    // Rounded parts of a total in decimals may miss it by half a unit each.
    let slack = if items.iter().all(|item| item.whole) { 0.001 } else { 0.05 * items.len() as f64 };
    // A total in another unit than its column is told as that.
    if candidates.iter().any(|sum| (sum - said).abs() <= slack) || scaled(said, &candidates).is_some() {
        return;
    }
    let unit = column.or(total.unit).map_or("", MoneyUnit::name);
    let message = format!("Dòng tổng ghi {} {unit}, cộng {} dòng được {} {unit}", shown(said), items.len(), shown(all));
    let help = Some(first_words(&format!("sửa tổng thành “{}” hoặc soát lại từng dòng", shown(all))));
    out.push(Diagnostic { help, ..RULE.at(span, message.replace(" ,", ",").trim_end().to_owned()) });
}

/// What a total may add up, the whole column first: the rows before it or after it, those since the last total, or
/// those of one section.
pub(super) fn sums(items: &[Item<'_>], span: &Span, around: (Option<&Span>, Option<&Span>)) -> Vec<f64> {
    let here = order(span);
    let sum_of = |chosen: &dyn Fn(&Item<'_>) -> bool| items.iter().filter(|item| chosen(item)).map(|item| item.value).sum::<f64>();
    let mut out = vec![
        sum_of(&|_| true),
        sum_of(&|item| order(item.place) < here),
        sum_of(&|item| order(item.place) < here && around.0.is_none_or(|before| order(item.place) > order(before))),
        sum_of(&|item| order(item.place) > here && around.1.is_none_or(|after| order(item.place) < order(after))),
    ];
    let sections: BTreeSet<_> = items.iter().map(|item| item.section).collect();
    out.extend(sections.iter().map(|section| sum_of(&|item| item.section == *section)));
    out
}
