use super::rows::{first_words, lacks, name_place, prose_tasks, task_label, task_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::{Role, Task};

pub const RULE: Rule = Rule { name: "task-without-lead", severity: Severity::Error, doc: include_str!("task_without_lead.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let says = Says {
        rule: &RULE, what: "chưa có cơ quan chủ trì", help: "ghi một cơ quan chủ trì chịu trách nhiệm trước hết"
    };
    empty_cells(checked, Role::Lead, &says, out);
    gaps_in_prose(checked, |task| !task.lead.is_empty(), &says, out);
}

/// What a rule about a missing part of a task says.
pub(super) struct Says {
    pub rule: &'static Rule,
    pub what: &'static str,
    pub help: &'static str,
}

/// One diagnostic per task whose cell in a column is empty.
pub(super) fn empty_cells(checked: &Checked<'_>, role: Role, says: &Says, out: &mut Diagnostics) {
    for found in task_rows(checked).filter(|found| !found.groups && lacks(found.row, role)) {
        push(found.task, name_place(found.row, &found.task.span), says, out);
    }
}

/// The same for tasks of the body, where nearly all the others have that line.
pub(super) fn gaps_in_prose(checked: &Checked<'_>, has: impl Fn(&Task) -> bool, says: &Says, out: &mut Diagnostics) {
    let tasks = prose_tasks(checked);
    let having = tasks.iter().filter(|task| has(task)).count();
    if having < 2 || having * 4 < tasks.len() * 3 {
        return;
    }
    for task in tasks.into_iter().filter(|task| !has(task)) {
        push(task, &task.span, says, out);
    }
}

fn push(task: &Task, place: &crate::document::Span, says: &Says, out: &mut Diagnostics) {
    let mut message = format!("{} {}", task_label(task), says.what);
    if task.no.is_some() {
        message = format!("{} ({}) {}", task_label(task), first_words(&task.name), says.what);
    }
    let quote = Some(task.name.clone());
    out.push(Diagnostic { help: Some(says.help.to_owned()), quote, ..says.rule.at(place, message) });
}
