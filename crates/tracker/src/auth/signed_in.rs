//! Extractors: the person of the session, and the token every form must carry.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use rand::RngExt;
use tower_sessions::Session;

use crate::access;
use crate::error::Error;
use crate::state::AppState;
use crate::store::users::{self, User};

/// Session key of the signed-in person's id.
pub const USER_KEY: &str = "user";
const CSRF_KEY: &str = "csrf";

/// The person of this session, who holds a post today. Without one the answer is the sign-in page.
#[derive(Debug, Clone)]
pub struct SignedIn(pub User);

/// The token of this session: a hidden field `csrf` of every form.
#[derive(Debug, Clone)]
pub struct Csrf(pub String);

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let session = Session::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        let id: Option<i64> = session.get(USER_KEY).await.map_err(|error| internal(&error))?;
        let Some(id) = id else { return Err(Redirect::to("/sign-in").into_response()) };
        let mut tx = state.db.read().await.map_err(|error| Error::from(error).into_response())?;
        match users::find(&mut tx, id, state.clock.today()).await {
            Ok(user) if access::can_read_board(&user.posts) => Ok(Self(user)),
            Ok(_) => Err(Error::Forbidden.into_response()),
            Err(Error::NotFound) => Err(Redirect::to("/sign-in").into_response()),
            Err(error) => Err(error.into_response()),
        }
    }
}

impl FromRequestParts<AppState> for Csrf {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let session = Session::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        if let Some(token) = session.get(CSRF_KEY).await.map_err(|error| internal(&error))? {
            return Ok(Self(token));
        }
        let token = format!("{:032x}", rand::rng().random::<u128>());
        session.insert(CSRF_KEY, &token).await.map_err(|error| internal(&error))?;
        Ok(Self(token))
    }
}

fn internal(error: &tower_sessions::session::Error) -> Response {
    Error::Internal(error.to_string()).into_response()
}
