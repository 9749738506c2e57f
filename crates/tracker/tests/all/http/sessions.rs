//! Sessions that rest are locked, accounts that rest too long are closed.

use axum::http::{StatusCode, header};
use roviec_tracker::auth::password::{self, Hashing};
use roviec_tracker::domain::Role;
use roviec_tracker::store::{sessions, users};
use roviec_tracker::{Clock, Config};

use crate::support::*;

/// As if the last request of the person's sessions had come so long ago.
async fn rested(app: &TestApp, user: i64, seconds: i64) {
    let mut tx = writing(&app.db).await;
    let now = Clock::System.now();
    for session in sessions::of_user(&mut tx, user, now).await.expect("lists") {
        sessions::touch(&mut tx, &session.id_digest, now - seconds).await.expect("is noted");
    }
    tx.commit().await.expect("commits");
}

#[tokio::test]
async fn a_session_that_rests_is_locked_sooner_for_administrators() {
    let app = TestApp::new().await;
    let user = app.person("an", Some(Role::Leader)).await;
    let administrator = app.person("quantri", Some(Role::Administrator)).await;
    let (cookie, of_admin) = (app.signed_in("an").await, app.signed_in("quantri").await);
    for (minutes, open, open_to_admin) in [(4, true, true), (14, true, false)] {
        rested(&app, user, minutes * 60).await;
        rested(&app, administrator, minutes * 60).await;
        assert_eq!(app.get("/", Some(&cookie)).await.status == StatusCode::OK, open, "{minutes}");
        assert_eq!(app.get("/", Some(&of_admin)).await.status == StatusCode::OK, open_to_admin, "{minutes}");
    }
    rested(&app, user, 16 * 60).await;
    let locked = app.get("/tasks", Some(&cookie)).await;
    assert_eq!(locked.header(header::LOCATION), "/sign-in?khoa=xem&next=%2Ftasks");
    assert!(app.get("/sign-in?khoa=xem&next=%2Ftasks", Some(&cookie)).await.text.contains("Phiên làm việc đã khóa"));
}

#[tokio::test]
async fn a_request_is_noted_so_that_work_keeps_a_session_open() {
    let app = TestApp::new().await;
    let user = app.person("an", Some(Role::Leader)).await;
    let cookie = app.signed_in("an").await;
    for _ in 0..3 {
        rested(&app, user, 14 * 60).await;
        assert_eq!(app.get("/", Some(&cookie)).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_form_that_stood_open_over_the_lock_is_sent_after_signing_in_again() {
    let app = TestApp::new().await;
    let user = app.person("an", Some(Role::Leader)).await;
    let cookie = app.signed_in("an").await;
    let open = app.get("/account", Some(&cookie)).await.csrf();
    rested(&app, user, 3600).await;
    let refused = app.post("/account/session-endings", Some(&cookie), &[("csrf", &open)]).await;
    assert_eq!(refused.header(header::LOCATION), "/sign-in?khoa=gui");
    let again = app.post("/sign-in", Some(&cookie), &[("csrf", &open), ("login", "an"), ("password", PASSWORD)]).await;
    let cookie = again.cookie().expect("a session");
    assert_eq!(app.post("/account/session-endings", Some(&cookie), &[("csrf", &open)]).await.header(header::LOCATION), "/account#phien");
}

#[tokio::test]
async fn the_token_of_forms_is_another_one_for_another_person() {
    let app = TestApp::new().await;
    app.person("an", Some(Role::Leader)).await;
    app.person("binh", Some(Role::Leader)).await;
    let cookie = app.signed_in("an").await;
    let open = app.get("/account", Some(&cookie)).await.csrf();
    let other = app.post("/sign-in", Some(&cookie), &[("csrf", &open), ("login", "binh"), ("password", PASSWORD)]).await;
    let cookie = other.cookie().expect("a session");
    assert_ne!(app.get("/account", Some(&cookie)).await.csrf(), open);
}

#[tokio::test]
async fn an_account_without_a_sign_in_for_forty_five_days_is_closed_until_it_is_opened_again() {
    let app = TestApp::new().await;
    let an = app.person("an", Some(Role::Leader)).await;
    let now = Clock::System.now();
    let since = async |days: i64| {
        let mut tx = writing(&app.db).await;
        users::signed_in(&mut tx, NOBODY, an, now - days * 86_400).await.expect("is noted");
        tx.commit().await.expect("commits");
    };
    since(44).await;
    assert_eq!(app.try_password("an", PASSWORD).await.status, StatusCode::SEE_OTHER);
    since(46).await;
    let refused = app.try_password("an", PASSWORD).await;
    assert!(refused.status == StatusCode::FORBIDDEN && refused.text.contains("45 ngày không đăng nhập"), "{}", refused.text);
    let wrong = app.try_password("an", "không phải mật khẩu").await;
    assert!(!wrong.text.contains("45 ngày"), "told only to who knows the password");
    let mut tx = writing(&app.db).await;
    users::enable(&mut tx, NOBODY, an, now).await.expect("is enabled");
    tx.commit().await.expect("commits");
    assert_eq!(app.try_password("an", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_password_is_hashed_again_when_the_configured_way_has_changed() {
    let app = TestApp::with(Config { hashing: Hashing::Pbkdf2Sha512, ..Config::default() }).await;
    app.person("an", Some(Role::Leader)).await;
    let stored = async || {
        let mut tx = app.db.read().await.expect("reads");
        users::credentials(&mut tx, "an").await.expect("asks").expect("is there").password_hash
    };
    assert!(stored().await.starts_with("$argon2id$"));
    app.try_password("an", "không phải mật khẩu").await;
    assert!(stored().await.starts_with("$argon2id$"), "only a right password is hashed again");
    app.signed_in("an").await;
    let after = stored().await;
    assert!(!password::is_outdated(&after, Hashing::Pbkdf2Sha512), "{after}");
    app.signed_in("an").await;
    assert_eq!(stored().await, after, "and only once");
}
