//! Every address of the board with who may use it, in one list, and what is laid over all of them.

mod rights;
mod ways;

use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Router};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration as CookieDuration;
use tower_sessions::{Expiry, SessionManagerLayer};

use crate::access::Right;
use crate::auth::forms::LongTexts;
use crate::auth::sessions::DatabaseSessions;
use crate::auth::{code, forms, provider, sign_in, signed_in};
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::{assets, pages, retrying};
pub use rights::rights_markdown;
pub use ways::Listed;
use ways::{Ways, get, post};

/// Nothing from elsewhere, no script but our own files, no frame, forms only to this board.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; font-src 'self'; \
     img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The whole board as a service.
pub fn app(state: AppState) -> Router {
    let config = &state.config;
    let within = |seconds| TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(seconds));
    let small = (RequestBodyLimitLayer::new(config.body_bytes), within(config.request_seconds));
    let typed = (RequestBodyLimitLayer::new(config.typed_bytes), within(config.request_seconds));
    let again = middleware::from_fn_with_state(state.clone(), retrying::requests);
    let long = (RequestBodyLimitLayer::new(config.typed_bytes), within(config.upload_seconds));
    // What is streamed to a file cannot be sent again: those handlers repeat their own transaction.
    let signed_in = with_sign_in()
        .router
        .layer(again.clone())
        .layer(small)
        .merge(long_forms().router.layer(Extension(LongTexts)).layer(again.clone()).layer(typed))
        .merge(long_work().router.layer(again).layer(long))
        .merge(uploads().router.layer(within(config.upload_seconds)));
    let signed_in = signed_in.layer(middleware::from_fn_with_state(state.clone(), signed_in::require));
    let with_session = signed_in.merge(open_with_session().router.layer(small));
    with_session
        .layer(sessions(&state))
        .layer(middleware::from_fn(not_kept))
        .merge(open().router.layer(small))
        .fallback(nowhere)
        .method_not_allowed_fallback(not_that_way)
        .layer(middleware::from_fn(forms::require_same_site))
        .layer(middleware::from_fn(not_too_long))
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn(worded))
        .layer(middleware::from_fn_with_state(state.clone(), secured))
        .with_state(state)
}

/// Every address and method with the right it asks for.
pub fn listed() -> Vec<Listed> {
    [with_sign_in(), long_forms(), long_work(), uploads(), open_with_session(), open()].into_iter().flat_map(|ways| ways.listed).collect()
}

/// Only for people who are signed in and hold a post.
fn with_sign_in() -> Ways {
    Ways::default()
        .at("/", [get(Right::Board, pages::board::show)])
        .at("/my-work", [get(Right::Work, pages::my_work::show)])
        .at("/plans", [get(Right::Board, pages::plans::list)])
        .at("/plans/{id}", [get(Right::Board, pages::plans::show)])
        .at("/plans/{id}/files/{intake}/{position}", [get(Right::Board, pages::plans::file)])
        .at("/plans/{id}/agencies", [get(Right::Board, pages::agencies::of_plan), post(Right::TakeIn, pages::agencies::decide_in_plan)])
        .at("/plans/{id}/cascade", [get(Right::Board, pages::cascade::show), post(Right::TakeIn, pages::cascade::decide)])
        .at("/plans/{id}/cascade.xlsx", [get(Right::Board, pages::cascade::workbook)])
        .at(
            "/intakes/{id}/agencies",
            [get(Right::TakeIn, pages::agencies::of_intake), post(Right::TakeIn, pages::agencies::decide_in_intake)],
        )
        .at("/plans/{id}/reviews", [post(Right::TakeIn, pages::intakes::reopen)])
        .at("/intakes/new", [get(Right::TakeIn, pages::intakes::new)])
        .at("/intakes/{id}", [get(Right::TakeIn, pages::intakes::show)])
        .at("/intakes/{id}/cancellation", [post(Right::TakeIn, pages::intakes::cancel)])
        .at("/intakes/{id}/changes", [get(Right::TakeIn, pages::intakes::changes)])
        .at("/intakes/{id}/files/{position}/pages/{page}", [get(Right::TakeIn, pages::intakes::picture)])
        .at("/intakes/{id}/files/{position}/annotated", [get(Right::TakeIn, pages::intakes::annotated)])
        .at("/intakes/{id}/meaning", [get(Right::TakeIn, pages::intakes::meaning)])
        .at("/intakes/{id}/edits", [post(Right::TakeIn, pages::intakes::edit)])
        .at("/intakes/{id}/splits", [post(Right::TakeIn, pages::intakes::split)])
        .at("/intakes/{id}/merges", [post(Right::TakeIn, pages::intakes::merge)])
        .at("/intakes/{id}/rows", [post(Right::TakeIn, pages::intakes::add)])
        .at("/intakes/{id}/drops", [post(Right::TakeIn, pages::intakes::drop)])
        .at("/intakes/{id}/approvals", [post(Right::TakeIn, pages::intakes::approve)])
        .at("/intakes/{id}/dismissals", [post(Right::TakeIn, pages::intakes::dismiss)])
        .at("/intakes/{id}/undos", [post(Right::TakeIn, pages::intakes::undo)])
        .at("/intakes/{id}/differences", [get(Right::TakeIn, pages::intakes::differences), post(Right::TakeIn, pages::intakes::decide)])
        .at("/intakes/{id}/plan", [post(Right::TakeIn, pages::intakes::choose)])
        .at("/intakes/{id}/acceptance", [post(Right::TakeIn, pages::intakes::accept)])
        .at("/intakes/{id}/discard", [post(Right::TakeIn, pages::intakes::discard)])
        .at("/tasks", [get(Right::Board, pages::tasks::list)])
        .at("/tasks/bulk", [get(Right::Oversee, pages::tasks::bulk)])
        .at("/tasks/{id}", [get(Right::Board, pages::tasks::show)])
        .at("/tasks/{id}/ledger", [get(Right::Board, pages::tasks::ledger)])
        .at("/tasks/{id}/amendments", [post(Right::Work, pages::tasks::reword)])
        .at("/tasks/{id}/prerequisites", [post(Right::Work, pages::tasks::change_prerequisites)])
        .at("/assignments/{id}", [get(Right::Board, pages::assignments::show)])
        .at("/assignments/{id}/progress", [post(Right::Work, pages::assignments::report)])
        .at("/assignments/{id}/approvals", [post(Right::Work, pages::assignments::approve)])
        .at("/assignments/{id}/withdrawals", [post(Right::Work, pages::assignments::withdraw)])
        .at("/assignments/{id}/answers", [post(Right::Work, pages::assignments::answer)])
        .at("/assignments/{id}/stops", [post(Right::Work, pages::assignments::stop)])
        .at("/assignments/{id}/extensions", [post(Right::Work, pages::assignments::ask_extension)])
        .at("/assignments/{id}/extension-answers", [post(Right::Work, pages::assignments::answer_extension)])
        .at("/assignments/{id}/parts", [post(Right::Work, pages::assignments::give_part)])
        .at("/assignments/{id}/amendments", [post(Right::Work, pages::assignments::amend)])
        .at("/reminders", [get(Right::Board, pages::reminders::show)])
        .at("/reminders/units/{unit}", [get(Right::Board, pages::reminders::unit)])
        .at("/reminders/assignments/{id}", [get(Right::Board, pages::reminders::given)])
        .at("/reminders/calls", [get(Right::Oversee, pages::reminders::calls)])
        .at("/reminders/calls.csv", [get(Right::Oversee, pages::reminders::calls_csv)])
        .at("/reminders/letters", [post(Right::Oversee, pages::reminders::make_letter)])
        .at("/reminders/mail", [get(Right::ManagePeople, pages::reminders::mail)])
        .at("/reminders/mail/{id}", [post(Right::ManagePeople, pages::reminders::send_again)])
        .at("/plans/{id}/reminders", [get(Right::Board, pages::reminders::rules), post(Right::TakeIn, pages::reminders::set_rules)])
        .at("/directives", [get(Right::Board, pages::directives::list), post(Right::Direct, pages::directives::give)])
        .at("/directives/new", [get(Right::Direct, pages::directives::new)])
        .at("/meetings/{id}/directives.docx", [get(Right::Board, pages::directives::word)])
        .at("/directives/{id}/amendments", [get(Right::Direct, pages::directives::edit), post(Right::Direct, pages::directives::amend)])
        .at("/directives/{id}/withdrawals", [post(Right::Direct, pages::directives::withdraw)])
        .at("/evidence/{id}", [get(Right::Board, pages::assignments::evidence)])
        .at("/indicators", [get(Right::Board, pages::indicators::list)])
        .at("/indicators/{id}", [get(Right::Board, pages::indicators::show)])
        .at("/spreadsheets/new", [get(Right::TakeIn, pages::spreadsheets::new)])
        .at("/spreadsheets/{id}", [get(Right::TakeIn, pages::spreadsheets::show)])
        .at("/spreadsheets/{id}/mapping", [post(Right::TakeIn, pages::spreadsheets::map)])
        .at("/spreadsheets/{id}/marked", [get(Right::TakeIn, pages::spreadsheets::marked)])
        .at("/spreadsheets/{id}/removal", [post(Right::TakeIn, pages::spreadsheets::remove)])
        .at("/units", [get(Right::Board, pages::units::list)])
        .at("/units/{id}", [get(Right::Board, pages::units::show)])
        .at("/indicators/{id}/map", [get(Right::Board, pages::indicators::map)])
        .at("/unit-groups", [get(Right::Board, pages::unit_groups::list)])
        .at("/unit-groups/{id}", [get(Right::Board, pages::unit_groups::show)])
        .at("/unit-groups/{id}/members", [post(Right::ChangeGroups, pages::unit_groups::change_members)])
        .at("/units/file.csv", [get(Right::Board, pages::units::csv)])
        .at("/units/file.xlsx", [get(Right::Board, pages::units::workbook)])
        .at("/units/open-work", [get(Right::TakeIn, pages::units::open_work), post(Right::TakeIn, pages::units::reassign)])
        .at("/units/tables/new", [get(Right::ChangeUnits, pages::units::new_table)])
        .at("/units/tables/{id}/removal", [post(Right::ChangeUnits, pages::units::remove_table)])
        .at("/units/changes/new", [get(Right::ChangeUnits, pages::units::new_change)])
        .at("/units/changes", [post(Right::ChangeUnits, pages::units::send_change)])
        .at("/units/changes/{id}", [get(Right::Board, pages::units::show_change)])
        .at("/units/changes/{id}/reversal", [post(Right::ChangeUnits, pages::units::reverse)])
        .at("/users", [get(Right::People, pages::users::list), post(Right::ManagePeople, pages::users::create)])
        .at("/users/new", [get(Right::ManagePeople, pages::users::new)])
        .at("/users/{id}", [get(Right::People, pages::users::show)])
        .at("/users/{id}/contact", [get(Right::People, pages::users::contact), post(Right::ManagePeople, pages::users::set_contact)])
        .at("/users/{id}/posts", [post(Right::ManagePeople, pages::users::add_post)])
        .at("/users/{id}/post-ends", [post(Right::ManagePeople, pages::users::end_post)])
        .at("/users/{id}/invitations", [post(Right::ManagePeople, pages::users::invite)])
        .at("/users/{id}/unlocking", [post(Right::ManagePeople, pages::users::unlock)])
        .at("/users/{id}/disabling", [post(Right::ManagePeople, pages::users::disable)])
        .at("/users/{id}/enabling", [post(Right::ManagePeople, pages::users::enable)])
        .at("/users/{id}/second-factor-removal", [post(Right::ManagePeople, pages::users::remove_second_factor)])
        .at("/users/{id}/provider-unbinding", [post(Right::ManagePeople, pages::users::unbind_provider)])
        .at("/users/{id}/session-endings", [post(Right::ManagePeople, pages::users::end_sessions)])
        .at("/access-review", [get(Right::People, pages::access_review::show), post(Right::ManagePeople, pages::access_review::decide)])
        .at("/account", [get(Right::Account, pages::account::show)])
        .at("/account/post", [post(Right::Account, pages::account::choose_post)])
        .at("/account/delegations", [post(Right::Account, pages::account::delegate)])
        .at("/account/delegation-ends", [post(Right::Account, pages::account::end_delegation)])
        .at("/account/password", [get(Right::Account, pages::account::password), post(Right::Account, pages::account::change_password)])
        .at(
            "/account/second-factor",
            [get(Right::Account, pages::account::second_factor), post(Right::Account, pages::account::set_second_factor)],
        )
        .at("/account/recovery-codes", [post(Right::Account, pages::account::renew_codes)])
        .at("/account/contact", [get(Right::Account, pages::account::contact), post(Right::Account, pages::account::set_contact)])
        .at("/account/calendar", [post(Right::Account, pages::account::make_calendar)])
        .at("/account/calendar-ends", [post(Right::Account, pages::account::end_calendar)])
        .at("/account/session-endings", [post(Right::Account, pages::account::end_sessions)])
        .at("/rules", [get(Right::Board, pages::rules::list)])
        .at("/rules/{name}", [get(Right::Board, pages::rules::show)])
        .at("/calendar", [get(Right::Board, pages::calendar::show), post(Right::Calendar, pages::calendar::change)])
        .at("/audit", [get(Right::Audit, pages::audit::list)])
        .at("/audit/file", [get(Right::Audit, pages::audit::file)])
        .at("/history/{thing}/{id}", [get(Right::Board, pages::history::show)])
        .at("/word-lists", [get(Right::Board, pages::word_lists::list)])
        .at("/word-lists/{name}", [get(Right::Board, pages::word_lists::show)])
        .at("/word-lists/{name}/file", [get(Right::Board, pages::word_lists::file)])
        .at("/word-lists/{name}/removals", [post(Right::TakeIn, pages::word_lists::remove)])
        .at("/sign-out", [post(Right::Board, sign_in::sign_out)])
}

/// Many rows or a long text typed or pasted.
fn long_forms() -> Ways {
    Ways::default()
        .at("/tasks/bulk/changes", [post(Right::Oversee, pages::tasks::change_many)])
        .at("/tasks/grid", [get(Right::TakeIn, pages::tasks::grid), post(Right::TakeIn, pages::tasks::give_many)])
        .at("/word-lists/{name}/entries", [post(Right::TakeIn, pages::word_lists::add)])
        .at("/meetings/new", [get(Right::TakeIn, pages::meetings::new), post(Right::TakeIn, pages::meetings::read)])
}

/// Large bodies and slow lines; `auth::upload` counts the bytes.
fn uploads() -> Ways {
    Ways::default()
        .at("/tasks/new", [get(Right::TakeIn, pages::tasks::one), post(Right::TakeIn, pages::tasks::give)])
        .at("/assignments/{id}/results", [post(Right::Work, pages::assignments::send_result)])
        .at("/intakes", [post(Right::TakeIn, pages::intakes::create)])
        .at("/spreadsheets", [post(Right::TakeIn, pages::spreadsheets::create)])
        .at("/units/tables", [post(Right::ChangeUnits, pages::units::create_table)])
}

/// No file comes with it, but twenty thousand rows are written.
fn long_work() -> Ways {
    Ways::default()
        .at("/spreadsheets/{id}/loading", [post(Right::TakeIn, pages::spreadsheets::load)])
        .at("/units/tables/{id}", [get(Right::ChangeUnits, pages::units::show_table)])
        .at("/units/tables/{id}/entry", [post(Right::ChangeUnits, pages::units::enter_table)])
}

/// Before signing in: a session only to carry the token of the form.
fn open_with_session() -> Ways {
    Ways::default()
        .at("/sign-in", [get(Right::Open, pages::sign_in::show), post(Right::Open, sign_in::sign_in)])
        .at("/sign-in/provider", [get(Right::Open, provider::begin)])
        .at("/sign-in/provider/callback", [get(Right::Open, provider::come_back)])
        .at("/sign-in/code", [get(Right::Open, pages::sign_in::code), post(Right::Open, code::sign_in_with_code)])
        .at("/invitations/{token}", [get(Right::Open, pages::invitations::show), post(Right::Open, pages::invitations::accept)])
}

/// No session at all.
fn open() -> Ways {
    Ways::default()
        .at("/healthz", [get(Right::Open, healthz)])
        .at("/assets/{name}", [get(Right::Open, assets::show)])
        .at("/calendar/{token}", [get(Right::Open, pages::reminders::calendar)])
}

fn sessions(state: &AppState) -> SessionManagerLayer<DatabaseSessions> {
    SessionManagerLayer::new(DatabaseSessions::new(state.db.clone(), state.config.retries, state.config.session_seconds))
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

/// Bytes after the question mark: filters and what a provider sends back are far shorter.
const LONGEST_QUERY: usize = 8 << 10;

async fn not_too_long(request: Request, next: Next) -> Response {
    if request.uri().query().is_none_or(|query| query.len() <= LONGEST_QUERY) {
        return next.run(request).await;
    }
    let page = pages::errors::show(
        StatusCode::URI_TOO_LONG,
        "Địa chỉ quá dài",
        "Điều kiện tìm hoặc lọc dài quá mức nhận được. Đề nghị quay lại trang trước và rút gọn.",
    );
    (StatusCode::URI_TOO_LONG, Html(page)).into_response()
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
