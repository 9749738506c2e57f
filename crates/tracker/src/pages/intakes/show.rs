//! `GET /intakes/{id}`: where an intake is; under review, the review page.

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};

use super::Taker;
use super::review::{self, Asked};
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::intakes;

pub async fn show(
    State(state): State<AppState>,
    Taker(reader): Taker,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response> {
    let mut tx = state.db.read().await?;
    let intake = intakes::find(&mut tx, id).await?;
    match (intake.state.as_str(), intake.plan_id) {
        ("accepted", Some(plan)) => Ok(Redirect::to(&format!("/plans/{plan}")).into_response()),
        ("review", _) => review::page(&state, &mut tx, reader, intake, &asked, &headers).await,
        _ => Err(Error::NotFound),
    }
}
