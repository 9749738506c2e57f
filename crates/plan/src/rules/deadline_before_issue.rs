use super::rows::{cell_place, prose_tasks, task_label, task_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::plan::{DeadlineKind, Role, Task};

pub const RULE: Rule =
    Rule { name: "deadline-before-issue", severity: Severity::Error, doc: include_str!("deadline_before_issue.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for found in task_rows(checked) {
        judge(checked, found.task, cell_place(found.row, Role::Deadline, &found.task.span), out);
    }
    for task in prose_tasks(checked) {
        judge(checked, task, &task.span, out);
    }
}

fn judge(checked: &Checked<'_>, task: &Task, place: &Span, out: &mut Diagnostics) {
    let (Some(issued), Some(deadline)) = (checked.plan.document.issued_on, &task.deadline) else { return };
    let (Some(due), Some(DeadlineKind::By | DeadlineKind::Year | DeadlineKind::Range)) = (deadline.due, deadline.kind) else { return };
    if due >= issued || deadline.then_continuous {
        return;
    }
    let day = |date: jiff::civil::Date| date.strftime("%d/%m/%Y").to_string();
    let message = format!("{} phải xong ngày {}, trước ngày ban hành {}", task_label(task), day(due), day(issued));
    let help = Some("ghi thời hạn sau ngày ban hành, hoặc bỏ nhiệm vụ đã hoàn thành".to_owned());
    let quote = deadline.text.clone().or_else(|| Some(place.text.clone()));
    let related = checked.details.document.issued_on.iter().cloned().collect();
    out.push(Diagnostic { help, quote, related, ..RULE.at(place, message) });
}
