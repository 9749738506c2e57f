use axum::body::Body;
use axum::http::{HeaderName, StatusCode, header};
use roviec_tracker::Config;
use roviec_tracker::domain::Role;

use crate::support::*;

/// Every page behind the sign-in; the list in routes.rs is the other copy.
const PAGES: [&str; 25] = [
    "/",
    "/plans",
    "/plans/1",
    "/intakes/new",
    "/intakes/1",
    "/intakes/1/changes",
    "/intakes/1/meaning",
    "/intakes/1/differences",
    "/intakes/1/files/0/pages/1",
    "/tasks",
    "/tasks/1",
    "/indicators",
    "/indicators/1",
    "/units",
    "/units/1",
    "/users",
    "/users/new",
    "/users/1",
    "/users/1/contact",
    "/access-review",
    "/account",
    "/account/password",
    "/account/second-factor",
    "/rules",
    "/rules/x",
];

#[tokio::test]
async fn every_page_but_the_open_ones_asks_for_a_sign_in() {
    let app = TestApp::new().await;
    for page in PAGES {
        let answer = app.get(page, None).await;
        assert!(answer.header(header::LOCATION).starts_with("/sign-in"), "{page}: {}", answer.status);
    }
    for page in ["/sign-in", "/healthz"] {
        assert_eq!(app.get(page, None).await.status, StatusCode::OK, "{page}");
    }
}

#[tokio::test]
async fn a_made_up_session_opens_nothing() {
    let app = TestApp::new().await;
    assert_eq!(app.get("/", Some("roviec=AAAAAAAAAAAAAAAAAAAAAA")).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_write_that_another_site_began_is_refused() {
    let app = TestApp::new().await;
    app.person("an", Some(Role::Leader)).await;
    let (cookie, csrf) = app.form().await;
    let body = encoded(&[("csrf", &csrf), ("login", "an"), ("password", PASSWORD)]);
    let foreign =
        [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://board.test.example"), ("origin", "null")];
    for (name, value) in foreign {
        let request = form("/sign-in", Some(&cookie)).header(name, value).body(Body::from(body.clone())).expect("a request");
        assert_eq!(app.ask(request).await.status, StatusCode::FORBIDDEN, "{name}: {value}");
    }
    let own = form("/sign-in", Some(&cookie)).header("origin", "https://board.test").body(Body::from(body)).expect("a request");
    assert_eq!(app.ask(own).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn every_answer_carries_the_protecting_headers() {
    let app = TestApp::new().await;
    for page in ["/", "/sign-in", "/healthz", "/nowhere", "/assets/nothing.css"] {
        let answer = app.get(page, None).await;
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        assert!(
            policy.starts_with("default-src 'none';") && policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"),
            "{page}"
        );
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{page}");
        assert_eq!(answer.header(HeaderName::from_static("referrer-policy")), "same-origin", "{page}");
    }
    assert_eq!(app.get("/sign-in", None).await.header(header::CACHE_CONTROL), "no-store");
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let app = TestApp::with(Config { body_bytes: 1024, ..Config::default() }).await;
    let (cookie, csrf) = app.form().await;
    let answer = app.post("/sign-in", Some(&cookie), &[("csrf", &csrf), ("login", &"a".repeat(2000)), ("password", "x")]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_wrong_address_or_method_gets_a_calm_page() {
    let app = TestApp::new().await;
    let answer = app.get("/nowhere", None).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.text.contains("Không tìm thấy trang"));
    assert_eq!(app.post("/healthz", None, &[]).await.status, StatusCode::METHOD_NOT_ALLOWED);
}
