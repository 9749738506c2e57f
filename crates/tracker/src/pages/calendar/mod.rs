//! `GET /calendar`: the working days of a year, which say when an answer is due and when nobody is reminded. `POST /calendar`:
//! days off, and days worked in exchange.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::{Date, Weekday, date};
use serde::Deserialize;

use super::assignments::{required_day, typed, typed_day};
use super::frame::{Frame, Reader, Section};
use super::page;
use crate::access;
use crate::auth::CheckedForm;
use crate::domain::as_of::{days_after, days_between};
use crate::domain::working_days::{Exception, WorkingDays};
use crate::domain::written;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::calendar_days::{self, CalendarDay};
use crate::store::{Tx, posts};

/// Days that are entered at once: longer than any holiday.
const MOST_DAYS: i64 = 31;
/// Characters of what a day off is called.
const LONGEST_NAME: usize = 100;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    nam: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    /// "nghi", "lam" or "bo".
    viec: String,
    tu: String,
    den: String,
    ten: String,
}

/// A square of a month.
struct Cell {
    day: Date,
    is_working: bool,
    name: Option<String>,
    is_today: bool,
}

struct Month {
    number: i8,
    /// Empty squares before the first.
    before: usize,
    cells: Vec<Cell>,
}

#[derive(Template)]
#[template(path = "calendar/show.html")]
struct Show {
    frame: Frame,
    year: i16,
    months: Vec<Month>,
    /// Of the year, runs of days of one kind and name together: first, last, kind, name.
    runs: Vec<(Date, Date, bool, String)>,
    working: usize,
    may_change: bool,
    sent: Sent,
    refusal: Option<String>,
}

/// `GET /calendar`
pub async fn show(State(state): State<AppState>, reader: Reader, Query(asked): Query<Asked>) -> Result<Response> {
    let year = asked.nam.parse().ok().filter(|year| (2000..=2100).contains(year)).unwrap_or_else(|| state.clock.today().year());
    shown(&state, reader, year, None).await
}

/// `POST /calendar`
pub async fn change(State(state): State<AppState>, reader: Reader, CheckedForm(sent): CheckedForm<Sent>) -> Result<Response> {
    match changed(&state, &reader, &sent).await {
        Ok(year) => Ok(Redirect::to(&format!("/calendar?nam={year}")).into_response()),
        Err(Error::Invalid(sentence)) => {
            let year = written::parsed_day(&sent.tu).map_or_else(|| state.clock.today().year(), Date::year);
            shown(&state, reader, year, Some((sentence, sent))).await
        }
        Err(other) => Err(other),
    }
}

/// The year that was changed.
async fn changed(state: &AppState, reader: &Reader, sent: &Sent) -> Result<i16> {
    let actor = reader.actor(state);
    let mut tx = state.db.write_by(actor).await?;
    access::require(may_change(&mut tx, reader, state.clock.today()).await?)?;
    let from = required_day(&sent.tu, "Từ ngày")?;
    let to = typed_day(&sent.den, "Đến ngày")?.unwrap_or(from);
    if to < from {
        return Err(Error::Invalid("Đến ngày phải bằng hoặc sau từ ngày".to_owned()));
    }
    if days_between(from, to) >= MOST_DAYS {
        return Err(Error::Invalid(format!("Mỗi lần ghi tối đa {MOST_DAYS} ngày; đề nghị kiểm tra lại năm")));
    }
    let name = typed(&sent.ten, "Tên ngày nghỉ", LONGEST_NAME)?;
    let exception = match sent.viec.as_str() {
        "bo" => None,
        "lam" => Some((Exception::Worked, name.unwrap_or("Làm bù"))),
        _ => Some((Exception::Off, name.ok_or_else(|| Error::Invalid("Chưa ghi tên ngày nghỉ, ví dụ: Tết Nguyên đán".to_owned()))?)),
    };
    for days in 0..=days_between(from, to) {
        calendar_days::set(&mut tx, actor, days_after(from, days), exception).await?;
    }
    tx.commit().await?;
    Ok(from.year())
}

/// One calendar for everybody: an administrator at the top keeps it.
async fn may_change(tx: &mut Tx, reader: &Reader, today: Date) -> Result<bool> {
    let mut topmost = Vec::new();
    for unit in reader.user.posts.iter().filter_map(|post| post.unit_id) {
        if posts::is_topmost(tx, unit, today).await? {
            topmost.push(unit);
        }
    }
    Ok(access::can_change_calendar(&reader.user.posts, &topmost))
}

async fn shown(state: &AppState, reader: Reader, year: i16, refused: Option<(String, Sent)>) -> Result<Response> {
    let today = state.clock.today();
    let mut tx = state.db.read().await?;
    let days: Vec<CalendarDay> = calendar_days::all(&mut tx).await?.into_iter().filter(|row| row.day.year() == year).collect();
    let calendar = calendar_days::working_days(&mut tx).await?;
    let may_change = may_change(&mut tx, &reader, today).await?;
    drop(tx);
    let months: Vec<Month> = (1..=12).map(|month| Month::of(year, month, (&calendar, &days), today)).collect();
    let working = months.iter().flat_map(|month| &month.cells).filter(|cell| cell.is_working).count();
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (refusal, sent) = refused.map_or((None, Sent::default()), |(sentence, sent)| (Some(sentence), sent));
    let frame = Frame::below(state, reader, Section::MyWork);
    Ok((status, page(&Show { frame, year, months, runs: runs(&days), working, may_change, sent, refusal })?).into_response())
}

impl Month {
    fn of(year: i16, month: i8, (calendar, days): (&WorkingDays, &[CalendarDay]), today: Date) -> Self {
        let names: BTreeMap<Date, &str> = days.iter().map(|row| (row.day, row.name.as_str())).collect();
        let first = date(year, month, 1);
        let before = first.weekday().since(Weekday::Monday);
        let cell = |day: Date| Cell {
            day,
            is_working: calendar.is_working(day),
            name: names.get(&day).map(|name| (*name).to_owned()),
            is_today: day == today,
        };
        let cells = (0..i64::from(first.days_in_month())).map(|days| cell(days_after(first, days))).collect();
        Self { number: month, before: usize::try_from(before).unwrap_or(0), cells }
    }
}

impl Cell {
    /// What a pointer and a reader of screens are told.
    fn words(&self) -> String {
        let day = written::day(self.day);
        match &self.name {
            Some(name) => format!("{day}: {name}{}", if self.is_working { ", làm việc" } else { "" }),
            None => day,
        }
    }
}

/// Days in a row that are of one kind and name.
fn runs(days: &[CalendarDay]) -> Vec<(Date, Date, bool, String)> {
    let mut out: Vec<(Date, Date, bool, String)> = Vec::new();
    for row in days {
        let works = row.kind == "worked";
        match out.last_mut().filter(|(_, last, kind, name)| days_after(*last, 1) == row.day && *kind == works && *name == row.name) {
            Some((_, last, ..)) => *last = row.day,
            None => out.push((row.day, row.day, works, row.name.clone())),
        }
    }
    out
}
