//! One row of the plan above, as the page shows it.

use askama::filters::Safe;
use roviec_plan::cascade::{Answer, TargetVerdict, TaskVerdict};
use roviec_plan::render::{Lang, target_verdict, task_verdict};

use super::{Filter, Said};
use crate::cascade::Held;
use crate::domain::AssignmentState;
use crate::pages::parts::{self, Html};
use crate::store::cascade::{Kind, RowId};

/// How a verdict is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Good,
    Short,
    Missing,
    NotOurs,
}

#[derive(Debug, Clone)]
pub struct Line {
    pub kind: Kind,
    /// Among the superior's rows of this kind.
    pub index: usize,
    pub row: Option<RowId>,
    pub name: String,
    /// Deadline of a task; year and target of an indicator.
    pub asked: String,
    /// Label and page of each row of ours that answers, and how alike it is, "0,87".
    pub answers: Vec<(String, Option<String>, String)>,
    pub verdict: String,
    pub tone: Tone,
    pub why: String,
    pub said: Option<Said>,
}

impl Line {
    /// Tasks before indicators, each in the superior's order.
    pub fn all(held: &Held) -> Vec<Self> {
        let tasks = held.cascade.tasks.iter().enumerate().map(|(index, task)| {
            let tone = match task.verdict {
                TaskVerdict::Covered => Tone::Good,
                TaskVerdict::Partly | TaskVerdict::Later => Tone::Short,
                TaskVerdict::Uncovered => Tone::Missing,
                TaskVerdict::NotOurs => Tone::NotOurs,
            };
            Self {
                name: numbered(task.superior_no.as_deref(), &task.name),
                asked: task.deadline.as_ref().map(|due| format!("Thời hạn: {due}")).unwrap_or_default(),
                verdict: task_verdict(task.verdict, Lang::Vi).to_lowercase(),
                ..Self::of(held, (Kind::Task, index), (&task.answered_by, tone, &task.why))
            }
        });
        let indicators = held.cascade.indicators.iter().enumerate().map(|(index, one)| {
            let tone = match one.verdict {
                TargetVerdict::Equal | TargetVerdict::Higher => Tone::Good,
                TargetVerdict::Lower | TargetVerdict::OtherYear => Tone::Short,
                TargetVerdict::Absent => Tone::Missing,
                TargetVerdict::NotOurs => Tone::NotOurs,
            };
            let year = one.horizon.map(|year| format!("Năm {year}: ")).unwrap_or_default();
            Self {
                name: numbered(one.superior_no.as_deref(), &one.name),
                asked: format!("{year}{}", one.target.as_deref().unwrap_or("–")),
                verdict: target_verdict(one.verdict, Lang::Vi).to_lowercase(),
                ..Self::of(held, (Kind::Indicator, index), (&one.answered_by, tone, &one.why))
            }
        });
        tasks.chain(indicators).collect()
    }

    fn of(held: &Held, (kind, index): (Kind, usize), (answers, tone, why): (&[Answer], Tone, &str)) -> Self {
        let answers = answers.iter().map(|answer| {
            let target = answer.target.as_deref().map(|target| format!(", {target}")).unwrap_or_default();
            let label = format!("{}{target}", numbered(answer.no.as_deref(), &answer.name));
            (label, own_link(held, kind, answer.index), format!("{:.2}", answer.score).replace('.', ","))
        });
        Self {
            kind,
            index,
            row: held.superior_rows.list(kind).get(index).copied().flatten(),
            name: String::new(),
            asked: String::new(),
            answers: answers.collect(),
            verdict: String::new(),
            tone,
            why: why.to_owned(),
            said: held.said(kind, index),
        }
    }

    pub(super) fn is_shown(&self, filter: Filter) -> bool {
        match filter {
            Filter::Open => self.said.is_none() && matches!(self.tone, Tone::Short | Tone::Missing),
            Filter::Ours => self.tone != Tone::NotOurs,
            Filter::All => true,
            Filter::Beyond => false,
        }
    }

    /// Where the page shows it.
    pub fn anchor(&self) -> String {
        format!("{}-{}", self.kind.name(), self.index + 1)
    }

    /// Shape and word of the verdict, shapes as those of states.
    pub fn mark(&self) -> Html {
        let state = match self.tone {
            Tone::Good => AssignmentState::DoneOnTime,
            Tone::Short => AssignmentState::NearDue,
            Tone::Missing => AssignmentState::Overdue,
            Tone::NotOurs => AssignmentState::Stopped,
        };
        Safe(format!("<span class=\"state\" data-state=\"{}\">{}{}</span>", state.name(), parts::shape(&state), self.verdict))
    }
}

/// "12. Tên", whichever way the plan writes the number.
fn numbered(no: Option<&str>, name: &str) -> String {
    no.map_or_else(|| name.to_owned(), |no| format!("{}. {name}", no.trim_end_matches('.')))
}

/// Our rows as they are chosen by hand, in order.
pub fn own_labels(held: &Held, kind: Kind) -> Vec<String> {
    let plan = &held.ours.plan;
    match kind {
        Kind::Task => plan.tasks.iter().map(|task| numbered(task.no.as_deref(), &task.name)).collect(),
        Kind::Indicator => (plan.indicators.iter())
            .map(|one| {
                let year = one.horizon.map(|year| format!(" (năm {year})")).unwrap_or_default();
                format!("{}{year}", numbered(one.no.as_deref(), &one.name))
            })
            .collect(),
    }
}

/// The page of a row of ours.
pub fn own_link(held: &Held, kind: Kind, index: usize) -> Option<String> {
    let row = (*held.own_rows.list(kind).get(index)?)?;
    let list = if kind == Kind::Task { "tasks" } else { "indicators" };
    Some(format!("/{list}/{}", row.id))
}

/// The first words of a title.
pub fn short(title: &str) -> String {
    const MOST: usize = 90;
    if title.chars().count() <= MOST {
        return title.to_owned();
    }
    let cut: String = title.chars().take(MOST).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(start, _)| start))
}
