//! `/account/password`: one's own password, also the first thing to do where somebody else set it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::auth::signed_in::First;
use crate::auth::{CheckedForm, password, tries};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::invitations::{PasswordHint, fault, has_code};
use crate::pages::page;
use crate::state::AppState;
use crate::store::{sessions, users};

#[derive(Template)]
#[template(path = "account/password.html")]
struct Show {
    frame: Frame,
    login: String,
    is_first: bool,
    /// The password has grown too old.
    is_old: bool,
    rules: PasswordHint,
    refusal: Option<String>,
}

pub async fn show(State(state): State<AppState>, reader: Reader) -> Result<Response> {
    shown(&state, reader, None)
}

fn shown(state: &AppState, reader: Reader, refusal: Option<String>) -> Result<Response> {
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let rules = PasswordHint::of(state, has_code(state, &reader.user));
    let (login, is_first) = (reader.user.login.clone(), matches!(reader.first, Some(First::ChoosePassword | First::RenewPassword)));
    let is_old = reader.first == Some(First::RenewPassword);
    let frame = Frame::below(state, reader, Section::Account);
    Ok((status, page(&Show { frame, login, is_first, is_old, rules, refusal })?).into_response())
}

const NO_PASSWORD: &str = "Tài khoản này đăng nhập bằng tài khoản dùng chung, không có mật khẩu ở đây; \
     nếu cần mật khẩu riêng, đề nghị quản trị viên cấp liên kết đặt mật khẩu";

#[derive(Deserialize)]
pub struct Change {
    cu: String,
    moi: String,
    lai: String,
}

pub async fn change(State(state): State<AppState>, reader: Reader, CheckedForm(form): CheckedForm<Change>) -> Result<Response> {
    let user = &reader.user;
    let same = form.cu == form.moi;
    if !user.has_password {
        return shown(&state, reader, Some(NO_PASSWORD.to_owned()));
    }
    if same {
        return shown(&state, reader, Some("Mật khẩu mới phải khác mật khẩu hiện nay".to_owned()));
    }
    // Who does not know the password is not told which ones there were.
    match tries::confirm_password(&state, reader.actor(&state), &user.login, form.cu).await {
        Ok(()) => {}
        Err(Error::Invalid(sentence)) => return shown(&state, reader, Some(sentence)),
        Err(error) => return Err(error),
    }
    if let Some(sentence) = fault(&state, user, &form.moi, &form.lai).await? {
        return shown(&state, reader, Some(sentence));
    }
    let hash = password::hash(form.moi, state.config.hashing).await?;
    let mut tx = state.db.write().await?;
    let actor = reader.actor(&state);
    users::set_password(&mut tx, actor, &user.login, &hash).await?;
    users::note_password(&mut tx, user.id, false, Clock::System.now()).await?;
    // Whoever knew the old one is out.
    sessions::end(&mut tx, actor, user.id, None, Some(&reader.session)).await?;
    tx.commit().await?;
    Ok(Redirect::to(if reader.first.is_some() { "/" } else { "/account" }).into_response())
}
