//! `GET /plans`: every plan, newest first.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;

use crate::domain::written;
use crate::error::Result;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::page;
use crate::state::AppState;
use crate::store::intakes::{self, IntakeRow};
use crate::store::plans::{self, PlanRow};
use crate::{access, clock};

#[derive(Template)]
#[template(path = "plans/list.html")]
struct List {
    frame: Frame,
    plans: Vec<PlanRow>,
    /// Documents that bring work and are no plans.
    others: Vec<PlanRow>,
    /// For people who may take documents in: what waits for them.
    intakes: Option<Vec<IntakeRow>>,
}

pub async fn list(State(state): State<AppState>, reader: Reader) -> Result<impl IntoResponse> {
    let mut tx = state.db.read().await?;
    let (plans, others) = plans::list(&mut tx, &state.live, state.as_of()).await?.into_iter().partition(|plan| plan.origin == "plan");
    let may = access::can_take_in(&reader.user.posts);
    let intakes = if may { Some(waiting(intakes::open(&mut tx).await?, reader.user.id)) } else { None };
    drop(tx);
    page(&List { frame: Frame::of(&state, reader, Section::Plans), plans, others, intakes })
}

/// "2 lỗi, 5 cảnh báo", "không".
pub fn diagnostics(plan: &PlanRow) -> String {
    let parts: Vec<String> = [(plan.errors, "lỗi"), (plan.warnings, "cảnh báo"), (plan.advice, "khuyến nghị")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if parts.is_empty() { "không".to_owned() } else { parts.join(", ") }
}

/// What could not be read is of use only to the person who sent it.
fn waiting(open: Vec<IntakeRow>, user: i64) -> Vec<IntakeRow> {
    open.into_iter().filter(|intake| intake.state != "failed" || intake.created_by == Some(user)).collect()
}

/// The day it was begun.
pub fn day_of(intake: &IntakeRow) -> String {
    written::day(clock::day_of(intake.created_at))
}

/// Where an intake is.
pub fn intake_word(state: &str) -> &'static str {
    match state {
        "reading" => "Đang đọc",
        "failed" => "Chưa đọc được",
        _ => "Chờ xem lại",
    }
}

pub fn state_word(state: &str) -> &'static str {
    match state {
        "draft" => "Dự thảo",
        "replaced" => "Đã bị thay thế",
        _ => "Đang thực hiện",
    }
}
