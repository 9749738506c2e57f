use super::rows::first_words;
use super::{Checked, Diagnostics, Rule};
use crate::cascade::{Concern, TargetVerdict, TaskVerdict};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::plan::AnnexKind;

pub const RULE: Rule = Rule { name: "superior-uncovered", severity: Severity::Error, doc: include_str!("superior_uncovered.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for cascade in checked.cascades {
        let open = |concern: &Option<Concern>| concern.as_ref().map(|concern| concern.words.clone()).unwrap_or_default();
        // A plan all of whose duties stand in prose has no rows to look among: nothing is claimed of it.
        let readable = !checked.plan.tasks.is_empty();
        for task in cascade.tasks.iter().filter(|task| readable && task.verdict == TaskVerdict::Uncovered) {
            let row = label("Nhiệm vụ", task.superior_no.as_deref(), &task.name);
            let message = format!("{row} của {} giao cho {} chưa có nhiệm vụ nào trả lời", cascade.short_title(), open(&task.concern));
            say(checked, AnnexKind::Tasks, message, "thêm một nhiệm vụ trả lời, hoặc nêu vì sao không thực hiện", out);
        }
        // A row with several years is said once.
        let mut last = None;
        for indicator in cascade.indicators.iter().filter(|indicator| indicator.verdict == TargetVerdict::Absent) {
            let row = label("Chỉ tiêu", indicator.superior_no.as_deref(), &indicator.name);
            if last.as_ref() == Some(&row) {
                continue;
            }
            let message = format!("{row} của {} giao cho {} chưa có chỉ tiêu nào trả lời", cascade.short_title(), open(&indicator.concern));
            say(checked, AnnexKind::Indicators, message, "thêm chỉ tiêu với mục tiêu của đơn vị, hoặc nêu vì sao không đặt", out);
            last = Some(row);
        }
    }
}

fn label(noun: &str, no: Option<&str>, name: &str) -> String {
    let no = no.map_or_else(String::new, |no| format!(" {}", no.trim_end_matches(['.', ')'])));
    format!("{noun}{no} “{}”", first_words(name.trim_end_matches('.')))
}

/// What is not there has no place: it is said where it would stand, at the head of the annex, else at the title.
fn say(checked: &Checked<'_>, kind: AnnexKind, message: String, help: &str, out: &mut Diagnostics) {
    let table = checked.details.tables.iter().find(|table| table.kind == kind).map(|table| &table.span);
    let places = &checked.details.document;
    let first_row = || checked.plan.tasks.first().map(|task| &task.span);
    let Some(place): Option<&Span> = table.or(places.title.as_ref()).or(places.number.as_ref()).or_else(first_row) else { return };
    out.push(Diagnostic { help: Some(help.to_owned()), quote: None, ..RULE.at(place, message) });
}
