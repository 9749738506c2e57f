//! `POST /users/{id}/posts`: a further post. `POST /users/{id}/post-ends`: the last day of one, also of a delegated one.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::Administrator;
use super::new::{day_of, days_of, role_of, unit_of};
use super::show::{self, Said};
use crate::auth::CheckedForm;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::{Tx, posts};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct NewPost {
    pub vai_tro: String,
    pub don_vi: String,
    pub tu: String,
    pub den: String,
}

pub async fn add_post(
    State(state): State<AppState>,
    administrator: Administrator,
    Path(user): Path<i64>,
    CheckedForm(typed): CheckedForm<NewPost>,
) -> Result<Response> {
    let mut tx = state.db.write().await?;
    let added = give(&mut tx, &state, &administrator, user, &typed).await;
    match added {
        Ok(()) => {
            tx.commit().await?;
            Ok(Redirect::to(&format!("/users/{user}#chuc-trach")).into_response())
        }
        Err(Error::Invalid(sentence) | Error::Conflict(sentence)) => {
            drop(tx);
            show::refused(&state, administrator.0, user, Said { sentence, typed }).await
        }
        Err(error) => Err(error),
    }
}

async fn give(tx: &mut Tx, state: &AppState, administrator: &Administrator, user: i64, typed: &NewPost) -> Result<()> {
    let today = state.clock.today();
    let place = (unit_of(tx, &typed.don_vi).await?, role_of(&typed.vai_tro)?);
    let days = days_of(&typed.tu, &typed.den)?;
    administrator.gives()?;
    if user == administrator.user.id {
        return Err(Error::Invalid("Không tự giao chức trách cho mình; đề nghị một quản trị viên khác làm việc này".to_owned()));
    }
    administrator.manages_place(tx, place.0, today).await?;
    // A post in one's own commune for somebody of the province takes nothing from that person: seeing them is enough.
    let places = posts::places(tx, user, today).await?;
    crate::access::require(crate::access::can_read_person(&administrator.user.posts, &places))?;
    posts::add(tx, administrator.actor(state), user, place, days).await?;
    Ok(())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PostEnd {
    post: i64,
    /// The last day; today where nothing is said.
    den: String,
}

pub async fn end_post(
    State(state): State<AppState>,
    administrator: Administrator,
    Path(user): Path<i64>,
    CheckedForm(form): CheckedForm<PostEnd>,
) -> Result<Response> {
    let mut tx = state.db.write().await?;
    match end(&mut tx, &state, &administrator, user, &form).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(Redirect::to(&format!("/users/{user}#chuc-trach")).into_response())
        }
        Err(Error::Invalid(sentence) | Error::Conflict(sentence)) => {
            drop(tx);
            show::refused(&state, administrator.0, user, Said { sentence, typed: NewPost::default() }).await
        }
        Err(error) => Err(error),
    }
}

async fn end(tx: &mut Tx, state: &AppState, administrator: &Administrator, user: i64, form: &PostEnd) -> Result<()> {
    let today = state.clock.today();
    let post = posts::find(tx, form.post).await?;
    if post.user_id != user {
        return Err(Error::NotFound);
    }
    administrator.manages_place(tx, post.unit_id, today).await?;
    if administrator.user.posts.iter().any(|acted_in| acted_in.id == post.id) {
        return Err(Error::Invalid("Không tự kết thúc chức trách mình đang dùng; đề nghị một quản trị viên khác làm việc này".to_owned()));
    }
    let last = if form.den.trim().is_empty() { today } else { day_of(&form.den, "Ngày cuối")? };
    if last < today.yesterday().unwrap_or(today) || last < post.valid_from && post.valid_from <= today {
        return Err(Error::Invalid("Ngày cuối sớm nhất là hôm qua và không trước ngày bắt đầu".to_owned()));
    }
    posts::end(tx, administrator.actor(state), &post, (last, today)).await
}
