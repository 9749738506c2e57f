//! What was done on the board, for inspectors: who, in which post, from where, when, and what stood before and after.

mod file;
mod list;
pub mod words;

pub use file::file;
pub use list::list;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::frame::Reader;
use super::number_in;
use crate::access;
use crate::clock;
use crate::domain::written;
use crate::state::AppState;
use crate::store::audit::Filter;

/// The signed-in person, who may read the audit.
pub struct Inspector(pub Reader);

impl FromRequestParts<AppState> for Inspector {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let reader = Reader::from_request_parts(parts, state).await?;
        access::require(access::can_read_audit(&reader.user.posts)).map_err(IntoResponse::into_response)?;
        Ok(Self(reader))
    }
}

/// `nguoi` a user's id, `viec` an action, `ve` a kind of thing and `so` its id, `tu` and `den` days as dd/mm/yyyy or yyyy-mm-dd.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    nguoi: String,
    viec: String,
    ve: String,
    so: String,
    tu: String,
    den: String,
    page: String,
}

impl Asked {
    fn filter(&self) -> Filter {
        let word = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let day = |text: &str| written::parsed_day(text).or_else(|| text.parse().ok());
        Filter {
            user: number_in(&self.nguoi),
            action: word(&self.viec),
            subject: word(&self.ve),
            subject_id: number_in(&self.so),
            from: day(&self.tu).map(clock::start_of),
            before: day(&self.den).and_then(|day| day.tomorrow().ok()).map(clock::start_of),
        }
    }

    /// As the links of the page keep it.
    fn pairs(&self) -> [(&'static str, &str); 6] {
        [("nguoi", &self.nguoi), ("viec", &self.viec), ("ve", &self.ve), ("so", &self.so), ("tu", &self.tu), ("den", &self.den)]
    }
}
