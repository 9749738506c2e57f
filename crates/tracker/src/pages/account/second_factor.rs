//! `/account/second-factor`: an authenticator is set up, or another one in its place; recovery codes are shown once.
//! `POST /account/recovery-codes`: new ones.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::confirmation::confirm;
use crate::auth::signed_in::First;
use crate::auth::{CheckedForm, second_factor};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::page;
use crate::state::AppState;
use crate::store::second_factors;

/// Session key of a secret that no code has proved yet.
const PROPOSED_KEY: &str = "proposed";

#[derive(Template)]
#[template(path = "account/second_factor.html")]
struct Show {
    frame: Frame,
    is_first: bool,
    /// There is one already, which the new one takes the place of.
    is_other: bool,
    /// The password is asked for once more.
    has_password: bool,
    /// The provider asks for a second factor whenever the person comes in, and there is no other way in.
    by_provider: bool,
    /// The secret in groups of four letters, to be typed where no picture can be taken.
    secret: String,
    picture: String,
    refusal: Option<String>,
}

#[derive(Template)]
#[template(path = "account/recovery_codes.html")]
struct Codes {
    frame: Frame,
    codes: Vec<String>,
    /// The board opens now.
    is_first: bool,
}

pub async fn show(State(state): State<AppState>, session: Session, reader: Reader) -> Result<Response> {
    let secret = proposed(&session).await?;
    shown(&state, reader, &secret, None)
}

/// The same secret until it is proved, so that a page sent twice does not make the picture worthless.
async fn proposed(session: &Session) -> Result<String> {
    if let Some(secret) = session.get::<String>(PROPOSED_KEY).await.map_err(store)? {
        return Ok(secret);
    }
    let secret = second_factor::new_secret();
    session.insert(PROPOSED_KEY, &secret).await.map_err(store)?;
    Ok(secret)
}

fn shown(state: &AppState, reader: Reader, secret: &str, refusal: Option<String>) -> Result<Response> {
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let picture = second_factor::picture(secret, &reader.user.login)?;
    let letters: Vec<char> = secret.chars().collect();
    let secret = letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ");
    let (is_first, is_other) = (reader.first == Some(First::SetSecondFactor), reader.user.has_second_factor);
    let (has_password, by_provider) = (reader.user.has_password, is_provided(&reader));
    let frame = Frame::below(state, reader, Section::Account);
    Ok((status, page(&Show { frame, is_first, is_other, has_password, by_provider, secret, picture, refusal })?).into_response())
}

/// Whether a code of ours would never be asked for.
fn is_provided(reader: &Reader) -> bool {
    !reader.user.has_password && reader.by_provider == Some(true)
}

#[derive(Deserialize)]
pub struct Proof {
    /// The password once more; nothing where there is none.
    #[serde(default)]
    cu: String,
    code: String,
}

pub async fn set(
    State(state): State<AppState>,
    session: Session,
    reader: Reader,
    CheckedForm(form): CheckedForm<Proof>,
) -> Result<Response> {
    if is_provided(&reader) {
        return Err(Error::Conflict(
            "Máy đăng nhập dùng chung đã hỏi xác thực hai lớp mỗi lần đăng nhập nên không đặt thêm ở đây".to_owned(),
        ));
    }
    let secret = proposed(&session).await?;
    let step = second_factor::step_of(&secret, &form.code, Clock::System.now())?;
    let Some(step) = step else {
        let sentence = "Mã chưa đúng; đề nghị nhập mã 6 số đang hiện trong ứng dụng, và xem lại giờ của điện thoại".to_owned();
        return shown(&state, reader, &secret, Some(sentence));
    };
    match confirm(&state, &reader, form.cu).await {
        Ok(()) => {}
        Err(Error::Invalid(sentence)) => return shown(&state, reader, &secret, Some(sentence)),
        Err(error) => return Err(error),
    }
    let (codes, digests) = second_factor::new_recovery_codes();
    let mut tx = state.db.write().await?;
    second_factors::set(&mut tx, reader.actor(&state), reader.user.id, (&secret, step), &digests).await?;
    tx.commit().await?;
    session.remove::<String>(PROPOSED_KEY).await.map_err(store)?;
    once(&state, reader, codes)
}

#[derive(Deserialize)]
pub struct Renewal {
    #[serde(default)]
    cu: String,
}

pub async fn renew_codes(State(state): State<AppState>, reader: Reader, CheckedForm(form): CheckedForm<Renewal>) -> Result<Response> {
    if !reader.user.has_second_factor {
        return Err(Error::Conflict("Chưa đặt xác thực hai lớp nên chưa có mã dự phòng".to_owned()));
    }
    confirm(&state, &reader, form.cu).await?;
    let (codes, digests) = second_factor::new_recovery_codes();
    let mut tx = state.db.write().await?;
    second_factors::renew_codes(&mut tx, reader.actor(&state), reader.user.id, &digests).await?;
    tx.commit().await?;
    once(&state, reader, codes)
}

/// The only time the codes are known.
fn once(state: &AppState, reader: Reader, codes: Vec<String>) -> Result<Response> {
    let is_first = reader.first == Some(First::SetSecondFactor);
    let frame = Frame::below(state, Reader { first: None, ..reader }, Section::Account);
    Ok((StatusCode::OK, page(&Codes { frame, codes, is_first })?).into_response())
}

fn store(error: tower_sessions::session::Error) -> Error {
    Error::Internal(error.to_string())
}
