//! Extractors: the person of the session, and the token every form must carry.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use rand::RngExt;
use tower_sessions::Session;

use crate::access;
use crate::error::Error;
use crate::state::AppState;
use crate::store::users::{self, User};

/// Session key of the signed-in person's id.
pub(super) const USER_KEY: &str = "user";
const CSRF_KEY: &str = "csrf";

/// The person of this session, who holds a post today. Without one the answer is the sign-in page.
#[derive(Debug, Clone)]
pub struct SignedIn(pub User);

/// The token of this session: a hidden field `csrf` of every form.
#[derive(Debug, Clone)]
pub struct Csrf(pub String);

/// Lets nobody past without a sign-in; laid over every address that is not open to all.
pub async fn require(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match SignedIn::from_request_parts(&mut parts, &state).await {
        Ok(person) => {
            parts.extensions.insert(person);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(refusal) => refusal,
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
        let Some(id) = id else { return Err(to_sign_in(parts)) };
        let mut tx = state.db.read().await.map_err(|error| Error::from(error).into_response())?;
        match users::find(&mut tx, id, state.clock.today()).await {
            Ok(user) if access::can_read_board(&user.posts) => Ok(Self(user)),
            Ok(_) => Err(Error::Forbidden.into_response()),
            Err(Error::NotFound) => Err(to_sign_in(parts)),
            Err(error) => Err(error.into_response()),
        }
    }
}

impl FromRequestParts<AppState> for Csrf {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        if let Some(token) = stored_csrf(parts, state).await? {
            return Ok(token);
        }
        let session = Session::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        let token = format!("{:032x}", rand::rng().random::<u128>());
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

/// A page asked for is remembered; a write is not repeated after signing in.
fn to_sign_in(parts: &Parts) -> Response {
    let wanted = parts.uri.path_and_query().map_or("/", |wanted| wanted.as_str());
    if parts.method != Method::GET || wanted == "/" {
        return Redirect::to("/sign-in").into_response();
    }
    let next: String = wanted
        .bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    Redirect::to(&format!("/sign-in?next={next}")).into_response()
}

fn internal(error: &tower_sessions::session::Error) -> Response {
    Error::Internal(error.to_string()).into_response()
}
