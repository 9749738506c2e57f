//! `GET /unit-groups/{id}`: members on a day (`?ngay=`), and those who were. `POST /unit-groups/{id}/members`: from a day on a
//! unit comes or goes.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use serde::Deserialize;

use crate::access;
use crate::auth::CheckedForm;
use crate::domain::org_unit::OPEN_END;
use crate::domain::written;
use crate::error::{Error, Result};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::{number_in, page, units};
use crate::state::AppState;
use crate::store::Tx;
use crate::store::unit_groups::{self, Group, Member};

/// Characters of a typed unit.
const LONGEST_NAME: usize = 200;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    ngay: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    /// "vao" or "ra".
    viec: String,
    /// Code or name of a unit that comes, id of one that goes.
    don_vi: String,
    ngay: String,
}

#[derive(Template)]
#[template(path = "unit_groups/show.html")]
struct Show {
    frame: Frame,
    group: Group,
    day: Date,
    is_today: bool,
    now: Vec<Member>,
    others: Vec<Member>,
    may_change: bool,
    refused: Option<(String, Sent)>,
}

pub async fn show(State(state): State<AppState>, reader: Reader, Path(id): Path<i64>, Query(asked): Query<Asked>) -> Result<Response> {
    let day = written::parsed_day(&asked.ngay).unwrap_or(state.clock.today());
    shown(&state, reader, (id, day), None).await
}

pub async fn change_members(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Result<Response> {
    access::require(access::can_change_groups(&reader.user.posts))?;
    match changed(&state, &reader, id, &sent).await {
        Ok(day) => {
            Ok(Redirect::to(&format!("/unit-groups/{id}?ngay={}", crate::pages::address::encoded(&written::day(day)))).into_response())
        }
        Err(Error::Invalid(sentence)) => shown(&state, reader, (id, state.clock.today()), Some((sentence, sent))).await,
        Err(other) => Err(other),
    }
}

async fn changed(state: &AppState, reader: &Reader, group: i64, sent: &Sent) -> Result<Date> {
    let day = written::parsed_day(&sent.ngay).ok_or_else(|| Error::Invalid("Chưa ghi từ ngày nào; hãy ghi ngày/tháng/năm".to_owned()))?;
    let mut tx = state.db.write().await?;
    let actor = reader.actor(state);
    if sent.viec == "ra" {
        let unit = number_in(&sent.don_vi).ok_or(Error::NotFound)?;
        unit_groups::remove(&mut tx, actor, group, (unit, day)).await?;
    } else {
        let unit = meant(&mut tx, &sent.don_vi, day).await?;
        unit_groups::add(&mut tx, actor, group, (unit, day)).await?;
    }
    tx.commit().await?;
    Ok(day)
}

async fn meant(tx: &mut Tx, text: &str, day: Date) -> Result<i64> {
    if text.chars().count() > LONGEST_NAME {
        return Err(Error::Invalid(format!("Tên đơn vị dài quá {LONGEST_NAME} ký tự")));
    }
    units::meant(tx, text, &[day]).await
}

async fn shown(state: &AppState, reader: Reader, (id, day): (i64, Date), refused: Option<(String, Sent)>) -> Result<Response> {
    let mut tx = state.db.read().await?;
    let group = unit_groups::find(&mut tx, id, day).await?;
    let members = unit_groups::members(&mut tx, id).await?;
    drop(tx);
    let (now, others) = members.into_iter().partition(|member| member.valid_from <= day && day <= member.valid_to);
    let may_change = access::can_change_groups(&reader.user.posts);
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let is_today = day == state.clock.today();
    let frame = Frame::below(state, reader, Section::Units);
    Ok((status, page(&Show { frame, group, day, is_today, now, others, may_change, refused })?).into_response())
}

impl Show {
    fn day_words(&self) -> String {
        written::day(self.day)
    }

    fn typed(&self) -> (&str, &str) {
        self.refused.as_ref().filter(|(_, sent)| sent.viec != "ra").map_or(("", ""), |(_, sent)| (&sent.don_vi, &sent.ngay))
    }
}

/// "từ 01/07/2025".
fn span(member: &Member) -> String {
    let from = written::day(member.valid_from);
    if member.valid_to == OPEN_END { format!("từ {from}") } else { format!("{from} – {}", written::day(member.valid_to)) }
}
