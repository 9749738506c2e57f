//! One's own account: post acted in, delegation, password, second factor, sessions.

use axum::http::{StatusCode, header};
use roviec_tracker::auth::second_factor;
use roviec_tracker::domain::Role;
use roviec_tracker::store::users;
use roviec_tracker::store::{audit, posts};
use roviec_tracker::{Clock, Config};

use crate::support::*;

struct Desk<'a> {
    app: &'a TestApp,
    cookie: String,
    csrf: String,
}

impl<'a> Desk<'a> {
    async fn of(app: &'a TestApp, login: &str) -> Desk<'a> {
        let cookie = app.signed_in(login).await;
        // What has to be done first is where everything else leads.
        let page = app.get("/account/password", Some(&cookie)).await;
        let page = if page.status == StatusCode::SEE_OTHER { app.get(page.header(header::LOCATION), Some(&cookie)).await } else { page };
        let csrf = page.csrf();
        Self { app, cookie, csrf }
    }

    async fn get(&self, path: &str) -> Answer {
        self.app.get(path, Some(&self.cookie)).await
    }

    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend_from_slice(fields);
        self.app.post(path, Some(&self.cookie), &all).await
    }
}

#[tokio::test]
async fn rights_and_the_audit_go_by_the_post_that_is_acted_in() {
    let app = TestApp::new().await;
    let an = app.person("an", Some(Role::Leader)).await;
    let mut tx = writing(&app.db).await;
    let second = users::add_post(&mut tx, NOBODY, an, None, Role::Inspector, FIRST_DAY).await.expect("is given");
    tx.commit().await.expect("commits");
    let desk = Desk::of(&app, "an").await;
    assert_eq!(desk.get("/audit").await.status, StatusCode::FORBIDDEN, "as a leader");
    let page = desk.get("/account").await.text;
    assert!(page.contains("Kiểm tra, giám sát") && page.contains("đổi chức trách"), "{page}");
    assert_eq!(desk.send("/account/post", &[("post", &second.to_string())]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.get("/audit").await.status, StatusCode::OK, "as an inspector");
    desk.get("/audit/file").await;
    let mut tx = app.db.read().await.expect("reads");
    let filter = audit::Filter { user: Some(an), ..Default::default() };
    let entries = audit::list(&mut tx, &filter, audit::Start::Newest, 10).await.expect("lists").entries;
    assert_eq!(entries[0].role.as_deref(), Some("inspector"), "{:?}", entries[0]);
    assert!(entries.iter().any(|entry| entry.action == "post-chosen"));
}

#[tokio::test]
async fn nobody_acts_in_a_post_of_somebody_else() {
    let app = TestApp::new().await;
    app.person("an", Some(Role::Leader)).await;
    let binh = app.person("binh", Some(Role::Inspector)).await;
    let mut tx = app.db.read().await.expect("reads");
    let foreign = posts::of_user(&mut tx, binh).await.expect("lists")[0].id.to_string();
    drop(tx);
    let desk = Desk::of(&app, "an").await;
    assert_eq!(desk.send("/account/post", &[("post", &foreign)]).await.status, StatusCode::FORBIDDEN);
    let days = [("nguoi", "an"), ("tu", "20/11/2026"), ("den", "30/11/2026")];
    let fields: Vec<_> = days.into_iter().chain([("post", foreign.as_str())]).collect();
    assert_eq!(desk.send("/account/delegations", &fields).await.status, StatusCode::FORBIDDEN);
    assert_eq!(desk.send("/account/delegation-ends", &[("post", &foreign)]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(desk.get("/audit").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_post_is_delegated_for_days_shown_as_such_and_taken_back() {
    let app = TestApp::new().await;
    let an = app.person("an", Some(Role::Inspector)).await;
    let binh = app.person("binh", Some(Role::UnitOfficer)).await;
    let (own, at) = {
        let mut tx = app.db.read().await.expect("reads");
        (posts::of_user(&mut tx, an).await.expect("lists")[0].id.to_string(), TODAY)
    };
    let desk = Desk::of(&app, "an").await;
    let asked = async |person: &str, from: &str, to: &str| {
        desk.send("/account/delegations", &[("post", &own), ("nguoi", person), ("tu", from), ("den", to)]).await
    };
    for (person, from, to, sentence) in [
        ("khong.co", "20/11/2026", "30/11/2026", "Không có người dùng nào"),
        ("an", "20/11/2026", "30/11/2026", "phải là người khác"),
        ("binh", "20/11/2026", "", "phải có ngày kết thúc"),
        ("binh", "1/11/2026", "30/11/2026", "bắt đầu từ hôm nay"),
    ] {
        let answer = asked(person, from, to).await;
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text.contains(sentence), "{sentence}: {}", answer.text);
    }
    assert_eq!(asked(" Binh ", "20/11/2026", "30/11/2026").await.status, StatusCode::SEE_OTHER);
    assert!(desk.get("/account").await.text.contains("từ 20/11/2026 đến 30/11/2026"));
    let of_binh = Desk::of(&app, "binh").await;
    assert!(of_binh.get("/account").await.text.contains("(Nguyễn Văn An ủy quyền)"));
    let delegated = {
        let mut tx = app.db.read().await.expect("reads");
        posts::held(&mut tx, binh, at).await.expect("lists")[1].id.to_string()
    };
    of_binh.send("/account/post", &[("post", &delegated)]).await;
    assert_eq!(of_binh.get("/audit").await.status, StatusCode::OK);
    let on =
        of_binh.send("/account/delegations", &[("post", &delegated), ("nguoi", "an"), ("tu", "20/11/2026"), ("den", "21/11/2026")]).await;
    assert_eq!(on.status, StatusCode::FORBIDDEN, "nothing is delegated on");
    assert_eq!(of_binh.send("/account/delegation-ends", &[("post", &delegated)]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(desk.send("/account/delegation-ends", &[("post", &delegated)]).await.status, StatusCode::SEE_OTHER);
    assert!(desk.get("/account").await.text.contains("từ 20/11/2026 đến 20/11/2026"), "what began today ends with the day");
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_the_other_sessions() {
    let app = TestApp::new().await;
    app.person("an", Some(Role::Leader)).await;
    let desk = Desk::of(&app, "an").await;
    let other = Desk::of(&app, "an").await;
    let new = "Chiều nay 2 giờ họp";
    let change =
        async |old: &str, new: &str, again: &str| desk.send("/account/password", &[("cu", old), ("moi", new), ("lai", again)]).await;
    assert!(change("không phải", new, new).await.text.contains("Mật khẩu hiện nay chưa đúng"));
    assert!(change(PASSWORD, "ngắn", "ngắn").await.text.contains("ít nhất 14"));
    assert!(change(PASSWORD, new, "khác").await.text.contains("không giống nhau"));
    assert_eq!(change(PASSWORD, new, new).await.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.get("/").await.status, StatusCode::OK);
    assert_eq!(other.get("/").await.status, StatusCode::SEE_OTHER);
    assert_eq!(app.try_password("an", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(app.try_password("an", new).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn none_of_the_last_passwords_comes_back() {
    let mut config = Config::default();
    config.security.passwords_kept.value = 2;
    let app = TestApp::with(config).await;
    app.person("an", Some(Role::Leader)).await;
    let desk = Desk::of(&app, "an").await;
    let new = |number| format!("Sáng nay {number} giờ họp");
    let change = async |old: &str, new: &str| desk.send("/account/password", &[("cu", old), ("moi", new), ("lai", new)]).await;
    assert!(desk.get("/account/password").await.text.contains("không trùng 2 mật khẩu gần đây"));
    assert_eq!(change(PASSWORD, &new(1)).await.status, StatusCode::SEE_OTHER);
    assert_eq!(change(&new(1), &new(2)).await.status, StatusCode::SEE_OTHER);
    let refused = change(&new(2), &new(1)).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains("2 mật khẩu gần đây"), "{}", refused.text);
    let guessed = change("không phải", &new(1)).await;
    assert!(guessed.text.contains("hiện nay chưa đúng"), "who does not know the password learns nothing of those before");
    assert_eq!(change(&new(2), &new(3)).await.status, StatusCode::SEE_OTHER);
    assert_eq!(change(&new(3), &new(1)).await.status, StatusCode::SEE_OTHER, "long enough ago");
}

#[tokio::test]
async fn an_administrators_password_of_more_than_two_months_is_changed_before_anything_else() {
    let app = TestApp::new().await;
    let id = app.person("quantri", Some(Role::Administrator)).await;
    let mut tx = writing(&app.db).await;
    users::note_password(&mut tx, id, false, Clock::System.now() - 63 * 86_400).await.expect("is noted");
    // Not too long away.
    users::enable(&mut tx, NOBODY, id, Clock::System.now()).await.expect("is enabled");
    tx.commit().await.expect("commits");
    let desk = Desk::of(&app, "quantri").await;
    assert_eq!(desk.get("/users").await.header(header::LOCATION), "/account/password");
    assert!(desk.get("/account/password").await.text.contains("quá thời hạn cho phép"));
    let new = "một câu khác hẳn";
    let changed = desk.send("/account/password", &[("cu", PASSWORD), ("moi", new), ("lai", new)]).await;
    assert_eq!(changed.header(header::LOCATION), "/", "{}", changed.text);
    assert_eq!(desk.get("/users").await.status, StatusCode::OK);
}

#[tokio::test]
async fn guessing_the_old_password_in_an_open_session_locks_like_the_sign_in() {
    let app = TestApp::new().await;
    app.person("an", Some(Role::Leader)).await;
    let desk = Desk::of(&app, "an").await;
    let new = "Chiều nay 2 giờ họp";
    for _ in 0..5 {
        desk.send("/account/password", &[("cu", "không phải"), ("moi", new), ("lai", new)]).await;
    }
    let answer = desk.send("/account/password", &[("cu", PASSWORD), ("moi", new), ("lai", new)]).await;
    assert!(answer.text.contains("bị khóa đến"), "{}", answer.text);
}

#[tokio::test]
async fn a_password_that_somebody_else_set_is_changed_before_anything_else() {
    let app = TestApp::new().await;
    let an = app.person("an", Some(Role::Leader)).await;
    let mut tx = writing(&app.db).await;
    users::note_password(&mut tx, an, true, Clock::System.now()).await.expect("is noted");
    tx.commit().await.expect("commits");
    let desk = Desk::of(&app, "an").await;
    for path in ["/", "/account", "/tasks"] {
        assert_eq!(desk.get(path).await.header(header::LOCATION), "/account/password", "{path}");
    }
    assert_eq!(desk.send("/account/session-endings", &[]).await.header(header::LOCATION), "/account/password");
    let page = desk.get("/account/password").await.text;
    assert!(page.contains("do người khác đặt") && !page.contains("href=\"/plans\""), "{page}");
    let same = desk.send("/account/password", &[("cu", PASSWORD), ("moi", PASSWORD), ("lai", PASSWORD)]).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
    let new = "Chiều nay 2 giờ họp";
    let changed = desk.send("/account/password", &[("cu", PASSWORD), ("moi", new), ("lai", new)]).await;
    assert_eq!(changed.header(header::LOCATION), "/");
    assert_eq!(desk.get("/").await.status, StatusCode::OK);
}

/// The secret on the page, as it is typed into an authenticator.
fn secret(page: &str) -> String {
    let (_, rest) = page.split_once("class=\"secret\">").expect("a secret");
    rest.split('<').next().unwrap_or_default().replace(' ', "")
}

#[tokio::test]
async fn from_the_internet_nobody_gets_in_without_a_second_factor() {
    let app = TestApp::with(Config { internet: true, ..Config::default() }).await;
    app.person("an", Some(Role::Leader)).await;
    let desk = Desk::of(&app, "an").await;
    assert_eq!(desk.get("/tasks").await.header(header::LOCATION), "/account/second-factor");
    let page = desk.get("/account/second-factor").await.text;
    assert!(page.contains("src=\"data:image/svg+xml;base64,"), "{page}");
    let secret = secret(&page);
    let code = second_factor::code_at(&secret, Clock::System.now()).expect("a code");
    let wrong = desk.send("/account/second-factor", &[("cu", PASSWORD), ("code", "000000")]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("Mã chưa đúng"), "{}", wrong.text);
    let stranger = desk.send("/account/second-factor", &[("cu", "không phải"), ("code", &code)]).await;
    assert_eq!(stranger.status, StatusCode::UNPROCESSABLE_ENTITY, "whoever finds an open board sets nothing up");
    let done = desk.send("/account/second-factor", &[("cu", PASSWORD), ("code", &code)]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert_eq!(done.text.matches("<li><code>").count(), 10);
    assert_eq!(desk.get("/tasks").await.status, StatusCode::OK);

    // The code that proved it is used up; a recovery code works once.
    let (cookie, csrf) = app.form().await;
    let first = app.post("/sign-in", Some(&cookie), &[("csrf", &csrf), ("login", "an"), ("password", PASSWORD)]).await;
    assert_eq!(first.header(header::LOCATION), "/sign-in/code");
    assert_eq!(app.get("/tasks", Some(&cookie)).await.status, StatusCode::SEE_OTHER, "the password alone opens nothing");
    let tried = async |code: &str| app.post("/sign-in/code", Some(&cookie), &[("csrf", &csrf), ("code", code)]).await;
    assert_eq!(tried(&code).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, rest) = done.text.split_once("<li><code>").expect("codes");
    let recovery = rest.split('<').next().unwrap_or_default().to_lowercase();
    let opened = tried(&recovery).await;
    assert_eq!((opened.status, opened.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/"));
    let (cookie, csrf) = app.form().await;
    app.post("/sign-in", Some(&cookie), &[("csrf", &csrf), ("login", "an"), ("password", PASSWORD)]).await;
    let again = app.post("/sign-in/code", Some(&cookie), &[("csrf", &csrf), ("code", &recovery)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_administrator_always_has_a_second_factor_and_on_the_demo_nobody_has_to() {
    for (demo, wanted) in [(false, StatusCode::SEE_OTHER), (true, StatusCode::OK)] {
        let app = TestApp::with(Config { demo, internet: true, ..Config::default() }).await;
        let id = app.person("quantri", None).await;
        let mut tx = writing(&app.db).await;
        users::add_post(&mut tx, NOBODY, id, None, Role::Administrator, FIRST_DAY).await.expect("is given");
        tx.commit().await.expect("commits");
        assert_eq!(Desk::of(&app, "quantri").await.get("/").await.status, wanted, "{demo}");
    }
}

#[tokio::test]
async fn wrong_codes_lock_the_login() {
    let app = TestApp::new().await;
    app.person("quantri", Some(Role::Administrator)).await;
    let (cookie, csrf) = app.form().await;
    let sign_in = [("csrf", csrf.as_str()), ("login", "quantri"), ("password", PASSWORD)];
    for _ in 0..5 {
        assert_eq!(app.post("/sign-in", Some(&cookie), &sign_in).await.header(header::LOCATION), "/sign-in/code");
        assert_eq!(
            app.post("/sign-in/code", Some(&cookie), &[("csrf", &csrf), ("code", "12 34 5x")]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    assert_eq!(
        app.post("/sign-in/code", Some(&cookie), &[("csrf", &csrf), ("code", "123456")]).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    assert_eq!(app.post("/sign-in", Some(&cookie), &sign_in).await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn recovery_codes_are_renewed_with_the_password() {
    let app = TestApp::new().await;
    app.person("quantri", Some(Role::Administrator)).await;
    app.person("an", Some(Role::Leader)).await;
    let desk = Desk::of(&app, "quantri").await;
    assert_eq!(desk.send("/account/recovery-codes", &[("cu", "không phải")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let codes = desk.send("/account/recovery-codes", &[("cu", PASSWORD)]).await;
    assert_eq!(codes.text.matches("<li><code>").count(), 10);
    assert!(desk.get("/account").await.text.contains("còn 10 mã dự phòng"));
    let without = Desk::of(&app, "an").await.send("/account/recovery-codes", &[("cu", PASSWORD)]).await;
    assert_eq!(without.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn ones_own_sessions_are_listed_and_the_others_ended() {
    let app = TestApp::new().await;
    app.person("an", Some(Role::Leader)).await;
    let desk = Desk::of(&app, "an").await;
    let other = Desk::of(&app, "an").await;
    let page = desk.get("/account").await.text;
    assert_eq!((page.matches("Đăng nhập ").count() >= 2, page.matches("· phiên này").count()), (true, 1), "{page}");
    assert_eq!(desk.send("/account/session-endings", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!((desk.get("/").await.status, other.get("/").await.status), (StatusCode::OK, StatusCode::SEE_OTHER));
}
