//! Which of our tasks answer each task of the superior, and whether wholly and in time.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::{Answer, Own, Pair, TaskAnswer, TaskVerdict, label, laid_on_us};
use crate::matching::{Match, Matcher, Row};
use crate::plan::{Deadline, Task};

/// From this score on a row is taken for an answer.
const ANSWERS: f64 = 0.34;
/// A row that names nobody is laid on us only where the likeness leaves no doubt.
const ANSWERS_SURELY: f64 = 0.6;
/// A row of ours answers the row above it is most like, and others it is nearly as like.
const NEARLY: f64 = 0.75;

/// Every task of the superior in its order, and our tasks that answer none laid on us.
pub fn answers(pair: &Pair<'_>) -> (Vec<TaskAnswer>, Vec<Own>) {
    let (above, ours) = (&pair.superior.tasks, &pair.ours.tasks);
    let matcher =
        Matcher::new(above.iter().map(Row::from).collect(), ours.iter().map(Row::from).collect(), &pair.places(), pair.vocabulary);
    let matches: Vec<Vec<Match>> = (0..above.len()).map(|row| matcher.matches(row)).collect();
    let mut best: HashMap<usize, (usize, f64)> = HashMap::new();
    for found in matches.iter().flatten() {
        let entry = best.entry(found.right).or_insert((found.left, found.score));
        if found.score > entry.1 {
            *entry = (found.left, found.score);
        }
    }
    let mut answering = HashSet::new();
    let mut out = Vec::new();
    for (index, task) in above.iter().enumerate() {
        let likely: Vec<&Match> =
            matches[index].iter().filter(|found| best.get(&found.right).is_some_and(|(_, most)| found.score >= NEARLY * most)).collect();
        let answer = answer(pair, &matcher, task, &likely, matches[index].first());
        answering.extend(answer.answered_by.iter().map(|answer| answer.index));
        out.push(answer);
    }
    let beyond = ours.iter().enumerate().filter(|(index, _)| !answering.contains(index));
    let beyond = beyond.map(|(index, task)| {
        let near =
            best.get(&index).filter(|(_, score)| *score >= ANSWERS).map(|(row, _)| label(above[*row].no.as_deref(), &above[*row].lead));
        Own { no: task.no.clone(), name: task.name.clone(), near, index }
    });
    (out, beyond.collect())
}

fn answer(pair: &Pair<'_>, matcher: &Matcher<'_>, task: &Task, likely: &[&Match], nearest: Option<&Match>) -> TaskAnswer {
    let concern = pair.concern(&task.lead, &task.coordinating, task.section_title.as_deref());
    let mut out = TaskAnswer {
        superior_no: task.no.clone(),
        name: task.name.clone(),
        verdict: TaskVerdict::NotOurs,
        answered_by: Vec::new(),
        why: "không giao cho ta".to_owned(),
        dissolved: pair.dissolved(task.lead.iter().chain(&task.coordinating)),
        concern: None,
        span: task.span.clone(),
    };
    let Some(concern) = concern else {
        if !out.dissolved.is_empty() {
            out.why = format!("giao cho {}, cơ quan không còn", out.dissolved.join(", "));
        }
        return out;
    };
    let least = if concern.certain { ANSWERS } else { ANSWERS_SURELY };
    let Some(first) = likely.iter().find(|found| found.score >= least) else {
        if concern.certain {
            out.verdict = TaskVerdict::Uncovered;
            let near = nearest.filter(|found| found.score >= ANSWERS / 2.0).map(|found| {
                let own = &pair.ours.tasks[found.right];
                format!("; gần nhất là {} ({})", super::label(own.no.as_deref(), &[]), shown(found.score))
            });
            out.why = format!("{}; không hàng nào của ta trả lời{}", laid_on_us(&concern), near.unwrap_or_default());
            out.concern = Some(concern);
        }
        return out;
    };
    let mut chosen = vec![*first];
    // Further rows answer where they bring what the first leaves out: one row above, two of ours.
    let mut missing = matcher.missing(first.left, &[first.right]);
    for found in likely.iter().filter(|found| found.score >= least && found.right != first.right) {
        if missing.is_empty() {
            break;
        }
        let with: Vec<usize> = chosen.iter().map(|one| one.right).chain([found.right]).collect();
        let left = matcher.missing(first.left, &with);
        if left.len() < missing.len() {
            chosen.push(found);
            missing = left;
        }
    }
    let own: Vec<&Task> = chosen.iter().map(|found| &pair.ours.tasks[found.right]).collect();
    let mut why = vec![laid_on_us(&concern), first.reasons.join("; ")];
    let late = later(task.deadline.as_ref(), own[0].deadline.as_ref());
    if !missing.is_empty() {
        why.push(format!("chưa thấy: {}", missing.join(", ")));
    }
    out.verdict = match (&late, missing.is_empty()) {
        (Some(_), _) => TaskVerdict::Later,
        (None, false) => TaskVerdict::Partly,
        (None, true) => TaskVerdict::Covered,
    };
    why.extend(late);
    out.dissolved.extend(pair.dissolved(own.iter().flat_map(|task| task.lead.iter().chain(&task.coordinating))));
    if !out.dissolved.is_empty() {
        why.push(format!("giao cho {}, cơ quan không còn", out.dissolved.join(", ")));
    }
    out.answered_by = chosen
        .iter()
        .zip(&own)
        .map(|(found, task)| Answer { no: task.no.clone(), name: task.name.clone(), score: found.score, index: found.right })
        .collect();
    out.why = why.join("; ");
    out.concern = Some(concern);
    out
}

/// How our deadline is later than the one above, in words; `None` where it is not, or where the two cannot be compared.
pub fn later(above: Option<&Deadline>, ours: Option<&Deadline>) -> Option<String> {
    let (above, ours) = (above?, ours?);
    if let (Some(asked), Some(own)) = (above.due, ours.due) {
        return (own > asked).then(|| format!("hạn của ta {} muộn hơn {}", day(own), day(asked)));
    }
    let (asked, own) = (above.every_months?, ours.every_months?);
    if own > asked {
        return Some(format!("ta làm {own} tháng một lần, cấp trên yêu cầu {asked} tháng một lần"));
    }
    let (asked_in, own_in) = (above.in_month?, ours.in_month?);
    (own == asked && own_in > asked_in).then(|| format!("ta làm vào tháng {own_in} hằng năm, cấp trên yêu cầu tháng {asked_in}"))
}

fn day(date: Date) -> String {
    date.strftime("%d/%m/%Y").to_string()
}

/// 0,87.
pub fn shown(score: f64) -> String {
    format!("{score:.2}").replace('.', ",")
}
