use std::sync::LazyLock;

use super::group_lead::is_group;
use super::rows::{cell_place, indicator_label, indicator_rows, prose_tasks, task_label, task_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::pattern::Regex;
use crate::plan::Role;

pub const RULE: Rule = Rule { name: "several-leads", severity: Severity::Warning, doc: include_str!("several_leads.md"), check };

/// One named unit with a group tied to it: "Văn phòng … và các đơn vị liên quan".
static WITH_GROUP: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)^\s*\p{L}.*?\s(?:và|kết hợp với|phối hợp với|cùng với)\s+các\s").expect("a fixed pattern"));

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for found in indicator_rows(checked) {
        let place = cell_place(found.row, Role::Lead, &found.indicator.span);
        judge(indicator_label(found.indicator), &found.indicator.lead, place, out);
    }
    for found in task_rows(checked) {
        let place = cell_place(found.row, Role::Lead, &found.task.span);
        judge(task_label(found.task), &found.task.lead, place, out);
    }
    for task in prose_tasks(checked) {
        judge(task_label(task), &task.lead, &task.span, out);
    }
}

fn judge(label: String, leads: &[String], place: &Span, out: &mut Diagnostics) {
    let message = match leads {
        // A group alone, or several, is the business of group-lead.
        leads if leads.iter().all(|name| is_group(name)) => return,
        [one] if !WITH_GROUP.is_match(one) => return,
        [one] => format!("{label} giao chủ trì cho một cơ quan kèm một nhóm: {one}"),
        several => format!("{label} có {} cơ quan cùng chủ trì: {}", several.len(), several.join("; ")),
    };
    let lead = leads.iter().find(|name| !is_group(name)).unwrap_or(&leads[0]);
    let help = Some(format!("giữ một cơ quan chủ trì (ví dụ {lead}), chuyển cơ quan còn lại sang cột phối hợp"));
    out.push(Diagnostic { help, quote: Some(leads.join("; ")), ..RULE.at(place, message) });
}
