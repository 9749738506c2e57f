//! `GET /spreadsheets/new`: one place to drop the tracking spreadsheet on.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::error::Result;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::intakes::Taker;
use crate::pages::page;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "spreadsheets/new.html")]
struct New {
    frame: Frame,
    megabytes: u64,
    refusal: Option<String>,
}

pub async fn new(State(state): State<AppState>, Taker(reader): Taker) -> Result<Response> {
    show(&state, reader, None)
}

/// The same page with the reason why what was sent is not taken.
pub(super) fn refused(state: &AppState, reader: Reader, sentence: String) -> Result<Response> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, show(state, reader, Some(sentence))?).into_response())
}

fn show(state: &AppState, reader: Reader, refusal: Option<String>) -> Result<Response> {
    let frame = Frame::below(state, reader, Section::Plans);
    Ok(page(&New { frame, megabytes: super::create::MOST_BYTES >> 20, refusal })?.into_response())
}
