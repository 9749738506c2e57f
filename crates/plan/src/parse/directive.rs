//! Work that stands in sentences: "Giao Sở Y tế chủ trì, phối hợp với Sở Nội vụ rà soát …, hoàn thành trước ngày …",
//! as conclusions of meetings, notices and letters write it. Who it is given to: `who`; until when: `when`.

use std::collections::BTreeMap;
use std::ops::Range;

use super::heading::{self, Mark, Path, Rank};
use crate::document::{Block, Document, Paragraph, Text, lowered};
use crate::plan::{Cadence, Deadline, Plan, ReportingDuty, Task};

pub(super) mod when;
mod who;

/// Kinds of documents that say their work in tables and labelled lines: there a sentence is work only with its last day.
const PLANNING: [&str; 10] =
    ["kế hoạch", "chương trình", "đề án", "phương án", "quyết định", "nghị quyết", "báo cáo", "quy chế", "quy định", "hướng dẫn"];

/// Words of one task.
const LONGEST: usize = 150;

/// One task on its way.
struct Found {
    lead: Vec<String>,
    coordinating: Vec<String>,
    /// Byte range of the name in its paragraph.
    name: Range<usize>,
    deadline: Option<Deadline>,
}

/// Whom the paragraphs below are addressed to: "2. Sở Nội vụ:".
struct Owner {
    rank: Rank,
    lead: Vec<String>,
}

/// Puts the tasks of sentences in the place of those found by labels, where the sentences name more of those who act.
pub fn complete(document: &Document, body: Range<usize>, plan: &mut Plan) {
    let led = |tasks: &[Task]| tasks.iter().filter(|task| !task.lead.is_empty()).count();
    let kind = plan.document.kind.as_deref();
    if !plan.tasks.is_empty() && is_planning(kind) {
        return;
    }
    let mut tasks = read(document, body, kind);
    let duty_says = |task: &Task, duty: &ReportingDuty| duty.span.text.contains(&task.span.text);
    if is_planning(kind) {
        // In a plan a report is a duty, also one that is due once.
        let reports = |task: &Task| {
            lowered(&task.name).contains("báo cáo")
                && plan.reporting_duties.iter().any(|duty| duty_says(task, duty) || same_day(task, duty))
        };
        tasks.retain(|task| !reports(task));
    }
    if led(&tasks) <= led(&plan.tasks) {
        return;
    }
    // What is to be reported once, by a day, is a task and no duty that comes again.
    let once = |duty: &ReportingDuty| {
        let passed_on = duty.due.is_none() && !is_planning(kind);
        duty.cadence == Cadence::Other
            && (passed_on || duty.due.as_deref().and_then(super::deadline::parse).is_some_and(|due| due.due.is_some()))
    };
    plan.reporting_duties.retain(|duty| !once(duty) || tasks.iter().all(|task| !duty_says(task, duty)));
    plan.tasks = tasks;
}

/// The day of the task is the day its report is due.
fn same_day(task: &Task, duty: &ReportingDuty) -> bool {
    let day = task.deadline.as_ref().and_then(|deadline| deadline.text.as_deref());
    matches!((day, &duty.due), (Some(day), Some(due)) if day.contains(due.as_str()))
        && duty.to.as_deref().is_some_and(|to| task.span.text.contains(to))
}

fn is_planning(kind: Option<&str>) -> bool {
    kind.is_some_and(|kind| PLANNING.iter().any(|planning| kind.to_lowercase().starts_with(planning)))
}

fn read(document: &Document, body: Range<usize>, kind: Option<&str>) -> Vec<Task> {
    let dated_only = is_planning(kind);
    let mut tasks = Vec::new();
    let mut path = Path::default();
    let mut owner: Option<Owner> = None;
    for block in &document.blocks[body] {
        let Block::Paragraph(paragraph) = block else { continue };
        let mark = heading::mark(paragraph);
        if let Some(mark) = &mark {
            path.leave(mark.rank);
            owner = owner.filter(|owner| owner.rank < mark.rank);
        }
        let text = &paragraph.text;
        let words_at = mark.as_ref().map_or(0, |mark| mark.words_at).min(text.text.len());
        if let Some(lead) = who::addressed(&text.text[words_at..]) {
            owner = Some(Owner { rank: mark.as_ref().map_or(Rank::Arabic, |mark| mark.rank), lead });
        }
        let found = sentences_of(text, words_at, owner.as_ref());
        let (no, section, title) = (number(mark.as_ref()), path.number(), path.title());
        let wanted =
            found.into_iter().filter(|found| !dated_only || found.deadline.as_ref().is_some_and(|deadline| deadline.due.is_some()));
        tasks.extend(wanted.map(|found| task(found, text, (no.clone(), section.clone(), title.clone()))));
        enter(&mut path, paragraph, mark.as_ref());
    }
    tasks
}

fn number(mark: Option<&Mark>) -> Option<String> {
    mark.filter(|mark| mark.rank != Rank::Bullet).map(|mark| mark.number.clone())
}

/// A title opens a section for what stands below it.
fn enter(path: &mut Path, paragraph: &Paragraph, mark: Option<&Mark>) {
    if let Some(mark) = mark.filter(|mark| heading::is_title(paragraph, mark)) {
        path.enter(mark, paragraph.text.text[mark.words_at..].trim().trim_end_matches(':'));
    }
}

fn task(found: Found, text: &Text, (no, section, section_title): (Option<String>, Option<String>, Option<String>)) -> Task {
    let name = text.slice(found.name);
    Task {
        no,
        section,
        section_title,
        span: name.whole(0),
        name: name.text,
        lead: found.lead,
        coordinating: found.coordinating,
        product: None,
        deadline: found.deadline,
        budget_million_vnd: None,
        budget_lines: Vec::new(),
        related_indicators: Vec::new(),
        note: None,
        confidence: BTreeMap::new(),
    }
}

/// The tasks of one paragraph. A clause without an actor goes on with the work before it, until its deadline is said.
fn sentences_of(text: &Text, words_at: usize, owner: Option<&Owner>) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    for (index, clause) in clauses(&text.text, words_at).into_iter().enumerate() {
        let words = &text.text[clause.range.clone()];
        // "Trước ngày 15/12/2026, Sở Y tế …": the deadline may stand first.
        let (early, words_at) = when::first(words).map_or((None, 0), |(range, at)| (super::deadline::parse(&words[range]), at));
        if let Some(actor) = who::acts(&words[words_at..]) {
            let work = clause.range.start + words_at + actor.work_at..clause.range.end;
            let found = work_of(&text.text, work, actor.lead, actor.coordinating);
            out.extend(found.map(|found| Found { deadline: found.deadline.or(early), ..found }));
            continue;
        }
        if let Some(last) = out.last_mut() {
            go_on(last, &text.text, &clause);
            let again = (last.lead.clone(), last.name.end <= clause.range.start && last.deadline.is_some());
            if let (lead, true) = again
                && !clause.opens
                && when::find(words).is_some_and(|time| !time.alone)
                && !who::states(words)
            {
                out.extend(work_of(&text.text, clause.range, lead, Vec::new()));
            }
        } else if let Some(owner) = owner.filter(|_| index == 0 && who::addressed(words).is_none() && !who::states(words)) {
            let (coordinating, at) = who::together(words);
            out.extend(work_of(&text.text, clause.range.start + at..clause.range.end, owner.lead.clone(), coordinating));
        }
    }
    out
}

/// What a clause without an actor adds to the task before it: its deadline alone, or more of the work.
fn go_on(last: &mut Found, text: &str, clause: &Clause) {
    let words = &text[clause.range.clone()];
    if last.deadline.is_some() {
        return;
    }
    let time = when::find(words);
    match time {
        Some(time) if time.alone => last.deadline = super::deadline::parse(&words[time.range]),
        _ if clause.opens || who::states(words) => {}
        Some(time) => {
            last.deadline = super::deadline::parse(&words[time.range.clone()]);
            last.name.end = clause.range.start + time.cut.unwrap_or(words.len());
            trim(text, &mut last.name);
        }
        None => {
            last.name.end = clause.range.end;
            trim(text, &mut last.name);
        }
    }
}

fn work_of(text: &str, mut work: Range<usize>, lead: Vec<String>, coordinating: Vec<String>) -> Option<Found> {
    let words = &text[work.clone()];
    let time = when::find(words);
    let deadline = time.as_ref().and_then(|time| super::deadline::parse(&words[time.range.clone()]));
    if let Some(cut) = time.and_then(|time| time.cut) {
        work.end = work.start + cut;
    }
    trim(text, &mut work);
    // A single word is a rest of something else; a text of many lines is a table that lost its cells.
    let words = text[work.clone()].split_whitespace().count();
    (2..=LONGEST).contains(&words).then_some(Found { lead, coordinating, name: work, deadline })
}

/// Leaves off white space and the signs that only part clauses.
fn trim(text: &str, range: &mut Range<usize>) {
    let part = &text[range.clone()];
    let begun = part.trim_start_matches([' ', ',', ':', ';', '-', '–']);
    let start = range.start + (part.len() - begun.len());
    let ended = begun.trim_end_matches([' ', ',', ';', '.', ':', '(', '/', '*']);
    let ended = ended.strip_suffix(" và").unwrap_or(ended);
    *range = start..start + ended.len();
}

/// A part of a paragraph between full stops and semicolons.
struct Clause {
    range: Range<usize>,
    /// It begins a sentence.
    opens: bool,
}

fn clauses(text: &str, from: usize) -> Vec<Clause> {
    let mut out = Vec::new();
    let (mut start, mut opens, mut depth) = (from, true, 0_i32);
    let mut chars = text[from..].char_indices().map(|(at, c)| (from + at, c)).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '(' => depth += 1,
            ')' => depth = (depth - 1).max(0),
            '.' | ';' if depth == 0 && chars.peek().is_none_or(|(_, next)| next.is_whitespace()) => {
                out.push(Clause { range: start..at, opens });
                (start, opens) = (at + 1, c == '.');
            }
            _ => {}
        }
    }
    out.push(Clause { range: start..text.len(), opens });
    for clause in &mut out {
        let part = &text[clause.range.clone()];
        clause.range.start += part.len() - part.trim_start().len();
        clause.range.end = clause.range.start + part.trim().len();
    }
    out.retain(|clause| !clause.range.is_empty());
    out
}

#[cfg(test)]
mod tests;
