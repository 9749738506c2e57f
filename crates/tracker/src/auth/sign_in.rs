//! Signing in and out: the password or the provider's word, then the code where one is asked for (`code`). The answer tells neither
//! whether the login exists nor what was wrong. How tries are counted is in `tries`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::code::Pending;
use super::forms::CheckedForm;
use super::sessions::{AGENT_KEY, SOURCE_KEY};
use super::signed_in::{CSRF_KEY, Csrf, POST_KEY, PROVIDER_KEY, SignedIn, USER_KEY};
use super::source::Visitor;
use super::tries::{Compared, compare, locked};
use crate::clock::Clock;
use crate::domain::password_rules::LONGEST;
use crate::error::{Error, Result};
use crate::pages;
use crate::retrying;
use crate::state::AppState;
use crate::store::Tx;
use crate::store::audit::Actor;
use crate::store::provider_accounts::{self, ProviderAccount};
use crate::store::sign_in_failures as failures;
use crate::store::users::{self, User};

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
    match compare(&state, visitor.stranger(&state), &login, form.password).await? {
        Compared::Locked { until } => refuse(StatusCode::TOO_MANY_REQUESTS, &locked(until)),
        Compared::Wrong => refuse(StatusCode::UNPROCESSABLE_ENTITY, WRONG),
        Compared::Inactive => refuse(StatusCode::FORBIDDEN, &inactive(&state)),
        Compared::Right { known, rehashed } => {
            let entering = Entering { user: known.id, stamp: known.security_stamp, rehashed, next: &form.next, by_provider: None };
            match enter(&state, &session, &visitor, entering).await? {
                Some(answer) => Ok(answer),
                None => refuse(StatusCode::UNPROCESSABLE_ENTITY, WRONG),
            }
        }
    }
}

const WRONG: &str = "Tên đăng nhập hoặc mật khẩu chưa đúng.";

/// Told only to who knows the password, or comes from the provider.
pub(super) fn inactive(state: &AppState) -> String {
    let days = state.config.security.inactive_days.value;
    format!("Tài khoản đã ngừng hoạt động vì {days} ngày không đăng nhập. Đề nghị quản trị viên kích hoạt lại.")
}

/// Somebody who comes from the provider.
#[derive(Debug, Clone, serde::Serialize, Deserialize)]
pub(super) struct ByProvider {
    /// The person's own there, kept for ever.
    pub subject: String,
    /// The provider has asked for a second factor.
    pub has_asked: bool,
}

/// Somebody who has shown who they are.
pub(super) struct Entering<'a> {
    pub user: i64,
    /// Of the account when the password or the provider's word was looked at.
    pub stamp: i64,
    pub rehashed: Option<(String, String)>,
    pub next: &'a str,
    pub by_provider: Option<ByProvider>,
}

/// Lets the person in, or asks for the code first; `None` when the account was changed meanwhile.
pub(super) async fn enter(state: &AppState, session: &Session, visitor: &Visitor, entering: Entering<'_>) -> Result<Option<Response>> {
    match retrying!(state.tries(), admitted(state, visitor, &entering))? {
        Admitted::In => {
            begin_session(session, entering.user, visitor, entering.by_provider.as_ref()).await?;
            Ok(Some(Redirect::to(local(entering.next)).into_response()))
        }
        Admitted::WithCode => {
            let Entering { user, stamp, next, by_provider, .. } = entering;
            let pending = Pending { user, stamp, since: Clock::System.now(), next: local(next).to_owned(), provider: by_provider };
            pending.keep(session).await?;
            Ok(Some(Redirect::to("/sign-in/code").into_response()))
        }
        Admitted::Over => Ok(None),
    }
}

enum Admitted {
    In,
    WithCode,
    /// The account is not what it was when the sign-in began.
    Over,
}

async fn admitted(state: &AppState, visitor: &Visitor, entering: &Entering<'_>) -> Result<Admitted> {
    let Entering { user: id, stamp, rehashed, by_provider, .. } = entering;
    let mut tx = state.db.write().await?;
    let user = users::find(&mut tx, *id, state.clock.today()).await?;
    if user.security_stamp != *stamp {
        return Ok(Admitted::Over);
    }
    let Some(post) = user.posts.first() else { return Err(Error::Forbidden) };
    let actor = visitor.actor(state, *id, Some(post.id));
    if let Some((before, after)) = rehashed {
        users::rehash(&mut tx, actor, *id, (before, after)).await?;
    }
    let wants_code = user.has_second_factor && !by_provider.as_ref().is_some_and(|by| by.has_asked);
    if !wants_code {
        let_in(&mut tx, state, actor, &user, by_provider.as_ref()).await?;
    }
    tx.commit().await?;
    Ok(if wants_code { Admitted::WithCode } else { Admitted::In })
}

/// What is written down once nothing more is asked. Only now the account at the provider is bound: a login that was given to
/// somebody else there must not shut its owner out before the code has told them apart.
pub(super) async fn let_in(tx: &mut Tx, state: &AppState, actor: Actor, user: &User, by_provider: Option<&ByProvider>) -> Result<()> {
    let now = Clock::System.now();
    if let (Some(by), Some(provider)) = (by_provider, &state.config.provider) {
        let account = ProviderAccount { issuer: &provider.issuer, subject: &by.subject };
        provider_accounts::bind(tx, actor, user.id, account, now).await?;
    }
    failures::clear(tx, &user.login).await?;
    users::signed_in(tx, actor, user.id, now).await
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

/// A new id: one that was known before signing in is worth nothing afterwards. Who comes back to a locked session finds the
/// post as it was, and forms that stand open on other pages can still be sent.
pub(super) async fn begin_session(session: &Session, user: i64, visitor: &Visitor, by_provider: Option<&ByProvider>) -> Result<()> {
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
    if let Some(by) = by_provider {
        session.insert(PROVIDER_KEY, by.has_asked).await.map_err(store)?;
    }
    session.cycle_id().await.map_err(store)
}

pub(super) fn store(error: tower_sessions::session::Error) -> Error {
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
