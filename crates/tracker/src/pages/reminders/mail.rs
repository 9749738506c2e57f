//! `/reminders/mail`: mails that have not arrived, for administrators; one is sent again when they say so.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};

use crate::auth::CheckedForm;
use crate::error::{Error, Result};
use crate::pages::frame::{Frame, Section};
use crate::pages::users::{Administrator, moment};
use crate::pages::{page, parts};
use crate::state::AppState;
use crate::store::mails::{self, Stuck};

const SHOWN: i64 = 200;

#[derive(Template)]
#[template(path = "reminders/mail.html")]
struct Show {
    frame: Frame,
    counts: Vec<(&'static str, i64)>,
    stuck: Vec<Stuck>,
    /// A mail server is configured.
    has_server: bool,
}

pub async fn show(State(state): State<AppState>, administrator: Administrator) -> Result<impl IntoResponse> {
    let within = administrator.user.posts.first().and_then(|post| post.unit_id);
    let mut tx = state.db.read().await?;
    let counts = mails::counts(&mut tx, within, state.clock.today()).await?;
    let stuck = mails::stuck(&mut tx, within, state.clock.today(), SHOWN).await?;
    drop(tx);
    let counts = counts.into_iter().map(|(state, count)| (word(&state), count)).collect();
    let frame = Frame::below(&state, administrator.0, Section::People);
    page(&Show { frame, counts, stuck, has_server: state.config.mail.is_some() })
}

/// Nothing but the token.
#[derive(serde::Deserialize)]
pub struct Nothing {}

/// `POST /reminders/mail/{id}`
pub async fn send_again(
    State(state): State<AppState>,
    administrator: Administrator,
    Path(id): Path<i64>,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> Result<Redirect> {
    let actor = administrator.actor(&state);
    let mut tx = state.db.write_by(actor).await?;
    let user = mails::user(&mut tx, id).await?;
    administrator.manages(&mut tx, user, state.clock.today()).await?;
    if !mails::again(&mut tx, actor, id).await? {
        return Err(Error::Conflict("Thư này đã gửi được hoặc đang chờ gửi lại; đề nghị mở lại trang".to_owned()));
    }
    tx.commit().await?;
    Ok(Redirect::to("/reminders/mail"))
}

/// Where a mail is.
fn word(state: &str) -> &'static str {
    match state {
        "queued" => "Chờ gửi",
        "sending" | "handing-over" => "Đang gửi",
        "sent" => "Đã chuyển cho máy chủ thư",
        "failed" => "Không gửi được",
        _ => "Không rõ đã gửi chưa",
    }
}

impl Show {
    fn word(&self, mail: &Stuck) -> &'static str {
        if mail.state == "queued" { "Chờ gửi lại" } else { word(&mail.state) }
    }

    fn moment(&self, mail: &Stuck) -> String {
        moment(mail.due_at)
    }
}
