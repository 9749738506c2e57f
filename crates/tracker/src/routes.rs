//! Every address of the board, in one list, and what is laid over all of them.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration as CookieDuration;
use tower_sessions::{Expiry, SessionManagerLayer};

use crate::auth::sessions::DatabaseSessions;
use crate::auth::{forms, sign_in, signed_in};
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::{assets, pages};

/// Nothing from elsewhere, no script but our own files, no frame, forms only to this board.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; font-src 'self'; \
     img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The whole board as a service.
pub fn app(state: AppState) -> Router {
    let config = &state.config;
    let within = |seconds| TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(seconds));
    let small = (RequestBodyLimitLayer::new(config.body_bytes), within(config.request_seconds));
    let typed = (RequestBodyLimitLayer::new(config.typed_bytes), within(config.request_seconds));
    let signed_in = with_sign_in().layer(small).merge(long_forms().layer(typed)).merge(uploads().layer(within(config.upload_seconds)));
    let with_session =
        signed_in.layer(middleware::from_fn_with_state(state.clone(), signed_in::require)).merge(open_with_session().layer(small));
    with_session
        .layer(sessions(&state))
        .layer(middleware::from_fn(not_kept))
        .merge(open().layer(small))
        .fallback(nowhere)
        .method_not_allowed_fallback(not_that_way)
        .layer(middleware::from_fn(forms::require_same_site))
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn(worded))
        .layer(middleware::from_fn_with_state(state.clone(), secured))
        .with_state(state)
}

/// Only for people who are signed in and hold a post.
fn with_sign_in() -> Router<AppState> {
    Router::new()
        .route("/", get(pages::board::show))
        .route("/plans", get(pages::plans::list))
        .route("/plans/{id}", get(pages::plans::show))
        .route("/plans/{id}/files/{intake}/{position}", get(pages::plans::file))
        .route("/plans/{id}/agencies", get(pages::agencies::of_plan).post(pages::agencies::decide_in_plan))
        .route("/plans/{id}/cascade", get(pages::cascade::show).post(pages::cascade::decide))
        .route("/plans/{id}/cascade.xlsx", get(pages::cascade::workbook))
        .route("/intakes/{id}/agencies", get(pages::agencies::of_intake).post(pages::agencies::decide_in_intake))
        .route("/plans/{id}/reviews", post(pages::intakes::reopen))
        .route("/intakes/new", get(pages::intakes::new))
        .route("/intakes/{id}", get(pages::intakes::show))
        .route("/intakes/{id}/cancellation", post(pages::intakes::cancel))
        .route("/intakes/{id}/changes", get(pages::intakes::changes))
        .route("/intakes/{id}/files/{position}/pages/{page}", get(pages::intakes::picture))
        .route("/intakes/{id}/files/{position}/annotated", get(pages::intakes::annotated))
        .route("/intakes/{id}/meaning", get(pages::intakes::meaning))
        .route("/intakes/{id}/edits", post(pages::intakes::edit))
        .route("/intakes/{id}/splits", post(pages::intakes::split))
        .route("/intakes/{id}/merges", post(pages::intakes::merge))
        .route("/intakes/{id}/rows", post(pages::intakes::add))
        .route("/intakes/{id}/drops", post(pages::intakes::drop))
        .route("/intakes/{id}/approvals", post(pages::intakes::approve))
        .route("/intakes/{id}/dismissals", post(pages::intakes::dismiss))
        .route("/intakes/{id}/undos", post(pages::intakes::undo))
        .route("/intakes/{id}/differences", get(pages::intakes::differences).post(pages::intakes::decide))
        .route("/intakes/{id}/plan", post(pages::intakes::choose))
        .route("/intakes/{id}/acceptance", post(pages::intakes::accept))
        .route("/intakes/{id}/discard", post(pages::intakes::discard))
        .route("/tasks", get(pages::tasks::list))
        .route("/tasks/{id}", get(pages::tasks::show))
        .route("/indicators", get(pages::indicators::list))
        .route("/indicators/{id}", get(pages::indicators::show))
        .route("/indicators/{id}/map", get(pages::indicators::map))
        .route("/spreadsheets/new", get(pages::spreadsheets::new))
        .route("/spreadsheets/{id}", get(pages::spreadsheets::show))
        .route("/spreadsheets/{id}/mapping", post(pages::spreadsheets::map))
        .route("/spreadsheets/{id}/marked", get(pages::spreadsheets::marked))
        .route("/spreadsheets/{id}/removal", post(pages::spreadsheets::remove))
        .route("/units", get(pages::units::list))
        .route("/units/{id}", get(pages::units::show))
        .route("/unit-groups", get(pages::unit_groups::list))
        .route("/unit-groups/{id}", get(pages::unit_groups::show))
        .route("/unit-groups/{id}/members", post(pages::unit_groups::change_members))
        .route("/units/file.csv", get(pages::units::csv))
        .route("/units/file.xlsx", get(pages::units::workbook))
        .route("/units/changes/new", get(pages::units::new_change))
        .route("/units/changes", post(pages::units::send_change))
        .route("/units/changes/{id}", get(pages::units::show_change))
        .route("/units/changes/{id}/reversal", post(pages::units::reverse))
        .route("/rules", get(pages::rules::list))
        .route("/rules/{name}", get(pages::rules::show))
        .route("/audit", get(pages::audit::list))
        .route("/audit/file", get(pages::audit::file))
        .route("/word-lists", get(pages::word_lists::list))
        .route("/word-lists/{name}", get(pages::word_lists::show))
        .route("/word-lists/{name}/file", get(pages::word_lists::file))
        .route("/word-lists/{name}/removals", post(pages::word_lists::remove))
        .route("/sign-out", post(sign_in::sign_out))
}

/// Many rows or a long text typed or pasted.
fn long_forms() -> Router<AppState> {
    Router::new()
        .route("/tasks/grid", get(pages::tasks::grid).post(pages::tasks::give_many))
        .route("/word-lists/{name}/entries", post(pages::word_lists::add))
        .route("/meetings/new", get(pages::meetings::new).post(pages::meetings::read))
}

/// Large bodies and slow lines; `auth::upload` counts the bytes.
fn uploads() -> Router<AppState> {
    Router::new()
        .route("/tasks/new", get(pages::tasks::one).post(pages::tasks::give))
        .route("/intakes", post(pages::intakes::create))
        .route("/spreadsheets", post(pages::spreadsheets::create))
        // No file comes with it, but twenty thousand rows are written.
        .route("/spreadsheets/{id}/loading", post(pages::spreadsheets::load))
}

/// Before signing in: a session only to carry the token of the form.
fn open_with_session() -> Router<AppState> {
    Router::new().route("/sign-in", get(pages::sign_in::show).post(sign_in::sign_in))
}

/// No session at all.
fn open() -> Router<AppState> {
    Router::new().route("/healthz", get(healthz)).route("/assets/{name}", get(assets::show))
}

fn sessions(state: &AppState) -> SessionManagerLayer<DatabaseSessions> {
    SessionManagerLayer::new(DatabaseSessions::new(state.db.clone()))
        .with_name("roviec")
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(state.config.https)
        .with_expiry(Expiry::OnInactivity(CookieDuration::seconds(state.config.session_seconds)))
}

/// `GET /healthz`: whether the database answers.
async fn healthz(State(state): State<AppState>) -> Result<&'static str> {
    state.db.read().await?;
    Ok("ok")
}

async fn nowhere() -> Error {
    Error::NotFound
}

async fn not_that_way() -> Response {
    let page = pages::errors::show(
        StatusCode::METHOD_NOT_ALLOWED,
        "Không làm được theo cách này",
        "Đề nghị quay lại trang trước và dùng các nút trên trang.",
    );
    (StatusCode::METHOD_NOT_ALLOWED, Html(page)).into_response()
}

/// What is behind the sign-in stays out of caches.
async fn not_kept(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Refusals that the libraries below write in a line of English become pages.
async fn worded(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let page = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let status = response.status();
    if page || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let (heading, sentence) = match status {
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            ("Nội dung gửi chưa đúng", "Địa chỉ hoặc nội dung gửi không đọc được. Đề nghị quay lại trang trước và làm lại.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => ("Nội dung gửi quá lớn", "Đề nghị rút gọn nội dung rồi gửi lại."),
        StatusCode::SERVICE_UNAVAILABLE => ("Hệ thống đang bận", "Yêu cầu chưa được thực hiện. Đề nghị thử lại sau ít phút."),
        _ => return response,
    };
    (status, Html(pages::errors::show(status, heading, sentence))).into_response()
}

async fn secured(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    set("content-security-policy", CONTENT_POLICY);
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "same-origin");
    set("x-frame-options", "DENY");
    set("cross-origin-opener-policy", "same-origin");
    set("permissions-policy", "camera=(), geolocation=(), microphone=()");
    if state.config.https {
        set("strict-transport-security", "max-age=31536000");
    }
    response
}
