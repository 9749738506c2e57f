//! `GET /tasks/{id}`: what it is, where it is, whose it is, where the plan says so.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use jiff::civil::Date;
use roviec_plan::document::Span;

use super::UNFINISHED;
use super::timeline::{Entry, timeline};
use crate::access;
use crate::domain::clarity::{Clarity, Facts};
use crate::domain::directive::About;
use crate::domain::{AsOf, AssignmentState, written};
use crate::error::Result;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::{page, parts, place};
use crate::state::AppState;
use crate::store::assignments::{self, AssignmentRow};
use crate::store::directives::{self, DirectiveRow};
use crate::store::parts::{self as work_parts, PartRow, Whole};
use crate::store::prerequisites::{self, Linked};
use crate::store::tasks::{self, BudgetLine, Task, TaskUnit};
use crate::store::{clarities, completions, extensions};

#[derive(Template)]
#[template(path = "tasks/show.html")]
struct Show {
    frame: Frame,
    task: Task,
    leads: Vec<TaskUnit>,
    coordinating: Vec<TaskUnit>,
    budget: Vec<BudgetLine>,
    assignments: Vec<AssignmentRow>,
    given: Vec<PartRow>,
    whole: Option<Whole>,
    needs: Vec<Linked>,
    needed_by: Vec<Linked>,
    facts: Facts,
    timeline: Vec<Entry>,
    /// What was said about the task.
    directives: Vec<DirectiveRow>,
    /// The task is a directive itself.
    directive: Option<DirectiveRow>,
    /// The reader may say it otherwise or take it back.
    may_amend: bool,
    source: Option<Span>,
    as_of: AsOf,
}

pub async fn show(State(state): State<AppState>, reader: Reader, Path(id): Path<i64>) -> Result<impl IntoResponse> {
    let as_of = state.as_of();
    let mut tx = state.db.read().await?;
    let task = tasks::find(&mut tx, id).await?;
    let (leads, coordinating) = tasks::units(&mut tx, id).await?.into_iter().partition(|unit| unit.role == "lead");
    let budget = tasks::budget_lines(&mut tx, id).await?;
    let assignments = assignments::of_task(&mut tx, id, as_of).await?;
    let (given, whole) = (work_parts::of_task(&mut tx, id, as_of).await?, work_parts::whole_of(&mut tx, id).await?);
    let (needs, needed_by) = (prerequisites::needs(&mut tx, id, as_of).await?, prerequisites::needed_by(&mut tx, id, as_of).await?);
    let facts = clarities::facts(&mut tx, id).await?;
    let (results, extensions) = (completions::of_task(&mut tx, id).await?, extensions::of_task(&mut tx, id).await?);
    let timeline = timeline(&mut tx, id, (&results, &extensions)).await?;
    let said = directives::about(&mut tx, About::Task(id), as_of).await?;
    let directive = directives::of_task(&mut tx, id, as_of).await?;
    let may_amend = match &directive {
        Some(row) => {
            let own = access::can_amend_directive(&reader.user.posts, reader.user.id, (row.giver_id, row.written_by));
            own && row.withdrawn_on.is_none() && crate::directives::is_untouched(&mut tx, task.plan_id).await?
        }
        None => false,
    };
    drop(tx);
    // A task that was added by hand has no words of its own in the source.
    let source = serde_json::from_str(&task.span_json).ok().filter(|span: &Span| !span.text.is_empty());
    page(&Show {
        frame: Frame::below(&state, reader, Section::Tasks),
        task,
        leads,
        coordinating,
        budget,
        assignments,
        given,
        whole,
        needs,
        needed_by,
        facts,
        timeline,
        directives: said,
        directive,
        may_amend,
        source,
        as_of,
    })
}

impl Show {
    /// The document that runs now has it no more.
    fn is_gone(&self) -> bool {
        self.task.position >= tasks::GONE_FROM
    }

    fn of_plan(&self) -> bool {
        self.task.plan_origin == "plan"
    }

    /// What brings the task, in a sentence about it.
    fn source_word(&self) -> &'static str {
        if self.of_plan() { "kế hoạch" } else { "văn bản" }
    }

    /// "Công văn 123/UBND-VX ngày 05/11/2026 của Sở Y tế".
    fn document(&self) -> String {
        let task = &self.task;
        let kind = task.plan_kind.as_deref().unwrap_or("Văn bản");
        let number = task.plan_number.as_deref().map(|number| format!(" {number}")).unwrap_or_default();
        let issued = task.plan_issued_on.map(|day| format!(" ngày {}", written::day(day))).unwrap_or_default();
        let issuer = task.plan_issuer.as_deref().map(|issuer| format!(" của {issuer}")).unwrap_or_default();
        format!("{kind}{number}{issued}{issuer}")
    }

    /// Worst state among the units.
    fn state(&self) -> Option<AssignmentState> {
        self.assignments.first().map(|row| row.state)
    }

    /// Earliest current deadline among what is not finished, or the latest of all.
    fn due(&self) -> Option<Date> {
        let open = self.assignments.iter().filter(|row| UNFINISHED.contains(&row.state)).filter_map(|row| row.current_due).min();
        open.or_else(|| self.assignments.iter().filter_map(|row| row.current_due).max()).or(self.task.due_on)
    }

    fn is_open(&self) -> bool {
        self.state().is_some_and(|state| UNFINISHED.contains(&state))
    }

    fn moved(&self) -> Option<Date> {
        let row = self.assignments.iter().find(|row| row.original_due != row.current_due)?;
        row.original_due
    }

    fn has_several_units(&self) -> bool {
        self.assignments.len() > 1
    }

    fn done(&self) -> usize {
        self.assignments.iter().filter(|row| super::DONE.contains(&row.state)).count()
    }

    fn clarities(&self) -> Vec<(Clarity, bool)> {
        Clarity::ALL.into_iter().map(|clarity| (clarity, clarity.is_met(&self.facts))).collect()
    }

    /// The clarities it lacks.
    fn unclear(&self) -> Vec<Clarity> {
        Clarity::ALL.into_iter().filter(|clarity| !clarity.is_met(&self.facts)).collect()
    }

    /// What has to be done before and is due after this.
    fn is_too_late(&self, other: &Linked) -> bool {
        !other.is_done() && other.due.zip(self.due()).is_some_and(|(other, own)| other > own)
    }
}

/// Last thing known of an assignment, in words.
fn last_step(row: &AssignmentRow) -> String {
    let on = |day: Option<Date>| day.map(written::day).unwrap_or_default();
    match row.state {
        AssignmentState::DoneOnTime | AssignmentState::DoneLate => {
            let evidence = row.evidence.as_deref().map(|evidence| format!(": {evidence}")).unwrap_or_default();
            format!("Hoàn thành ngày {}{evidence}", on(row.completed_on))
        }
        AssignmentState::Waiting => format!("Gửi kết quả ngày {}", on(row.submitted_on)),
        AssignmentState::Returned => format!("Trả lại ngày {}: {}", on(row.returned_on), row.return_reason.as_deref().unwrap_or_default()),
        AssignmentState::Stopped => format!("Dừng ngày {} theo {}", on(row.stopped_on), row.stopped_by.as_deref().unwrap_or_default()),
        _ if row.started_on.is_some() => format!("Bắt đầu ngày {}", on(row.started_on)),
        _ => "Chưa báo cáo".to_owned(),
    }
}
