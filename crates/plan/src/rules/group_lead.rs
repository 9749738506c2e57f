use std::sync::LazyLock;

use super::rows::{cell_place, indicator_label, indicator_rows, prose_tasks, task_label, task_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::pattern::Regex;
use crate::plan::Role;

pub const RULE: Rule = Rule { name: "group-lead", severity: Severity::Warning, doc: include_str!("group_lead.md"), check };

/// A group of units; "Ban Quản lý các khu công nghiệp" is one unit with a plural in its name.
static GROUP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:(?:tất cả\s+|toàn bộ\s+)?(?:các|những|mọi)\s|(?:(?:chủ tịch|thủ trưởng|lãnh đạo|người đứng đầu)\s+)?(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân|đảng ủy|hđnd)?\s*các\s|(?:sở|phòng|cơ quan),\s)")
        .expect("a fixed pattern")
});

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

/// Whether a name stands for several units at once.
pub(super) fn is_group(name: &str) -> bool {
    GROUP.is_match(name)
}

fn judge(label: String, leads: &[String], place: &Span, out: &mut Diagnostics) {
    if leads.is_empty() || !leads.iter().all(|name| is_group(name)) {
        return;
    }
    let names = leads.join("; ");
    let help = Some("nêu một đơn vị đầu mối tổng hợp, hoặc giao cho từng đơn vị trong nhóm".to_owned());
    let message = format!("{label} giao cho cả nhóm chủ trì mà không nêu đầu mối: {names}");
    out.push(Diagnostic { help, quote: Some(names), ..RULE.at(place, message) });
}
