//! `GET /intakes/new`: one place to drop a plan's files on.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::Taker;
use crate::error::Result;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::page;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "intakes/new.html")]
struct New {
    frame: Frame,
    most_bytes: u64,
    refusal: Option<String>,
}

impl New {
    fn megabytes(&self) -> u64 {
        self.most_bytes >> 20
    }
}

pub async fn new(State(state): State<AppState>, Taker(reader): Taker) -> Result<impl IntoResponse> {
    show(&state, reader, None)
}

/// The same page with the reason why what was sent is not taken.
pub(super) fn refused(state: &AppState, reader: Reader, sentence: String) -> Result<Response> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, show(state, reader, Some(sentence))?).into_response())
}

fn show(state: &AppState, reader: Reader, refusal: Option<String>) -> Result<impl IntoResponse + use<>> {
    page(&New { frame: Frame::below(state, reader, Section::Plans), most_bytes: state.config.upload_bytes, refusal })
}
