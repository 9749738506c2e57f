//! `GET /unit-groups`: every group with the number of its members today.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;

use crate::error::Result;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::page;
use crate::state::AppState;
use crate::store::unit_groups::{self, Group};
use crate::store::units;

#[derive(Template)]
#[template(path = "unit_groups/list.html")]
struct List {
    frame: Frame,
    groups: Vec<(Group, i64)>,
}

pub async fn list(State(state): State<AppState>, reader: Reader) -> Result<impl IntoResponse> {
    let mut tx = state.db.read().await?;
    let counts: HashMap<i64, i64> =
        units::groups(&mut tx, state.clock.today()).await?.into_iter().map(|group| (group.id, group.members)).collect();
    let groups = unit_groups::all(&mut tx, state.clock.today()).await?;
    drop(tx);
    let groups = groups.into_iter().map(|group| (counts.get(&group.id).copied().unwrap_or(0), group)).map(|(count, group)| (group, count));
    page(&List { frame: Frame::below(&state, reader, Section::Units), groups: groups.collect() })
}
