//! `GET /tasks/{id}`: what it is, where it is, whose it is, where the plan says so.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use jiff::civil::Date;
use roviec_plan::document::Span;

use super::UNFINISHED;
use crate::domain::{AsOf, AssignmentState, written};
use crate::error::Result;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::{page, parts, place};
use crate::state::AppState;
use crate::store::assignments::{self, AssignmentRow, NoteRow};
use crate::store::carryovers::{self, CarryoverRow};
use crate::store::tasks::{self, BudgetLine, Task, TaskUnit};
use crate::store::unit_changes::{self, HandoverRow};

#[derive(Template)]
#[template(path = "tasks/show.html")]
struct Show {
    frame: Frame,
    task: Task,
    leads: Vec<TaskUnit>,
    coordinating: Vec<TaskUnit>,
    budget: Vec<BudgetLine>,
    assignments: Vec<AssignmentRow>,
    timeline: Vec<Entry>,
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
    let mut timeline = timeline(assignments::notes_of_task(&mut tx, id).await?, carryovers::of_task(&mut tx, id).await?);
    timeline.extend(unit_changes::handovers_of_task(&mut tx, id).await?.into_iter().flat_map(handed_over));
    timeline.sort_by_key(|entry| std::cmp::Reverse(entry.day));
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
        timeline,
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

    fn done(&self) -> usize {
        self.assignments.iter().filter(|row| super::DONE.contains(&row.state)).count()
    }

    /// What the plan leaves open, named.
    fn missing(&self) -> Vec<&'static str> {
        let mut out = Vec::new();
        for (is_missing, name) in [
            (self.leads.is_empty(), "đơn vị chủ trì"),
            (self.task.deliverable.is_none(), "sản phẩm"),
            (self.task.deadline_text.is_none(), "thời hạn"),
        ] {
            if is_missing {
                out.push(name);
            }
        }
        out
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

/// Something that happened to the task.
struct Entry {
    day: Date,
    author: String,
    unit: Option<String>,
    what: String,
    words: String,
}

/// Newest first.
fn timeline(notes: Vec<NoteRow>, carryovers: Vec<CarryoverRow>) -> Vec<Entry> {
    let note = |note: NoteRow| {
        let percent = note.percent.filter(|_| note.kind == "progress").map(|percent| format!(": {percent} %")).unwrap_or_default();
        let what = format!("{}{percent}", note_word(&note.kind));
        Entry { day: note.written_on, author: note.author, unit: note.unit_name, what, words: note.note }
    };
    let carryover = |row: CarryoverRow| {
        let due = |day: Option<Date>| day.map_or_else(|| "không ghi".to_owned(), written::day);
        let moved = if row.due_before == row.due_after {
            String::new()
        } else {
            format!(" Thời hạn: {} → {}.", due(row.due_before), due(row.due_after))
        };
        let renamed = row.name_before.map(|name| format!(" Nội dung trước đây: {name}")).unwrap_or_default();
        Entry {
            day: row.carried_on,
            author: row.author.unwrap_or_else(|| "Chương trình".to_owned()),
            unit: row.unit_name,
            what: format!("Mang sang với tiến độ {} %", row.percent),
            words: format!("{} thay thế {}.{moved}{renamed}", row.to_document, row.from_document),
        }
    };
    let mut out: Vec<Entry> = carryovers.into_iter().map(carryover).chain(notes.into_iter().map(note)).collect();
    out.sort_by_key(|entry| std::cmp::Reverse(entry.day));
    out
}

/// The work went to another unit, and came back where that was a mistake.
fn handed_over(row: HandoverRow) -> Vec<Entry> {
    let author = row.author.unwrap_or_else(|| "Chương trình".to_owned());
    let basis = format!("{} ngày {}", row.basis_number, written::day(row.basis_on));
    let what = if row.is_stopped {
        format!("Dừng ở {}: {} đã được giao cùng nhiệm vụ", row.from_name, row.to_name)
    } else {
        format!("Chuyển từ {} sang {} với tiến độ {} %", row.from_name, row.to_name, row.percent)
    };
    let words = format!("{} theo {basis}.", row.kind.label());
    let mut out = vec![Entry { day: row.handed_on, author: author.clone(), unit: None, what, words }];
    if let Some(day) = row.returned_basis_on {
        let what = format!("Trở lại {}: lần chuyển trước ghi nhầm", row.from_name);
        out.push(Entry { day, author, unit: None, what, words: String::new() });
    }
    out
}

fn note_word(kind: &str) -> &'static str {
    match kind {
        "submitted" => "Gửi kết quả",
        "returned" => "Trả lại",
        "confirmed" => "Xác nhận hoàn thành",
        "stopped" => "Dừng",
        _ => "Cập nhật tiến độ",
    }
}
