//! `GET /units/changes/{id}`: one entry. `POST /units/changes/{id}/reversal`: it was a mistake, and is taken back.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::form::{Control, Group, basis_group};
use super::{Changer, Fields, read};
use crate::access;
use crate::auth::CheckedForm;
use crate::domain::written;
use crate::error::{Error, Result};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::page;
use crate::pages::units::words;
use crate::state::AppState;
use crate::store::unit_changes::{self, HistoryRow};

/// Characters of the reason.
const LONGEST_REASON: usize = 500;

#[derive(Template)]
#[template(path = "units/changes/show.html")]
struct Show {
    frame: Frame,
    row: HistoryRow,
    may_change: bool,
    basis: Group,
    reason: String,
    refusal: Option<String>,
}

/// `GET /units/changes/{id}`
pub async fn show_change(State(state): State<AppState>, reader: Reader, Path(id): Path<i64>) -> Result<Response> {
    shown(&state, reader, id, &Fields::new(), None).await
}

/// `POST /units/changes/{id}/reversal`
pub async fn reverse(
    State(state): State<AppState>,
    changer: Changer,
    Path(id): Path<i64>,
    CheckedForm(pairs): CheckedForm<Vec<(String, String)>>,
) -> Result<Response> {
    let fields: Fields = pairs.into_iter().collect();
    match reversed(&state, &changer, id, &fields).await {
        Ok(reversal) => Ok(Redirect::to(&format!("/units/changes/{reversal}")).into_response()),
        Err(Error::Invalid(sentence) | Error::Conflict(sentence)) => shown(&state, changer.0, id, &fields, Some(sentence)).await,
        Err(other) => Err(other),
    }
}

async fn reversed(state: &AppState, changer: &Changer, id: i64, fields: &Fields) -> Result<i64> {
    let reason = fields.get("ly_do").map_or("", |text| text.trim());
    if reason.is_empty() {
        return Err(Error::Invalid("Chưa ghi lý do hủy".to_owned()));
    }
    if reason.chars().count() > LONGEST_REASON {
        return Err(Error::Invalid(format!("Lý do dài quá {LONGEST_REASON} ký tự")));
    }
    let basis = read::basis(fields)?;
    let mut tx = state.db.write().await?;
    let entry = unit_changes::entry(&mut tx, id).await?;
    changer.manages(&mut tx, &entry.change, state.clock.today()).await?;
    let reversal = unit_changes::reverse(&mut tx, changer.0.actor(state), id, (&basis, reason), state.clock.today()).await?;
    tx.commit().await?;
    Ok(reversal)
}

async fn shown(state: &AppState, reader: Reader, id: i64, fields: &Fields, refusal: Option<String>) -> Result<Response> {
    let mut tx = state.db.read().await?;
    let row = unit_changes::one(&mut tx, id).await?;
    drop(tx);
    let may_change = access::can_change_units(&reader.user.posts);
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut basis = basis_group(fields);
    basis.inputs.retain(|input| input.name != "ngay");
    let reason = fields.get("ly_do").cloned().unwrap_or_default();
    let show = Show { frame: Frame::below(state, reader, Section::Units), row, may_change, basis, reason, refusal };
    Ok((status, page(&show)?).into_response())
}

impl Show {
    fn may_reverse(&self) -> bool {
        self.may_change && self.row.reversed_by.is_none() && self.row.reverses_id.is_none()
    }

    fn day(&self) -> String {
        written::day(self.row.effective_on)
    }

    fn basis_words(&self) -> String {
        words::basis(&self.row.basis_number, &self.row.basis_on)
    }

    fn entered(&self) -> String {
        let day = written::day(crate::clock::time_of(self.row.entered_at).date());
        self.row.author.as_ref().map_or_else(|| day.clone(), |author| format!("{author}, {day}"))
    }
}
