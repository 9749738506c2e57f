//! The pages of signing in: password, then the code. What a sign-in does is in `auth`.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::page;
use crate::auth::{Csrf, code};
use crate::error::Result;
use crate::state::AppState;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The page that was asked for before signing in.
    next: String,
    /// Why somebody who was signed in is asked again: `xem` a page was asked for, `gui` a form was sent.
    khoa: String,
    /// `mat-khau`: a password was set by a link; `da-doi`: the account was changed while its code was waited for.
    xong: String,
}

#[derive(Template)]
#[template(path = "sign_in/show.html")]
struct Show<'a> {
    csrf: &'a str,
    login: &'a str,
    next: &'a str,
    refusal: Option<&'a str>,
    notice: Option<String>,
    demo: bool,
    /// The words of the button that leads to the provider.
    provider: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "sign_in/code.html")]
struct Code<'a> {
    csrf: &'a str,
    refusal: Option<&'a str>,
}

/// `GET /sign-in`
pub async fn show(State(state): State<AppState>, Csrf(csrf): Csrf, Query(asked): Query<Asked>) -> Result<Html<String>> {
    let notice = match (asked.khoa.as_str(), asked.xong.as_str()) {
        ("xem", _) => Some("Phiên làm việc đã khóa vì lâu không thao tác. Đề nghị đăng nhập lại để tiếp tục.".to_owned()),
        ("gui", _) => Some(
            "Phiên làm việc đã khóa vì lâu không thao tác; nội dung vừa gửi chưa được ghi. Sau khi đăng nhập lại, quay về trang đó \
             (nút Quay lại của trình duyệt) rồi gửi lại."
                .to_owned(),
        ),
        (_, "da-doi") => {
            Some("Lần đăng nhập trước không còn hiệu lực vì mật khẩu hoặc tài khoản vừa được thay đổi. Đề nghị đăng nhập lại.".to_owned())
        }
        (_, "mat-khau") => Some("Đã đặt mật khẩu. Đề nghị đăng nhập bằng mật khẩu mới.".to_owned()),
        _ => None,
    };
    let provider = state.config.provider.as_ref().map(|provider| provider.label.as_str());
    page(&Show { csrf: &csrf, login: "", next: &asked.next, refusal: None, notice, demo: state.config.demo, provider })
}

/// The form once more with what was typed (login, page asked for) and the reason: wrong name or password, too many tries.
pub fn refused(
    state: &AppState,
    csrf: &str,
    (login, next): (&str, &str),
    status: StatusCode,
    reason: &str,
) -> Result<impl IntoResponse + use<>> {
    let provider = state.config.provider.as_ref().map(|provider| provider.label.as_str());
    Ok((status, page(&Show { csrf, login, next, refusal: Some(reason), notice: None, demo: state.config.demo, provider })?))
}

/// `GET /sign-in/code`
pub async fn code(session: Session, Csrf(csrf): Csrf) -> Result<Response> {
    if code::pending(&session).await?.is_none() {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    Ok(page(&Code { csrf: &csrf, refusal: None })?.into_response())
}

pub fn refused_code(csrf: &str, status: StatusCode, reason: &str) -> Result<impl IntoResponse + use<>> {
    Ok((status, page(&Code { csrf, refusal: Some(reason) })?))
}
