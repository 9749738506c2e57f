use super::rows::first_words;
use super::stated::{share, syllables, with_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::{StatedTarget, StatedWithin};

pub const RULE: Rule = Rule { name: "target-not-listed", severity: Severity::Warning, doc: include_str!("target_not_listed.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let stated = &checked.details.stated;
    let listed = with_rows(checked);
    // A plan that states no target anywhere else keeps its targets where it names them.
    if listed.is_none() && !stated.iter().any(|stated| stated.within == StatedWithin::Targets) {
        return;
    }
    let among: Vec<Vec<String>> = stated.iter().filter(|stated| stated.within == StatedWithin::Targets).map(name).collect();
    let found = stated.iter().enumerate().filter(|(at, stated)| {
        stated.within == StatedWithin::Body
            && stated.indicator.unit.as_deref().is_some_and(|unit| unit.starts_with('%'))
            && listed.is_none_or(|listed| listed[*at].row.is_none())
            && !among.iter().any(|among| alike(&name(stated), among))
    });
    let where_else = if listed.is_some() { "phụ lục chỉ tiêu" } else { "phần mục tiêu" };
    let mut last = None;
    for (_, stated) in found {
        let span = &stated.indicator.span;
        // Several figures of one clause are one sentence to mend.
        if last.replace(span) == Some(span) {
            continue;
        }
        let target = stated.indicator.target.as_ref().and_then(|target| target.text.as_deref()).unwrap_or_default();
        let message = format!("Mục tiêu “{}” {target} không có trong {where_else}", first_words(&stated.indicator.name));
        let help = Some(format!("đưa thành một dòng của {where_else}, kèm năm phải đạt, hoặc bỏ con số"));
        out.push(Diagnostic { help, ..RULE.at(span, message) });
    }
}

fn name(stated: &StatedTarget) -> Vec<String> {
    syllables(&stated.indicator.name)
}

fn alike(a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    share(short, long) >= 0.8
}
