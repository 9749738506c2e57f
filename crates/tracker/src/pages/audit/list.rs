//! `GET /audit`: entries by person, action, thing and day, newest first.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;

use super::{Asked, Inspector, words};
use crate::error::Result;
use crate::pages::address::{Pager, address};
use crate::pages::frame::{Frame, Section};
use crate::pages::{PAGE_SIZE, page, page_in};
use crate::state::AppState;
use crate::store::audit::{self, ListedEntry};

#[derive(Template)]
#[template(path = "audit/list.html")]
struct List {
    frame: Frame,
    asked: Asked,
    people: Vec<(i64, String, String)>,
    actions: Vec<String>,
    entries: Vec<ListedEntry>,
    pager: Pager,
}

pub async fn list(State(state): State<AppState>, Inspector(reader): Inspector, Query(asked): Query<Asked>) -> Result<impl IntoResponse> {
    let number = page_in(&asked.page);
    let mut tx = state.db.read().await?;
    let (entries, total) = audit::list(&mut tx, &asked.filter(), ((number - 1) * PAGE_SIZE, PAGE_SIZE)).await?;
    let people = audit::people(&mut tx).await?;
    let actions = audit::actions(&mut tx).await?;
    drop(tx);
    let (number, size) = (u64::try_from(number).unwrap_or(1), u64::try_from(PAGE_SIZE).unwrap_or(50));
    let pager = Pager::new("/audit", &asked.pairs(), number, size, total, "mục");
    let frame = Frame::of(&state, reader, Section::Audit);
    page(&List { frame, asked, people, actions, entries, pager })
}

impl List {
    fn is_person(&self, id: &i64) -> bool {
        self.asked.nguoi == id.to_string()
    }

    fn is_action(&self, action: &str) -> bool {
        self.asked.viec == action
    }

    fn is_filtered(&self) -> bool {
        self.asked.pairs().iter().any(|(_, value)| !value.is_empty())
    }

    fn file(&self) -> String {
        address("/audit/file", &self.asked.pairs())
    }
}
