//! Signing in and out. Wrong tries are counted by login, before the password is compared, so that
//! many at once gain nothing; the answer tells neither whether the login exists nor what was wrong.

use std::net::IpAddr;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use rand::RngExt;
use serde::Deserialize;
use tower_sessions::Session;

use super::forms::CheckedForm;
use super::password;
use super::signed_in::{Csrf, SignedIn, USER_KEY};
use super::source::Source;
use crate::access;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::pages;
use crate::retrying;
use crate::state::AppState;
use crate::store::audit::{self, Actor};
use crate::store::users::{self, Failures};

/// Wrong passwords in a row until a login is locked.
const TRIES: i64 = 5;
const LOCKED_SECONDS: i64 = 15 * 60;
/// Longer texts are no passwords of ours and only cost time.
const LONGEST: usize = 200;

#[derive(Deserialize)]
pub struct SignInForm {
    login: String,
    password: String,
    /// The page that was asked for.
    #[serde(default)]
    next: String,
}

/// `POST /sign-in`
///
/// # Errors
/// The database or the session store fails.
pub async fn sign_in(
    State(state): State<AppState>,
    session: Session,
    Csrf(csrf): Csrf,
    Source(source): Source,
    CheckedForm(form): CheckedForm<SignInForm>,
) -> Result<Response> {
    let login = form.login.trim().to_lowercase();
    let refuse = |status, reason: &str| {
        pages::sign_in::refused(&csrf, (&login, &form.next), status, reason, state.config.demo).map(IntoResponse::into_response)
    };
    // Locks run by the clock of the machine also where the board shows a fixed day.
    let now = Clock::System.now();
    if login.chars().count() > LONGEST || form.password.chars().count() > LONGEST {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, WRONG);
    }
    // Run again from its beginning, the request would count one wrong try twice.
    let Some(stored) = retrying!(state.tries(), begin_try(&state, &login, now))? else {
        return refuse(StatusCode::TOO_MANY_REQUESTS, LOCKED);
    };
    let id = stored.as_ref().map(|known| known.id);
    let right = password::verify(form.password, stored.map(|known| known.password_hash)).await?;
    let Some(id) = id.filter(|_| right) else { return refuse(StatusCode::UNPROCESSABLE_ENTITY, WRONG) };
    retrying!(state.tries(), enter(&state, id, &login, source))?;
    begin_session(&session, id).await?;
    Ok(Redirect::to(local(&form.next)).into_response())
}

const WRONG: &str = "Tên đăng nhập hoặc mật khẩu chưa đúng.";
const LOCKED: &str = "Đã nhập sai nhiều lần. Đề nghị thử lại sau 15 phút.";

/// `POST /sign-out`
///
/// # Errors
/// The session store fails.
pub async fn sign_out(session: Session, _: SignedIn, CheckedForm(_): CheckedForm<Nothing>) -> Result<Redirect> {
    session.flush().await.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Redirect::to("/sign-in"))
}

/// A form without fields of its own.
#[derive(Deserialize)]
pub struct Nothing {}

/// Counts the try as wrong for now; what the login's password is compared with, or `None` when it is locked.
async fn begin_try(state: &AppState, login: &str, now: i64) -> Result<Option<Option<users::Credentials>>> {
    let mut tx = state.db.write().await?;
    users::forget_failures_before(&mut tx, now - LOCKED_SECONDS).await?;
    let before = users::failures(&mut tx, login).await?;
    if before.is_some_and(|before| before.locked_until > now) {
        return Ok(None);
    }
    // A lock that has ended forgives what led to it.
    let failures = before.filter(|before| before.locked_until == 0).map_or(0, |before| before.failures) + 1;
    let locked_until = if failures >= TRIES { now + LOCKED_SECONDS } else { 0 };
    users::set_failures(&mut tx, login, Failures { failures, last_at: now, locked_until }).await?;
    let stored = users::credentials(&mut tx, login).await?;
    tx.commit().await?;
    Ok(Some(stored))
}

/// The password was right: who holds a post comes in.
async fn enter(state: &AppState, id: i64, login: &str, source: Option<IpAddr>) -> Result<()> {
    let mut tx = state.db.write().await?;
    users::clear_failures(&mut tx, login).await?;
    let user = users::find(&mut tx, id, state.clock.today()).await?;
    if !access::can_read_board(&user.posts) {
        return Err(Error::Forbidden);
    }
    let actor =
        Actor { user: Some(id), post: user.posts.first().map(|post| post.id), source, at: state.clock.now(), seed: rand::rng().random() };
    audit::append(&mut tx, actor, "signed-in", ("user", Some(id)), (None::<&()>, None::<&()>)).await?;
    Ok(tx.commit().await?)
}

/// A new id: one that was known before signing in is worth nothing afterwards.
async fn begin_session(session: &Session, user: i64) -> Result<()> {
    let internal = |error: tower_sessions::session::Error| Error::Internal(error.to_string());
    session.clear().await;
    session.insert(USER_KEY, user).await.map_err(internal)?;
    session.cycle_id().await.map_err(internal)
}

/// Only an address of this board.
fn local(next: &str) -> &str {
    let rest = next.strip_prefix('/').filter(|rest| !rest.starts_with(['/', '\\']) && !next.contains(['\r', '\n']));
    if rest.is_some() { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_leads_only_to_pages_of_this_board() {
        assert_eq!(local("/tasks?state=overdue"), "/tasks?state=overdue");
        for foreign in ["", "https://example.org/", "//example.org", "/\\example.org", "tasks", "/a\r\nx: y"] {
            assert_eq!(local(foreign), "/", "{foreign:?}");
        }
    }
}
