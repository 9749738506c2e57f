use super::rows::{cell_place, indicator_label, indicator_rows, prose_tasks, task_label, task_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::plan::Role;

pub const RULE: Rule =
    Rule { name: "lead-also-coordinates", severity: Severity::Warning, doc: include_str!("lead_also_coordinates.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for found in indicator_rows(checked) {
        let row = found.indicator;
        judge(indicator_label(row), (&row.lead, &row.coordinating), cell_place(found.row, Role::Coordinating, &row.span), out);
    }
    for found in task_rows(checked) {
        let task = found.task;
        judge(task_label(task), (&task.lead, &task.coordinating), cell_place(found.row, Role::Coordinating, &task.span), out);
    }
    for task in prose_tasks(checked) {
        judge(task_label(task), (&task.lead, &task.coordinating), &task.span, out);
    }
}

fn judge(label: String, (lead, coordinating): (&[String], &[String]), place: &Span, out: &mut Diagnostics) {
    let same = |name: &&String| lead.iter().any(|lead| lead.to_lowercase() == name.to_lowercase());
    let Some(name) = coordinating.iter().find(same) else { return };
    let help = Some(format!("bỏ {name} khỏi phần phối hợp"));
    out.push(Diagnostic {
        help,
        quote: Some(coordinating.join("; ")),
        ..RULE.at(place, format!("{label}: {name} vừa chủ trì vừa phối hợp"))
    });
}
