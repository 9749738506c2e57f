use super::issuer_leads::{is_us, once};
use super::rows::task_rows;
use super::{Checked, Diagnostics, Rule};
use crate::cascade::Unit;
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::Role;

pub const RULE: Rule = Rule { name: "issuer-coordinates", severity: Severity::Advice, doc: include_str!("issuer_coordinates.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let Some(us) = Unit::of(&checked.plan.document) else { return };
    let rows: Vec<_> =
        task_rows(checked).filter(|found| is_us(&found.task.coordinating, &us)).map(|found| (found.task, found.row)).collect();
    let help = "bỏ cơ quan ban hành khỏi cột phối hợp, ghi đơn vị giúp việc";
    if let Some(found) =
        once(&rows, Role::Coordinating, |label| format!("{label} ghi chính cơ quan ban hành kế hoạch là cơ quan phối hợp"), &RULE)
    {
        out.push(Diagnostic { help: Some(help.to_owned()), ..found });
    }
}
