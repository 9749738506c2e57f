use std::collections::HashSet;

use jiff::civil::Date;

use super::rows::{cell_place, indicator_rows, task_rows};
use super::{Checked, Diagnostics, Rule};
use crate::cascade::dissolved::is_no_more;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::plan::Role;

pub const RULE: Rule = Rule { name: "dissolved-agency", severity: Severity::Warning, doc: include_str!("dissolved_agency.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let Some(day) = reference_day(checked) else { return };
    for (agency, place) in agencies(checked) {
        if is_no_more(agency, day, checked.context.vocabulary.dissolved_agencies()) {
            let message = format!("“{agency}” không còn từ trước ngày {}", crate::render::words::day(day));
            let help = Some("ghi cơ quan đang giữ nhiệm vụ ấy".to_owned());
            out.push(Diagnostic { help, quote: Some(agency.to_owned()), ..RULE.at(place, message) });
        }
    }
}

/// The day on which the agencies of a plan must exist; one not yet dated is not older than the latest document it cites.
pub(super) fn reference_day(checked: &Checked<'_>) -> Option<Date> {
    let plan = checked.plan;
    plan.document.issued_on.or_else(|| plan.citations.iter().filter_map(|citation| citation.date).max())
}

/// Every agency of the tables once, where it is named first: a plan names few agencies many times.
pub(super) fn agencies<'a>(checked: &Checked<'a>) -> Vec<(&'a str, &'a Span)> {
    let mut named: HashSet<&str> = HashSet::new();
    let mut out = Vec::new();
    let mut take = |agencies: &'a [String], place: &'a Span| {
        out.extend(agencies.iter().filter(|agency| named.insert(agency)).map(|agency| (agency.as_str(), place)));
    };
    for found in indicator_rows(checked) {
        take(&found.indicator.lead, cell_place(found.row, Role::Lead, &found.indicator.span));
    }
    for found in task_rows(checked) {
        take(&found.task.lead, cell_place(found.row, Role::Lead, &found.task.span));
        take(&found.task.coordinating, cell_place(found.row, Role::Coordinating, &found.task.span));
    }
    out
}
