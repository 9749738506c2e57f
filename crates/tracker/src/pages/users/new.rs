//! `GET /users/new`, `POST /users`: a person with a first post, invited by a link. Nobody but the person knows the password.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use roviec_plan::document::clean;
use serde::Deserialize;

use super::{Administrator, invited, new_invitation};
use crate::auth::CheckedForm;
use crate::domain::{Role, written};
use crate::error::{Error, Result};
use crate::pages::frame::{Frame, Section};
use crate::pages::page;
use crate::state::AppState;
use crate::store::{Tx, posts, units, users};

const LONGEST_NAME: usize = 100;
const LONGEST_LOGIN: usize = 60;

/// What was typed, as it is shown again when it cannot be taken.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct NewUser {
    ho_ten: String,
    dang_nhap: String,
    vai_tro: String,
    don_vi: String,
    tu: String,
    den: String,
}

#[derive(Template)]
#[template(path = "users/new.html")]
struct New {
    frame: Frame,
    typed: NewUser,
    refusal: Option<String>,
}

pub async fn new(State(state): State<AppState>, administrator: Administrator) -> Result<impl IntoResponse> {
    let typed = NewUser { tu: written::day(state.clock.today()), ..NewUser::default() };
    page(&New { frame: Frame::below(&state, administrator.0, Section::People), typed, refusal: None })
}

pub async fn create(
    State(state): State<AppState>,
    administrator: Administrator,
    headers: HeaderMap,
    CheckedForm(typed): CheckedForm<NewUser>,
) -> Result<Response> {
    let mut tx = state.db.write().await?;
    match added(&mut tx, &state, &administrator, &typed).await {
        Ok((user, link)) => {
            tx.commit().await?;
            invited(&state, administrator.0, &headers, user, link).await
        }
        Err(Error::Invalid(sentence) | Error::Conflict(sentence)) => {
            drop(tx);
            let frame = Frame::below(&state, administrator.0, Section::People);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&New { frame, typed, refusal: Some(sentence) })?).into_response())
        }
        Err(error) => Err(error),
    }
}

async fn added(tx: &mut Tx, state: &AppState, administrator: &Administrator, typed: &NewUser) -> Result<(i64, (String, i64))> {
    let (full_name, login) = (clean(&typed.ho_ten), login_of(&typed.dang_nhap)?);
    if full_name.is_empty() || full_name.chars().count() > LONGEST_NAME {
        return Err(Error::Invalid(format!("Họ và tên phải có từ 1 đến {LONGEST_NAME} ký tự")));
    }
    let today = state.clock.today();
    let place = (unit_of(tx, &typed.don_vi).await?, role_of(&typed.vai_tro)?);
    let days = days_of(&typed.tu, &typed.den)?;
    administrator.gives()?;
    administrator.manages_place(tx, place.0, today).await?;
    let actor = administrator.actor(state);
    let user = users::add(tx, actor, &login, &full_name, users::NO_PASSWORD).await?;
    posts::add(tx, actor, user, place, days).await?;
    Ok((user, new_invitation(tx, state, actor, user).await?))
}

/// As the sign-in page reads it.
fn login_of(text: &str) -> Result<String> {
    let login = text.trim().to_lowercase();
    let sound = login.chars().all(|c| c.is_ascii_alphanumeric() || "._-@".contains(c));
    if login.is_empty() || login.len() > LONGEST_LOGIN || !sound {
        return Err(Error::Invalid(format!(
            "Tên đăng nhập gồm chữ không dấu, số, dấu chấm, gạch ngang, gạch dưới hoặc @, nhiều nhất {LONGEST_LOGIN} ký tự"
        )));
    }
    Ok(login)
}

/// # Errors
/// `Invalid` where no role has this name.
pub(super) fn role_of(text: &str) -> Result<Role> {
    text.parse().map_err(|_| Error::Invalid("Chưa chọn chức trách".to_owned()))
}

/// The unit of a code; nothing for an empty one.
///
/// # Errors
/// `Invalid` where no unit has this code; the database fails.
pub(super) async fn unit_of(tx: &mut Tx, code: &str) -> Result<Option<i64>> {
    let code = code.trim();
    if code.is_empty() {
        return Ok(None);
    }
    let unit = units::by_code(tx, code).await?;
    Ok(Some(unit.ok_or_else(|| Error::Invalid(format!("Không có đơn vị nào mang mã {code}")))?.id))
}

/// First and last day; no last day means until further notice.
///
/// # Errors
/// `Invalid` where a day is none, or the last comes before the first.
pub fn days_of(from: &str, to: &str) -> Result<(Date, Option<Date>)> {
    let first = day_of(from, "Ngày bắt đầu")?;
    let last = if to.trim().is_empty() { None } else { Some(day_of(to, "Ngày kết thúc")?) };
    if last.is_some_and(|last| last < first) {
        return Err(Error::Invalid("Ngày kết thúc phải từ ngày bắt đầu trở đi".to_owned()));
    }
    Ok((first, last))
}

/// # Errors
/// `Invalid`, naming the field.
pub(super) fn day_of(text: &str, field: &str) -> Result<Date> {
    let day = written::parsed_day(text).or_else(|| text.trim().parse().ok());
    day.ok_or_else(|| Error::Invalid(format!("{field} “{}” không đọc được; đề nghị ghi như 30/06/2026", text.trim())))
}

impl New {
    fn roles(&self) -> [Role; 6] {
        Role::ALL
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_login_is_one_plain_word() {
        assert_eq!(login_of(" Nguyen.An ").ok().as_deref(), Some("nguyen.an"));
        for wrong in ["", "nguyễn.an", "nguyen an", "an;", &"a".repeat(61)] {
            assert!(matches!(login_of(wrong), Err(Error::Invalid(_))), "{wrong}");
        }
    }

    #[test]
    fn days_are_read_as_people_write_them_and_in_their_order() {
        let days = |from, to| days_of(from, to).ok();
        assert_eq!(days("1/7/2026", ""), Some((date(2026, 7, 1), None)));
        assert_eq!(days("2026-07-01", "31/12/2026"), Some((date(2026, 7, 1), Some(date(2026, 12, 31)))));
        assert_eq!((days("1/7/2026", "30/6/2026"), days("hôm nay", "")), (None, None));
    }
}
