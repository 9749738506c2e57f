//! `GET /users/{id}`: one person's account: posts, delegations, sign-ins, sessions, what was done to it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use jiff::civil::Date;

use super::posts::NewPost;
use super::{PeopleReader, moment, reading};
use crate::access;
use crate::clock::{self, Clock};
use crate::domain::org_unit::OPEN_END;
use crate::domain::{Role, written};
use crate::error::Result;
use crate::pages::audit::words;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::page;
use crate::state::AppState;
use crate::store::audit::{self, ListedEntry, Thing};
use crate::store::posts::{self, ListedPost};
use crate::store::sessions::{self, SessionRow};
use crate::store::users::{self, Account, Standing};
use crate::store::{invitations, provider_accounts};

/// Entries shown on the page; the audit has the rest.
const SHORT: i64 = 15;

/// What could not be done, and what was typed.
pub struct Said {
    pub sentence: String,
    pub typed: NewPost,
}

#[derive(Template)]
#[template(path = "users/show.html")]
struct Show {
    frame: Frame,
    account: Account,
    today: Date,
    posts: Vec<ListedPost>,
    delegated: Vec<ListedPost>,
    sessions: Vec<SessionRow>,
    invited_until: Option<i64>,
    /// Providers where the person has an account that is bound to this one, and since when.
    bound: Vec<(String, i64)>,
    history: Vec<ListedEntry>,
    may_manage: bool,
    may_audit: bool,
    is_self: bool,
    refusal: Option<String>,
    typed: NewPost,
}

pub async fn show(State(state): State<AppState>, PeopleReader(reader): PeopleReader, Path(user): Path<i64>) -> Result<Html<String>> {
    shown(&state, reader, user, None).await
}

/// The page once more with the reason why something could not be done.
pub async fn refused(state: &AppState, reader: Reader, user: i64, said: Said) -> Result<Response> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(state, reader, user, Some(said)).await?).into_response())
}

async fn shown(state: &AppState, reader: Reader, user: i64, said: Option<Said>) -> Result<Html<String>> {
    let (today, now) = (state.clock.today(), Clock::System.now());
    let mut tx = state.db.read().await?;
    let account = users::account(&mut tx, user, reading(state)).await?;
    let places = posts::places(&mut tx, user, today).await?;
    access::require(access::can_read_person(&reader.user.posts, &places))?;
    let (refusal, typed) = said.map(|said| (said.sentence, said.typed)).unzip();
    let typed = typed.unwrap_or_else(|| NewPost { tu: written::day(today), ..NewPost::default() });
    let (may_manage, may_audit) = (access::can_manage_person(&reader.user.posts, &places), access::can_read_audit(&reader.user.posts));
    page(&Show {
        today,
        posts: posts::of_user(&mut tx, user).await?,
        delegated: posts::delegated_by(&mut tx, user, today).await?,
        sessions: sessions::of_user(&mut tx, user, now).await?,
        invited_until: invitations::of_user(&mut tx, user, now).await?.map(|open| open.expires_at),
        bound: provider_accounts::of_user(&mut tx, user).await?,
        history: audit::history(&mut tx, (Thing::User, user), (0, SHORT)).await?.0,
        is_self: reader.user.id == user,
        may_manage,
        may_audit,
        account,
        refusal,
        typed,
        frame: Frame::below(state, reader, Section::People),
    })
}

impl Show {
    fn roles(&self) -> [Role; 6] {
        Role::ALL
    }

    /// "từ 01/07/2025", "từ 01/07/2025 đến 31/12/2026".
    fn days(&self, post: &ListedPost) -> String {
        days(post)
    }

    fn is_over(&self, post: &ListedPost) -> bool {
        post.valid_to < self.today
    }

    fn title(&self, post: &ListedPost) -> String {
        title(post)
    }

    fn moment(&self, second: &i64) -> String {
        moment(*second)
    }

    fn last_sign_in(&self) -> String {
        self.account.last_sign_in_at.map_or_else(|| "chưa lần nào".to_owned(), moment)
    }

    fn created(&self) -> String {
        written::day(clock::day_of(self.account.created_at))
    }

    fn is_locked(&self) -> bool {
        self.account.standing == Standing::Locked
    }

    fn can_enable(&self) -> bool {
        matches!(self.account.standing, Standing::Disabled | Standing::Inactive)
    }
}

/// "Chuyên viên đơn vị, Sở Y tế (Lê Văn A ủy quyền)".
pub fn title(post: &ListedPost) -> String {
    let unit = post.unit_name.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
    let by = post.delegated_by.as_ref().map(|name| format!(" ({name} ủy quyền)")).unwrap_or_default();
    format!("{}{unit}{by}", post.role.label())
}

/// "từ 01/07/2025", "từ 01/07/2025 đến 31/12/2026".
pub fn days(post: &ListedPost) -> String {
    let from = format!("từ {}", written::day(post.valid_from));
    if post.valid_to == OPEN_END { from } else { format!("{from} đến {}", written::day(post.valid_to)) }
}
