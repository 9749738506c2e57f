use super::numbering::{Number, Style};
use super::places::{order, paragraphs};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;

pub const RULE: Rule = Rule { name: "section-numbering", severity: Severity::Error, doc: include_str!("section_numbering.md"), check };

/// The last heading of one open sequence.
struct Last<'a> {
    level: u8,
    number: Number,
    place: &'a Span,
}

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let mut open: Vec<Last<'_>> = Vec::new();
    for heading in &checked.plan.headings {
        let Some(number) = heading.number.as_deref().and_then(Number::parse) else {
            // An unnumbered title such as "Phụ lục" starts everything below it afresh.
            open.retain(|last| last.level < heading.level);
            continue;
        };
        open.retain(|last| last.level <= heading.level);
        let here = Last { level: heading.level, number, place: &heading.span };
        let same = |last: &Last<'_>| {
            last.level == here.level && last.number.style == here.number.style && last.number.prefix == here.number.prefix
        };
        match open.iter().position(same) {
            Some(at) => {
                let last = std::mem::replace(&mut open[at], here);
                judge(checked, &last, &open[at], &heading.title, out);
            }
            None => {
                open.retain(|last| last.level < here.level || last.number.style != here.number.style);
                open.push(here);
            }
        }
    }
}

fn judge(checked: &Checked<'_>, last: &Last<'_>, here: &Last<'_>, title: &str, out: &mut Diagnostics) {
    let (before, now) = (last.number.value, here.number.value);
    let shown = here.number.with(now);
    let next = here.number.with(before + 1);
    let message = if now == before {
        format!("Mục {shown} lặp số của mục ngay trước")
    } else if now > before + 1 && now - before < 10 && !(before + 1..now).any(|missing| written_between(checked, last, here, missing)) {
        format!("Mục {shown} nhảy số: sau mục {} phải là mục {next}", here.number.with(before))
    } else {
        return;
    };
    let help = Some(format!("sửa thành “{next}. {}” và đánh số lại các mục sau", super::rows::first_words(title)));
    out.push(Diagnostic { help, related: vec![last.place.clone()], ..RULE.at(here.place, message) });
}

/// Whether a paragraph between two headings starts with a number that no heading bears: then it is the
/// heading that was not recognised, not the number that is missing.
fn written_between(checked: &Checked<'_>, last: &Last<'_>, here: &Last<'_>, value: u32) -> bool {
    let written = here.number.with(value);
    let (from, to) = (order(last.place), order(here.place));
    paragraphs(checked).any(|found| {
        let place = order(&found.span(0..found.text().text.len()));
        let shown = found.paragraph.shown();
        let starts = shown.trim_start().strip_prefix(&written).is_some_and(|rest| rest.starts_with(['.', ')', ' ', ':', '/']));
        starts && (here.number.style == Style::Letter || (from < place && place < to))
    })
}
