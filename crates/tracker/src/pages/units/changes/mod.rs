//! What happens to units: a form for each operation, a preview of what moves, the entry, and taking it back.

mod form;
mod new;
mod read;
mod reversal;

pub use new::{new_change, send_change};
pub use reversal::{reverse, show_change};

use std::collections::BTreeMap;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use crate::access;
use crate::pages::frame::Reader;
use crate::state::AppState;

/// What was sent, by the name of the field; the last of two counts.
pub type Fields = BTreeMap<String, String>;

/// The signed-in person, who may change units.
pub struct Changer(pub Reader);

impl FromRequestParts<AppState> for Changer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let reader = Reader::from_request_parts(parts, state).await?;
        access::require(access::can_change_units(&reader.user.posts)).map_err(IntoResponse::into_response)?;
        Ok(Self(reader))
    }
}
