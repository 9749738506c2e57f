//! The sign-in page. What a sign-in does is in `auth`.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use serde::Deserialize;

use super::page;
use crate::auth::Csrf;
use crate::error::Result;
use crate::state::AppState;

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The page that was asked for before signing in.
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "sign_in/show.html")]
struct Show<'a> {
    csrf: &'a str,
    login: &'a str,
    next: &'a str,
    refusal: Option<&'a str>,
    demo: bool,
}

/// `GET /sign-in`
pub async fn show(State(state): State<AppState>, Csrf(csrf): Csrf, Query(asked): Query<Asked>) -> Result<Html<String>> {
    page(&Show { csrf: &csrf, login: "", next: &asked.next, refusal: None, demo: state.config.demo })
}

/// The form once more with what was typed (login, page asked for) and the reason: wrong name or password, too many tries.
pub fn refused(csrf: &str, (login, next): (&str, &str), status: StatusCode, reason: &str, demo: bool) -> Result<impl IntoResponse + use<>> {
    Ok((status, page(&Show { csrf, login, next, refusal: Some(reason), demo })?))
}
