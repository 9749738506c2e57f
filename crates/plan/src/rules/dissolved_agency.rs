use std::collections::HashSet;

use super::rows::{cell_place, indicator_rows, task_rows};
use super::{Checked, Diagnostics, Rule};
use crate::cascade::dissolved::is_no_more;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::plan::Role;

pub const RULE: Rule = Rule { name: "dissolved-agency", severity: Severity::Warning, doc: include_str!("dissolved_agency.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let plan = checked.plan;
    // A plan not yet dated is not older than the latest document it cites.
    let Some(day) = plan.document.issued_on.or_else(|| plan.citations.iter().filter_map(|citation| citation.date).max()) else { return };
    // A plan names few agencies many times; each is looked up and said once.
    let mut judged: HashSet<String> = HashSet::new();
    let mut judge = |agencies: &[String], place: &Span| {
        for agency in agencies {
            if judged.contains(agency) {
                continue;
            }
            judged.insert(agency.clone());
            if is_no_more(agency, day) {
                let message = format!("“{agency}” không còn từ trước ngày {}", crate::render::words::day(day));
                let help = Some("ghi cơ quan đang giữ nhiệm vụ ấy".to_owned());
                out.push(Diagnostic { help, quote: Some(agency.clone()), ..RULE.at(place, message) });
            }
        }
    };
    for found in indicator_rows(checked) {
        judge(&found.indicator.lead, cell_place(found.row, Role::Lead, &found.indicator.span));
    }
    for found in task_rows(checked) {
        judge(&found.task.lead, cell_place(found.row, Role::Lead, &found.task.span));
        judge(&found.task.coordinating, cell_place(found.row, Role::Coordinating, &found.task.span));
    }
}
