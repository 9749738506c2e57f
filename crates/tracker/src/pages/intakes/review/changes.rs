//! `GET /intakes/{id}/changes`: what others did since a page was opened. `GET /intakes/{id}/meaning`: a deadline as understood.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use super::form;
use super::history;
use super::place::Asked;
use super::screen::{Screen, Shows};
use crate::error::Result;
use crate::pages::intakes::Taker;
use crate::pages::page;
use crate::state::AppState;
use crate::store::intakes;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Since {
    /// Number of the last edit the page knows.
    since: String,
    muc: String,
    dong: String,
}

/// The parts of an open page that are renewed, each put in its place.
#[derive(Template)]
#[template(path = "intakes/review/changes.html")]
struct Changes {
    summary: String,
    list: String,
    poll: String,
    told: String,
}

#[derive(Template)]
#[template(path = "intakes/review/closed.html")]
struct Closed {
    sentence: String,
    href: String,
}

pub async fn changes(State(state): State<AppState>, taker: Taker, Path(id): Path<i64>, Query(since): Query<Since>) -> Result<Response> {
    let mut tx = state.db.read().await?;
    let intake = intakes::find(&mut tx, id).await?;
    if intake.state != "review" {
        let href = intake.plan_id.map_or("/plans".to_owned(), |plan| format!("/plans/{plan}"));
        let sentence = match intake.state.as_str() {
            "accepted" => "Kế hoạch này vừa được đưa vào thực hiện; nội dung chưa lưu trên trang không ghi được nữa.",
            _ => "Lần tiếp nhận này vừa được bỏ; nội dung chưa lưu trên trang không ghi được nữa.",
        };
        return Ok(page(&Closed { sentence: sentence.to_owned(), href })?.into_response());
    }
    let known = since.since.parse().unwrap_or(0);
    if intake.version == known {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let names = intakes::editors(&mut tx, id).await?;
    drop(tx);
    let me = taker.0.user.id;
    let asked = Asked { muc: since.muc, dong: since.dong, ..Asked::default() };
    let screen = Screen::load(&state, taker.0, intake, Shows { asked, ..Shows::default() }).await?;
    let told = history::Told { names: &names, now: state.clock.now() };
    let told = last_of_others(&screen, known, (me, told));
    let (summary, list) = screen.changed()?;
    Ok(page(&Changes { summary, list, poll: screen.poll(), told })?.into_response())
}

/// "Lê Thị B vừa sửa thời hạn: A → B (dòng 4)", and how many more.
fn last_of_others(screen: &Screen, since: i64, (me, told): (i64, history::Told<'_>)) -> String {
    let new: Vec<_> = screen.reading.edits.iter().filter(|edit| edit.number > since && edit.user != Some(me)).collect();
    let Some(last) = new.last() else { return String::new() };
    let row = last.edit.touches().first().and_then(|(row, _)| screen.lines.find(row));
    let place = row.and_then(|line| screen.lines.table(line.table).iter().position(|other| other.key == line.key));
    let place = place.map(|at| format!(" (dòng {})", at + 1)).unwrap_or_default();
    let more = if new.len() > 1 { format!(", và {} việc khác", new.len() - 1) } else { String::new() };
    format!("{} vừa {}{place}{more}.", told.who(last.user), history::words(&screen.reading, last))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    deadline: String,
}

pub async fn meaning(_: Taker, Query(typed): Query<Typed>) -> Result<Html<String>> {
    let html = askama::filters::escape(form::meaning(&typed.deadline), askama::filters::Html);
    html.map(|text| Html(text.to_string())).map_err(|never| match never {})
}
