//! The second step of a sign-in: the code. What has begun with a password ends when the account changes meanwhile, so that
//! whoever knew an old password gains nothing by it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::forms::CheckedForm;
use super::sign_in::{ByProvider, begin_session, let_in, local, store};
use super::signed_in::Csrf;
use super::source::Visitor;
use super::tries::locked;
use super::{second_factor, tries};
use crate::clock::Clock;
use crate::domain::password_rules::LONGEST;
use crate::error::{Error, Result};
use crate::pages;
use crate::retrying;
use crate::state::AppState;
use crate::store::Tx;
use crate::store::users::{self, User};

/// Session key: whose code is waited for since when, and the page that was asked for.
const PENDING_KEY: &str = "pending";
/// Seconds in which the code has to come.
const PENDING_SECONDS: i64 = 600;

const WRONG_CODE: &str = "Mã chưa đúng, đã hết hạn hoặc đã dùng rồi. Đề nghị nhập mã đang hiện trong ứng dụng, hoặc một mã dự phòng.";

/// Whose code is waited for.
#[derive(Debug, Clone, serde::Serialize, Deserialize)]
pub struct Pending {
    pub(super) user: i64,
    /// Of the account when this began: another one ends it.
    #[serde(default)]
    pub(super) stamp: i64,
    pub(super) since: i64,
    pub(super) next: String,
    #[serde(default)]
    pub(super) provider: Option<ByProvider>,
}

impl Pending {
    pub(super) async fn keep(&self, session: &Session) -> Result<()> {
        session.insert(PENDING_KEY, self).await.map_err(store)
    }
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
    match with_code(&state, &visitor, &pending, &form.code).await? {
        Coded::Locked { until } => refuse(StatusCode::TOO_MANY_REQUESTS, &locked(until)),
        Coded::Wrong => refuse(StatusCode::UNPROCESSABLE_ENTITY, WRONG_CODE),
        Coded::Right => {
            begin_session(&session, pending.user, &visitor, pending.provider.as_ref()).await?;
            Ok(Redirect::to(local(&pending.next)).into_response())
        }
        Coded::Over => {
            session.remove::<Pending>(PENDING_KEY).await.map_err(store)?;
            Ok(Redirect::to("/sign-in?xong=da-doi").into_response())
        }
    }
}

enum Coded {
    Locked {
        until: i64,
    },
    Wrong,
    Right,
    /// The account is not what it was when the sign-in began.
    Over,
}

async fn with_code(state: &AppState, visitor: &Visitor, pending: &Pending, code: &str) -> Result<Coded> {
    let now = Clock::System.now();
    let mut tx = state.db.read().await?;
    let user = waiting(&mut tx, state, pending).await?;
    drop(tx);
    // Nothing of an account that has been changed is tried by an old sign-in, and nothing is counted.
    let Some(user) = user else { return Ok(Coded::Over) };
    let counted = match retrying!(state.tries(), tries::begin(state, &user.login, now))? {
        Ok(counted) => counted,
        Err(until) => return Ok(Coded::Locked { until }),
    };
    let coded = if code.chars().count() > LONGEST {
        Coded::Wrong
    } else {
        retrying!(state.tries(), take_code(state, visitor, pending, (code, now)))?
    };
    if matches!(coded, Coded::Wrong) {
        tries::tell(state, visitor.stranger(state), &user.login, (counted.number, "code")).await?;
    }
    Ok(coded)
}

/// Whose code is waited for, where the account is what it was.
async fn waiting(tx: &mut Tx, state: &AppState, pending: &Pending) -> Result<Option<User>> {
    match users::find(tx, pending.user, state.clock.today()).await {
        Ok(user) => Ok(Some(user).filter(|user| user.security_stamp == pending.stamp)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Where the code is right the person is in.
async fn take_code(state: &AppState, visitor: &Visitor, pending: &Pending, (code, now): (&str, i64)) -> Result<Coded> {
    let mut tx = state.db.write().await?;
    let Some(user) = waiting(&mut tx, state, pending).await? else { return Ok(Coded::Over) };
    let Some(post) = user.posts.first() else { return Err(Error::Forbidden) };
    let actor = visitor.actor(state, user.id, Some(post.id));
    if !second_factor::take(&mut tx, actor, user.id, code, now).await? {
        return Ok(Coded::Wrong);
    }
    let_in(&mut tx, state, actor, &user, pending.provider.as_ref()).await?;
    tx.commit().await?;
    Ok(Coded::Right)
}
