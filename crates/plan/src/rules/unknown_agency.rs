use super::dissolved_agency::{agencies, reference_day};
use super::group_lead::is_group;
use super::{Checked, Diagnostics, Rule};
use crate::cascade::dissolved::is_no_more;
use crate::diagnostic::{Diagnostic, Severity};

pub const RULE: Rule = Rule { name: "unknown-agency", severity: Severity::Warning, doc: include_str!("unknown_agency.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let (Some(register), Some(day)) = (checked.context.agencies, reference_day(checked)) else { return };
    let unknown = register.unknown(checked.plan, day);
    for (agency, place) in agencies(checked) {
        let Some(unknown) = unknown.iter().find(|unknown| unknown.name == agency) else { continue };
        // What is dissolved is told as that; a group is no unit.
        if is_no_more(agency, day, checked.context.vocabulary.dissolved_agencies())
            || is_group(agency)
            || agency.to_lowercase().contains("liên quan")
        {
            continue;
        }
        let message = format!("“{agency}” không có trong danh mục đơn vị ngày {}", crate::render::words::day(day));
        let help = match &unknown.nearest {
            Some(nearest) => format!("ghi “{nearest}” nếu đó là đơn vị được giao, hoặc bổ sung danh mục"),
            None => "ghi đúng tên đơn vị trong danh mục, hoặc bổ sung danh mục".to_owned(),
        };
        out.push(Diagnostic { help: Some(help), quote: Some(agency.to_owned()), ..RULE.at(place, message) });
    }
}
