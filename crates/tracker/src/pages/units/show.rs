//! `GET /units/{id}`: what a unit leads, with all below it, and how it stands.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;

use crate::domain::org_unit::OPEN_END;
use crate::domain::{AsOf, written};
use crate::error::Result;
use crate::pages::address::address;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::tasks::UNFINISHED;
use crate::pages::{page, parts};
use crate::state::AppState;
use crate::store::board::{self, Counts, Scope};
use crate::store::tasks::{self, Slice, TaskFilter, TaskList, TaskSort};
use crate::store::units::{self, TreeRow, Unit};

/// Tasks shown on the unit's page; the list has the rest.
const SHORT: i64 = 15;

#[derive(Template)]
#[template(path = "units/show.html")]
struct Show {
    frame: Frame,
    unit: Unit,
    path: Vec<Unit>,
    aliases: Vec<String>,
    children: Vec<TreeRow>,
    counts: Counts,
    tasks: TaskList,
    as_of: AsOf,
}

pub async fn show(State(state): State<AppState>, reader: Reader, Path(id): Path<i64>) -> Result<impl IntoResponse> {
    let as_of = state.as_of();
    let mut tx = state.db.read().await?;
    let unit = units::find(&mut tx, id).await?;
    let path = units::path(&mut tx, id, as_of.today).await?;
    let aliases = units::aliases(&mut tx, id).await?.into_iter().filter(|alias| *alias != unit.name).collect();
    let tree = units::tree(&mut tx, unit.hierarchy, as_of).await?;
    let children = tree.into_iter().filter(|row| row.parent_id == Some(id)).collect();
    let counts = board::counts(&mut tx, Scope { plan: None, unit: Some(id) }, as_of).await?;
    let filter = TaskFilter { unit: Some(id), sort: TaskSort::State, ..TaskFilter::default() };
    let tasks = tasks::list(&mut tx, &filter, Slice { offset: 0, limit: SHORT }, as_of).await?;
    drop(tx);
    page(&Show { frame: Frame::below(&state, reader, Section::Units), unit, path, aliases, children, counts, tasks, as_of })
}

impl Show {
    fn list(&self, state: &str) -> String {
        address("/tasks", &[("unit", &self.unit.id.to_string()), ("state", state)])
    }

    /// The span of days in which the unit exists.
    fn valid(&self) -> String {
        let from = written::day(self.unit.valid_from);
        if self.unit.valid_to == OPEN_END { format!("từ {from}") } else { format!("{from} – {}", written::day(self.unit.valid_to)) }
    }
}
