//! `GET /users`: people by name, unit, role and how their account stands, in the order of given names.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::{PeopleReader, reading};
use crate::access;
use crate::clock;
use crate::domain::{Role, written};
use crate::error::Result;
use crate::pages::address::Pager;
use crate::pages::frame::{Frame, Section};
use crate::pages::{PAGE_SIZE, access_review, page, page_in, parts};
use crate::state::AppState;
use crate::store::units;
use crate::store::users::{self, Filter, ListedUser, Standing};

/// `don_vi` the code of a unit, `vai_tro` a role, `tinh_trang` how the account stands.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    don_vi: String,
    vai_tro: String,
    tinh_trang: String,
    page: String,
}

#[derive(Template)]
#[template(path = "users/list.html")]
struct List {
    frame: Frame,
    asked: Asked,
    /// The unit asked for, or that there is none of this code.
    unit: Option<String>,
    unknown_unit: bool,
    users: Vec<ListedUser>,
    pager: Pager,
    may_manage: bool,
    /// Posts that wait for their review.
    to_review: i64,
}

pub async fn list(
    State(state): State<AppState>,
    PeopleReader(reader): PeopleReader,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse> {
    let number = page_in(&asked.page);
    let code = asked.don_vi.trim();
    let mut tx = state.db.read().await?;
    let unit = units::by_code(&mut tx, code).await?;
    let filter = Filter {
        words: asked.q.clone(),
        unit: unit.as_ref().map(|unit| unit.id),
        role: asked.vai_tro.parse().ok(),
        standing: Standing::try_from(asked.tinh_trang.clone()).ok(),
        within: access::reads_people_within(&reader.user.posts),
    };
    let (users, total) = users::list(&mut tx, &filter, reading(&state), ((number - 1) * PAGE_SIZE, PAGE_SIZE)).await?;
    let to_review = access_review::due(&mut tx, &state, &reader).await?;
    drop(tx);
    let (number, size) = (u64::try_from(number).unwrap_or(1), u64::try_from(PAGE_SIZE).unwrap_or(50));
    let pager = Pager::new("/users", &asked.pairs(), number, size, total, "người dùng");
    let unknown_unit = unit.is_none() && !code.is_empty();
    let may_manage = access::can_manage_people(&reader.user.posts);
    let frame = Frame::of(&state, reader, Section::People);
    page(&List { frame, unit: unit.map(|unit| unit.name), unknown_unit, asked, users, pager, may_manage, to_review })
}

impl Asked {
    /// As the links of the page keep it.
    fn pairs(&self) -> [(&'static str, &str); 4] {
        [("q", &self.q), ("don_vi", &self.don_vi), ("vai_tro", &self.vai_tro), ("tinh_trang", &self.tinh_trang)]
    }
}

impl List {
    fn is_filtered(&self) -> bool {
        self.asked.pairs().iter().any(|(_, value)| !value.is_empty())
    }

    fn roles(&self) -> [Role; 6] {
        Role::ALL
    }

    fn standings(&self) -> [Standing; 5] {
        Standing::ALL
    }

    fn last(&self, user: &ListedUser) -> String {
        user.last_sign_in_at.map_or_else(|| "chưa lần nào".to_owned(), |at| written::day(clock::day_of(at)))
    }
}
