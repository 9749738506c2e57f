use super::places::{Found, body};
use super::rows::{first_words, task_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::lowered;
use crate::matching::{Matcher, Row};
use crate::parse::heading::{self, Path, Rank};

pub const RULE: Rule = Rule { name: "duty-without-task", severity: Severity::Warning, doc: include_str!("duty_without_task.md"), check };

/// From here on a row answers a duty.
const ANSWERED: f64 = 0.5;
/// Below it no row has more in common with the duty than words of every plan.
const UNANSWERED: f64 = 0.2;

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let duties = duties(checked);
    if duties.is_empty() {
        return;
    }
    let rows: Vec<_> = task_rows(checked).filter(|found| !found.groups).map(|found| Row::from(found.task)).collect();
    if rows.is_empty() {
        return;
    }
    let names: Vec<Row<'_>> = duties.iter().map(|(_, words)| Row { name: words, ..Row::default() }).collect();
    let matcher = Matcher::new(names, rows, &[], checked.context.vocabulary);
    let best: Vec<f64> = (0..duties.len()).map(|at| matcher.matches(at).first().map_or(0.0, |found| found.score)).collect();
    // An annex that does not follow the text row by row says nothing about its duties.
    if best.iter().filter(|score| **score >= ANSWERED).count() * 2 < best.len() {
        return;
    }
    for ((found, words), _) in duties.iter().zip(&best).filter(|(_, score)| **score < UNANSWERED) {
        let message = format!("“{}” không có dòng nào trong phụ lục nhiệm vụ", first_words(words));
        let help = Some("thêm một dòng có cơ quan chủ trì và thời hạn, hoặc ghi rõ việc ấy đã nằm trong dòng nào".to_owned());
        out.push(Diagnostic { help, ..RULE.at(&found.span(0..found.text().text.len()), message) });
    }
}

/// The lettered duties of the sections of tasks.
fn duties<'a>(checked: &Checked<'a>) -> Vec<(Found<'a>, &'a str)> {
    let mut path = Path::default();
    let mut out = Vec::new();
    for found in body(checked) {
        let Some(mark) = heading::mark(found.paragraph) else { continue };
        let words = &found.text().text[mark.words_at..];
        if heading::is_title(found.paragraph, &mark) {
            path.enter(&mark, words.trim());
            continue;
        }
        path.leave(mark.rank);
        let of_tasks = path.titles().any(|title| lowered(title).starts_with("nhiệm vụ"));
        if of_tasks && mark.rank == Rank::Letter {
            out.push((found, words));
        }
    }
    out
}
