//! `GET /reminders/assignments/{id}`: who was reminded of a piece of work, when and by which way.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;

use crate::error::Result;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::users::moment;
use crate::pages::{page, parts};
use crate::state::AppState;
use crate::store::assignments::{self, AssignmentRow};
use crate::store::reminders::{self, Given};

const SHOWN: i64 = 200;

#[derive(Template)]
#[template(path = "reminders/given.html")]
struct Show {
    frame: Frame,
    row: AssignmentRow,
    given: Vec<Given>,
}

pub async fn show(State(state): State<AppState>, reader: Reader, Path(id): Path<i64>) -> Result<impl IntoResponse> {
    let mut tx = state.db.read().await?;
    let row = assignments::find(&mut tx, id, state.as_of()).await?;
    let given = reminders::of_assignment(&mut tx, id, SHOWN).await?;
    drop(tx);
    page(&Show { frame: Frame::below(&state, reader, Section::Tasks), row, given })
}

impl Show {
    fn words(&self, given: &Given) -> String {
        given.occasion.words(given.about, given.day)
    }

    /// By which way it went, and whether it was seen.
    fn way(&self, given: &Given) -> String {
        let board = given.read_at.map_or_else(|| "trên bảng, chưa xem".to_owned(), |at| format!("trên bảng, xem lúc {}", moment(at)));
        match (given.mail.as_deref(), given.handed_at) {
            (_, Some(at)) => format!("{board}; thư chuyển lúc {}", moment(at)),
            (Some("failed"), None) => format!("{board}; thư không gửi được"),
            (Some("doubtful"), None) => format!("{board}; không rõ thư đã đến chưa"),
            (Some(_), None) => format!("{board}; thư chờ gửi"),
            (None, None) => board,
        }
    }
}
