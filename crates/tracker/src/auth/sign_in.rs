//! Signing in and out. Wrong tries are counted by login, before the password or the code is compared, so that
//! many at once gain nothing; the answer tells neither whether the login exists nor what was wrong.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::forms::CheckedForm;
use super::sessions::{AGENT_KEY, SOURCE_KEY};
use super::signed_in::{CSRF_KEY, Csrf, POST_KEY, PROVIDER_KEY, SignedIn, USER_KEY};
use super::source::Visitor;
use super::{password, second_factor};
use crate::clock::{self, Clock};
use crate::domain::password_rules::LONGEST;
use crate::domain::written;
use crate::error::{Error, Result};
use crate::pages;
use crate::retrying;
use crate::state::AppState;
use crate::store::sign_in_failures::{self as failures, Failures};
use crate::store::users::{self, Credentials, User};

/// Session keys: whose code is waited for since when, and the page that was asked for.
const PENDING_KEY: &str = "pending";
/// Seconds in which the code has to come.
const PENDING_SECONDS: i64 = 600;

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
    visitor: Visitor,
    CheckedForm(form): CheckedForm<SignInForm>,
) -> Result<Response> {
    let login = form.login.trim().to_lowercase();
    let refuse = |status, reason: &str| {
        pages::sign_in::refused(&state, &csrf, (&login, &form.next), status, reason).map(IntoResponse::into_response)
    };
    if login.chars().count() > LONGEST || form.password.chars().count() > LONGEST {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, WRONG);
    }
    match compare(&state, &login, form.password).await? {
        Compared::Locked { until } => refuse(StatusCode::TOO_MANY_REQUESTS, &locked(until)),
        Compared::Wrong => refuse(StatusCode::UNPROCESSABLE_ENTITY, WRONG),
        Compared::Inactive => refuse(StatusCode::FORBIDDEN, &inactive(&state)),
        Compared::Right { user, rehashed } => {
            enter(&state, &session, &visitor, Entering { user, rehashed, next: &form.next, by_provider: None }).await
        }
    }
}

const WRONG: &str = "Tên đăng nhập hoặc mật khẩu chưa đúng.";
const WRONG_CODE: &str = "Mã chưa đúng, đã hết hạn hoặc đã dùng rồi. Đề nghị nhập mã đang hiện trong ứng dụng, hoặc một mã dự phòng.";

/// "Đã nhập sai nhiều lần. Tài khoản bị khóa đến 10:05 ngày 21/11/2026…"
fn locked(until: i64) -> String {
    let time = clock::time_of(until);
    let day = written::day(time.date());
    format!(
        "Đã nhập sai nhiều lần. Tài khoản bị khóa đến {:02}:{:02} ngày {day}; quản trị viên có thể mở khóa sớm hơn.",
        time.hour(),
        time.minute()
    )
}

/// Told only to who knows the password, or comes from the provider.
pub(super) fn inactive(state: &AppState) -> String {
    let days = state.config.security.inactive_days.value;
    format!("Tài khoản đã ngừng hoạt động vì {days} ngày không đăng nhập. Đề nghị quản trị viên kích hoạt lại.")
}

enum Compared {
    Locked {
        until: i64,
    },
    Wrong,
    /// Right, but too long away.
    Inactive,
    /// `rehashed`: the hash before and the one by the method configured now.
    Right {
        user: i64,
        rehashed: Option<(String, String)>,
    },
}

/// Counts the try, then looks at the password.
async fn compare(state: &AppState, login: &str, typed: String) -> Result<Compared> {
    // Locks run by the clock of the machine also where the board shows a fixed day.
    let now = Clock::System.now();
    let hashing = state.config.hashing;
    // Run again from its beginning, the request would count one wrong try twice.
    let stored = match retrying!(state.tries(), begin_try(state, login, now))? {
        Ok(stored) => stored,
        Err(until) => return Ok(Compared::Locked { until }),
    };
    let hash = stored.as_ref().map(|known| known.password_hash.clone());
    let right = password::verify(typed.clone(), hash, hashing).await?;
    let Some(known) = stored.filter(|_| right) else { return Ok(Compared::Wrong) };
    retrying!(state.tries(), put_back(state, login))?;
    if known.active_from.is_some_and(|from| from < state.config.security.active_since(now)) {
        return Ok(Compared::Inactive);
    }
    let rehashed = if password::is_outdated(&known.password_hash, hashing) {
        Some((known.password_hash, password::hash(typed, hashing).await?))
    } else {
        None
    };
    Ok(Compared::Right { user: known.id, rehashed })
}

/// Whether the password of somebody who is signed in already is the one typed; wrong ones count as at the sign-in.
///
/// # Errors
/// `Invalid` with the sentence for the person when it is not; the database fails.
pub async fn confirm_password(state: &AppState, login: &str, typed: String) -> Result<()> {
    match compare(state, login, typed).await? {
        Compared::Right { .. } | Compared::Inactive => Ok(()),
        Compared::Wrong => Err(Error::Invalid("Mật khẩu hiện nay chưa đúng".to_owned())),
        Compared::Locked { until } => Err(Error::Invalid(locked(until).trim_end_matches('.').to_owned())),
    }
}

/// Somebody who has shown who they are.
pub(super) struct Entering<'a> {
    pub user: i64,
    pub rehashed: Option<(String, String)>,
    pub next: &'a str,
    /// Came from the provider: whether it has asked for a second factor.
    pub by_provider: Option<bool>,
}

/// Lets the person in, or asks for the code first.
pub(super) async fn enter(state: &AppState, session: &Session, visitor: &Visitor, entering: Entering<'_>) -> Result<Response> {
    let by_provider = entering.by_provider;
    if !retrying!(state.tries(), admitted(state, visitor, &entering))? {
        let pending = Pending { user: entering.user, since: Clock::System.now(), next: local(entering.next).to_owned(), by_provider };
        session.insert(PENDING_KEY, pending).await.map_err(store)?;
        return Ok(Redirect::to("/sign-in/code").into_response());
    }
    begin_session(session, entering.user, visitor, by_provider).await?;
    Ok(Redirect::to(local(entering.next)).into_response())
}

/// Whether no code is wanted any more.
async fn admitted(state: &AppState, visitor: &Visitor, entering: &Entering<'_>) -> Result<bool> {
    let Entering { user: id, rehashed, by_provider, .. } = entering;
    let mut tx = state.db.write().await?;
    let user = users::find(&mut tx, *id, state.clock.today()).await?;
    let Some(post) = user.posts.first() else { return Err(Error::Forbidden) };
    let actor = visitor.actor(state, *id, Some(post.id));
    if let Some((before, after)) = rehashed {
        users::rehash(&mut tx, actor, *id, (before, after)).await?;
    }
    let wants_code = user.has_second_factor && *by_provider != Some(true);
    if !wants_code {
        failures::clear(&mut tx, &user.login).await?;
        users::signed_in(&mut tx, actor, *id, Clock::System.now()).await?;
    }
    tx.commit().await?;
    Ok(!wants_code)
}

/// Whose code is waited for.
#[derive(Debug, Clone, serde::Serialize, Deserialize)]
pub struct Pending {
    user: i64,
    since: i64,
    next: String,
    by_provider: Option<bool>,
}

/// Who has shown a password in this session and not the code yet.
///
/// # Errors
/// The session store fails.
pub async fn pending(session: &Session) -> Result<Option<Pending>> {
    let pending: Option<Pending> = session.get(PENDING_KEY).await.map_err(store)?;
    Ok(pending.filter(|pending| Clock::System.now() - pending.since <= PENDING_SECONDS))
}

#[derive(Deserialize)]
pub struct CodeForm {
    code: String,
}

/// `POST /sign-in/code`
///
/// # Errors
/// The database or the session store fails.
pub async fn sign_in_with_code(
    State(state): State<AppState>,
    session: Session,
    Csrf(csrf): Csrf,
    visitor: Visitor,
    CheckedForm(form): CheckedForm<CodeForm>,
) -> Result<Response> {
    let Some(pending) = pending(&session).await? else { return Ok(Redirect::to("/sign-in").into_response()) };
    let refuse = |status, reason: &str| pages::sign_in::refused_code(&csrf, status, reason).map(IntoResponse::into_response);
    let user = with_code(&state, &visitor, &pending, &form.code).await?;
    match user {
        Coded::Locked { until } => refuse(StatusCode::TOO_MANY_REQUESTS, &locked(until)),
        Coded::Wrong => refuse(StatusCode::UNPROCESSABLE_ENTITY, WRONG_CODE),
        Coded::Right(user) => {
            begin_session(&session, user.id, &visitor, pending.by_provider).await?;
            Ok(Redirect::to(local(&pending.next)).into_response())
        }
    }
}

enum Coded {
    Locked { until: i64 },
    Wrong,
    Right(User),
}

async fn with_code(state: &AppState, visitor: &Visitor, pending: &Pending, code: &str) -> Result<Coded> {
    let now = Clock::System.now();
    let mut tx = state.db.read().await?;
    let user = users::find(&mut tx, pending.user, state.clock.today()).await?;
    drop(tx);
    if let Err(until) = retrying!(state.tries(), begin_try(state, &user.login, now))? {
        return Ok(Coded::Locked { until });
    }
    let right = code.chars().count() <= LONGEST && retrying!(state.tries(), take_code(state, visitor, &user, (code, now)))?;
    Ok(if right { Coded::Right(user) } else { Coded::Wrong })
}

/// Whether the code is right; then the person is in.
async fn take_code(state: &AppState, visitor: &Visitor, user: &User, (code, now): (&str, i64)) -> Result<bool> {
    let Some(post) = user.posts.first() else { return Err(Error::Forbidden) };
    let actor = visitor.actor(state, user.id, Some(post.id));
    let mut tx = state.db.write().await?;
    if !second_factor::take(&mut tx, actor, user.id, code, now).await? {
        return Ok(false);
    }
    failures::clear(&mut tx, &user.login).await?;
    users::signed_in(&mut tx, actor, user.id, now).await?;
    tx.commit().await?;
    Ok(true)
}

/// `POST /sign-out`
///
/// # Errors
/// The session store fails.
pub async fn sign_out(session: Session, _: SignedIn, CheckedForm(_): CheckedForm<Nothing>) -> Result<Redirect> {
    session.flush().await.map_err(store)?;
    Ok(Redirect::to("/sign-in"))
}

/// A form without fields of its own.
#[derive(Deserialize)]
pub struct Nothing {}

/// Counts the try as wrong for now; what the login's password is compared with, or until when it is locked.
async fn begin_try(state: &AppState, login: &str, now: i64) -> Result<Result<Option<Credentials>, i64>> {
    let security = &state.config.security;
    let mut tx = state.db.write().await?;
    failures::forget_before(&mut tx, now - security.lock_seconds()).await?;
    let before = failures::of(&mut tx, login).await?;
    if let Some(before) = before.filter(|before| before.locked_until > now) {
        return Ok(Err(before.locked_until));
    }
    // A lock that has ended forgives what led to it.
    let before = before.filter(|before| before.locked_until == 0);
    let count = before.map_or(0, |before| before.failures) + 1;
    let locked_until = if count >= security.wrong_tries.value { now + security.lock_seconds() } else { 0 };
    failures::set(&mut tx, login, Failures { failures: count, last_at: now, locked_until }).await?;
    let stored = users::credentials(&mut tx, login).await?;
    tx.commit().await?;
    Ok(Ok(stored))
}

/// A right password takes its own try back, not the wrong codes before it: those are forgotten once the person is in.
async fn put_back(state: &AppState, login: &str) -> Result<()> {
    let mut tx = state.db.write().await?;
    failures::take_back(&mut tx, login).await?;
    Ok(tx.commit().await?)
}

/// A new id: one that was known before signing in is worth nothing afterwards. Who comes back to a locked session finds the
/// post as it was, and forms that stand open on other pages can still be sent.
async fn begin_session(session: &Session, user: i64, visitor: &Visitor, by_provider: Option<bool>) -> Result<()> {
    let comes_back = session.get::<i64>(USER_KEY).await.map_err(store)? == Some(user);
    let csrf: Option<String> = session.get(CSRF_KEY).await.map_err(store)?.filter(|_| comes_back);
    let post: Option<i64> = session.get(POST_KEY).await.map_err(store)?.filter(|_| comes_back);
    session.clear().await;
    session.insert(USER_KEY, user).await.map_err(store)?;
    session.insert(SOURCE_KEY, visitor.source.map(|source| source.to_string())).await.map_err(store)?;
    session.insert(AGENT_KEY, visitor.agent.as_deref()).await.map_err(store)?;
    if let Some(csrf) = csrf {
        session.insert(CSRF_KEY, csrf).await.map_err(store)?;
    }
    if let Some(post) = post {
        session.insert(POST_KEY, post).await.map_err(store)?;
    }
    if let Some(asked) = by_provider {
        session.insert(PROVIDER_KEY, asked).await.map_err(store)?;
    }
    session.cycle_id().await.map_err(store)
}

fn store(error: tower_sessions::session::Error) -> Error {
    Error::Internal(error.to_string())
}

/// Only an address of this board.
pub(super) fn local(next: &str) -> &str {
    let rest = next.strip_prefix('/').filter(|rest| !rest.starts_with(['/', '\\']) && !next.contains(|c: char| c.is_control()));
    if rest.is_some() { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_leads_only_to_pages_of_this_board() {
        assert_eq!(local("/tasks?state=overdue"), "/tasks?state=overdue");
        for foreign in ["", "https://example.org/", "//example.org", "/\\example.org", "tasks", "/a\r\nx: y", "/\t/example.org"] {
            assert_eq!(local(foreign), "/", "{foreign:?}");
        }
    }
}
