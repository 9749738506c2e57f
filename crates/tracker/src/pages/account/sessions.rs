//! `POST /account/session-endings`: one of one's own sessions, or all the others.

use axum::extract::State;
use axum::response::Redirect;

use crate::auth::CheckedForm;
use crate::error::Result;
use crate::pages::frame::Reader;
use crate::pages::users::SessionEnding;
use crate::state::AppState;
use crate::store::sessions;

pub async fn end(State(state): State<AppState>, reader: Reader, CheckedForm(form): CheckedForm<SessionEnding>) -> Result<Redirect> {
    let only = Some(form.phien.as_str()).filter(|digest| !digest.is_empty());
    let but = Some(reader.session.as_str()).filter(|_| only.is_none());
    let mut tx = state.db.write().await?;
    sessions::end(&mut tx, reader.actor(&state), reader.user.id, only, but).await?;
    tx.commit().await?;
    Ok(Redirect::to("/account#phien"))
}
