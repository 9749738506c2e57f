//! `GET /units/open-work`: open work of units that are no more and that nobody took over. `POST /units/open-work`: it goes to
//! another unit, as much of it as is chosen.
//!
//! `?don_vi=` one unit only; `giao=` how much was given just now, `cho=` to which unit. In the form `viec` names each chosen
//! assignment, `nhan` the unit by code or name, `can_cu` what it rests on.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::typed::meant;
use crate::access;
use crate::auth::CheckedForm;
use crate::domain::Post;
use crate::error::{Error, Result};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::{number_in, page};
use crate::state::AppState;
use crate::store::unit_changes::{self, Reassignment, Undecided};
use crate::store::units::{self, Unit};
use crate::store::{Tx, posts};

/// Characters of what it rests on.
const LONGEST_BASIS: usize = 200;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    don_vi: String,
    giao: String,
    cho: String,
}

/// What was sent; pairs, because each chosen assignment is one.
#[derive(Debug, Default)]
struct Sent {
    unit: Option<i64>,
    chosen: BTreeSet<i64>,
    to: String,
    basis: String,
}

#[derive(Template)]
#[template(path = "units/open_work.html")]
struct OpenWork {
    frame: Frame,
    /// Only of this unit.
    unit: Option<Unit>,
    ended: Vec<Ended>,
    given: Option<(i64, Unit)>,
    sent: Sent,
    refusal: Option<String>,
}

/// A unit that is no more, with what it has left.
struct Ended {
    unit_id: i64,
    name: String,
    ended_on: jiff::civil::Date,
    work: Vec<Undecided>,
    may_give: bool,
}

/// `GET /units/open-work`
pub async fn open_work(State(state): State<AppState>, reader: Reader, Query(asked): Query<Asked>) -> Result<Response> {
    let sent = Sent { unit: number_in(&asked.don_vi), ..Sent::default() };
    let mut tx = state.db.read().await?;
    let given = match (number_in(&asked.giao), number_in(&asked.cho)) {
        (Some(count), Some(unit)) => Some((count, units::find(&mut tx, unit).await?)),
        _ => None,
    };
    drop(tx);
    shown(&state, reader, sent, (given, None)).await
}

/// `POST /units/open-work`
pub async fn reassign(
    State(state): State<AppState>,
    reader: Reader,
    CheckedForm(pairs): CheckedForm<Vec<(String, String)>>,
) -> Result<Response> {
    let sent = Sent::of(pairs);
    match reassigned(&state, &reader, &sent).await {
        Ok((count, to)) => {
            let of = sent.unit.map(|unit| format!("&don_vi={unit}")).unwrap_or_default();
            Ok(Redirect::to(&format!("/units/open-work?giao={count}&cho={to}{of}")).into_response())
        }
        Err(Error::Invalid(sentence) | Error::Conflict(sentence)) => shown(&state, reader, sent, (None, Some(sentence))).await,
        Err(other) => Err(other),
    }
}

async fn reassigned(state: &AppState, reader: &Reader, sent: &Sent) -> Result<(usize, i64)> {
    let today = state.clock.today();
    if sent.basis.chars().count() > LONGEST_BASIS {
        return Err(Error::Invalid(format!("Căn cứ dài quá {LONGEST_BASIS} ký tự")));
    }
    if sent.to.trim().is_empty() {
        return Err(Error::Invalid("Chưa ghi đơn vị nhận việc".to_owned()));
    }
    let mut tx = state.db.write().await?;
    let to = meant(&mut tx, &sent.to, &[today]).await?;
    let held = giving(reader);
    let desk = posts::desks(&mut tx, &held, today).await?;
    access::require(access::can_answer(&held, &desk, &posts::above(&mut tx, Some(to), today).await?))?;
    for row in unit_changes::undecided(&mut tx, None, today).await?.iter().filter(|row| sent.chosen.contains(&row.assignment_id)) {
        access::require(may_give(&mut tx, &held, row).await?)?;
    }
    let of = Reassignment { assignments: &sent.chosen, to, basis: &sent.basis, on: today };
    let count = unit_changes::reassign(&mut tx, reader.actor(state), &of).await?;
    tx.commit().await?;
    Ok((count, to))
}

/// The posts by which a person gives work.
fn giving(reader: &Reader) -> Vec<Post> {
    reader.user.posts.iter().filter(|post| access::can_take_in(std::slice::from_ref(*post))).cloned().collect()
}

/// Where the unit stood on its last day is within reach.
async fn may_give(tx: &mut Tx, held: &[Post], row: &Undecided) -> Result<bool> {
    let desk = posts::desks(tx, held, row.ended_on).await?;
    Ok(access::can_answer(held, &desk, &posts::above(tx, Some(row.unit_id), row.ended_on).await?))
}

async fn shown(state: &AppState, reader: Reader, sent: Sent, (given, refusal): (Option<(i64, Unit)>, Option<String>)) -> Result<Response> {
    let held = giving(&reader);
    let mut tx = state.db.read().await?;
    let unit = match sent.unit {
        Some(unit) => Some(units::find(&mut tx, unit).await?),
        None => None,
    };
    let mut ended: Vec<Ended> = Vec::new();
    for row in unit_changes::undecided(&mut tx, sent.unit, state.clock.today()).await? {
        match ended.last_mut().filter(|last| last.unit_id == row.unit_id) {
            Some(last) => last.work.push(row),
            None => {
                let may_give = may_give(&mut tx, &held, &row).await?;
                ended.push(Ended { unit_id: row.unit_id, name: row.unit_name.clone(), ended_on: row.ended_on, work: vec![row], may_give });
            }
        }
    }
    drop(tx);
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = Frame::below(state, reader, Section::Units);
    Ok((status, page(&OpenWork { frame, unit, ended, given, sent, refusal })?).into_response())
}

impl Sent {
    fn of(pairs: Vec<(String, String)>) -> Self {
        let mut out = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "don_vi" => out.unit = number_in(&value),
                "viec" => out.chosen.extend(number_in(&value)),
                "nhan" => out.to = value,
                "can_cu" => out.basis = value,
                _ => {}
            }
        }
        out
    }
}

impl OpenWork {
    fn count(&self) -> usize {
        self.ended.iter().map(|ended| ended.work.len()).sum()
    }

    /// Everything, until the person has chosen.
    fn is_chosen(&self, row: &Undecided) -> bool {
        self.refusal.is_none() || self.sent.chosen.contains(&row.assignment_id)
    }

    /// What was typed for this unit.
    fn typed(&self, ended: &Ended) -> (&str, &str) {
        let about = ended.work.iter().any(|row| self.sent.chosen.contains(&row.assignment_id));
        if about || self.ended.len() == 1 { (&self.sent.to, &self.sent.basis) } else { ("", "") }
    }
}
