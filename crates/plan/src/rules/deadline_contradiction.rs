use std::sync::LazyLock;

use super::rows::{cell_place, task_label, task_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::pattern::Regex;
use crate::plan::{DeadlineKind, Role};

pub const RULE: Rule =
    Rule { name: "deadline-contradiction", severity: Severity::Warning, doc: include_str!("deadline_contradiction.md"), check };

static ALWAYS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)^\W*(?:thường xuyên|định kỳ|hằng năm|hàng năm|hằng tháng|hằng quý)\b").expect("a fixed pattern"));
static BY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:trước ngày|xong trước|hoàn thành trước|chậm nhất(?: là)?)\s+(?:ngày\s+)?\d{1,2}[/.]\d{1,2}")
        .expect("a fixed pattern")
});

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for found in task_rows(checked) {
        let Some(deadline) = &found.task.deadline else { continue };
        let name = &found.task.name;
        let written = deadline.text.as_deref().unwrap_or_default();
        let message = match deadline.kind {
            // "Hằng năm" with the year of the plan is a task of that year.
            Some(DeadlineKind::By) if !deadline.then_continuous && deadline.every_months.is_none() => ALWAYS.find(name).map(|always| {
                format!("{} là việc “{}” nhưng thời hạn ghi “{written}”", task_label(found.task), always.as_str().trim().to_lowercase())
            }),
            Some(DeadlineKind::Continuous) => {
                BY.find(name).map(|by| format!("{} phải xong “{}” nhưng thời hạn ghi “{written}”", task_label(found.task), by.as_str()))
            }
            _ => None,
        };
        let Some(message) = message else { continue };
        let help = Some("ghi “<ngày> và thực hiện thường xuyên” nếu có cả hai, hoặc bỏ một trong hai".to_owned());
        out.push(Diagnostic { help, ..RULE.at(cell_place(found.row, Role::Deadline, &found.task.span), message) });
    }
}
