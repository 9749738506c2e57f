//! What an administrator does with an account: a new link, unlocking, disabling and enabling, a lost authenticator, sessions.
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
use crate::store::{second_factors, sessions, sign_in_failures, users};

/// `POST /users/{id}/invitations`: a link in the place of any other; the password stays until it is used.
pub async fn invite(
    State(state): State<AppState>,
    administrator: Administrator,
    Path(user): Path<i64>,
    headers: HeaderMap,
    CheckedForm(_): CheckedForm<Nothing>,
) -> Result<Response> {
    let mut tx = state.db.write().await?;
    administrator.manages(&mut tx, user, state.clock.today()).await?;
    if users::account(&mut tx, user, reading(&state)).await?.disabled {
        return Err(Error::Conflict("Tài khoản đã vô hiệu hóa; đề nghị cho dùng lại trước khi cấp liên kết".to_owned()));
    }
    let link = new_invitation(&mut tx, &state, administrator.actor(&state), user).await?;
    tx.commit().await?;
    invited(&state, administrator.0, &headers, user, link).await
}

/// `POST /users/{id}/unlocking`
pub async fn unlock(
    State(state): State<AppState>,
    administrator: Administrator,
    Path(user): Path<i64>,
    CheckedForm(_): CheckedForm<Nothing>,
) -> Result<Redirect> {
    let mut tx = state.db.write().await?;
    administrator.governs(&mut tx, user, state.clock.today()).await?;
    let login = users::account(&mut tx, user, reading(&state)).await?.login;
    sign_in_failures::unlock(&mut tx, administrator.actor(&state), user, &login).await?;
    tx.commit().await?;
    Ok(back(user))
}

/// `POST /users/{id}/disabling`: signs in no more, and what is open ends.
pub async fn disable(
    State(state): State<AppState>,
    administrator: Administrator,
    Path(user): Path<i64>,
    CheckedForm(_): CheckedForm<Nothing>,
) -> Result<Redirect> {
    let mut tx = state.db.write().await?;
    administrator.governs(&mut tx, user, state.clock.today()).await?;
    if user == administrator.user.id {
        return Err(Error::Conflict("Không tự vô hiệu hóa tài khoản của mình; đề nghị một quản trị viên khác làm việc này".to_owned()));
    }
    let actor = administrator.actor(&state);
    users::disable(&mut tx, actor, user).await?;
    sessions::end(&mut tx, actor, user, None, None).await?;
    tx.commit().await?;
    Ok(back(user))
}

/// `POST /users/{id}/enabling`: after being disabled, or after too long away.
pub async fn enable(
    State(state): State<AppState>,
    administrator: Administrator,
    Path(user): Path<i64>,
    CheckedForm(_): CheckedForm<Nothing>,
) -> Result<Redirect> {
    let mut tx = state.db.write().await?;
    administrator.governs(&mut tx, user, state.clock.today()).await?;
    users::enable(&mut tx, administrator.actor(&state), user, Clock::System.now()).await?;
    tx.commit().await?;
    Ok(back(user))
}

/// `POST /users/{id}/second-factor-removal`: the authenticator is lost; the next sign-in sets another one up where it is needed.
pub async fn remove_second_factor(
    State(state): State<AppState>,
    administrator: Administrator,
    Path(user): Path<i64>,
    CheckedForm(_): CheckedForm<Nothing>,
) -> Result<Redirect> {
    let mut tx = state.db.write().await?;
    administrator.manages(&mut tx, user, state.clock.today()).await?;
    let actor = administrator.actor(&state);
    second_factors::remove(&mut tx, actor, user).await?;
    sessions::end(&mut tx, actor, user, None, None).await?;
    tx.commit().await?;
    Ok(back(user))
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
    let mut tx = state.db.write().await?;
    administrator.governs(&mut tx, user, state.clock.today()).await?;
    let only = Some(form.phien.as_str()).filter(|digest| !digest.is_empty());
    sessions::end(&mut tx, administrator.actor(&state), user, only, None).await?;
    tx.commit().await?;
    Ok(back(user))
}

fn back(user: i64) -> Redirect {
    Redirect::to(&format!("/users/{user}"))
}
