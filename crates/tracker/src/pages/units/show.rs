//! `GET /units/{id}`: what a unit leads, with all below it, how it stands, and what has happened to it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use jiff::civil::Date;

use crate::access;
use crate::domain::directive::About;
use crate::domain::live_work::Sums;
use crate::domain::org_unit::{NEVER, OPEN_END};
use crate::domain::unit_change::Kind;
use crate::domain::{AsOf, written};
use crate::error::Result;
use crate::pages::address::address;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::tasks::UNFINISHED;
use crate::pages::units::words;
use crate::pages::{page, parts};
use crate::state::AppState;
use crate::store::Tx;
use crate::store::board::{self, Scope};
use crate::store::directives::{self, DirectiveRow};
use crate::store::task_lists::{self, Slice, TaskFilter, TaskList, TaskSort};
use crate::store::unit_branches::{self, BranchRow, Load};
use crate::store::unit_changes::{self, HistoryRow, NameSpan, ParentSpan, Undecided};
use crate::store::units::{self, Unit};

/// Tasks shown on the unit's page; the list has the rest.
const SHORT: i64 = 15;

#[derive(Template)]
#[template(path = "units/show.html")]
struct Show {
    frame: Frame,
    unit: Unit,
    path: Vec<Unit>,
    aliases: Vec<String>,
    children: Vec<(BranchRow, Load)>,
    counts: Sums,
    tasks: TaskList,
    past: Past,
    /// What was said about it.
    directives: Vec<DirectiveRow>,
    may_change: bool,
    /// Gives open work to another unit.
    may_give: bool,
    as_of: AsOf,
}

/// What the ledger tells of the unit.
struct Past {
    history: Vec<HistoryRow>,
    names: Vec<NameSpan>,
    parents: Vec<ParentSpan>,
    undecided: Vec<Undecided>,
}

pub async fn show(State(state): State<AppState>, reader: Reader, Path(id): Path<i64>) -> Result<impl IntoResponse> {
    let as_of = state.as_of();
    let mut tx = state.db.read().await?;
    let unit = units::find(&mut tx, id).await?;
    let path = units::path(&mut tx, id, as_of.today).await?;
    let aliases = units::aliases(&mut tx, id).await?.into_iter().filter(|alias| *alias != unit.name).collect();
    let children = unit_branches::branch(&mut tx, unit.hierarchy, Some(id), as_of.today).await?;
    let loads = unit_branches::loads(&mut tx, &state.live, unit.hierarchy, &children, as_of).await?;
    let children = children.into_iter().map(|row| (loads.get(&row.id).copied().unwrap_or_default(), row)).map(|(load, row)| (row, load));
    let children: Vec<(BranchRow, Load)> = children.collect();
    let counts = board::counts(&mut tx, &state.live, Scope { plan: None, unit: Some(id) }, as_of).await?;
    let filter = TaskFilter { unit: Some(id), sort: TaskSort::State, ..TaskFilter::default() };
    let tasks = task_lists::list(&mut tx, &state.live, &filter, Slice { offset: 0, limit: SHORT }, as_of).await?;
    let past = past(&mut tx, id, as_of).await?;
    let directives = directives::about(&mut tx, About::Unit(id), as_of).await?;
    drop(tx);
    let may_change = access::can_change_units(&reader.user.posts) && unit.valid_to >= as_of.today;
    let may_give = access::can_take_in(&reader.user.posts);
    let frame = Frame::below(&state, reader, Section::Units);
    page(&Show { frame, unit, path, aliases, children, counts, tasks, past, directives, may_change, may_give, as_of })
}

async fn past(tx: &mut Tx, id: i64, as_of: AsOf) -> Result<Past> {
    Ok(Past {
        history: unit_changes::history(tx, id).await?,
        names: unit_changes::names(tx, id).await?,
        parents: unit_changes::parents(tx, id).await?,
        undecided: unit_changes::undecided(tx, Some(id), as_of.today).await?,
    })
}

impl Show {
    fn list(&self, state: &str) -> String {
        address("/tasks", &[("unit", &self.unit.id.to_string()), ("state", state)])
    }

    /// The span of days in which the unit exists.
    fn valid(&self) -> String {
        if self.unit.valid_from == NEVER {
            "đã hủy việc thành lập".to_owned()
        } else {
            span(&self.unit.valid_from, &self.unit.valid_to)
        }
    }

    fn is_gone(&self) -> bool {
        self.unit.valid_to < self.as_of.today
    }
}

/// "từ 01/07/2025" or "01/07/2025 – 30/06/2026".
fn span(from: &Date, to: &Date) -> String {
    let first = written::day(*from);
    if *to == OPEN_END { format!("từ {first}") } else { format!("{first} – {}", written::day(*to)) }
}
