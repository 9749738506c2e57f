//! `GET /tasks/{id}/ledger`: every change of a task's text, unit and day with what it rests on, and lateness on both deadlines.
//! `POST /tasks/{id}/amendments`: new words by a document. `POST /tasks/{id}/prerequisites`: what has to be done before.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use serde::Deserialize;

use crate::access;
use crate::auth::CheckedForm;
use crate::domain::as_of::days_between;
use crate::domain::extension::ExtensionState;
use crate::domain::{AsOf, AssignmentState, written};
use crate::error::{Error, Result};
use crate::pages::assignments::{basis, typed};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::{page, parts};
use crate::state::AppState;
use crate::store::assignments::{self, AssignmentRow};
use crate::store::tasks::{self, Task};
use crate::store::{Tx, amendments, carryovers, extensions, plans, posts, prerequisites, unit_changes};

/// Characters of a name or a product.
const LONGEST: usize = 2_000;

/// What the forms of the page send.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    ten: String,
    san_pham: String,
    can_cu: String,
    ngay_can_cu: String,
    /// Number or name of a task of the same plan; or the id of one that need not be done before any more.
    nhiem_vu: String,
    bo: String,
}

/// One change.
struct Line {
    day: Date,
    unit: Option<String>,
    what: &'static str,
    before: String,
    after: String,
    basis: String,
    author: String,
}

#[derive(Template)]
#[template(path = "tasks/ledger.html")]
struct Ledger {
    frame: Frame,
    task: Task,
    lines: Vec<Line>,
    assignments: Vec<AssignmentRow>,
    may_amend: bool,
    needs: Vec<prerequisites::Linked>,
    as_of: AsOf,
    sent: Option<Sent>,
    refusal: Option<String>,
}

/// `GET /tasks/{id}/ledger`
pub async fn ledger(State(state): State<AppState>, reader: Reader, Path(id): Path<i64>) -> Result<Response> {
    shown(&state, reader, id, None).await
}

/// Whether the reader gives and confirms the work of a task's plan.
pub(super) async fn may_amend(tx: &mut Tx, reader: &Reader, task: &Task, today: Date) -> Result<bool> {
    let issuer = plans::issuer_of(tx, task.plan_id).await?;
    let desk = posts::desks(tx, &reader.user.posts, today).await?;
    Ok(access::can_answer(&reader.user.posts, &desk, &posts::above(tx, issuer, today).await?))
}

/// `POST /tasks/{id}/amendments`
pub async fn reword(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Result<Response> {
    let done = reworded(&state, &reader, id, &sent).await;
    finished(&state, reader, id, done, sent).await
}

async fn reworded(state: &AppState, reader: &Reader, id: i64, sent: &Sent) -> Result<()> {
    let (actor, today) = (reader.actor(state), state.clock.today());
    let mut tx = state.db.write_by(actor).await?;
    let task = tasks::find(&mut tx, id).await?;
    access::require(may_amend(&mut tx, reader, &task, today).await?)?;
    let name = typed(&sent.ten, "Nội dung nhiệm vụ", LONGEST)?;
    let name = name.ok_or_else(|| Error::Invalid("Nội dung nhiệm vụ không được để trống".to_owned()))?;
    let deliverable = typed(&sent.san_pham, "Sản phẩm", LONGEST)?;
    let basis = basis(&sent.can_cu, &sent.ngay_can_cu)?;
    amendments::reword(&mut tx, actor, id, today, (Some(name), deliverable), &basis).await?;
    Ok(tx.commit().await?)
}

/// `POST /tasks/{id}/prerequisites`
pub async fn change_prerequisites(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Result<Response> {
    let done = prerequisites_changed(&state, &reader, id, &sent).await;
    finished(&state, reader, id, done, sent).await
}

async fn prerequisites_changed(state: &AppState, reader: &Reader, id: i64, sent: &Sent) -> Result<()> {
    let (actor, today) = (reader.actor(state), state.clock.today());
    let mut tx = state.db.write_by(actor).await?;
    let task = tasks::find(&mut tx, id).await?;
    access::require(may_amend(&mut tx, reader, &task, today).await?)?;
    if let Ok(other) = sent.bo.parse::<i64>() {
        prerequisites::remove(&mut tx, actor, id, other).await?;
    } else {
        let text = typed(&sent.nhiem_vu, "Số thứ tự hoặc tên nhiệm vụ", LONGEST)?;
        let text = text.ok_or_else(|| Error::Invalid("Chưa ghi số thứ tự hoặc tên nhiệm vụ phải xong trước".to_owned()))?;
        let found = prerequisites::named(&mut tx, id, text).await?;
        let other = match found.as_slice() {
            [only] => *only,
            [] => return Err(Error::Invalid(format!("Văn bản này không có nhiệm vụ nào khác mang số hoặc tên “{text}”"))),
            _ => return Err(Error::Invalid(format!("Nhiều nhiệm vụ mang số “{text}”; hãy ghi tên đầy đủ của nhiệm vụ"))),
        };
        prerequisites::add(&mut tx, actor, id, other, today).await?;
    }
    Ok(tx.commit().await?)
}

async fn finished(state: &AppState, reader: Reader, id: i64, done: Result<()>, sent: Sent) -> Result<Response> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/tasks/{id}/ledger")).into_response()),
        Err(Error::Invalid(sentence)) => shown(state, reader, id, Some((StatusCode::UNPROCESSABLE_ENTITY, sentence, sent))).await,
        Err(Error::Conflict(sentence)) => shown(state, reader, id, Some((StatusCode::CONFLICT, sentence, sent))).await,
        Err(other) => Err(other),
    }
}

async fn shown(state: &AppState, reader: Reader, id: i64, refused: Option<(StatusCode, String, Sent)>) -> Result<Response> {
    let as_of = state.as_of();
    let mut tx = state.db.read().await?;
    let task = tasks::find(&mut tx, id).await?;
    let may_amend = may_amend(&mut tx, &reader, &task, as_of.today).await?;
    let assignments = assignments::of_task(&mut tx, id, as_of).await?;
    let lines = lines(&mut tx, id, &assignments).await?;
    let needs = prerequisites::needs(&mut tx, id, as_of).await?;
    drop(tx);
    let (status, refusal, sent) = match refused {
        Some((status, sentence, sent)) => (status, Some(sentence), Some(sent)),
        None => (StatusCode::OK, None, None),
    };
    let frame = Frame::below(state, reader, Section::Tasks);
    Ok((status, page(&Ledger { frame, task, lines, assignments, may_amend, needs, as_of, sent, refusal })?).into_response())
}

/// Newest first.
async fn lines(tx: &mut Tx, task: i64, assignments: &[AssignmentRow]) -> Result<Vec<Line>> {
    let unit = |id: i64| assignments.iter().find(|row| row.id == id).and_then(|row| row.unit_name.clone());
    let by = |number: &str, on: Date| format!("{number} ngày {}", written::day(on));
    let mut out: Vec<Line> = Vec::new();
    for row in amendments::of_task(tx, task).await? {
        let what = match row.field.as_str() {
            "due" => "Thời hạn",
            "unit" => "Đơn vị thực hiện",
            "deliverable" => "Sản phẩm",
            _ => "Nội dung",
        };
        let (before, after) = (row.before.unwrap_or_default(), row.after.unwrap_or_default());
        out.push(Line {
            day: row.amended_on,
            unit: row.unit_name,
            what,
            before,
            after,
            basis: by(&row.basis_number, row.basis_on),
            author: row.author,
        });
    }
    for row in extensions::of_task(tx, task).await?.into_iter().filter(|row| row.state == ExtensionState::Granted) {
        let (Some(day), Some(due)) = (row.answered_on, row.due_granted) else { continue };
        let basis = row.basis_number.as_deref().zip(row.basis_on).map(|(number, on)| by(number, on)).unwrap_or_default();
        let author = row.answerer.unwrap_or_default();
        let (before, after) = (written::day(row.due_before), written::day(due));
        out.push(Line { day, unit: unit(row.assignment_id), what: "Gia hạn", before, after, basis, author });
    }
    for row in unit_changes::handovers_of_task(tx, task).await?.into_iter().filter(|row| row.returned_basis_on.is_none()) {
        let (basis, author) = (by(&row.basis_number, row.basis_on), row.author.unwrap_or_else(program));
        out.push(Line {
            day: row.handed_on,
            unit: None,
            what: "Đơn vị thực hiện",
            before: row.from_name,
            after: row.to_name,
            basis,
            author,
        });
    }
    for row in carryovers::of_task(tx, task).await? {
        let due = |day: Option<Date>| day.map_or_else(|| "không ghi".to_owned(), written::day);
        let (unit, basis) = (row.unit_name, format!("{} thay thế {}", row.to_document, row.from_document));
        let author = row.author.unwrap_or_else(program);
        if row.due_before != row.due_after {
            let (before, after) = (due(row.due_before), due(row.due_after));
            out.push(Line {
                day: row.carried_on,
                unit: unit.clone(),
                what: "Thời hạn",
                before,
                after,
                basis: basis.clone(),
                author: author.clone(),
            });
        }
        if let Some(before) = row.name_before {
            out.push(Line { day: row.carried_on, unit, what: "Nội dung", before, after: "như hiện nay".to_owned(), basis, author });
        }
    }
    for row in assignments.iter().filter(|row| row.state == AssignmentState::Stopped) {
        let (Some(day), Some(basis)) = (row.stopped_on, row.stopped_by.clone()) else { continue };
        let (before, after) = ("đang thực hiện".to_owned(), "dừng".to_owned());
        out.push(Line { day, unit: row.unit_name.clone(), what: "Dừng", before, after, basis, author: String::new() });
    }
    out.sort_by_key(|line| std::cmp::Reverse(line.day));
    Ok(out)
}

fn program() -> String {
    "Chương trình".to_owned()
}

impl Ledger {
    /// "trễ 5 ngày", "đúng hạn", "còn 12 ngày": on one of the two deadlines.
    fn lateness(&self, row: &AssignmentRow, due: &Option<Date>) -> String {
        let Some(due) = *due else { return "không có ngày cụ thể".to_owned() };
        let end = match row.state {
            AssignmentState::DoneLate | AssignmentState::DoneOnTime => row.completed_on,
            AssignmentState::Waiting => row.submitted_on,
            AssignmentState::Stopped => return "đã dừng".to_owned(),
            _ => None,
        };
        match (end, days_between(due, end.unwrap_or(self.as_of.today))) {
            (_, late @ 1..) => format!("trễ {} ngày", written::count(late)),
            (Some(_), _) => "đúng hạn".to_owned(),
            (None, left) => format!("còn {} ngày", written::count(-left)),
        }
    }

    fn name(&self) -> &str {
        self.sent.as_ref().map(|sent| sent.ten.as_str()).filter(|name| !name.is_empty()).unwrap_or(&self.task.name)
    }

    fn product(&self) -> &str {
        let typed = self.sent.as_ref().map(|sent| sent.san_pham.as_str()).filter(|product| !product.is_empty());
        typed.or(self.task.deliverable.as_deref()).unwrap_or_default()
    }

    fn typed(&self) -> Sent {
        self.sent.clone().unwrap_or_default()
    }
}
