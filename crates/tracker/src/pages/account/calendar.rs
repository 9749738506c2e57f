//! `POST /account/calendar` and `/account/calendar-ends`: the secret address of one's own calendar, shown once.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};

use crate::auth::{CheckedForm, tokens};
use crate::error::Result;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::page;
use crate::state::AppState;
use crate::store::calendar_feeds;

#[derive(Template)]
#[template(path = "account/calendar.html")]
struct Show {
    frame: Frame,
    link: String,
}

/// Nothing but the token of the form.
#[derive(serde::Deserialize)]
pub struct Nothing {}

/// A new address in place of the one before.
pub async fn make(
    State(state): State<AppState>,
    reader: Reader,
    headers: HeaderMap,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> Result<Response> {
    // 32 bytes.
    let token = tokens::random() + &tokens::random();
    let actor = reader.actor(&state);
    let mut tx = state.db.write_by(actor).await?;
    calendar_feeds::make(&mut tx, actor, reader.user.id, &tokens::digest(&token)).await?;
    tx.commit().await?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = if state.config.https { "https" } else { "http" };
    let link = format!("{scheme}://{host}/calendar/{token}.ics");
    Ok(page(&Show { frame: Frame::below(&state, reader, Section::Account), link })?.into_response())
}

pub async fn end(State(state): State<AppState>, reader: Reader, CheckedForm(Nothing {}): CheckedForm<Nothing>) -> Result<Redirect> {
    let actor = reader.actor(&state);
    let mut tx = state.db.write_by(actor).await?;
    calendar_feeds::end(&mut tx, actor, reader.user.id).await?;
    tx.commit().await?;
    Ok(Redirect::to("/account#lich"))
}
