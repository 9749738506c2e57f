//! `POST /intakes/{id}/plan`: which plan the files are, a new one or a new reading of one that runs.
//! `POST /plans/{id}/reviews`: a plan that runs is looked at again.

use axum::extract::{Path, State};
use axum::response::Redirect;
use serde::Deserialize;

use super::Taker;
use crate::auth::CheckedForm;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::{directives, intakes, plans};
use crate::take_in;

#[derive(Debug, Deserialize)]
pub struct Chosen {
    /// Id of a plan; empty for a new one.
    #[serde(default)]
    plan: String,
}

pub async fn choose(
    State(state): State<AppState>,
    taker: Taker,
    Path(id): Path<i64>,
    CheckedForm(form): CheckedForm<Chosen>,
) -> Result<Redirect> {
    let mut tx = state.db.write_by(taker.actor(&state)).await?;
    intakes::take_turn(&mut tx, id).await?;
    let plan = form.plan.parse().ok();
    if let Some(plan) = plan {
        plans::intake(&mut tx, plan).await?;
    }
    take_in::load_again(&mut tx, taker.actor(&state), id, plan).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/intakes/{id}")))
}

#[derive(Debug, Deserialize)]
pub struct Nothing {}

pub async fn reopen(
    State(state): State<AppState>,
    taker: Taker,
    Path(plan): Path<i64>,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> Result<Redirect> {
    let mut tx = state.db.write_by(taker.actor(&state)).await?;
    if directives::is_source(&mut tx, plan).await? {
        return Err(Error::Conflict("Ý kiến chỉ đạo được sửa ở trang của nhiệm vụ, do người giao sửa".to_owned()));
    }
    // One review of a plan at a time: a second one would be decided against the first.
    let open = intakes::of_plan(&mut tx, plan).await?.into_iter().find(|intake| intake.state == "review");
    let intake = match open {
        Some(intake) => intake.id,
        None => take_in::reopen(&mut tx, taker.actor(&state), plan).await?,
    };
    tx.commit().await?;
    Ok(Redirect::to(&format!("/intakes/{intake}")))
}
