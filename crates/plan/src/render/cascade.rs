//! The cascade for the terminal: each row laid on us, what is said of it, the row that answers and why.

use super::columns::{WIDTH, paragraph, row};
use super::labels::Lang;
use super::verdicts::{target_verdict, task_verdict};
use crate::cascade::{Answer, Cascade, IndicatorAnswer, Own, TargetVerdict, TaskAnswer, TaskVerdict};

const ABOVE: usize = 32;
const VERDICT: usize = 10;
const OURS: usize = 27;
const SCORE: usize = 5;

/// Every superior plan, one after the other.
pub fn cascade(cascades: &[Cascade], lang: Lang) -> String {
    cascades.iter().map(|one| of_superior(one, lang)).collect::<Vec<_>>().join("\n")
}

fn of_superior(cascade: &Cascade, lang: Lang) -> String {
    let mut out = format!("{}\n", "═".repeat(WIDTH));
    out.push_str(&paragraph(&format!("{} {}", lang.pick("Đối chiếu với", "Held against"), cascade.title), 0));
    let tasks: Vec<&TaskAnswer> = cascade.tasks.iter().filter(|task| task.verdict != TaskVerdict::NotOurs).collect();
    let indicators: Vec<&IndicatorAnswer> = cascade.indicators.iter().filter(|one| one.verdict != TargetVerdict::NotOurs).collect();
    let to = cascade.unit.as_deref().unwrap_or(lang.pick("đơn vị này", "this unit"));
    if tasks.is_empty() && indicators.is_empty() {
        let none = lang.pick("Không hàng nào của kế hoạch cấp trên giao cho", "No row of the superior plan is laid on");
        out.push_str(&format!("\n{}", paragraph(&format!("{none} {to}."), 0)));
    }
    if !tasks.is_empty() {
        let verdicts = tasks.iter().map(|task| task_verdict(task.verdict, lang));
        out.push_str(&heading(lang.pick("Nhiệm vụ giao cho", "Tasks laid on"), to, &counted(verdicts), lang));
        for task in &tasks {
            let above = numbered(task.superior_no.as_deref(), &task.name);
            out.push_str(&line(&above, task_verdict(task.verdict, lang), &task.answered_by, &task.why));
        }
    }
    if !indicators.is_empty() {
        let verdicts = indicators.iter().map(|one| target_verdict(one.verdict, lang));
        out.push_str(&heading(lang.pick("Chỉ tiêu giao cho", "Targets laid on"), to, &counted(verdicts), lang));
        for one in &indicators {
            let year = one.horizon.map_or_else(String::new, |year| format!("{year}: "));
            let above = numbered(one.superior_no.as_deref(), &format!("{}, {year}{}", one.name, one.target.as_deref().unwrap_or("–")));
            out.push_str(&line(&above, target_verdict(one.verdict, lang), &one.answered_by, &one.why));
        }
    }
    out.push_str(&dissolved(cascade, lang));
    out.push_str(&beyond(
        lang.pick("Nhiệm vụ của ta mà cấp trên không giao", "Tasks of ours that nothing above asks for"),
        &cascade.beyond.tasks,
        lang,
    ));
    let title = lang.pick("Chỉ tiêu của ta mà cấp trên không giao", "Indicators of ours that nothing above asks for");
    out.push_str(&beyond(title, &cascade.beyond.indicators, lang));
    out
}

fn heading(what: &str, to: &str, counts: &str, lang: Lang) -> String {
    let columns = [
        (lang.pick("Cấp trên", "Above"), ABOVE),
        (lang.pick("Kết luận", "Verdict"), VERDICT),
        (lang.pick("Của ta", "Ours"), OURS),
        (lang.pick("Giống", "Like"), SCORE),
    ];
    format!("\n{}\n{}{}\n", paragraph(&format!("{what} {to}: {counts}"), 0), row(&columns), "─".repeat(WIDTH))
}

fn line(above: &str, verdict: &str, answers: &[Answer], why: &str) -> String {
    let ours = answers.iter().map(|answer| {
        let target = answer.target.as_deref().map_or_else(String::new, |target| format!(", {target}"));
        numbered(answer.no.as_deref(), &format!("{}{target}", answer.name.trim_end_matches('.')))
    });
    let ours = ours.collect::<Vec<_>>().join("; ");
    let score = answers.first().map_or_else(String::new, |answer| format!("{:.2}", answer.score).replace('.', ","));
    row(&[(above, ABOVE), (verdict, VERDICT), (&ours, OURS), (&score, SCORE)]) + &paragraph(&format!("↳ {why}"), 2)
}

fn numbered(no: Option<&str>, name: &str) -> String {
    no.map_or_else(|| name.to_owned(), |no| format!("{}. {name}", no.trim_end_matches(['.', ')'])))
}

/// "3 đã có, 1 muộn hơn".
fn counted<'a>(verdicts: impl Iterator<Item = &'a str>) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for verdict in verdicts {
        match counts.iter_mut().find(|(known, _)| *known == verdict) {
            Some((_, count)) => *count += 1,
            None => counts.push((verdict, 1)),
        }
    }
    counts.into_iter().map(|(verdict, count)| format!("{count} {verdict}")).collect::<Vec<_>>().join(", ")
}

/// Rows given to agencies that are no more, those of others among them: somebody has to take them over.
fn dissolved(cascade: &Cascade, lang: Lang) -> String {
    let tasks = cascade.tasks.iter().map(|task| (task.superior_no.as_deref(), &task.name, &task.dissolved));
    let indicators = cascade.indicators.iter().map(|one| (one.superior_no.as_deref(), &one.name, &one.dissolved));
    let rows: Vec<String> = tasks
        .chain(indicators)
        .filter(|(_, _, dissolved)| !dissolved.is_empty())
        .map(|(no, name, dissolved)| paragraph(&format!("{} ({})", numbered(no, name), dissolved.join("; ")), 2))
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("\n{}:\n{}", lang.pick("Giao cho cơ quan không còn", "Given to agencies that are no more"), rows.concat())
}

fn beyond(title: &str, rows: &[Own], lang: Lang) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{title} ({}):\n", rows.len());
    for own in rows {
        let near = own.near.as_deref().map_or_else(String::new, |near| format!(" – {} {near}", lang.pick("gần với", "near")));
        out.push_str(&paragraph(&format!("{}{near}", numbered(own.no.as_deref(), own.name.trim_end_matches('.'))), 2));
    }
    out
}
