use axum::http::{StatusCode, header};
use roviec_tracker::Config;
use roviec_tracker::domain::Role;
use roviec_tracker::store::audit;

use crate::support::*;

#[tokio::test]
async fn the_right_password_opens_the_board_under_a_new_session_id() {
    let app = TestApp::new().await;
    let user = app.person("an", Some(Role::Leader)).await;
    let (before, csrf) = app.form().await;
    let answer = app.post("/sign-in", Some(&before), &[("csrf", &csrf), ("login", " AN "), ("password", PASSWORD)]).await;
    assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/"));
    let after = answer.cookie().expect("a session");
    assert_ne!(before, after);
    assert_eq!(app.get("/", Some(&after)).await.status, StatusCode::OK);
    assert_eq!(app.get("/", Some(&before)).await.status, StatusCode::SEE_OTHER);
    let mut tx = app.db.read().await.expect("reads");
    let entries = audit::of(&mut tx, "user", Some(user)).await.expect("lists");
    assert!(entries.iter().any(|entry| entry.action == "signed-in"));
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_login_get_the_same_answer() {
    let app = TestApp::new().await;
    app.person("an", Some(Role::Leader)).await;
    let wrong = app.try_password("an", "mật khẩu khác 123").await;
    let unknown = app.try_password("binh", "mật khẩu khác 123").await;
    assert_eq!((wrong.status, unknown.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY));
    assert!(wrong.text.contains("Tên đăng nhập hoặc mật khẩu chưa đúng"));
    let same = |answer: &Answer, login: &str| answer.text.replace(&answer.csrf(), "").replace(&format!("value=\"{login}\""), "");
    assert_eq!(same(&wrong, "an"), same(&unknown, "binh"));
}

#[tokio::test]
async fn five_wrong_tries_lock_a_login_and_nobody_else() {
    let app = TestApp::new().await;
    app.person("an", Some(Role::Leader)).await;
    app.person("binh", Some(Role::Leader)).await;
    for _ in 0..5 {
        assert_eq!(app.try_password("an", "mật khẩu sai 123").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let locked = app.try_password("an", PASSWORD).await;
    assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(locked.text.contains("bị khóa đến"), "{}", locked.text);
    app.signed_in("binh").await;
}

#[tokio::test]
async fn a_right_password_forgets_the_wrong_ones_before_it() {
    let app = TestApp::new().await;
    app.person("an", Some(Role::Leader)).await;
    for _ in 0..2 {
        for _ in 0..4 {
            app.try_password("an", "mật khẩu sai 123").await;
        }
        app.signed_in("an").await;
    }
}

#[tokio::test]
async fn a_person_without_a_post_does_not_get_in() {
    let app = TestApp::new().await;
    app.person("an", None).await;
    let answer = app.try_password("an", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text.contains("chưa được giao quyền"));
}

#[tokio::test]
async fn a_form_without_the_token_of_its_session_is_refused() {
    let app = TestApp::new().await;
    app.person("an", Some(Role::Leader)).await;
    let (cookie, _) = app.form().await;
    let (_, of_another) = app.form().await;
    let fields = [("login", "an"), ("password", PASSWORD)];
    for token in [None, Some("0"), Some(of_another.as_str())] {
        let fields: Vec<_> = fields.into_iter().chain(token.map(|token| ("csrf", token))).collect();
        let answer = app.post("/sign-in", Some(&cookie), &fields).await;
        assert_eq!((answer.status, answer.cookie()), (StatusCode::FORBIDDEN, None), "{token:?}");
    }
    let without_session = app.post("/sign-in", None, &[("login", "an"), ("password", PASSWORD), ("csrf", "")]).await;
    assert_eq!(without_session.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn signing_out_ends_the_session_and_only_with_the_token() {
    let app = TestApp::new().await;
    app.person("an", Some(Role::Leader)).await;
    let cookie = app.signed_in("an").await;
    let page = app.get("/", Some(&cookie)).await;
    assert_eq!(app.post("/sign-out", Some(&cookie), &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(app.get("/", Some(&cookie)).await.status, StatusCode::OK);
    let answer = app.post("/sign-out", Some(&cookie), &[("csrf", &page.csrf())]).await;
    assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/sign-in"));
    assert_eq!(app.get("/", Some(&cookie)).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn nobody_signs_out_who_is_not_signed_in() {
    let app = TestApp::new().await;
    let (cookie, csrf) = app.form().await;
    let answer = app.post("/sign-out", Some(&cookie), &[("csrf", &csrf)]).await;
    assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/sign-in"));
}

#[tokio::test]
async fn the_page_asked_for_is_where_signing_in_leads() {
    let app = TestApp::new().await;
    app.person("an", Some(Role::Leader)).await;
    let sent = app.get("/tasks?state=overdue", None).await;
    assert_eq!(sent.header(header::LOCATION), "/sign-in?next=%2Ftasks%3Fstate%3Doverdue");
    let (cookie, csrf) = app.form().await;
    let fields = |next| [("csrf", csrf.as_str()), ("login", "an"), ("password", PASSWORD), ("next", next)];
    let answer = app.post("/sign-in", Some(&cookie), &fields("/tasks?state=overdue")).await;
    assert_eq!(answer.header(header::LOCATION), "/tasks?state=overdue");
}

#[tokio::test]
async fn the_session_cookie_is_kept_from_scripts_and_other_sites() {
    let app = TestApp::new().await;
    let set = app.get("/sign-in", None).await.header(header::SET_COOKIE).to_owned();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax") && !set.contains("Secure"), "{set}");
    let app = TestApp::with(Config { https: true, ..Config::default() }).await;
    assert!(app.get("/sign-in", None).await.header(header::SET_COOKIE).contains("Secure"));
}

#[tokio::test]
async fn a_password_is_the_same_however_its_letters_are_composed() {
    let app = TestApp::new().await;
    app.person("an", Some(Role::Leader)).await;
    let decomposed: String = unicode_normalization::UnicodeNormalization::nfd(PASSWORD).collect();
    assert_ne!(decomposed, PASSWORD);
    assert_eq!(app.try_password("an", &decomposed).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_address_that_makes_no_sense_gets_a_page_of_ours() {
    let app = TestApp::new().await;
    app.person("an", Some(Role::Leader)).await;
    let session = app.signed_in("an").await;
    for address in ["/plans/abc", "/tasks?q=a&q=b"] {
        let answer = app.get(address, Some(&session)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
        assert!(answer.text.contains("<html lang=\"vi\"") && answer.text.contains("không đọc được"), "{address}: {}", answer.text);
    }
}
