//! Extractors: the person of the session, and the token every form must carry. What somebody has to do first stands here too.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use tower_sessions::Session;

use super::{sessions, tokens};
use crate::access;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::Post;
use crate::error::Error;
use crate::pages::address::encoded;
use crate::state::AppState;
use crate::store::sessions as session_rows;
use crate::store::users::{self, User};

/// Session keys: the signed-in person's id, the post chosen, the token of forms.
pub(super) const USER_KEY: &str = "user";
pub(super) const POST_KEY: &str = "post";
pub(super) const CSRF_KEY: &str = "csrf";
/// Signed in by the provider: whether it has asked for a second factor.
pub(super) const PROVIDER_KEY: &str = "provider";

/// Requests nearer together than this are noted once.
const NOTED_SECONDS: i64 = 30;

/// The person of this session, who holds a post today. Without one the answer is the sign-in page.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// `posts` holds the one post that is acted in: rights and the audit go by it alone.
    pub user: User,
    /// What else the person could act in.
    pub other_posts: Vec<Post>,
    /// What has to be done before anything else.
    pub first: Option<First>,
    /// Under which this session lies in the table.
    pub session: String,
    /// When it began.
    pub began_at: i64,
    /// Not by a password of ours: whether the provider has asked for a second factor.
    pub by_provider: Option<bool>,
}

/// What has to be done before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// Somebody else knows the password.
    ChoosePassword,
    /// The password is older than is allowed.
    RenewPassword,
    /// There has to be a second factor and there is none.
    SetSecondFactor,
}

impl First {
    fn address(self) -> &'static str {
        match self {
            Self::ChoosePassword | Self::RenewPassword => "/account/password",
            Self::SetSecondFactor => "/account/second-factor",
        }
    }
}

/// The token of this session: a hidden field `csrf` of every form.
#[derive(Debug, Clone)]
pub struct Csrf(pub String);

/// Lets nobody past without a sign-in; laid over every address that is not open to all.
pub async fn require(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let person = match SignedIn::from_request_parts(&mut parts, &state).await {
        Ok(person) => person,
        Err(refusal) => return refusal,
    };
    match person.first.map(First::address) {
        Some(first) if parts.uri.path() != first && parts.uri.path() != "/sign-out" => Redirect::to(first).into_response(),
        _ => {
            parts.extensions.insert(person);
            next.run(Request::from_parts(parts, body)).await
        }
    }
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        if let Some(person) = parts.extensions.get::<Self>() {
            return Ok(person.clone());
        }
        let session = Session::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        let id: Option<i64> = session.get(USER_KEY).await.map_err(|error| internal(&error))?;
        let (Some(id), Some(row)) = (id, session.id().map(sessions::digest)) else { return Err(to_sign_in(parts, false)) };
        let mut tx = state.db.read().await.map_err(|error| Error::from(error).into_response())?;
        let user = match users::find(&mut tx, id, state.clock.today()).await {
            Ok(user) if access::can_read_board(&user.posts) => user,
            Ok(_) => return Err(Error::Forbidden.into_response()),
            Err(Error::NotFound) => return Err(to_sign_in(parts, false)),
            Err(error) => return Err(error.into_response()),
        };
        let (began_at, seen) = session_rows::times(&mut tx, &row).await.map_err(IntoResponse::into_response)?;
        drop(tx);
        // Sessions rest by the clock of the machine also where the board shows a fixed day.
        let resting = Clock::System.now() - seen;
        if resting > state.config.security.idle_seconds(access::is_administrator(&user.posts)) {
            return Err(to_sign_in(parts, true));
        }
        if resting >= NOTED_SECONDS {
            note(state, &row).await;
        }
        let chosen: Option<i64> = session.get(POST_KEY).await.map_err(|error| internal(&error))?;
        let by_provider: Option<bool> = session.get(PROVIDER_KEY).await.map_err(|error| internal(&error))?;
        let first = first(&user, &state.config, by_provider, began_at);
        let (user, other_posts) = acting(user, chosen);
        Ok(Self { user, other_posts, first, session: row, began_at, by_provider })
    }
}

/// Where this does not succeed the session only rests a little longer by the table.
async fn note(state: &AppState, row: &str) {
    let noted = async {
        let mut tx = state.db.write().await?;
        session_rows::touch(&mut tx, row, Clock::System.now()).await?;
        Ok::<(), Error>(tx.commit().await?)
    };
    if let Err(error) = noted.await {
        tracing::warn!(%error, "a request of a session is not noted");
    }
}

/// `by_provider`: not by a password of ours; whether the provider asked for a second factor. A password grows too old between
/// two sign-ins and not while somebody works.
fn first(user: &User, config: &Config, by_provider: Option<bool>, began_at: i64) -> Option<First> {
    if by_provider.is_none() {
        if user.password_is_given {
            return Some(First::ChoosePassword);
        }
        let is_old = |at| config.security.is_password_old(at, began_at, access::is_administrator(&user.posts));
        if user.password_set_at.is_some_and(is_old) {
            return Some(First::RenewPassword);
        }
    }
    let needed = access::needs_second_factor(&user.posts, config.internet, config.demo);
    (needed && !user.has_second_factor && by_provider != Some(true)).then_some(First::SetSecondFactor)
}

/// The post chosen, where it is still held, else the first; and the others.
fn acting(mut user: User, chosen: Option<i64>) -> (User, Vec<Post>) {
    let at = user.posts.iter().position(|post| Some(post.id) == chosen).unwrap_or(0);
    let acted_in = user.posts.remove(at);
    let others = std::mem::replace(&mut user.posts, vec![acted_in]);
    (user, others)
}

/// From the next request on the person acts in this post.
///
/// # Errors
/// The session store fails.
pub async fn choose_post(session: &Session, post: i64) -> Result<(), Error> {
    session.insert(POST_KEY, post).await.map_err(|error| Error::Internal(error.to_string()))
}

impl FromRequestParts<AppState> for Csrf {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        if let Some(token) = stored_csrf(parts, state).await? {
            return Ok(token);
        }
        let session = Session::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        let token = tokens::random();
        session.insert(CSRF_KEY, &token).await.map_err(|error| internal(&error))?;
        Ok(Self(token))
    }
}

/// The token of this session, if it has one yet.
pub(super) async fn stored_csrf(parts: &mut Parts, state: &AppState) -> Result<Option<Csrf>, Response> {
    let session = Session::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
    let token: Option<String> = session.get(CSRF_KEY).await.map_err(|error| internal(&error))?;
    Ok(token.map(Csrf))
}

/// A page asked for is remembered; a write is not repeated after signing in. `locked`: the session has rested too long.
fn to_sign_in(parts: &Parts, locked: bool) -> Response {
    let wanted = parts.uri.path_and_query().map_or("/", |wanted| wanted.as_str());
    let next = (parts.method == Method::GET && wanted != "/").then(|| format!("next={}", encoded(wanted)));
    let why = locked.then(|| if parts.method == Method::GET { "khoa=xem" } else { "khoa=gui" }.to_owned());
    let query: Vec<String> = why.into_iter().chain(next).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    Redirect::to(&format!("/sign-in{mark}{}", query.join("&"))).into_response()
}

fn internal(error: &tower_sessions::session::Error) -> Response {
    Error::Internal(error.to_string()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Role;

    fn user(posts: &[i64]) -> User {
        let post = |id: &i64| Post { id: *id, role: Role::Leader, unit_id: None, unit_name: None, delegated_by: None };
        User {
            id: 1,
            login: "an".to_owned(),
            full_name: "An".to_owned(),
            posts: posts.iter().map(post).collect(),
            password_is_given: false,
            has_second_factor: false,
            has_password: true,
            password_set_at: None,
            security_stamp: 0,
        }
    }

    #[test]
    fn the_chosen_post_is_acted_in_while_it_is_held() {
        let ids = |posts: &[Post]| posts.iter().map(|post| post.id).collect::<Vec<_>>();
        for (chosen, acted_in, others) in [(None, 1, [2, 3]), (Some(2), 2, [1, 3]), (Some(9), 1, [2, 3])] {
            let (user, rest) = acting(user(&[1, 2, 3]), chosen);
            assert_eq!((ids(&user.posts), ids(&rest)), (vec![acted_in], others.to_vec()));
        }
    }

    #[test]
    fn a_password_others_know_comes_before_the_second_factor() {
        let config = Config { internet: true, ..Config::default() };
        let given = User { password_is_given: true, ..user(&[1]) };
        assert_eq!(first(&given, &config, None, 0), Some(First::ChoosePassword));
        assert_eq!(first(&user(&[1]), &config, None, 0), Some(First::SetSecondFactor));
        assert_eq!(first(&given, &config, Some(false), 0), Some(First::SetSecondFactor));
        assert_eq!(first(&given, &config, Some(true), 0), None);
        assert_eq!(first(&user(&[1]), &Config::default(), None, 0), None);
    }

    #[test]
    fn an_old_password_is_changed_at_the_next_sign_in_and_not_before() {
        let mut config = Config::default();
        config.security.password_months.value = 2;
        let set_at = crate::clock::start_of(jiff::civil::date(2026, 9, 30));
        let user = User { password_set_at: Some(set_at), ..user(&[1]) };
        let at = |day| first(&user, &config, None, crate::clock::start_of(day));
        assert_eq!(at(jiff::civil::date(2026, 11, 29)), None);
        assert_eq!(at(jiff::civil::date(2026, 11, 30)), Some(First::RenewPassword));
        assert_eq!(first(&user, &config, Some(true), i64::from(u32::MAX)), None, "the provider has rules of its own");
        assert_eq!(first(&user, &Config::default(), None, i64::from(u32::MAX)), None, "of others than administrators nothing is asked");
    }
}
