//! `GET /directives/new`: the short form, with units and a day proposed from what it is about. `POST /directives`: it is given.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use rand::RngExt;
use serde::Deserialize;

use super::form::{self, Form, full_name};
use super::sent::Sent;
use crate::access;
use crate::auth::CheckedForm;
use crate::directives::{Giver, Said, give as give_directive};
use crate::domain::assignment::AssignmentState;
use crate::domain::directive::{About, usual_words};
use crate::domain::{AsOf, Post, Role, written};
use crate::error::{Error, Result};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::{number_in, page};
use crate::state::AppState;
use crate::store::{Tx, assignments, directives, indicators, posts, taken_forms};

#[derive(Template)]
#[template(path = "directives/new.html")]
pub(super) struct Page {
    pub frame: Frame,
    pub form: Form,
    pub refusal: Option<String>,
    /// The directive that is said otherwise.
    pub amended: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    task: String,
    indicator: String,
    unit: String,
    /// A meeting at which something was said already.
    meeting: String,
}

impl Asked {
    fn about(&self) -> About {
        [("task", &self.task), ("indicator", &self.indicator), ("unit", &self.unit)]
            .into_iter()
            .map(|(name, id)| About::named(name, number_in(id)))
            .find(|about| *about != About::Nothing)
            .unwrap_or_default()
    }
}

pub async fn new(State(state): State<AppState>, reader: Reader, Query(asked): Query<Asked>) -> Result<Response> {
    access::require(access::can_direct(&reader.user.posts))?;
    let as_of = state.as_of();
    let mut tx = state.db.read().await?;
    let about = asked.about();
    let (units, words) = proposed(&mut tx, about, as_of).await?;
    let units = form::within_reach(&mut tx, &reader, &units, as_of.today).await?;
    let mut sent = Sent { key: format!("{:032x}", rand::rng().random::<u128>()), words, about, units: units.clone(), ..Sent::default() };
    if let Some(meeting) = number_in(&asked.meeting) {
        let meeting = directives::find_meeting(&mut tx, meeting).await?;
        (sent.meeting, sent.held_on) = (meeting.name, written::day(meeting.held_on));
    }
    let form = Form::of(&mut tx, &reader, sent, &units, as_of.today).await?;
    drop(tx);
    Ok(page(&Page { frame: Frame::below(&state, reader, Section::Directives), form, refusal: None, amended: None })?.into_response())
}

/// Whose it is to do something about it, and what is usually asked.
async fn proposed(tx: &mut Tx, about: About, as_of: AsOf) -> Result<(Vec<i64>, String)> {
    Ok(match about {
        About::Task(id) => {
            let rows = assignments::of_task(tx, id, as_of).await?;
            let is_over = |state| matches!(state, AssignmentState::DoneLate | AssignmentState::DoneOnTime | AssignmentState::Stopped);
            let open: Vec<_> = rows.iter().filter(|row| !is_over(row.state)).collect();
            let late: Vec<i64> = open.iter().filter(|row| row.late).filter_map(|row| row.unit_id).collect();
            let units = if late.is_empty() { open.iter().filter_map(|row| row.unit_id).collect() } else { late.clone() };
            (units, usual_words(!late.is_empty()).to_owned())
        }
        About::Indicator(id) => (indicators::lead_units(tx, id).await?, usual_words(false).to_owned()),
        About::Unit(id) => (vec![id], String::new()),
        About::Nothing => (Vec::new(), String::new()),
    })
}

pub async fn give(
    State(state): State<AppState>,
    reader: Reader,
    CheckedForm(pairs): CheckedForm<Vec<(String, String)>>,
) -> Result<Response> {
    access::require(access::can_direct(&reader.user.posts))?;
    let sent = Sent::of(pairs);
    let given = if sent.searches { Ok(None) } else { given(&state, &reader, &sent).await.map(Some) };
    match given {
        Ok(Some(to)) => Ok(Redirect::to(&to).into_response()),
        Ok(None) => shown(&state, reader, sent, (StatusCode::OK, None), None).await,
        Err(Error::Invalid(sentence)) => shown(&state, reader, sent, (StatusCode::UNPROCESSABLE_ENTITY, Some(sentence)), None).await,
        Err(Error::Conflict(sentence)) => shown(&state, reader, sent, (StatusCode::CONFLICT, Some(sentence)), None).await,
        Err(other) => Err(other),
    }
}

/// The form again, with everything that was typed.
pub(super) async fn shown(
    state: &AppState,
    reader: Reader,
    sent: Sent,
    (status, refusal): (StatusCode, Option<String>),
    amended: Option<i64>,
) -> Result<Response> {
    let today = state.clock.today();
    let mut tx = state.db.read().await?;
    let mut form = Form::of(&mut tx, &reader, sent, &[], today).await?;
    drop(tx);
    // Whose words they are does not change.
    form.leaders.retain(|_| amended.is_none());
    Ok((status, page(&Page { frame: Frame::below(state, reader, Section::Directives), form, refusal, amended })?).into_response())
}

/// Where to go once it is given.
async fn given(state: &AppState, reader: &Reader, sent: &Sent) -> Result<String> {
    let (actor, today) = (reader.actor(state), state.clock.today());
    let mut tx = state.db.write_by(actor).await?;
    if !taken_forms::take(&mut tx, actor, &sent.key).await? {
        // Sent twice over a bad line: it is the newest in the list.
        return Ok("/directives".to_owned());
    }
    let said = said(&mut tx, reader, sent, today).await?;
    let giver = giver(&mut tx, reader, sent, today).await?;
    let given = give_directive(&mut tx, actor, &giver, &said, (sent.about, today)).await?;
    tx.commit().await?;
    Ok(format!("/tasks/{}", given.task))
}

/// What was sent, looked at.
///
/// # Errors
/// `Invalid` for what is wrong in it, `Forbidden` for a unit beyond the reader's reach, or the database fails.
pub(super) async fn said(tx: &mut Tx, reader: &Reader, sent: &Sent, today: Date) -> Result<Said> {
    let words = sent.words()?;
    let units = sent.units()?;
    let chosen = directives::chosen(tx, units, today).await?;
    if chosen.len() != units.len() {
        return Err(Error::Invalid("Có đơn vị không còn hoạt động; đề nghị chọn lại".to_owned()));
    }
    access::require(form::within_reach(tx, reader, units, today).await?.len() == units.len())?;
    Ok(Said {
        words,
        leads: chosen.iter().map(|offer| (offer.id, full_name(offer))).collect(),
        coordinating: sent.helping()?,
        product: sent.product()?,
        due: sent.due(today)?,
        basis: sent.basis()?,
        meeting: sent.meeting(today)?,
    })
}

/// The leader who writes, or in whose name a focal point does.
async fn giver(tx: &mut Tx, reader: &Reader, sent: &Sent, today: Date) -> Result<Giver> {
    let user = &reader.user;
    let post = user.posts.first().ok_or(Error::Forbidden)?;
    if post.role == Role::Leader {
        let Post { unit_id, unit_name, .. } = post.clone();
        return Ok(Giver { user: user.id, name: user.full_name.clone(), title: post.title(), unit: unit_id, unit_name });
    }
    let leaders = form::leaders(tx, Some(post), today).await?;
    let leader = leaders.into_iter().find(|leader| Some(leader.post_id) == sent.leader);
    let leader = leader.ok_or_else(|| Error::Invalid("Chưa chọn lãnh đạo cho ý kiến".to_owned()))?;
    for unit in &sent.units {
        let above = posts::above(tx, Some(*unit), today).await?;
        if leader.unit_id.is_some_and(|led| !above.contains(&led)) {
            let unit = directives::chosen(tx, &[*unit], today).await?.first().map(full_name).unwrap_or_default();
            return Err(Error::Invalid(format!("{} không phụ trách {unit}; đề nghị chọn lãnh đạo khác", leader.full_name)));
        }
    }
    let place = leader.unit_name.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
    Ok(Giver {
        user: leader.user_id,
        name: leader.full_name,
        title: format!("{}{place}", Role::Leader.label()),
        unit: leader.unit_id,
        unit_name: leader.unit_name,
    })
}
