use super::row_numbering_gap::numbered;
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};

pub const RULE: Rule =
    Rule { name: "row-numbering-duplicate", severity: Severity::Warning, doc: include_str!("row_numbering_duplicate.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for table in &checked.details.tables {
        let rows = numbered(checked, table);
        for (at, row) in rows.iter().enumerate() {
            // From this sequence's last 1 on: numbering may start again in every section.
            let same = |other: &&super::row_numbering_gap::NumberedRow<'_>| other.number.prefix == row.number.prefix;
            let earlier: Vec<_> = rows[..at].iter().filter(same).collect();
            let start = earlier.iter().rposition(|other| other.number.value == 1).unwrap_or(0);
            let Some(first) = earlier[start..].iter().find(|other| other.number.value == row.number.value) else { continue };
            let restarts = row.number.value == 1 && (first.section != row.section || earlier.len() - start > 1);
            let under_other_parent = !row.number.prefix.is_empty() && parent_between(&rows, first.place, at);
            if restarts || under_other_parent {
                continue;
            }
            let number = row.number.with(row.number.value);
            let help = Some("đánh số lại từ dòng này, rồi sửa các chỗ trong văn bản nhắc đến số cũ".to_owned());
            out.push(Diagnostic {
                help,
                related: vec![first.place.clone()],
                ..RULE.at(row.place, format!("Số thứ tự {number} dùng hai lần trong cùng bảng"))
            });
        }
    }
}

/// "2.1" of part I and "2.1" of part II stand under two different rows numbered 2.
fn parent_between(rows: &[super::row_numbering_gap::NumberedRow<'_>], first: &crate::document::Span, at: usize) -> bool {
    let from = rows.iter().position(|row| std::ptr::eq(row.place, first)).unwrap_or(0);
    rows[from..at]
        .iter()
        .any(|row| row.number.prefix.len() < rows[at].number.prefix.len() && rows[at].number.prefix.last() == Some(&row.number.value))
}
