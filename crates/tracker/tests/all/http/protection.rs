use axum::body::Body;
use axum::http::{HeaderName, StatusCode, header};
use roviec_tracker::Config;
use roviec_tracker::domain::Role;

use crate::support::*;

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

#[tokio::test]
async fn a_field_or_a_query_beyond_every_text_that_is_typed_is_refused_in_one_sentence() {
    let app = TestApp::new().await;
    app.person("an", Some(Role::FocalPoint)).await;
    let cookie = app.signed_in("an").await;
    let csrf = app.get("/account", Some(&cookie)).await.csrf();
    let long = "ô".repeat(5_001);
    for path in ["/account/delegations", "/plans/1/cascade", "/intakes/1/edits"] {
        let answer = app.post(path, Some(&cookie), &[("csrf", &csrf), ("nguoi", &long)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(answer.text.contains("dài quá 5.000 ký tự"), "{path}: {}", answer.text);
    }
    let pasted = app.post("/meetings/new", Some(&cookie), &[("csrf", &csrf), ("text", &long)]).await;
    assert!(!pasted.text.contains("dài quá 5.000 ký tự"), "long texts are what this form is for: {}", pasted.text);
    let query = app.get(&format!("/tasks?q={}", "a".repeat(8 << 10)), Some(&cookie)).await;
    assert!(query.status == StatusCode::URI_TOO_LONG && query.text.contains("Địa chỉ quá dài"), "{}", query.text);
}
