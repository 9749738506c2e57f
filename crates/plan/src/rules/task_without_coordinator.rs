use super::rows::{lacks, name_place, task_label, task_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::Role;

pub const RULE: Rule =
    Rule { name: "task-without-coordinator", severity: Severity::Advice, doc: include_str!("task_without_coordinator.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let rows: Vec<_> = task_rows(checked).filter(|found| !found.groups && found.row.cells.contains_key(&Role::Coordinating)).collect();
    let empty = rows.iter().filter(|found| lacks(found.row, Role::Coordinating)).count();
    // A column that is mostly left empty is left so on purpose.
    if empty * 2 > rows.len() {
        return;
    }
    for found in rows.iter().filter(|found| lacks(found.row, Role::Coordinating)) {
        let message = format!("{} không có cơ quan phối hợp", task_label(found.task));
        let help = Some("ghi cơ quan phối hợp, hoặc “không” khi đơn vị chủ trì làm một mình".to_owned());
        out.push(Diagnostic { help, ..RULE.at(name_place(found.row, &found.task.span), message) });
    }
}
