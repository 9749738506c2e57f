use super::task_without_lead::{Says, empty_cells, gaps_in_prose};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::Severity;
use crate::plan::Role;

pub const RULE: Rule =
    Rule { name: "task-without-deadline", severity: Severity::Error, doc: include_str!("task_without_deadline.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let says = Says {
        rule: &RULE,
        what: "chưa có thời hạn",
        help: "ghi ngày, tháng hoặc quý phải xong; việc lặp lại thì ghi kỳ hạn, ví dụ “Hằng năm”",
    };
    empty_cells(checked, Role::Deadline, &says, out);
    gaps_in_prose(checked, |task| task.deadline.is_some(), &says, out);
}
