use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::{Cadence, ReportingDuty};

pub const RULE: Rule =
    Rule { name: "report-without-date", severity: Severity::Warning, doc: include_str!("report_without_date.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let duties = &checked.plan.reporting_duties;
    for duty in duties.iter().filter(|duty| duty.cadence != Cadence::AdHoc && !timed(duty)) {
        // Who passes on what others report by a day reports after that day.
        if duties.iter().any(|other| other.span == duty.span && timed(other)) {
            continue;
        }
        let from = duty.from.as_deref().unwrap_or("Cơ quan báo cáo");
        let to = duty.to.as_deref().map(|to| format!(" {to}")).unwrap_or_default();
        let message = match duty.due.as_deref() {
            Some(due) => format!("{from} báo cáo{to} “{due}”, không nêu ngày"),
            None if duty.cadence == Cadence::Other => format!("{from} báo cáo{to}, không nêu kỳ và ngày"),
            None => format!("{from} báo cáo{to}, không nêu ngày của kỳ"),
        };
        out.push(Diagnostic {
            help: Some("ghi kỳ và ngày báo cáo, ví dụ “6 tháng trước ngày 10/6, năm trước ngày 10/12”".to_owned()),
            ..RULE.at(&duty.span, capital(&message))
        });
    }
}

fn timed(duty: &ReportingDuty) -> bool {
    duty.day.is_some() || duty.due.as_deref().is_some_and(|due| due != "theo quy định")
}

/// "các sở, ban, ngành …" begins the sentence.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(char::to_uppercase).into_iter().flatten().chain(letters).collect()
}
