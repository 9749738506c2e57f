//! How the program understands a deadline, said back in words, so that nobody finds out on the last day.

use roviec_plan::plan::{Deadline, DeadlineKind};

use super::written::day;

/// "đến hết ngày 30/09/2026"; `None` where the words were not understood.
pub fn understood(deadline: &Deadline) -> Option<String> {
    let words = match (deadline.kind?, deadline.start, deadline.due) {
        (DeadlineKind::Continuous, ..) => "thường xuyên, không có ngày kết thúc".to_owned(),
        (DeadlineKind::Recurring, ..) => recurring(deadline),
        (DeadlineKind::Conditional, _, None) => "theo điều kiện đã ghi, không có ngày cụ thể".to_owned(),
        (_, Some(start), Some(due)) => format!("từ ngày {} đến hết ngày {}", day(start), day(due)),
        (_, None, Some(due)) => format!("đến hết ngày {}", day(due)),
        (_, Some(start), None) => format!("từ ngày {}, không có ngày kết thúc", day(start)),
        (_, None, None) => return None,
    };
    Some(if deadline.then_continuous { format!("{words}, sau đó thực hiện thường xuyên") } else { words })
}

fn recurring(deadline: &Deadline) -> String {
    match (deadline.every_months, deadline.in_month) {
        (_, Some(month)) => format!("hằng năm, vào tháng {month}"),
        (Some(1), _) => "hằng tháng".to_owned(),
        (Some(3), _) => "hằng quý".to_owned(),
        (Some(12), _) => "hằng năm".to_owned(),
        (Some(months), _) if months % 12 == 0 => format!("{} năm một lần", months / 12),
        (Some(months), _) => format!("{months} tháng một lần"),
        (None, _) => "định kỳ, không có ngày kết thúc".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_said_back_with_its_last_day() {
        let said = |text: &str| roviec_plan::parse::deadline::parse(text).and_then(|deadline| understood(&deadline));
        for (typed, expected) in [
            ("30/6/2026", "đến hết ngày 30/06/2026"),
            ("quý III/2026", "đến hết ngày 30/09/2026"),
            ("năm 2026", "đến hết ngày 31/12/2026"),
            ("2026-2030", "từ ngày 01/01/2026 đến hết ngày 31/12/2030"),
            ("từ ngày 01/7/2026", "từ ngày 01/07/2026, không có ngày kết thúc"),
            ("thường xuyên", "thường xuyên, không có ngày kết thúc"),
            ("5/2026 và thực hiện thường xuyên", "đến hết ngày 31/05/2026, sau đó thực hiện thường xuyên"),
            ("hằng quý", "hằng quý"),
            ("6 tháng/lần", "6 tháng một lần"),
            ("15/01 hằng năm", "hằng năm, vào tháng 1"),
            ("khi có hướng dẫn của bộ", "theo điều kiện đã ghi, không có ngày cụ thể"),
        ] {
            assert_eq!(said(typed).as_deref(), Some(expected), "{typed}");
        }
        for unclear in ["sớm", "31/4/2026", "30/6", "quý III"] {
            assert_eq!(said(unclear), None, "{unclear}");
        }
    }
}
