//! `/invitations/{token}`: a person sets a password of their own by a link that works once. No sign-in is needed.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::page;
use super::users::moment;
use crate::access;
use crate::auth::source::Visitor;
use crate::auth::{CheckedForm, Csrf, password, tokens};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::users::User;
use crate::store::{invitations, password_history, sessions, sign_in_failures, users};

#[derive(Template)]
#[template(path = "invitations/show.html")]
struct Show {
    csrf: String,
    token: String,
    full_name: String,
    login: String,
    until: String,
    rules: PasswordHint,
    refusal: Option<String>,
}

/// What the form says about passwords.
pub struct PasswordHint {
    pub least: usize,
    /// Four kinds of characters.
    pub kinds: bool,
    /// Last passwords that are not chosen again.
    pub kept: i64,
}

impl PasswordHint {
    pub fn of(state: &AppState, with_code: bool) -> Self {
        let rules = state.config.security.password_rules();
        Self {
            least: if with_code { rules.with_code } else { rules.alone },
            kinds: !with_code,
            kept: state.config.security.passwords_kept.value,
        }
    }
}

/// Whether the sign-in of this person asks, or will ask, for a code too.
pub fn has_code(state: &AppState, user: &User) -> bool {
    user.has_second_factor || access::needs_second_factor(&user.posts, state.config.internet, state.config.demo)
}

pub async fn show(State(state): State<AppState>, Csrf(csrf): Csrf, Path(token): Path<String>) -> Result<Response> {
    let (user, until) = open(&state, &token).await?;
    shown(&state, csrf, token, (&user, until), None)
}

fn shown(state: &AppState, csrf: String, token: String, (user, until): (&User, i64), refusal: Option<String>) -> Result<Response> {
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let rules = PasswordHint::of(state, has_code(state, user));
    let (full_name, login) = (user.full_name.clone(), user.login.clone());
    let page = page(&Show { csrf, token, full_name, login, until: moment(until), rules, refusal })?;
    Ok((status, page).into_response())
}

async fn open(state: &AppState, token: &str) -> Result<(User, i64)> {
    let mut tx = state.db.read().await?;
    let found = invitations::find(&mut tx, &tokens::digest(token), Clock::System.now()).await?.ok_or_else(used_up)?;
    let user = users::find(&mut tx, found.user_id, state.clock.today()).await?;
    Ok((user, found.expires_at))
}

fn used_up() -> Error {
    let sentence = "Liên kết này đã được dùng, đã hết hạn hoặc không đúng. Đề nghị quản trị viên của cơ quan cấp liên kết mới.";
    Error::Conflict(sentence.to_owned())
}

#[derive(Deserialize)]
pub struct NewPassword {
    moi: String,
    lai: String,
}

pub async fn accept(
    State(state): State<AppState>,
    Csrf(csrf): Csrf,
    visitor: Visitor,
    Path(token): Path<String>,
    CheckedForm(form): CheckedForm<NewPassword>,
) -> Result<Response> {
    let (user, until) = open(&state, &token).await?;
    if let Some(sentence) = fault(&state, &user, &form.moi, &form.lai).await? {
        return shown(&state, csrf, token, (&user, until), Some(sentence));
    }
    let hash = password::hash(form.moi, state.config.hashing).await?;
    let now = Clock::System.now();
    let mut tx = state.db.write().await?;
    // Of two that send the form at the same time one finds nothing here.
    invitations::use_up(&mut tx, &tokens::digest(&token), now).await?.ok_or_else(used_up)?;
    let actor = visitor.actor(&state, user.id, user.posts.first().map(|post| post.id));
    users::set_password(&mut tx, actor, &user.login, &hash).await?;
    users::note_password(&mut tx, user.id, false, now).await?;
    sessions::end(&mut tx, actor, user.id, None, None).await?;
    sign_in_failures::clear(&mut tx, &user.login).await?;
    tx.commit().await?;
    Ok(Redirect::to("/sign-in?xong=mat-khau").into_response())
}

/// Why a new password cannot be taken, without the full stop.
///
/// # Errors
/// The database fails.
pub async fn fault(state: &AppState, user: &User, new: &str, again: &str) -> Result<Option<String>> {
    if new != again {
        return Ok(Some("Hai lần nhập mật khẩu mới không giống nhau".to_owned()));
    }
    let fault = state.config.security.password_rules().fault(new, &user.login, has_code(state, user));
    if fault.is_some() {
        return Ok(fault);
    }
    let kept = state.config.security.passwords_kept.value;
    let mut tx = state.db.read().await?;
    let hashes = password_history::recent(&mut tx, user.id, kept).await?;
    drop(tx);
    let used = password::is_among(new, hashes, state.config.hashing).await?;
    Ok(used.then(|| format!("Mật khẩu này nằm trong {kept} mật khẩu gần đây; đề nghị chọn mật khẩu khác")))
}
