use super::rows::{cell_place, tables, task_label};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::parse::money::{parse_amount, shown};
use crate::plan::{AnnexKind, Role};

pub const RULE: Rule = Rule { name: "malformed-number", severity: Severity::Error, doc: include_str!("malformed_number.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for table in tables(checked, AnnexKind::Tasks) {
        let mut cells: Vec<(String, &Span)> = Vec::new();
        for row in &table.rows {
            let Some(task) = checked.plan.tasks.get(row.index) else { continue };
            if row.cells.contains_key(&Role::Money) {
                cells.push((task_label(task), cell_place(row, Role::Money, &task.span)));
            }
        }
        cells.extend(table.totals.iter().filter_map(|total| total.amount.as_ref()).map(|(_, span)| ("Dòng tổng".to_owned(), span)));
        let pointed = cells.iter().any(|(_, span)| grouped_by(&span.text, '.'));
        for (label, span) in cells {
            judge(&label, span, pointed, out);
        }
    }
}

fn judge(label: &str, span: &Span, pointed: bool, out: &mut Diagnostics) {
    let Some(amount) = parse_amount(&span.text) else { return };
    let text = span.text.trim();
    let (message, help) = if amount.malformed {
        (format!("{label}: con số “{text}” ngắt nhóm sai"), "ngắt từng nhóm ba chữ số bằng dấu chấm, phần lẻ sau dấu phẩy".to_owned())
    } else if pointed && (grouped_by(text, ' ') || grouped_by(text, ',')) {
        (
            format!("{label}: con số “{text}” ngắt nhóm khác các dòng cùng cột"),
            format!("viết là “{}” như các dòng khác", shown(amount.value)),
        )
    } else {
        return;
    };
    out.push(Diagnostic { help: Some(help), ..RULE.at(span, message) });
}

/// Whether the figure groups its thousands by this mark; one comma is a decimal comma.
fn grouped_by(text: &str, mark: char) -> bool {
    let parts: Vec<&str> = text.trim().split(mark).collect();
    let digits = |part: &&str| part.chars().all(|c| c.is_ascii_digit());
    let least = if mark == ',' { 3 } else { 2 };
    parts.len() >= least
        && (1..=3).contains(&parts[0].len())
        && digits(&parts[0])
        && parts[1..].iter().all(|part| part.len() == 3 && digits(part))
}
