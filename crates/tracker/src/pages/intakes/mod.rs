//! Taking in a document: choosing files, watching them being read, and what comes of it.

mod cancellation;
mod create;
mod new;
mod progress;
mod review;
mod show;

pub use cancellation::cancel;
pub use create::create;
pub use new::new;
use review::review;
pub use show::show;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use crate::access;
use crate::pages::frame::Reader;
use crate::state::AppState;
use crate::store::audit::Actor;

/// The signed-in person, who may take documents in; anybody else is refused before a file is received.
pub struct Taker(pub Reader);

impl FromRequestParts<AppState> for Taker {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let reader = Reader::from_request_parts(parts, state).await?;
        access::require(access::can_take_in(&reader.user.posts)).map_err(IntoResponse::into_response)?;
        Ok(Self(reader))
    }
}

impl Taker {
    pub fn actor(&self, state: &AppState) -> Actor {
        Actor { user: Some(self.0.user.id), at: state.clock.now() }
    }
}
