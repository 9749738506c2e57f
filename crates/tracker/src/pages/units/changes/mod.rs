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
use jiff::civil::Date;

use crate::access;
use crate::domain::unit_change::{Change, Operation};
use crate::error::Result;
use crate::pages::frame::Reader;
use crate::state::AppState;
use crate::store::{Tx, posts};

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

impl Changer {
    /// Refuses a change of units that are out of reach, today and on the eve of the change: who moves a unit below the own one
    /// would reach it from then on. Standing at the top of a hierarchy is for administrators of the whole board to give.
    async fn manages(&self, tx: &mut Tx, change: &Change, today: Date) -> Result<()> {
        let makes_top = match &change.operation {
            Operation::Transfer { parent, .. } => parent.is_none(),
            other => other.founds().iter().any(|founded| founded.parent.is_none()),
        };
        let held = &self.0.user.posts;
        access::require(!makes_top || access::can_manage_place(held, &[]))?;
        let eve = change.on.yesterday().unwrap_or(change.on);
        for unit in change.operation.named() {
            let now = posts::above(tx, Some(unit), today).await?;
            let before = posts::above(tx, Some(unit), eve).await?;
            access::require(access::can_manage_place(held, &now) || access::can_manage_place(held, &before))?;
        }
        Ok(())
    }
}
