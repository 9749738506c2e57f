//! What the frame of a page needs to know: who reads, which part of the board, the day.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use rand::RngExt;

use crate::access;
use crate::auth::{Csrf, SignedIn, source};
use crate::domain::written;
use crate::state::AppState;
use crate::store::audit::Actor;
use crate::store::users::User;

/// The parts of the board, as the bar on top lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Board,
    Plans,
    Tasks,
    Indicators,
    Units,
    Audit,
}

impl Section {
    pub const NAV: &[(Self, &str, &str)] = &[
        (Self::Board, "/", "Điều hành"),
        (Self::Plans, "/plans", "Kế hoạch"),
        (Self::Tasks, "/tasks", "Nhiệm vụ"),
        (Self::Indicators, "/indicators", "Chỉ tiêu"),
        (Self::Units, "/units", "Đơn vị"),
    ];
}

/// The signed-in person with the token for the form in the frame. Without a sign-in the answer is the sign-in page.
pub struct Reader {
    pub user: User,
    pub csrf: String,
    /// Where the request came from.
    pub source: Option<IpAddr>,
}

impl Reader {
    /// The person acting now, in the first post.
    pub fn actor(&self, state: &AppState) -> Actor {
        Actor {
            user: Some(self.user.id),
            post: self.user.posts.first().map(|post| post.id),
            source: self.source,
            at: state.clock.now(),
            seed: rand::rng().random(),
        }
    }
}

impl FromRequestParts<AppState> for Reader {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let SignedIn(user) = SignedIn::from_request_parts(parts, state).await?;
        let Csrf(csrf) = Csrf::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        let source = source::of(parts, state.config.https);
        Ok(Self { user, csrf, source })
    }
}

pub struct Frame {
    pub section: Section,
    /// The page is the one its link in the bar names, not one below it.
    pub exact: bool,
    pub user_name: String,
    pub user_post: String,
    pub csrf: String,
    /// dd/mm/yyyy
    pub today: String,
    pub demo: bool,
    /// The reader may look through what was done on the board.
    pub may_audit: bool,
}

impl Frame {
    /// For the page that a link in the bar names.
    pub fn of(state: &AppState, reader: Reader, section: Section) -> Self {
        Self { exact: true, ..Self::below(state, reader, section) }
    }

    /// For a page that stands below it.
    pub fn below(state: &AppState, reader: Reader, section: Section) -> Self {
        let may_audit = access::can_read_audit(&reader.user.posts);
        let post = reader.user.posts.first();
        Self {
            section,
            exact: false,
            user_name: reader.user.full_name,
            user_post: post.map(|post| post.unit_name.clone().unwrap_or_else(|| post.role.label().to_owned())).unwrap_or_default(),
            csrf: reader.csrf,
            today: written::day(state.clock.today()),
            demo: state.config.demo,
            may_audit,
        }
    }
}
