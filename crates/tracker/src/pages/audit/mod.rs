//! What was done on the board, for inspectors: who, in which post, from where, when, and what stood before and after.

mod file;
mod list;
mod who;
pub(super) mod words;

pub use file::file;
pub use list::list;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use self::who::Who;
use super::frame::Reader;
use super::number_in;
use crate::access::{self, AuditReach};
use crate::clock;
use crate::domain::written;
use crate::error::{Error, Result as OurResult};
use crate::state::AppState;
use crate::store::audit::{Filter, Mark, Start, Within};
use crate::store::{Tx, posts};

/// Characters of one condition, as the form has it.
const LONGEST: usize = 100;

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

/// What of the audit somebody may read; `None` is all of it.
///
/// # Errors
/// `Forbidden` for who reads none, or the database fails.
pub(super) async fn reach(tx: &mut Tx, state: &AppState, reader: &Reader) -> OurResult<Option<Within>> {
    let on = state.clock.today();
    let mut topmost = Vec::new();
    for unit in reader.user.posts.iter().filter_map(|post| post.unit_id) {
        if posts::is_topmost(tx, unit, on).await? {
            topmost.push(unit);
        }
    }
    match access::reads_audit(&reader.user.posts, &topmost) {
        AuditReach::Nothing => Err(Error::Forbidden),
        AuditReach::Within(unit) => Ok(Some(Within { unit, on })),
        AuditReach::All => Ok(None),
    }
}

/// `nguoi` a user's id, login or words of the name, `viec` an action, `ve` a kind of thing and `so` its id, `tu` and `den` days
/// as dd/mm/yyyy or yyyy-mm-dd, `cu` and `moi` the entry a page goes on from, to older and to newer ones.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    nguoi: String,
    viec: String,
    ve: String,
    so: String,
    tu: String,
    den: String,
    cu: String,
    moi: String,
}

impl Asked {
    /// # Errors
    /// `Invalid` for what is too long to be a filter: it would go into the audit with the file.
    fn checked(self) -> OurResult<Self> {
        if self.pairs().iter().any(|(_, value)| value.chars().count() > LONGEST) {
            return Err(Error::Invalid(format!("Mỗi điều kiện lọc dài nhất {LONGEST} ký tự; đề nghị rút gọn")));
        }
        Ok(self)
    }

    /// `who` is the person that `nguoi` names.
    fn filter(&self, who: &Who, within: Option<Within>) -> Filter {
        let word = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let day = |text: &str| written::parsed_day(text).or_else(|| text.parse().ok());
        Filter {
            user: who.id(),
            action: word(&self.viec),
            subject: word(&self.ve),
            subject_id: number_in(&self.so),
            from: day(&self.tu).map(clock::start_of),
            before: day(&self.den).and_then(|day| day.tomorrow().ok()).map(clock::start_of),
            within,
        }
    }

    fn start(&self) -> Start {
        match (mark(&self.cu), mark(&self.moi)) {
            (Some(mark), _) => Start::OlderThan(mark),
            (None, Some(mark)) => Start::NewerThan(mark),
            (None, None) => Start::Newest,
        }
    }

    /// As the links of the page keep it.
    fn pairs(&self) -> [(&'static str, &str); 6] {
        [("nguoi", &self.nguoi), ("viec", &self.viec), ("ve", &self.ve), ("so", &self.so), ("tu", &self.tu), ("den", &self.den)]
    }
}

/// "1795150000.12": second and id of an entry.
fn mark(text: &str) -> Option<Mark> {
    let (at, id) = text.split_once('.')?;
    Some(Mark { at: at.parse().ok()?, id: id.parse().ok()? })
}
