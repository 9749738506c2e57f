//! The sign-in page. What a sign-in does is in `auth`.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};

use super::page;
use crate::auth::Csrf;
use crate::error::Result;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "sign_in/show.html")]
struct Show<'a> {
    csrf: &'a str,
    login: &'a str,
    refusal: Option<&'a str>,
    demo: bool,
}

/// `GET /sign-in`
pub async fn show(State(state): State<AppState>, Csrf(csrf): Csrf) -> Result<Html<String>> {
    page(&Show { csrf: &csrf, login: "", refusal: None, demo: state.config.demo })
}

/// The form once more, with the reason above it: wrong name or password, too many tries.
pub fn refused(csrf: &str, login: &str, status: StatusCode, reason: &str, demo: bool) -> Result<impl IntoResponse + use<>> {
    Ok((status, page(&Show { csrf, login, refusal: Some(reason), demo })?))
}
