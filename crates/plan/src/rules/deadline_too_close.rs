use jiff::ToSpan;

use super::rows::{cell_place, prose_tasks, task_label, task_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::plan::{DeadlineKind, Role, Task};

pub const RULE: Rule = Rule { name: "deadline-too-close", severity: Severity::Warning, doc: include_str!("deadline_too_close.md"), check };

/// Days within which a task just issued can hardly be done.
const DAYS: i32 = 15;

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
    let (Some(due), Some(DeadlineKind::By | DeadlineKind::Range)) = (deadline.due, deadline.kind) else { return };
    let Ok(earliest) = issued.checked_add(DAYS.days()) else { return };
    if due < issued || due > earliest {
        return;
    }
    let days = due.since(issued).map_or(0, |span| span.get_days());
    let label = task_label(task);
    let message =
        format!("{label} phải xong ngày {}, chỉ {days} ngày sau ngày ban hành {}", due.strftime("%d/%m/%Y"), issued.strftime("%d/%m/%Y"));
    let help = Some("lùi thời hạn, hoặc nêu rõ việc đã được giao từ trước bằng văn bản nào".to_owned());
    let quote = deadline.text.clone().or_else(|| Some(place.text.clone()));
    out.push(Diagnostic { help, quote, ..RULE.at(place, message) });
}
