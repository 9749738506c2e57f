//! `GET /intakes/{id}`: where an intake is. While it is read, the page renews itself.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};

use super::Taker;
use super::progress::Shown;
use super::review::{self, Asked};
use crate::error::{Error, Result};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::page;
use crate::reading::Seen;
use crate::state::AppState;
use crate::store::intakes::{self, IntakeRow};

#[derive(Template)]
#[template(path = "intakes/reading.html")]
struct Reading {
    frame: Frame,
    intake: IntakeRow,
    shown: Shown,
}

#[derive(Template)]
#[template(path = "intakes/ended.html")]
struct Ended {
    frame: Frame,
    heading: &'static str,
    sentence: String,
    files: String,
}

pub async fn show(
    State(state): State<AppState>,
    Taker(reader): Taker,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response> {
    // Before the database is asked: what is not live there is final.
    let seen = state.readings.seen(&state, id);
    let mut tx = state.db.read().await?;
    let intake = intakes::find(&mut tx, id).await?;
    drop(tx);
    match (intake.state.as_str(), intake.plan_id) {
        ("reading", _) => reading(&state, reader, intake, seen),
        ("accepted", Some(plan)) => Ok(Redirect::to(&format!("/plans/{plan}")).into_response()),
        ("review", _) => review::page(&state, reader, intake, &asked, &headers).await,
        _ => ended(&state, reader, intake),
    }
}

fn reading(state: &AppState, reader: Reader, intake: IntakeRow, seen: Option<Seen>) -> Result<Response> {
    let Some(seen) = seen else { return ended(state, reader, intake) };
    let shown = Shown::of(&seen);
    Ok(page(&Reading { frame: Frame::below(state, reader, Section::Plans), intake, shown })?.into_response())
}

/// Nothing more happens with it.
fn ended(state: &AppState, reader: Reader, intake: IntakeRow) -> Result<Response> {
    let (heading, sentence) = match intake.state.as_str() {
        "failed" => ("Chưa đọc được văn bản", intake.failure.unwrap_or_default()),
        "cancelled" => ("Đã hủy việc đọc", "Không có gì của các tệp này được lưu lại.".to_owned()),
        "discarded" => ("Đã bỏ, không đưa vào thực hiện", "Lần tiếp nhận này đã được đóng lại.".to_owned()),
        "reading" => ("Việc đọc đã dừng giữa chừng", "Hãy tải tệp lên lại.".to_owned()),
        _ => return Err(Error::NotFound),
    };
    let frame = Frame::below(state, reader, Section::Plans);
    Ok(page(&Ended { frame, heading, sentence, files: intake.title })?.into_response())
}
