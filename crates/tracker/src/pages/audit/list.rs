//! `GET /audit`: entries by person, action, thing and day, newest first.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;

use super::who::Who;
use super::{Asked, Inspector, reach, words};
use crate::domain::written;
use crate::error::Result;
use crate::pages::address::address;
use crate::pages::frame::{Frame, Section};
use crate::pages::{PAGE_SIZE, page};
use crate::state::AppState;
use crate::store::audit::{self, Listed, ListedEntry};

/// Beyond so many it is not said how many entries there are: counting them would take longer than reading a page.
const MOST_COUNTED: i64 = 10_000;

#[derive(Template)]
#[template(path = "audit/list.html")]
struct List {
    frame: Frame,
    asked: Asked,
    who: Who,
    actions: Vec<String>,
    /// Only what the unit of the reader reaches is shown.
    is_part: bool,
    listed: Listed,
    /// No more than [`MOST_COUNTED`] and one.
    count: i64,
}

pub async fn list(State(state): State<AppState>, Inspector(reader): Inspector, Query(asked): Query<Asked>) -> Result<impl IntoResponse> {
    let asked = asked.checked()?;
    let mut tx = state.db.read().await?;
    let within = reach(&mut tx, &state, &reader).await?;
    let who = Who::of(&mut tx, &asked.nguoi, within).await?;
    let filter = asked.filter(&who, within);
    let (listed, count) = if who.is_settled() {
        let listed = audit::list(&mut tx, &filter, asked.start(), PAGE_SIZE as usize).await?;
        (listed, audit::count(&mut tx, &filter, MOST_COUNTED + 1).await?)
    } else {
        (Listed { entries: Vec::new(), newer: false, older: false }, 0)
    };
    let actions = audit::actions(&mut tx).await?;
    drop(tx);
    page(&List { frame: Frame::of(&state, reader, Section::Audit), asked, who, actions, is_part: within.is_some(), listed, count })
}

impl List {
    /// What stands in the field of the person.
    fn typed(&self) -> &str {
        match &self.who {
            Who::One(person) => &person.login,
            _ => &self.asked.nguoi,
        }
    }

    /// The same page for one person.
    fn of_person(&self, id: &i64) -> String {
        let id = id.to_string();
        let mut pairs = self.asked.pairs();
        pairs[0].1 = &id;
        address("/audit", &pairs)
    }

    /// "340 mục", "hơn 10.000 mục".
    fn counted(&self) -> String {
        let more = self.count > MOST_COUNTED;
        format!("{}{} mục", if more { "hơn " } else { "" }, written::count(self.count.min(MOST_COUNTED)))
    }

    /// Further pages are there when an entry stands where they go on from.
    fn older(&self) -> Option<String> {
        self.listed.entries.last().filter(|_| self.listed.older).map(|entry| self.beyond("cu", entry))
    }

    fn newer(&self) -> Option<String> {
        self.listed.entries.first().filter(|_| self.listed.newer).map(|entry| self.beyond("moi", entry))
    }

    fn beyond(&self, way: &'static str, entry: &ListedEntry) -> String {
        let mark = format!("{}.{}", entry.at, entry.id);
        let mut pairs = self.asked.pairs().to_vec();
        pairs.push((way, &mark));
        address("/audit", &pairs)
    }

    /// The newest page of the same filter.
    fn newest(&self) -> String {
        address("/audit", &self.asked.pairs())
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
