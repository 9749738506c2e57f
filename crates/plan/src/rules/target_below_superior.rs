use super::rows::{cell_place, indicator_label, indicator_rows, task_label, task_rows};
use super::{Checked, Diagnostics, Rule};
use crate::cascade::{TargetVerdict, TaskVerdict};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::plan::{Indicator, Role, Task};

pub const RULE: Rule =
    Rule { name: "target-below-superior", severity: Severity::Error, doc: include_str!("target_below_superior.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for cascade in checked.cascades {
        for asked in &cascade.indicators {
            let Some(own) = asked.answered_by.first().and_then(|answer| checked.plan.indicators.get(answer.index)) else { continue };
            let above = asked.target.as_deref().unwrap_or("không rõ");
            let year = |year: Option<i16>| year.map(|year| format!(" năm {year}")).unwrap_or_default();
            let (label, set) = (indicator_label(own), written(own));
            let row = row_of(asked.superior_no.as_deref(), "chỉ tiêu", cascade.short_title());
            let message = match asked.verdict {
                TargetVerdict::Lower => format!("{label} đặt {set}{}, thấp hơn {above} mà {row} yêu cầu", year(own.horizon)),
                TargetVerdict::OtherYear if own.horizon > asked.horizon => {
                    format!("{label} đặt {set} cho{}, muộn hơn mốc{} mà {row} yêu cầu ({above})", year(own.horizon), year(asked.horizon))
                }
                _ => continue,
            };
            let help = Some(format!("ghi mục tiêu đạt yêu cầu “{above}”{}, hoặc báo cáo cấp trên vì sao không đạt", year(asked.horizon)));
            let quote = own.target.as_ref().and_then(|target| target.text.clone());
            out.push(Diagnostic { help, quote, ..RULE.at(&target_place(checked, own), message) });
        }
        for asked in cascade.tasks.iter().filter(|task| task.verdict == TaskVerdict::Later) {
            let Some(own) = asked.answered_by.first().and_then(|answer| checked.plan.tasks.get(answer.index)) else { continue };
            let Some(deadline) = own.deadline.as_ref().and_then(|deadline| deadline.text.clone()) else { continue };
            let row = row_of(asked.superior_no.as_deref(), "nhiệm vụ", cascade.short_title());
            let above = asked.deadline.as_deref().unwrap_or("không rõ");
            let message = format!("{} có thời hạn “{deadline}”, muộn hơn “{above}” mà {row} yêu cầu", task_label(own));
            let help = Some(format!("ghi thời hạn không muộn hơn “{above}”"));
            out.push(Diagnostic { help, quote: Some(deadline), ..RULE.at(&deadline_place(checked, own), message) });
        }
    }
}

fn row_of(no: Option<&str>, noun: &str, title: &str) -> String {
    match no {
        Some(no) => format!("{noun} {} của {title}", no.trim_end_matches(['.', ')'])),
        None => title.to_owned(),
    }
}

fn written(indicator: &Indicator) -> String {
    crate::cascade::written(indicator).unwrap_or_else(|| "mục tiêu".to_owned())
}

fn target_place(checked: &Checked<'_>, own: &Indicator) -> Span {
    let row = indicator_rows(checked).find(|found| std::ptr::eq(found.indicator, own));
    let cell = row.map(|found| cell_place(found.row, Role::Target, &own.span));
    // With one column per year the row knows the place of one of its targets only.
    let text = own.target.as_ref().and_then(|target| target.text.as_deref()).unwrap_or_default();
    cell.filter(|cell| cell.text.contains(text)).unwrap_or(&own.span).clone()
}

fn deadline_place(checked: &Checked<'_>, own: &Task) -> Span {
    let row = task_rows(checked).find(|found| std::ptr::eq(found.task, own));
    row.map_or(&own.span, |found| cell_place(found.row, Role::Deadline, &own.span)).clone()
}
