//! `POST /intakes/{id}/acceptance`: the draft becomes work. `POST /intakes/{id}/discard`: it is closed without.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::Taker;
use super::review::{Asked, Shows, refused};
use crate::accept;
use crate::auth::CheckedForm;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::{check_points, intakes};

#[derive(Debug, Deserialize)]
pub struct Nothing {}

pub async fn accept(
    State(state): State<AppState>,
    taker: Taker,
    Path(id): Path<i64>,
    headers: HeaderMap,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> Result<Response> {
    let mut tx = state.db.write_by(taker.actor(&state)).await?;
    match accept::accept(&mut tx, taker.actor(&state), id, state.clock.today()).await {
        Ok(accepted) => {
            let (actor, today) = (taker.actor(&state), state.clock.today());
            check_points::open_missing(&mut tx, actor, today, state.config.check_months).await?;
            tx.commit().await?;
            let again = if accepted.again { "lai" } else { "moi" };
            Ok(Redirect::to(&format!("/?plan={}&vua={again}", accepted.plan)).into_response())
        }
        Err(error @ (Error::Invalid(_) | Error::Conflict(_))) => {
            drop(tx);
            not_accepted(&state, taker, id, (error, &headers)).await
        }
        Err(error) => Err(error),
    }
}

/// Pressed twice, or by two people: the work is there, and that is what they want to see. Else what is wrong is told
/// above the draft, which stays as it is.
async fn not_accepted(state: &AppState, taker: Taker, id: i64, (error, headers): (Error, &HeaderMap)) -> Result<Response> {
    let mut tx = state.db.read().await?;
    let intake = intakes::find(&mut tx, id).await?;
    drop(tx);
    match (intake.state.as_str(), intake.plan_id) {
        ("accepted", Some(plan)) => Ok(Redirect::to(&format!("/?plan={plan}")).into_response()),
        ("review", _) => {
            let shows = Shows { asked: Asked::default(), notice: Some(error.to_string().into()), ..Shows::default() };
            refused(state, taker.0, id, shows, (error.status(), headers)).await
        }
        _ => Err(error),
    }
}

pub async fn discard(
    State(state): State<AppState>,
    taker: Taker,
    Path(id): Path<i64>,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> Result<Redirect> {
    let mut tx = state.db.write_by(taker.actor(&state)).await?;
    intakes::find(&mut tx, id).await?;
    intakes::discard(&mut tx, taker.actor(&state), id).await?;
    tx.commit().await?;
    Ok(Redirect::to("/plans"))
}
