//! `/account/contact`: one's own phone and e-mail.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::auth::CheckedForm;
use crate::error::Result;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::page;
use crate::pages::users::{NewContact, read_contact};
use crate::state::AppState;
use crate::store::users;

#[derive(Template)]
#[template(path = "account/contact.html")]
struct Show {
    frame: Frame,
    phone: String,
    email: String,
    refusal: Option<String>,
}

pub async fn show(State(state): State<AppState>, reader: Reader) -> Result<impl IntoResponse> {
    // One's own: nothing is noted, so that reading is enough.
    let mut tx = state.db.read().await?;
    let contact = users::contact(&mut tx, reader.actor(&state), reader.user.id).await?;
    drop(tx);
    let frame = Frame::below(&state, reader, Section::Account);
    page(&Show { frame, phone: contact.phone.unwrap_or_default(), email: contact.email.unwrap_or_default(), refusal: None })
}

pub async fn set(State(state): State<AppState>, reader: Reader, CheckedForm(typed): CheckedForm<NewContact>) -> Result<Response> {
    match read_contact(&typed) {
        Ok(contact) => {
            let actor = reader.actor(&state);
            let mut tx = state.db.write_by(actor).await?;
            users::set_contact(&mut tx, actor, reader.user.id, &contact).await?;
            tx.commit().await?;
            Ok(Redirect::to("/account#lich").into_response())
        }
        Err(sentence) => {
            let frame = Frame::below(&state, reader, Section::Account);
            let show = Show { frame, phone: typed.dien_thoai, email: typed.thu, refusal: Some(sentence) };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&show)?).into_response())
        }
    }
}
