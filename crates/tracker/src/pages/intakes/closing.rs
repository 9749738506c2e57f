//! `POST /intakes/{id}/acceptance`: the draft becomes work. `POST /intakes/{id}/discard`: it is closed without.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::Taker;
use super::review::{Asked, Shows, refused};
use crate::accept;
use crate::auth::CheckedForm;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::intakes;

#[derive(Debug, Deserialize)]
pub struct Nothing {}

pub async fn accept(
    State(state): State<AppState>,
    taker: Taker,
    Path(id): Path<i64>,
    headers: HeaderMap,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> Result<Response> {
    let mut tx = state.db.write().await?;
    let intake = intakes::find(&mut tx, id).await?;
    match accept::accept(&mut tx, taker.actor(&state), id, state.clock.today()).await {
        Ok(accepted) => {
            tx.commit().await?;
            let again = if accepted.again { "lai" } else { "moi" };
            Ok(Redirect::to(&format!("/?plan={}&vua={again}", accepted.plan)).into_response())
        }
        // What is wrong is told above the draft, which stays as it is.
        Err(error @ (Error::Invalid(_) | Error::Conflict(_))) if intake.state == "review" => {
            drop(tx);
            let status = if matches!(error, Error::Invalid(_)) { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
            let shows = Shows { asked: Asked::default(), notice: Some(error.to_string().into()), ..Shows::default() };
            refused(&state, taker.0, id, shows, (status, &headers)).await
        }
        Err(error) => Err(error),
    }
}

pub async fn discard(
    State(state): State<AppState>,
    taker: Taker,
    Path(id): Path<i64>,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> Result<Redirect> {
    let mut tx = state.db.write().await?;
    intakes::find(&mut tx, id).await?;
    intakes::discard(&mut tx, taker.actor(&state), id).await?;
    tx.commit().await?;
    Ok(Redirect::to("/plans"))
}
