use std::collections::HashMap;

use super::row_numbering_gap::{NumberedRow, numbered};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};

pub const RULE: Rule =
    Rule { name: "row-numbering-duplicate", severity: Severity::Warning, doc: include_str!("row_numbering_duplicate.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for table in &checked.details.tables {
        let rows = numbered(checked, table);
        // "2.1" of part I and "2.1" of part II stand under two different rows numbered 2.
        let mut runs: HashMap<(&[u32], Option<usize>), Vec<&NumberedRow<'_>>> = HashMap::new();
        for (at, row) in rows.iter().enumerate() {
            let parent = rows[..at].iter().rposition(|above| is_parent(above, row));
            let run = runs.entry((&row.number.prefix, parent)).or_default();
            if restarts(run, row) {
                run.clear();
            }
            match run.iter().find(|earlier| earlier.number.value == row.number.value) {
                Some(first) => out.push(duplicate(first, row)),
                None => run.push(row),
            }
        }
    }
}

fn is_parent(above: &NumberedRow<'_>, row: &NumberedRow<'_>) -> bool {
    let [prefix @ .., last] = row.number.prefix.as_slice() else { return false };
    above.number.prefix == prefix && above.number.value == *last
}

/// Numbering may start again in every section.
fn restarts(run: &[&NumberedRow<'_>], row: &NumberedRow<'_>) -> bool {
    let Some(last) = run.last() else { return false };
    let new_section = last.section != row.section;
    (row.number.value == 1 && (new_section || run.len() > 1)) || (new_section && row.number.value < last.number.value)
}

fn duplicate(first: &NumberedRow<'_>, row: &NumberedRow<'_>) -> Diagnostic {
    let message = format!("Số thứ tự {} dùng hai lần trong cùng bảng", row.number.with(row.number.value));
    let help = Some("đánh số lại từ dòng này, rồi sửa các chỗ trong văn bản nhắc đến số cũ".to_owned());
    Diagnostic { help, quote: Some(row.quote()), related: vec![first.place.clone()], ..RULE.at(row.place, message) }
}
