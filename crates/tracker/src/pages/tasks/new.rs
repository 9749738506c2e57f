//! `GET` and `POST /tasks/new`, `/tasks/grid`: work that no plan brought, one task or many at once.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use roviec_plan::plan::Source;
use serde::Deserialize;

use super::received::Received;
use super::typed::{Act, Form, MORE_ROWS, Sent};
use crate::auth::CheckedForm;
use crate::domain::draft::Field;
use crate::domain::typed_work::{MOST_ROWS, ROW_FIELDS};
use crate::error::Result;
use crate::pages::frame::{Frame, Section};
use crate::pages::intakes::Taker;
use crate::pages::page;
use crate::retrying;
use crate::state::AppState;
use crate::typed_work::{self, Saved};

#[derive(Template)]
#[template(path = "tasks/new.html")]
struct One {
    frame: Frame,
    form: Form,
}

#[derive(Template)]
#[template(path = "tasks/grid.html")]
struct Grid {
    frame: Frame,
    form: Form,
}

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// Rows of the grid.
    #[serde(default)]
    dong: String,
}

/// `GET /tasks/new`
pub async fn one(State(state): State<AppState>, Taker(reader): Taker) -> Result<Response> {
    let form = Form::blank(1, agencies(&state).await?);
    Ok(page(&One { frame: Frame::below(&state, reader, Section::Tasks), form })?.into_response())
}

/// `GET /tasks/grid`
pub async fn grid(State(state): State<AppState>, Taker(reader): Taker, Query(asked): Query<Asked>) -> Result<Response> {
    let rows = asked.dong.parse().unwrap_or(MORE_ROWS).clamp(1, MOST_ROWS);
    let form = Form::blank(rows, agencies(&state).await?);
    Ok(page(&Grid { frame: Frame::below(&state, reader, Section::Tasks), form })?.into_response())
}

/// `POST /tasks/new`
pub async fn give(State(state): State<AppState>, taker: Taker, received: Received) -> Result<Response> {
    let mut sent = Sent::of(received.pairs);
    sent.work.rows.truncate(1);
    let choose_again = received.file.is_some();
    let file = match received.file {
        Some(file) if sent.act == Act::Save => file.read(&state).await.map(Some),
        _ => Ok(None),
    };
    let (file, file_refusal) = match file {
        Ok(file) => (file, None),
        // Nothing is saved without the file that was to go with it.
        Err(sentence) => {
            sent.act = Act::Check;
            (None, Some(sentence))
        }
    };
    match retrying!(state.tries(), save(&state, &taker, sent.clone(), file.as_ref()))? {
        Ok(saved) => Ok(Redirect::to(&format!("/tasks/{}", saved.task)).into_response()),
        Err((status, form)) => {
            let status = if file_refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { status };
            let form = Form { choose_again, file_refusal, ..form };
            Ok((status, page(&One { frame: Frame::below(&state, taker.0, Section::Tasks), form })?).into_response())
        }
    }
}

/// `POST /tasks/grid`
pub async fn give_many(
    State(state): State<AppState>,
    taker: Taker,
    CheckedForm(pairs): CheckedForm<Vec<(String, String)>>,
) -> Result<Response> {
    match save(&state, &taker, Sent::of(pairs), None).await? {
        Ok(saved) => Ok(Redirect::to(&format!("/plans/{}", saved.plan)).into_response()),
        Err((status, form)) => Ok((status, page(&Grid { frame: Frame::below(&state, taker.0, Section::Tasks), form })?).into_response()),
    }
}

/// What was saved, or the form to show again: because something is wrong, or because nobody asked to save yet.
async fn save(
    state: &AppState,
    taker: &Taker,
    sent: Sent,
    file: Option<&(Source, Vec<u8>)>,
) -> Result<std::result::Result<Saved, (StatusCode, Form)>> {
    let today = state.clock.today();
    let actor = taker.actor(state);
    let mut tx = state.db.write_by(actor).await?;
    let agencies = typed_work::choices(&mut tx, today).await?;
    let (status, findings) = match sent.act {
        Act::MoreRows => (StatusCode::OK, None),
        Act::Check | Act::Choose => (StatusCode::OK, Some(typed_work::findings(&mut tx, &sent.work, today).await?)),
        Act::Save => match typed_work::save(&mut tx, actor, &sent.work, today).await? {
            Ok(saved) => {
                if let Some(file) = file {
                    typed_work::attach(&mut tx, actor, saved.plan, file.clone(), today).await?;
                }
                tx.commit().await?;
                return Ok(Ok(saved));
            }
            Err(findings) => (StatusCode::UNPROCESSABLE_ENTITY, Some(findings)),
        },
    };
    Ok(Err((status, Form { work: sent.work, findings, agencies, choose_again: false, file_refusal: None })))
}

async fn agencies(state: &AppState) -> Result<Vec<String>> {
    let mut tx = state.db.read().await?;
    typed_work::choices(&mut tx, state.clock.today()).await
}
