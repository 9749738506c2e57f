//! What the frame of a page needs to know: who reads, which part of the board, the day.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use rand::RngExt;

use crate::access;
use crate::auth::signed_in::First;
use crate::auth::{Csrf, SignedIn, source};
use crate::domain::{Post, written};
use crate::state::AppState;
use crate::store::audit::Actor;
use crate::store::users::User;

/// The parts of the board, as the bar on top lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Board,
    MyWork,
    Plans,
    Tasks,
    Directives,
    Indicators,
    Units,
    People,
    Audit,
    /// The reader's own account, which the bar names at its end.
    Account,
}

impl Section {
    pub const NAV: &[(Self, &str, &str)] = &[
        (Self::Board, "/", "Điều hành"),
        (Self::MyWork, "/my-work", "Việc của tôi"),
        (Self::Plans, "/plans", "Kế hoạch"),
        (Self::Tasks, "/tasks", "Nhiệm vụ"),
        (Self::Directives, "/directives", "Chỉ đạo"),
        (Self::Indicators, "/indicators", "Chỉ tiêu"),
        (Self::Units, "/units", "Đơn vị"),
    ];
}

/// The signed-in person with the token for the form in the frame. Without a sign-in the answer is the sign-in page.
pub struct Reader {
    /// `posts` holds the one post that is acted in.
    pub user: User,
    pub other_posts: Vec<Post>,
    /// Something has to be done before the board opens.
    pub first: Option<First>,
    /// Under which the session lies in the table.
    pub session: String,
    /// When it began.
    pub began_at: i64,
    /// Not by a password of ours: whether the provider has asked for a second factor.
    pub by_provider: Option<bool>,
    pub csrf: String,
    /// Where the request came from.
    pub source: Option<IpAddr>,
}

impl Reader {
    /// The person acting now, in the post that was chosen.
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
        let SignedIn { user, other_posts, first, session, began_at, by_provider } = SignedIn::from_request_parts(parts, state).await?;
        let Csrf(csrf) = Csrf::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        let source = source::of(parts, state.config.https);
        Ok(Self { user, other_posts, first, session, began_at, by_provider, csrf, source })
    }
}

pub struct Frame {
    pub section: Section,
    /// The page is the one its link in the bar names, not one below it.
    pub exact: bool,
    pub user_id: i64,
    pub user_name: String,
    pub user_post: String,
    /// The whole of it, for who points at it.
    pub user_post_title: String,
    /// The reader could also act in another post.
    pub has_choice: bool,
    /// Something has to be done first: the bar leads nowhere yet.
    pub waits: bool,
    pub csrf: String,
    /// dd/mm/yyyy
    pub today: String,
    pub demo: bool,
    /// The reader has work, or somebody's work waits for an answer.
    pub may_work: bool,
    /// The reader may give directives.
    pub may_direct: bool,
    /// The reader may look through what was done on the board.
    pub may_audit: bool,
    /// The reader may look through people and their rights.
    pub may_people: bool,
}

impl Frame {
    /// For the page that a link in the bar names.
    pub fn of(state: &AppState, reader: Reader, section: Section) -> Self {
        Self { exact: true, ..Self::below(state, reader, section) }
    }

    /// For a page that stands below it.
    pub fn below(state: &AppState, reader: Reader, section: Section) -> Self {
        let may_work = access::can_work(&reader.user.posts);
        let may_direct = access::can_direct(&reader.user.posts);
        let may_audit = access::can_read_audit(&reader.user.posts);
        let may_people = access::can_read_people(&reader.user.posts);
        let post = reader.user.posts.first();
        Self {
            section,
            exact: false,
            user_id: reader.user.id,
            user_name: reader.user.full_name,
            user_post: post.map(|post| post.unit_name.clone().unwrap_or_else(|| post.role.label().to_owned())).unwrap_or_default(),
            user_post_title: post.map(Post::title).unwrap_or_default(),
            has_choice: !reader.other_posts.is_empty(),
            waits: reader.first.is_some(),
            csrf: reader.csrf,
            today: written::day(state.clock.today()),
            demo: state.config.demo,
            may_work,
            may_direct,
            may_audit,
            may_people,
        }
    }
}
