use super::report_without_date::capital;
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};

pub const RULE: Rule =
    Rule { name: "report-without-recipient", severity: Severity::Warning, doc: include_str!("report_without_recipient.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let mut last = None;
    for duty in checked.plan.reporting_duties.iter().filter(|duty| duty.to.is_none()) {
        // Two periods of one sentence lack one recipient.
        if last == Some(&duty.span) {
            continue;
        }
        last = Some(&duty.span);
        let from = duty.from.as_deref().unwrap_or("Cơ quan báo cáo");
        let when = duty.due.as_deref().map(|due| format!(" {due}")).unwrap_or_default();
        let message = capital(&format!("{from} báo cáo{when}, không nêu gửi cơ quan nào"));
        out.push(Diagnostic {
            help: Some("ghi cơ quan nhận báo cáo: “báo cáo về …”".to_owned()), ..RULE.at(&duty.span, message)
        });
    }
}
