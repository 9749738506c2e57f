//! `GET /history/{thing}/{id}`: who changed a plan, a task, an indicator, a unit, when, from what to what.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::address::Pager;
use super::audit::{reach, words};
use super::frame::{Frame, Reader, Section};
use super::{PAGE_SIZE, page, page_in};
use crate::access::{self, Right};
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::Tx;
use crate::store::audit::{self, ListedEntry, Thing};
use crate::store::{indicators, intakes, plans, posts, sheet_mappings, tasks, units, users};

#[derive(Template)]
#[template(path = "history/show.html")]
struct Show {
    frame: Frame,
    kind: &'static str,
    name: String,
    href: String,
    entries: Vec<ListedEntry>,
    pager: Pager,
    /// Addresses of people's machines are for inspectors.
    with_source: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: String,
}

pub async fn show(
    State(state): State<AppState>,
    reader: Reader,
    Path((thing, id)): Path<(String, i64)>,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse> {
    let thing = Thing::ALL.into_iter().find(|known| known.name() == thing).ok_or(Error::NotFound)?;
    access::require(right(thing).allows(&reader.user.posts))?;
    let number = page_in(&asked.page);
    let mut tx = state.db.read().await?;
    if thing == Thing::User {
        let places = posts::places(&mut tx, id, state.clock.today()).await?;
        access::require(access::can_read_person(&reader.user.posts, &places))?;
    }
    let name = name(&mut tx, &state, thing, id).await?;
    let (mut entries, total) = audit::history(&mut tx, (thing, id), ((number - 1) * PAGE_SIZE, PAGE_SIZE)).await?;
    let with_source = access::can_read_audit(&reader.user.posts);
    if with_source {
        keep_sources(&mut tx, &state, &reader, &mut entries).await?;
    }
    drop(tx);
    let (number, size) = (u64::try_from(number).unwrap_or(1), u64::try_from(PAGE_SIZE).unwrap_or(50));
    let pager = Pager::new(&format!("/history/{}/{id}", thing.name()), &[], number, size, total, "mục");
    let frame = Frame::below(&state, reader, section(thing));
    page(&Show { frame, kind: words::subject(thing.name()), name, href: href(thing, id), entries, pager, with_source })
}

/// What was done is told to whoever may open the thing; from where only of entries that the audit shows this reader.
async fn keep_sources(tx: &mut Tx, state: &AppState, reader: &Reader, entries: &mut [ListedEntry]) -> Result<()> {
    let Some(within) = reach(tx, state, reader).await? else { return Ok(()) };
    let ids: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
    let reached = audit::reached(tx, within, &ids).await?;
    for entry in entries.iter_mut().filter(|entry| !reached.contains(&entry.id)) {
        entry.source = None;
    }
    Ok(())
}

/// Whoever may open the thing itself.
fn right(thing: Thing) -> Right {
    match thing {
        Thing::Plan | Thing::Task | Thing::Indicator | Thing::Unit => Right::Board,
        Thing::Intake | Thing::Spreadsheet => Right::TakeIn,
        Thing::User => Right::Audit,
    }
}

fn section(thing: Thing) -> Section {
    match thing {
        Thing::Plan | Thing::Intake => Section::Plans,
        Thing::Task | Thing::Spreadsheet => Section::Tasks,
        Thing::Indicator => Section::Indicators,
        Thing::Unit => Section::Units,
        Thing::User => Section::Audit,
    }
}

fn href(thing: Thing, id: i64) -> String {
    words::link(thing.name(), &Some(id)).unwrap_or_else(|| format!("/audit?ve={}&so={id}", thing.name()))
}

async fn name(tx: &mut Tx, state: &AppState, thing: Thing, id: i64) -> Result<String> {
    Ok(match thing {
        Thing::Plan => {
            let plan = plans::find(tx, id, state.as_of()).await?;
            plan.number.unwrap_or(plan.title)
        }
        Thing::Task => tasks::find(tx, id).await?.name,
        Thing::Indicator => indicators::find(tx, id, state.clock.today()).await?.indicator.name,
        Thing::Unit => units::find(tx, id).await?.name,
        Thing::Intake => intakes::find(tx, id).await?.title,
        Thing::Spreadsheet => sheet_mappings::find(tx, id).await?.name,
        Thing::User => users::find(tx, id, state.clock.today()).await?.full_name,
    })
}
