//! Taking in a document: choosing files, watching them being read, what people change in it, and the end of it.

mod annotated;
mod cancellation;
mod closing;
mod create;
mod differences;
mod new;
mod picture;
mod plan;
mod progress;
mod review;
mod show;

pub use annotated::annotated;
pub use cancellation::cancel;
pub use closing::{accept, discard};
pub use create::create;
pub use differences::{decide, show as differences};
pub use new::new;
pub use picture::picture;
pub use plan::{choose, reopen};
pub use review::{add, approve, changes, dismiss, drop, edit, meaning, merge, split, undo};
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
        self.0.actor(state)
    }
}
