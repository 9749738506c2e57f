//! `GET /word-lists`: every list, what it is for and how long it is.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;
use roviec_plan::vocabulary::{LISTS, List};

use crate::error::Result;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::{page, parts};
use crate::state::AppState;
use crate::store::word_lists;

#[derive(Template)]
#[template(path = "word_lists/list.html")]
struct Lists {
    frame: Frame,
    /// Entries of the program and of the office.
    lists: Vec<(List, i64, i64)>,
}

pub async fn list(State(state): State<AppState>, reader: Reader) -> Result<impl IntoResponse> {
    let mut tx = state.db.read().await?;
    let own = word_lists::all(&mut tx).await?;
    drop(tx);
    let count = |entries: usize| i64::try_from(entries).unwrap_or(i64::MAX);
    let row = |list: List| (list, count(list.built_in().len()), count(own.get(list.name).map_or(0, Vec::len)));
    page(&Lists { frame: Frame::below(&state, reader, Section::Plans), lists: LISTS.map(row).to_vec() })
}
