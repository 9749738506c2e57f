//! What an administrator does with an account: a new link, unlocking, disabling and enabling, a lost authenticator, another
//! account at the provider, sessions.
//! Each is a resource of its own below `/users/{id}`.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{Redirect, Response};
use serde::Deserialize;

use super::{Administrator, invited, new_invitation, reading};
use crate::auth::CheckedForm;
use crate::auth::sign_in::Nothing;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::audit::Actor;
use crate::store::{Tx, provider_accounts, second_factors, sessions, sign_in_failures, users};

/// `POST /users/{id}/invitations`: a link in the place of any other; the password stays until it is used.
pub async fn invite(
    State(state): State<AppState>,
    administrator: Administrator,
    Path(user): Path<i64>,
    headers: HeaderMap,
    CheckedForm(_): CheckedForm<Nothing>,
) -> Result<Response> {
    let (mut tx, actor) = administrator.changes(&state, user, Reach::All).await?;
    if users::account(&mut tx, user, reading(&state)).await?.disabled {
        return Err(Error::Conflict("Tài khoản đã vô hiệu hóa; đề nghị cho dùng lại trước khi cấp liên kết".to_owned()));
    }
    let link = new_invitation(&mut tx, &state, actor, user).await?;
    tx.commit().await?;
    invited(&state, administrator.0, &headers, user, link).await
}

/// Whose account somebody may change: only where all its posts are within reach, or also where others have delegated some to
/// the person from elsewhere.
#[derive(Clone, Copy)]
enum Reach {
    All,
    OwnPosts,
}

impl Administrator {
    /// A transaction on the account of a person within reach.
    async fn changes(&self, state: &AppState, user: i64, reach: Reach) -> Result<(Tx, Actor)> {
        let (mut tx, today) = (state.db.write().await?, state.clock.today());
        match reach {
            Reach::All => self.manages(&mut tx, user, today).await?,
            Reach::OwnPosts => self.governs(&mut tx, user, today).await?,
        }
        Ok((tx, self.actor(state)))
    }
}

/// Keeps the change; back to the person's page.
async fn kept(tx: Tx, user: i64) -> Result<Redirect> {
    tx.commit().await?;
    Ok(Redirect::to(&format!("/users/{user}")))
}

/// `POST /users/{id}/unlocking`
pub async fn unlock(
    State(state): State<AppState>,
    administrator: Administrator,
    Path(user): Path<i64>,
    CheckedForm(_): CheckedForm<Nothing>,
) -> Result<Redirect> {
    let (mut tx, actor) = administrator.changes(&state, user, Reach::OwnPosts).await?;
    let login = users::account(&mut tx, user, reading(&state)).await?.login;
    sign_in_failures::unlock(&mut tx, actor, user, &login).await?;
    kept(tx, user).await
}

/// `POST /users/{id}/disabling`: signs in no more, and what is open ends.
pub async fn disable(
    State(state): State<AppState>,
    administrator: Administrator,
    Path(user): Path<i64>,
    CheckedForm(_): CheckedForm<Nothing>,
) -> Result<Redirect> {
    let (mut tx, actor) = administrator.changes(&state, user, Reach::OwnPosts).await?;
    if user == administrator.user.id {
        return Err(Error::Conflict("Không tự vô hiệu hóa tài khoản của mình; đề nghị một quản trị viên khác làm việc này".to_owned()));
    }
    users::disable(&mut tx, actor, user).await?;
    sessions::end(&mut tx, actor, user, None, None).await?;
    kept(tx, user).await
}

/// `POST /users/{id}/enabling`: after being disabled, or after too long away.
pub async fn enable(
    State(state): State<AppState>,
    administrator: Administrator,
    Path(user): Path<i64>,
    CheckedForm(_): CheckedForm<Nothing>,
) -> Result<Redirect> {
    let (mut tx, actor) = administrator.changes(&state, user, Reach::OwnPosts).await?;
    users::enable(&mut tx, actor, user, Clock::System.now()).await?;
    kept(tx, user).await
}

/// `POST /users/{id}/second-factor-removal`: the authenticator is lost; the next sign-in sets another one up where it is needed.
pub async fn remove_second_factor(
    State(state): State<AppState>,
    administrator: Administrator,
    Path(user): Path<i64>,
    CheckedForm(_): CheckedForm<Nothing>,
) -> Result<Redirect> {
    let (mut tx, actor) = administrator.changes(&state, user, Reach::All).await?;
    second_factors::remove(&mut tx, actor, user).await?;
    sessions::end(&mut tx, actor, user, None, None).await?;
    kept(tx, user).await
}

/// `POST /users/{id}/provider-unbinding`: the person has been given another account at the provider.
pub async fn unbind_provider(
    State(state): State<AppState>,
    administrator: Administrator,
    Path(user): Path<i64>,
    CheckedForm(_): CheckedForm<Nothing>,
) -> Result<Redirect> {
    let (mut tx, actor) = administrator.changes(&state, user, Reach::All).await?;
    provider_accounts::unbind(&mut tx, actor, user).await?;
    sessions::end(&mut tx, actor, user, None, None).await?;
    kept(tx, user).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SessionEnding {
    /// The digest of one session; empty for all.
    pub phien: String,
}

/// `POST /users/{id}/session-endings`
pub async fn end_sessions(
    State(state): State<AppState>,
    administrator: Administrator,
    Path(user): Path<i64>,
    CheckedForm(form): CheckedForm<SessionEnding>,
) -> Result<Redirect> {
    let (mut tx, actor) = administrator.changes(&state, user, Reach::OwnPosts).await?;
    let only = Some(form.phien.as_str()).filter(|digest| !digest.is_empty());
    sessions::end(&mut tx, actor, user, only, None).await?;
    kept(tx, user).await
}
