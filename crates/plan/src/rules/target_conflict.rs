use std::collections::BTreeMap;

use super::rows::{cell_place, first_words, indicator_label, name_place};
use super::stated::{Stated, conflict, with_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::{Indicator, Role};

pub const RULE: Rule = Rule { name: "target-conflict", severity: Severity::Error, doc: include_str!("target_conflict.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let Some(stated) = with_rows(checked) else { return };
    // One row contradicted in several places is one defect.
    let mut by_row: BTreeMap<usize, Vec<&Stated<'_>>> = BTreeMap::new();
    for found in stated {
        if let Some(row) = &found.row
            && conflict(&found.stated.indicator, row.indicator)
        {
            by_row.entry(row.row.index).or_default().push(found);
        }
    }
    for found in by_row.values() {
        let first = &found[0].stated.indicator;
        let Some(row) = &found[0].row else { continue };
        let [said, listed] = [target(first), target(row.indicator)];
        let year = |of: &Indicator| of.horizon.map(|year| format!(" (đến năm {year})")).unwrap_or_default();
        let message = format!(
            "“{}” ghi {said}{}, phụ lục ({}) ghi {listed}{}",
            first_words(&first.name),
            year(first),
            indicator_label(row.indicator).to_lowercase(),
            year(row.indicator),
        );
        let help = Some("thống nhất một mức ở cả hai chỗ".to_owned());
        let worded = first.target.as_ref().is_some_and(|target| target.value.is_none())
            && row.indicator.target.as_ref().is_some_and(|target| target.value.is_none());
        let place = if worded { cell_place(row.row, Role::Target, &row.indicator.span) } else { name_place(row.row, &row.indicator.span) };
        let mut related = vec![place.clone()];
        related.extend(found[1..].iter().map(|found| found.stated.indicator.span.clone()));
        out.push(Diagnostic { help, related, ..RULE.at(&first.span, message) });
    }
}

fn target(indicator: &Indicator) -> String {
    let text = indicator.target.as_ref().and_then(|target| target.text.as_deref()).unwrap_or_default();
    format!("“{}”", first_words(text))
}
