//! `/users/{id}/contact`: phone and e-mail of a person, which are personal data: reading them leaves an audit entry.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use roviec_plan::document::clean;
use serde::Deserialize;

use super::{Administrator, PeopleReader};
use crate::access;
use crate::auth::CheckedForm;
use crate::error::Result;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::page;
use crate::state::AppState;
use crate::store::posts;
use crate::store::users::{self, Contact};

#[derive(Template)]
#[template(path = "users/contact.html")]
struct Show {
    frame: Frame,
    id: i64,
    full_name: String,
    phone: String,
    email: String,
    may_manage: bool,
    refusal: Option<String>,
}

/// Reading writes: the entry and what is read are in one transaction.
pub async fn contact(State(state): State<AppState>, PeopleReader(reader): PeopleReader, Path(user): Path<i64>) -> Result<Response> {
    let mut tx = state.db.write().await?;
    let places = posts::places(&mut tx, user, state.clock.today()).await?;
    access::require(access::can_read_person(&reader.user.posts, &places))?;
    let may_manage = access::can_manage_person(&reader.user.posts, &places);
    let full_name = users::name(&mut tx, user).await?;
    let contact = users::contact(&mut tx, reader.actor(&state), user).await?;
    tx.commit().await?;
    let (phone, email) = (contact.phone.unwrap_or_default(), contact.email.unwrap_or_default());
    let frame = Frame::below(&state, reader, Section::People);
    Ok(page(&Show { frame, id: user, full_name, phone, email, may_manage, refusal: None })?.into_response())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewContact {
    pub dien_thoai: String,
    pub thu: String,
}

pub async fn set_contact(
    State(state): State<AppState>,
    administrator: Administrator,
    Path(user): Path<i64>,
    CheckedForm(typed): CheckedForm<NewContact>,
) -> Result<Response> {
    let mut tx = state.db.write().await?;
    administrator.manages(&mut tx, user, state.clock.today()).await?;
    match read(&typed) {
        Ok(contact) => {
            users::set_contact(&mut tx, administrator.actor(&state), user, &contact).await?;
            tx.commit().await?;
            Ok(Redirect::to(&format!("/users/{user}")).into_response())
        }
        Err(sentence) => {
            let full_name = users::name(&mut tx, user).await?;
            drop(tx);
            refused(&state, administrator.0, user, (full_name, typed, sentence))
        }
    }
}

fn refused(state: &AppState, reader: Reader, id: i64, (full_name, typed, sentence): (String, NewContact, String)) -> Result<Response> {
    let frame = Frame::below(state, reader, Section::People);
    let show = Show { frame, id, full_name, phone: typed.dien_thoai, email: typed.thu, may_manage: true, refusal: Some(sentence) };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&show)?).into_response())
}

/// Digits with what people put between them; an address with one @.
pub fn read(typed: &NewContact) -> Result<Contact, String> {
    let (phone, email) = (clean(&typed.dien_thoai), clean(&typed.thu));
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    if !phone.is_empty() && (!(6..=15).contains(&digits) || !phone.chars().all(|c| c.is_ascii_digit() || " .+-()".contains(c))) {
        return Err("Số điện thoại gồm từ 6 đến 15 chữ số".to_owned());
    }
    let sound = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
    if !email.is_empty() && (!sound || email.contains(' ') || email.chars().count() > 200) {
        return Err("Địa chỉ thư điện tử chưa đúng; đề nghị ghi như ten@co-quan.gov.vn".to_owned());
    }
    let filled = |text: String| Some(text).filter(|text| !text.is_empty());
    Ok(Contact { phone: filled(phone), email: filled(email) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_and_address_are_left_empty_or_whole() {
        let read = |phone: &str, email: &str| read(&NewContact { dien_thoai: phone.to_owned(), thu: email.to_owned() });
        let both = Contact { phone: Some("0912 345 678".to_owned()), email: Some("an@tinh.gov.vn".to_owned()) };
        assert_eq!(read(" 0912 345 678 ", "an@tinh.gov.vn"), Ok(both));
        assert_eq!(read("", " "), Ok(Contact::default()));
        assert!(
            read("không có", "").is_err()
                && read("", "an@tinh").is_err()
                && read("", "a n@tinh.vn").is_err()
                && read("", "a@b@c.vn").is_err()
        );
    }
}
