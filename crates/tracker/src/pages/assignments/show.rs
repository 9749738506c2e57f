//! `GET /assignments/{id}`: where one unit's part in a task stands, and the forms for what the reader may do with it now.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use rand::RngExt;
use serde::Deserialize;

use super::may::May;
use crate::domain::completion::CompletionState;
use crate::domain::extension::ExtensionState;
use crate::domain::product::Product;
use crate::domain::{AsOf, AssignmentState, as_of, written};
use crate::error::{Error, Result};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::tasks::{Entry, UNFINISHED, timeline};
use crate::pages::{page, parts};
use crate::state::AppState;
use crate::store::assignments::{self, AssignmentRow};
use crate::store::check_points::{self, CheckPoint};
use crate::store::completions::{self, Completion, EvidenceFile};
use crate::store::extensions::{self, Extension};
use crate::store::indicators::{self, AcceptedRow};
use crate::store::parts::{self as work_parts, PartRow, Whole};
use crate::store::tasks::{self, Task};

/// Figures offered as proof.
const MOST_FIGURES: i64 = 100;

/// What the forms of the page send; each uses what it needs, and all of it is shown again where it was refused.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    /// Key of the form: sent twice, it is done once.
    pub khoa: String,
    /// The page the form stood on, where that is not the assignment's own.
    pub ve: String,
    pub viec: String,
    pub phan_tram: String,
    pub ghi: String,
    pub kho_khan: String,
    pub de_xuat: String,
    /// Number of a document, its day or the day on which something took place, how many, an observation.
    pub so: String,
    pub ngay: String,
    pub so_luong: String,
    pub so_lieu: String,
    pub ly_do: String,
    pub ngay_moi: String,
    pub can_cu: String,
    pub ngay_can_cu: String,
    /// Id of a unit that is offered, or another one by code or name.
    pub don_vi: String,
    pub don_vi_khac: String,
    pub san_pham: String,
}

impl Sent {
    /// From the fields of a form with files.
    pub(super) fn of(fields: &BTreeMap<String, String>) -> Self {
        let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
        Self {
            khoa: field("khoa"),
            ghi: field("ghi"),
            so: field("so"),
            ngay: field("ngay"),
            so_luong: field("so_luong"),
            so_lieu: field("so_lieu"),
            viec: "ket-qua".to_owned(),
            ..Self::default()
        }
    }
}

#[derive(Template)]
#[template(path = "assignments/show.html")]
struct Show {
    frame: Frame,
    task: Task,
    row: AssignmentRow,
    product: Product,
    may: May,
    reader: i64,
    /// The reader asked for or sent the result that waits: somebody else answers it.
    is_own: bool,
    waiting: Option<Completion>,
    asked: Option<Extension>,
    /// Every result with its files, the newest first.
    results: Vec<(Completion, Vec<EvidenceFile>)>,
    figures: Vec<AcceptedRow>,
    /// Given to other units.
    given: Vec<PartRow>,
    /// Periods of work without an end that were confirmed.
    periods: Vec<CheckPoint>,
    /// Of which this is a part.
    whole: Option<Whole>,
    /// Units the plan names as coordinating.
    offered: Vec<(i64, String)>,
    timeline: Vec<Entry>,
    as_of: AsOf,
    key: String,
    refusal: Option<String>,
    sent: Sent,
}

pub async fn show(State(state): State<AppState>, reader: Reader, Path(id): Path<i64>) -> Result<Response> {
    shown(&state, reader, id, None).await
}

/// Back to the page, or the page with what is wrong and everything that was typed.
pub(super) async fn finished(state: &AppState, reader: Reader, id: i64, done: Result<()>, sent: Sent) -> Result<Response> {
    match done {
        Ok(()) if sent.ve == "/my-work" => Ok(Redirect::to("/my-work").into_response()),
        Ok(()) => Ok(Redirect::to(&format!("/assignments/{id}")).into_response()),
        Err(Error::Invalid(sentence)) => shown(state, reader, id, Some((StatusCode::UNPROCESSABLE_ENTITY, sentence, sent))).await,
        Err(Error::Conflict(sentence)) => shown(state, reader, id, Some((StatusCode::CONFLICT, sentence, sent))).await,
        Err(other) => Err(other),
    }
}

async fn shown(state: &AppState, reader: Reader, id: i64, refused: Option<(StatusCode, String, Sent)>) -> Result<Response> {
    let as_of = state.as_of();
    let mut tx = state.db.read().await?;
    let row = assignments::find(&mut tx, id, as_of).await?;
    let task = tasks::find(&mut tx, row.task_id).await?;
    let may = May::of(&mut tx, &reader, id, as_of.today).await?;
    let completions = completions::of_task(&mut tx, row.task_id).await?;
    let extensions = extensions::of_task(&mut tx, row.task_id).await?;
    let mut files = completions::files(&mut tx, id).await?;
    let product = Product::of(task.deliverable.as_deref());
    let figures = match row.unit_id {
        Some(unit) if product == Product::Figure && may.report => indicators::accepted_of_unit(&mut tx, unit, MOST_FIGURES).await?,
        _ => vec![],
    };
    let given = work_parts::of_assignment(&mut tx, id, as_of).await?;
    let periods = check_points::of_assignment(&mut tx, id).await?;
    let whole = if may.is_part { work_parts::whole_of(&mut tx, row.task_id).await? } else { None };
    let offered = if may.report && !may.is_part { work_parts::offered(&mut tx, row.task_id, as_of.today).await? } else { vec![] };
    let mut timeline = timeline(&mut tx, row.task_id, (&completions, &extensions)).await?;
    timeline.retain(|entry| entry.assignment.is_none_or(|of| of == id));
    drop(tx);
    let asked = extensions.into_iter().find(|extension| extension.assignment_id == id && extension.state == ExtensionState::Asked);
    let results: Vec<(Completion, Vec<EvidenceFile>)> = completions
        .into_iter()
        .filter(|completion| completion.assignment_id == id)
        .map(|completion| {
            let own = files.extract_if(.., |file| file.completion_id == completion.id).collect();
            (completion, own)
        })
        .collect();
    let waiting = results.iter().map(|(completion, _)| completion).find(|completion| completion.state.is_open()).cloned();
    let is_own = waiting.as_ref().is_some_and(|completion| completion.is_of(reader.user.id));
    let (status, refusal, sent) = match refused {
        Some((status, sentence, sent)) => (status, Some(sentence), sent),
        None => (StatusCode::OK, None, Sent::default()),
    };
    let reader_id = reader.user.id;
    let frame = Frame::below(state, reader, Section::Tasks);
    let key = format!("{:032x}", rand::rng().random::<u128>());
    let show = Show {
        frame,
        task,
        row,
        product,
        may,
        reader: reader_id,
        is_own,
        waiting,
        asked,
        results,
        figures,
        given,
        periods,
        whole,
        offered,
        timeline,
        as_of,
        key,
        refusal,
        sent,
    };
    Ok((status, page(&show)?).into_response())
}

impl Show {
    fn has_several_units(&self) -> bool {
        false
    }

    fn unit(&self) -> &str {
        self.row.unit_name.as_deref().unwrap_or("Chưa có đơn vị chủ trì")
    }

    fn is_unfinished(&self) -> bool {
        UNFINISHED.contains(&self.row.state)
    }

    /// The unit may go on working at it: nothing waits for an answer.
    fn is_to_do(&self) -> bool {
        self.may.report && self.is_unfinished() && self.waiting.is_none()
    }

    /// Neither the unit, nor its head, nor the assigner has a form here.
    fn is_nothing_to_do(&self) -> bool {
        let answers = self.may.answer && (self.is_unfinished() || self.row.state == AssignmentState::Waiting);
        !(self.is_to_do() || answers || self.waiting.is_some() || self.asked.is_some())
    }

    fn waits_for_head(&self) -> bool {
        self.waiting.as_ref().is_some_and(|completion| completion.state == CompletionState::Asked)
    }

    fn waits_for_answer(&self) -> bool {
        self.waiting.as_ref().is_some_and(|completion| completion.state == CompletionState::Sent)
    }

    /// The form that was refused stays open.
    fn was(&self, act: &str) -> bool {
        self.refusal.is_some() && self.sent.viec == act
    }

    fn may_extend(&self) -> bool {
        self.is_to_do() && self.asked.is_none() && self.row.current_due.is_some_and(|due| self.as_of.today <= due)
    }

    /// The unit may give parts of it, or has given some.
    fn may_give(&self) -> bool {
        self.is_to_do() && !self.may.is_part
    }

    fn may_amend(&self) -> bool {
        self.may.amend && self.is_unfinished() && self.row.state != AssignmentState::Waiting
    }

    /// Days late on the deadline of the beginning, where it was moved: "trễ 12 ngày".
    fn on_original(&self) -> Option<String> {
        let due = self.row.original_due.filter(|due| self.row.current_due != Some(*due))?;
        let end = self.row.completed_on.or(self.row.submitted_on.filter(|_| self.row.state == AssignmentState::Waiting));
        let days = as_of::days_between(due, end.unwrap_or(self.as_of.today));
        Some(if days > 0 { format!("trễ {} ngày", written::count(days)) } else { "chưa trễ".to_owned() })
    }

    fn answer_words(&self) -> String {
        let due = self.waiting.as_ref().and_then(|completion| completion.answer_due);
        due.map(|due| format!("{} ({})", written::day(due), written::distance(due, self.as_of.today))).unwrap_or_default()
    }
}

fn day(day: &Option<Date>) -> String {
    day.map(written::day).unwrap_or_default()
}

/// "1,2 MB".
fn size(bytes: &i64) -> String {
    match *bytes {
        small if small < 1_000_000 => format!("{} KB", written::number((small as f64 / 1_000.0).max(1.0), 0)),
        large => format!("{} MB", written::number(large as f64 / 1_000_000.0, 1)),
    }
}
