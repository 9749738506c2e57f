use super::rows::{cell_place, prose_tasks, task_label, task_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::plan::{DeadlineKind, Role, Task};

pub const RULE: Rule = Rule { name: "vague-deadline", severity: Severity::Warning, doc: include_str!("vague_deadline.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for found in task_rows(checked) {
        judge(found.task, cell_place(found.row, Role::Deadline, &found.task.span), out);
    }
    for task in prose_tasks(checked) {
        judge(task, &task.span, out);
    }
}

fn judge(task: &Task, place: &Span, out: &mut Diagnostics) {
    let Some(deadline) = &task.deadline else { return };
    let Some(text) = deadline.text.as_deref().filter(|text| text.chars().any(char::is_alphabetic)) else { return };
    let repeats = matches!(deadline.kind, Some(DeadlineKind::Continuous | DeadlineKind::Recurring)) || deadline.then_continuous;
    // "Từ tháng 4/2026" opens a service that then goes on.
    let opens = deadline.start.is_some() && text.to_lowercase().starts_with("từ ");
    if deadline.due.is_some() || repeats || opens {
        return;
    }
    let message = format!("{} có thời hạn không tính ra ngày: “{text}”", task_label(task));
    let help = Some("ghi thêm mốc cụ thể, ví dụ “trong 30 ngày kể từ khi có hướng dẫn, chậm nhất 31/12/2026”".to_owned());
    out.push(Diagnostic { help, quote: Some(text.to_owned()), ..RULE.at(place, message) });
}
