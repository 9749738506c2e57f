use super::report_without_date::capital;
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::plan::{Cadence, ReportingDuty};

pub const RULE: Rule =
    Rule { name: "report-date-conflict", severity: Severity::Error, doc: include_str!("report_date_conflict.md"), check };

/// The report a day belongs to: whatever the plan calls it, the second of two half-years is the year's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Period {
    Month,
    Quarter,
    FirstHalf,
    Year,
}

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let duties = &checked.plan.reporting_duties;
    let mut told: Vec<&Span> = Vec::new();
    for (at, duty) in duties.iter().enumerate() {
        let Some(period) = period(duty).filter(|_| !told.contains(&&duty.span)) else { continue };
        let clashing: Vec<&ReportingDuty> = duties[at + 1..]
            .iter()
            .filter(|other| other.span != duty.span && self::period(other) == Some(period) && day(other) != day(duty))
            .filter(|other| same_report(duty, other))
            .collect();
        let Some(first) = clashing.first() else { continue };
        let due = |duty: &ReportingDuty| duty.due.clone().unwrap_or_default();
        let from = duty.from.as_deref().unwrap_or("Cơ quan báo cáo");
        let message = capital(&format!("{from} báo cáo {} {}, chỗ khác ghi {}", name(period), due(duty), due(first)));
        let help = Some("ghi thống nhất một ngày cho cùng một báo cáo".to_owned());
        let related: Vec<Span> = clashing.iter().map(|other| other.span.clone()).collect();
        told.extend(clashing.iter().map(|other| &other.span));
        out.push(Diagnostic { help, related, ..RULE.at(&duty.span, message) });
    }
}

fn period(duty: &ReportingDuty) -> Option<Period> {
    duty.day?;
    match (duty.cadence, duty.month) {
        (Cadence::Monthly, None) => Some(Period::Month),
        (Cadence::Quarterly, None) => Some(Period::Quarter),
        (Cadence::HalfYear, Some(5..=7)) => Some(Period::FirstHalf),
        (Cadence::HalfYear | Cadence::Annual, Some(10..=12 | 1)) => Some(Period::Year),
        _ => None,
    }
}

fn name(period: Period) -> &'static str {
    match period {
        Period::Month => "tháng",
        Period::Quarter => "quý",
        Period::FirstHalf => "6 tháng",
        Period::Year => "năm",
    }
}

fn day(duty: &ReportingDuty) -> (Option<u8>, Option<u8>, bool) {
    (duty.day, duty.month, duty.month_of_period == Some(crate::plan::MonthOfPeriod::First))
}

/// One body owes both reports to one receiver.
fn same_report(a: &ReportingDuty, b: &ReportingDuty) -> bool {
    let (Some(a_to), Some(b_to), Some(a_from), Some(b_from)) = (&a.to, &b.to, &a.from, &b.from) else { return false };
    let (a_to, b_to) = (a_to.to_lowercase(), b_to.to_lowercase());
    let receives = a_to == b_to || a_to.contains(&b_to) || b_to.contains(&a_to);
    receives && overlap(&a_from.to_lowercase(), &b_from.to_lowercase())
}

/// Units one wording covers: "Thủ trưởng các cơ quan, đơn vị, UBND xã, thị trấn" and "UBND các xã, thị trấn".
fn overlap(a: &str, b: &str) -> bool {
    let kinds = |text: &str| -> [bool; 3] {
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        [
            has(&["các sở", "các phòng", "các ban", "cơ quan", "đơn vị", "các ngành", "sở, ban, ngành", "phòng, ban"]),
            has(&["xã", "phường", "thị trấn", "cấp xã", "địa phương"]),
            has(&["huyện", "thành phố", "thị xã"]) && has(&["ubnd", "ủy ban nhân dân", "địa phương"]),
        ]
    };
    let collective = |text: &str| text.contains("các ") || text.contains(',');
    if a == b {
        return true;
    }
    collective(a) && collective(b) && kinds(a).iter().zip(kinds(b)).any(|(a, b)| *a && b)
}
