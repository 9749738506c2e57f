//! `GET /reminders/units/{unit}`: what a unit is late with, as a text to copy into a message, and a letter.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use serde::Deserialize;

use crate::access;
use crate::domain::reminder::message;
use crate::error::Result;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::page;
use crate::state::AppState;
use crate::store::late_work::{self, LateRow, Named};
use crate::store::units::{self, Unit};
use crate::store::{Tx, posts};

/// Work in one message: a longer one nobody reads.
const SHOWN: i64 = 30;

#[derive(Template)]
#[template(path = "reminders/unit.html")]
struct Show {
    frame: Frame,
    unit: Unit,
    people: Vec<Named>,
    /// Whom the message addresses; the unit itself where nobody was chosen.
    chosen: Option<i64>,
    text: String,
    late: usize,
    may_write: bool,
}

#[derive(Deserialize)]
pub struct Asked {
    nguoi: Option<i64>,
}

pub async fn show(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse> {
    let as_of = state.as_of();
    let mut tx = state.db.read().await?;
    let unit = units::find(&mut tx, id).await?;
    let rows = late_work::of_unit(&mut tx, id, as_of.near_until, SHOWN).await?;
    let people = late_work::names(&mut tx, id, as_of.today).await?;
    let may_write = oversees(&mut tx, &reader, id, as_of.today).await?;
    drop(tx);
    let chosen = people.iter().find(|person| asked.nguoi == Some(person.user_id));
    let addressee = chosen.map_or(unit.name.clone(), |person| format!("đồng chí {}", person.full_name));
    let piece = |row: &LateRow| message::Piece { task: row.task_name.clone(), source: row.plan_number.clone(), due: row.due };
    let text = message::text(&addressee, &unit.name, &rows.iter().map(piece).collect::<Vec<_>>(), as_of.today);
    let (late, chosen) = (rows.iter().filter(|row| row.due < as_of.today).count(), chosen.map(|person| person.user_id));
    let frame = Frame::below(&state, reader, Section::Units);
    page(&Show { frame, unit, people, chosen, text, late, may_write })
}

/// Whether the reader oversees the work of a unit.
pub async fn oversees(tx: &mut Tx, reader: &Reader, unit: i64, today: jiff::civil::Date) -> Result<bool> {
    let above = posts::above(tx, Some(unit), today).await?;
    let desk = posts::desks(tx, &reader.user.posts, today).await?;
    Ok(access::can_answer(&reader.user.posts, &desk, &above))
}

impl Show {
    /// Lines of the text, so that its box shows all of it.
    fn lines(&self) -> usize {
        let wrapped = |line: &str| line.chars().count() / 70 + 1;
        self.text.lines().map(wrapped).sum::<usize>().clamp(4, 40)
    }
}
