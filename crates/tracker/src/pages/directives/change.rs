//! `GET` and `POST /directives/{id}/amendments`, `POST /directives/{id}/withdrawals`: while no unit has begun, whoever gave a directive
//! says it otherwise or takes it back.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::form::Form;
use super::new::{Page, said, shown};
use super::sent::{OTHER_DAY, Sent};
use crate::access;
use crate::auth::CheckedForm;
use crate::directives::{self as acts, Giver};
use crate::domain::written;
use crate::error::{Error, Result};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::page;
use crate::state::AppState;
use crate::store::directives::{self, DirectiveRow};
use crate::store::{Tx, plans, tasks};

/// The directive, where the reader may change it.
async fn own(tx: &mut Tx, state: &AppState, reader: &Reader, id: i64) -> Result<DirectiveRow> {
    let row = directives::find(tx, id, state.as_of()).await?;
    access::require(access::can_amend_directive(&reader.user.posts, reader.user.id, (row.giver_id, row.written_by)))?;
    Ok(row)
}

pub async fn edit(State(state): State<AppState>, reader: Reader, Path(id): Path<i64>) -> Result<Response> {
    let mut tx = state.db.read().await?;
    let row = own(&mut tx, &state, &reader, id).await?;
    let units: Vec<i64> =
        tasks::units(&mut tx, row.task_id).await?.iter().filter(|unit| unit.role == "lead").filter_map(|unit| unit.unit_id).collect();
    let text = |text: Option<String>| text.unwrap_or_default();
    let sent = Sent {
        words: row.words.clone(),
        about: row.about(),
        units: units.clone(),
        day: OTHER_DAY.to_owned(),
        other_day: row.due.map(written::day).unwrap_or_default(),
        product: text(row.deliverable.clone()),
        helping: text(row.coordinating.clone()),
        basis: text(row.basis.clone()),
        meeting: text(row.meeting_name.clone()),
        held_on: row.held_on.map(written::day).unwrap_or_default(),
        ..Sent::default()
    };
    let mut form = Form::of(&mut tx, &reader, sent, &units, state.clock.today()).await?;
    drop(tx);
    form.leaders.clear();
    Ok(page(&Page { frame: Frame::below(&state, reader, Section::Directives), form, refusal: None, amended: Some(id) })?.into_response())
}

pub async fn amend(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(pairs): CheckedForm<Vec<(String, String)>>,
) -> Result<Response> {
    let mut sent = Sent::of(pairs);
    let done = amended(&state, &reader, id, &mut sent).await;
    match done {
        Ok(Some(task)) => Ok(Redirect::to(&format!("/tasks/{task}")).into_response()),
        Ok(None) => shown(&state, reader, sent, (StatusCode::OK, None), Some(id)).await,
        Err(Error::Invalid(sentence)) => shown(&state, reader, sent, (StatusCode::UNPROCESSABLE_ENTITY, Some(sentence)), Some(id)).await,
        Err(Error::Conflict(sentence)) => shown(&state, reader, sent, (StatusCode::CONFLICT, Some(sentence)), Some(id)).await,
        Err(other) => Err(other),
    }
}

/// The task of the directive; `None` while units are only looked for.
async fn amended(state: &AppState, reader: &Reader, id: i64, sent: &mut Sent) -> Result<Option<i64>> {
    let (actor, today) = (reader.actor(state), state.clock.today());
    let mut tx = state.db.write_by(actor).await?;
    let row = own(&mut tx, state, reader, id).await?;
    sent.about = row.about();
    if sent.searches {
        return Ok(None);
    }
    let said = said(&mut tx, reader, sent, today).await?;
    let plan = tasks::find(&mut tx, row.task_id).await?.plan_id;
    let plan = plans::find(&mut tx, plan, state.as_of()).await?;
    let (user, name, title) = (row.giver_id, row.giver.clone(), row.giver_title.clone());
    let giver = Giver { user, name, title, unit: plan.issuer_unit_id, unit_name: plan.issuer };
    acts::amend(&mut tx, actor, &row, &giver, (&said, today)).await?;
    tx.commit().await?;
    Ok(Some(row.task_id))
}

/// A form without fields of its own.
#[derive(Debug, Deserialize)]
pub struct Nothing {}

pub async fn withdraw(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> Result<Redirect> {
    let actor = reader.actor(&state);
    let mut tx = state.db.write_by(actor).await?;
    let row = own(&mut tx, &state, &reader, id).await?;
    acts::withdraw(&mut tx, actor, &row, state.clock.today()).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/tasks/{}", row.task_id)))
}
