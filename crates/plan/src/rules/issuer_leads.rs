use super::rows::{cell_place, task_label, task_rows};
use super::{Checked, Diagnostics, Rule};
use crate::cascade::{Body, Unit};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::plan::{AnnexRow, Role, Task};

pub const RULE: Rule = Rule { name: "issuer-leads", severity: Severity::Warning, doc: include_str!("issuer_leads.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let Some(us) = Unit::of(&checked.plan.document) else { return };
    let rows: Vec<_> = task_rows(checked).filter(|found| is_us(&found.task.lead, &us)).map(|found| (found.task, found.row)).collect();
    let help = "giao cho một đơn vị cụ thể tham mưu, chủ trì; cơ quan ban hành chỉ đạo chung";
    if let Some(found) = once(&rows, Role::Lead, |label| format!("{label} do chính cơ quan ban hành kế hoạch chủ trì"), &RULE) {
        out.push(Diagnostic { help: Some(help.to_owned()), ..found });
    }
}

/// How the name of a body that issues plans begins.
const BODIES: [&str; 6] = ["UBND", "Ủy ban", "Uỷ ban", "ỦY BAN", "HĐND", "Hội đồng nhân dân"];

/// Whether one of these agencies is the body that issues the plan.
pub(super) fn is_us(agencies: &[String], us: &Unit) -> bool {
    us.body != Body::Party
        && agencies.iter().filter(|agency| BODIES.iter().any(|body| agency.starts_with(body))).any(|agency| {
            let plural = agency.contains("các ") || agency.contains(',');
            Unit::named(&agency.replace("UBND", "Ủy ban nhân dân").replace("HĐND", "Hội đồng nhân dân")).is_some_and(|named| {
                !plural
                    && named.body == us.body
                    && named.level == us.level
                    && named.core == us.core
                    && (named.place.is_empty() || named.place == us.place)
            })
        })
}

/// One diagnostic at the first row, the others related: the same choice made in every row is one to mend.
pub(super) fn once(rows: &[(&Task, &AnnexRow)], role: Role, message: impl Fn(String) -> String, rule: &Rule) -> Option<Diagnostic> {
    let (task, row) = rows.first()?;
    let place = cell_place(row, role, &task.span);
    let related: Vec<Span> = rows[1..].iter().take(20).map(|(task, row)| cell_place(row, role, &task.span).clone()).collect();
    let label = match rows.len() {
        1 => task_label(task),
        count => format!("{} và {} nhiệm vụ khác", task_label(task), count - 1),
    };
    Some(Diagnostic { related, ..rule.at(place, message(label)) })
}
