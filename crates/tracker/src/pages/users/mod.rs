//! People and their rights, for administrators within their unit; inspectors look.

mod contact;
mod edits;
mod list;
mod new;
mod posts;
mod show;

pub use contact::{NewContact, contact, read as read_contact, set_contact};
pub use edits::{SessionEnding, disable, enable, end_sessions, invite, remove_second_factor, unbind_provider, unlock};
pub use list::list;
pub use new::{create, days_of, new};
pub use posts::{add_post, end_post};
pub use show::{days, show, title};

use std::ops::Deref;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;

use super::frame::{Frame, Reader, Section};
use super::page;
use crate::access;
use crate::auth::tokens;
use crate::clock::{self, Clock};
use crate::domain::written;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::audit::Actor;
use crate::store::users::{self, Reading};
use crate::store::{Tx, invitations, posts as post_rows};

/// The signed-in person, who may look through people and their rights.
pub struct PeopleReader(pub Reader);

/// The signed-in person, who may manage people somewhere; where is asked for each person and place.
pub struct Administrator(pub Reader);

impl FromRequestParts<AppState> for PeopleReader {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let reader = Reader::from_request_parts(parts, state).await?;
        access::require(access::can_read_people(&reader.user.posts)).map_err(IntoResponse::into_response)?;
        Ok(Self(reader))
    }
}

impl FromRequestParts<AppState> for Administrator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let reader = Reader::from_request_parts(parts, state).await?;
        access::require(access::can_manage_people(&reader.user.posts)).map_err(IntoResponse::into_response)?;
        Ok(Self(reader))
    }
}

impl Deref for Administrator {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.0
    }
}

impl Administrator {
    /// Refuses where not everything the person holds is within reach.
    pub async fn manages(&self, tx: &mut Tx, user: i64, today: Date) -> Result<()> {
        let places = post_rows::all_places(tx, user, today).await?;
        access::require(access::can_manage_person(&self.user.posts, &places))
    }

    /// Refuses who only stands in for an administrator: what is given would outlive the delegation.
    fn gives(&self) -> Result<()> {
        let stands_in = self.user.posts.iter().any(|post| post.delegated_by.is_some());
        let sentence = "Người nhận ủy quyền không giao chức trách cho ai; đề nghị người ủy quyền làm việc này";
        if stands_in { Err(Error::Invalid(sentence.to_owned())) } else { Ok(()) }
    }

    /// Refuses where a post that the person holds by right is out of reach; posts delegated by others are no shield.
    async fn governs(&self, tx: &mut Tx, user: i64, today: Date) -> Result<()> {
        let places = post_rows::places(tx, user, today).await?;
        access::require(access::can_manage_person(&self.user.posts, &places))
    }

    /// Refuses where the unit is out of reach.
    pub async fn manages_place(&self, tx: &mut Tx, unit: Option<i64>, today: Date) -> Result<()> {
        let above = post_rows::above(tx, unit, today).await?;
        access::require(access::can_manage_place(&self.user.posts, &above))
    }
}

/// As accounts are read: sign-ins, locks and days away run by the clock of the machine.
fn reading(state: &AppState) -> Reading {
    let now = Clock::System.now();
    Reading { on: state.clock.today(), now, active_since: state.config.security.active_since(now) }
}

#[derive(Template)]
#[template(path = "users/invited.html")]
struct Invited {
    frame: Frame,
    id: i64,
    full_name: String,
    login: String,
    link: String,
    until: String,
}

/// A new link for a person, in the transaction of the caller: the token, to be shown once.
async fn new_invitation(tx: &mut Tx, state: &AppState, actor: Actor, user: i64) -> Result<(String, i64)> {
    let token = tokens::random();
    let now = Clock::System.now();
    let until = now + state.config.security.invitation_hours.value * 3600;
    invitations::invite(tx, actor, user, &tokens::digest(&token), (now, until)).await?;
    Ok((token, until))
}

/// The page that shows a link the only time it is known.
async fn invited(state: &AppState, reader: Reader, headers: &HeaderMap, user: i64, (token, until): (String, i64)) -> Result<Response> {
    let mut tx = state.db.read().await?;
    let account = users::account(&mut tx, user, reading(state)).await?;
    drop(tx);
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = if state.config.https { "https" } else { "http" };
    let link = format!("{scheme}://{host}/invitations/{token}");
    let frame = Frame::below(state, reader, Section::People);
    let page = Invited { frame, id: user, full_name: account.full_name, login: account.login, link, until: moment(until) };
    Ok(self::page(&page)?.into_response())
}

/// "10:05 ngày 21/11/2026".
pub fn moment(second: i64) -> String {
    let time = clock::time_of(second);
    format!("{:02}:{:02} ngày {}", time.hour(), time.minute(), written::day(time.date()))
}

/// "Chrome trên Windows": what a browser calls itself, in words a person can tell apart.
pub fn browser(agent: &Option<String>) -> String {
    let Some(agent) = agent else { return "trình duyệt không rõ".to_owned() };
    let first = |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    // Most call themselves Chrome and Safari too: those come last.
    let program = first(&[
        ("Edg/", "Edge"),
        ("coc_coc", "Cốc Cốc"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    let program = program.unwrap_or("trình duyệt khác");
    system.map_or_else(|| program.to_owned(), |system| format!("{program} trên {system}"))
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn a_browser_is_named_as_people_know_it() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        let named = |agent: &str| browser(&Some(agent.to_owned()));
        assert_eq!(named(chrome), "Chrome trên Windows");
        assert_eq!(named(&format!("{chrome} Edg/140.0.0.0")), "Edge trên Windows");
        assert_eq!(named("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"), "Firefox trên Android");
        assert_eq!((named("curl/8"), browser(&None)), ("trình duyệt khác".to_owned(), "trình duyệt không rõ".to_owned()));
    }
}
