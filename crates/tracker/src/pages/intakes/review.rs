//! The review of what was compiled.

use axum::response::{IntoResponse, Response};

use crate::error::Result;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::page;
use crate::state::AppState;
use crate::store::intakes::IntakeRow;

#[derive(askama::Template)]
#[template(path = "intakes/review.html")]
struct Review {
    frame: Frame,
    intake: IntakeRow,
}

pub async fn review(state: &AppState, reader: Reader, intake: IntakeRow) -> Result<Response> {
    Ok(page(&Review { frame: Frame::below(state, reader, Section::Plans), intake })?.into_response())
}
