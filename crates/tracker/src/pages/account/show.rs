//! `GET /account`, and `POST /account/post`: which of several posts is acted in.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::civil::Date;
use serde::Deserialize;
use tower_sessions::Session;

use super::delegations::NewDelegation;
use crate::access;
use crate::auth::{CheckedForm, signed_in};
use crate::clock::Clock;
use crate::domain::{Post, written};
use crate::error::{Error, Result};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::page;
use crate::pages::users::{days, moment, title};
use crate::state::AppState;
use crate::store::audit;
use crate::store::calendar_feeds::{self, Feed};
use crate::store::posts::{self, ListedPost};
use crate::store::second_factors;
use crate::store::sessions::{self, SessionRow};

/// What could not be done, and what was typed.
#[derive(Default)]
pub struct Said {
    pub sentence: String,
    pub typed: NewDelegation,
}

#[derive(Template)]
#[template(path = "account/show.html")]
struct Show {
    frame: Frame,
    login: String,
    acting: Post,
    others: Vec<Post>,
    /// Held by right, so that they can be delegated.
    own: Vec<ListedPost>,
    delegated: Vec<ListedPost>,
    sessions: Vec<SessionRow>,
    this_session: String,
    feed: Option<Feed>,
    has_password: bool,
    has_second_factor: bool,
    codes_left: i64,
    /// The second factor may not be missing.
    needs_second_factor: bool,
    said: Option<Said>,
}

pub async fn show(State(state): State<AppState>, reader: Reader) -> Result<Html<String>> {
    shown(&state, reader, None).await
}

/// The page once more with the reason why something could not be done.
pub async fn refused(state: &AppState, reader: Reader, said: Said) -> Result<Response> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(state, reader, Some(said)).await?).into_response())
}

async fn shown(state: &AppState, reader: Reader, said: Option<Said>) -> Result<Html<String>> {
    let (today, id) = (state.clock.today(), reader.user.id);
    let mut tx = state.db.read().await?;
    let in_force = |post: &ListedPost, today: Date| post.valid_to >= today && post.delegates_id.is_none();
    page(&Show {
        login: reader.user.login.clone(),
        acting: reader.user.posts.first().cloned().ok_or(Error::Forbidden)?,
        others: reader.other_posts.clone(),
        own: posts::of_user(&mut tx, id).await?.into_iter().filter(|post| in_force(post, today)).collect(),
        delegated: posts::delegated_by(&mut tx, id, today).await?,
        sessions: sessions::of_user(&mut tx, id, Clock::System.now()).await?,
        this_session: reader.session.clone(),
        feed: calendar_feeds::of_user(&mut tx, id).await?,
        has_password: reader.user.has_password,
        has_second_factor: reader.user.has_second_factor,
        codes_left: second_factors::codes_left(&mut tx, id).await?,
        needs_second_factor: access::needs_second_factor(&reader.user.posts, state.config.internet, state.config.demo),
        said,
        frame: Frame::of(state, reader, Section::Account),
    })
}

#[derive(Deserialize)]
pub struct Choice {
    post: i64,
}

pub async fn choose_post(
    State(state): State<AppState>,
    session: Session,
    reader: Reader,
    CheckedForm(form): CheckedForm<Choice>,
) -> Result<Redirect> {
    let chosen = reader.other_posts.iter().find(|post| post.id == form.post).ok_or(Error::Forbidden)?;
    let before = reader.user.posts.first().map(|post| post.id);
    let mut tx = state.db.write().await?;
    let actor = audit::Actor { post: Some(chosen.id), ..reader.actor(&state) };
    audit::append(&mut tx, actor, "post-chosen", ("user", Some(reader.user.id)), (Some(&before), Some(&chosen.id))).await?;
    tx.commit().await?;
    signed_in::choose_post(&session, chosen.id).await?;
    Ok(Redirect::to("/account#chuc-trach"))
}

impl Show {
    fn title(&self, post: &ListedPost) -> String {
        title(post)
    }

    fn days(&self, post: &ListedPost) -> String {
        days(post)
    }

    fn moment(&self, second: &i64) -> String {
        moment(*second)
    }

    fn is_this(&self, session: &SessionRow) -> bool {
        session.id_digest == self.this_session
    }

    fn typed(&self) -> NewDelegation {
        self.said.as_ref().map(|said| said.typed.clone()).unwrap_or_default()
    }

    fn count(&self) -> String {
        written::count(self.codes_left)
    }
}
