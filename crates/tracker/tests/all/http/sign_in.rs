use axum::http::{StatusCode, header};
use roviec_tracker::auth::second_factor;
use roviec_tracker::domain::Role;
use roviec_tracker::store::{Database, audit, sessions, users};
use roviec_tracker::{Clock, Config};

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

/// What the audit tells of sign-ins.
async fn told(app: &TestApp, action: &str) -> Vec<audit::ListedEntry> {
    let mut tx = app.db.read().await.expect("reads");
    let filter = audit::Filter { action: Some(action.to_owned()), ..Default::default() };
    audit::list(&mut tx, &filter, audit::Start::Newest, 100).await.expect("lists").entries
}

#[tokio::test]
async fn wrong_sign_ins_and_the_lock_are_told_to_the_audit_of_the_account_that_was_named() {
    let app = TestApp::new().await;
    let an = app.person("an", Some(Role::Leader)).await;
    for _ in 0..7 {
        app.try_password("an", "mật khẩu sai 123").await;
    }
    let wrong = told(&app, "sign-in-failed").await;
    assert_eq!(wrong.len(), 5, "while it is locked nothing is tried");
    assert!(wrong.iter().all(|entry| entry.subject_id == Some(an) && entry.user_id.is_none()), "nobody has shown who it was");
    assert_eq!(told(&app, "user-locked").await.len(), 1);
    app.person_at("kiemtra", Some(Role::Inspector), None).await;
    let cookie = app.signed_in("kiemtra").await;
    let page = app.get("/audit", Some(&cookie)).await.text;
    for words in ["Đăng nhập sai", "lần sai thứ: 5; bước: mật khẩu", "Tài khoản bị khóa do nhập sai", "khóa (phút): 720"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("mật khẩu sai 123"));
}

#[tokio::test]
async fn a_name_nobody_has_is_counted_and_never_told() {
    let app = TestApp::new().await;
    for typed in ["mật khẩu gõ nhầm ô", "mật khẩu gõ nhầm ô", "ten.khac"] {
        app.try_password(typed, PASSWORD).await;
    }
    let entries = told(&app, "unknown-sign-ins").await;
    assert_eq!(entries.iter().map(|entry| entry.after_json.as_deref()).collect::<Vec<_>>(), [Some("{\"tries\":1}")], "once an hour");
    let mut tx = app.db.read().await.expect("reads");
    let all = audit::list(&mut tx, &audit::Filter::default(), audit::Start::Newest, 1_000).await.expect("lists");
    assert!(!format!("{all:?}").contains("gõ nhầm"));
    drop(tx);
    let Database::Sqlite(pool) = &app.db else { panic!("the board of the tests is on SQLite") };
    let counted: Vec<(String, i64)> =
        sqlx::query_as("SELECT login, failures FROM sign_in_failures ORDER BY failures").fetch_all(pool).await.expect("lists");
    assert_eq!(counted.iter().map(|(_, failures)| *failures).collect::<Vec<_>>(), [1, 2], "each name for itself");
    assert!(counted.iter().all(|(login, _)| login.len() == 64), "{counted:?}");
}

#[tokio::test]
async fn a_sign_in_that_waits_for_its_code_ends_with_another_password_a_disabled_account_or_ended_sessions() {
    for change in ["nothing", "password", "disabled", "sessions"] {
        let app = TestApp::new().await;
        let an = app.person("an", Some(Role::Leader)).await;
        app.with_second_factor(an).await;
        let (cookie, csrf) = app.form().await;
        let fields = [("csrf", csrf.as_str()), ("login", "an"), ("password", PASSWORD)];
        assert_eq!(app.post("/sign-in", Some(&cookie), &fields).await.header(header::LOCATION), "/sign-in/code");
        let mut tx = writing(&app.db).await;
        match change {
            "password" => drop(users::set_password(&mut tx, NOBODY, "an", "$băm").await.expect("is set")),
            "disabled" => users::disable(&mut tx, NOBODY, an).await.expect("is disabled"),
            "sessions" => drop(sessions::end(&mut tx, NOBODY, an, None, None).await.expect("end")),
            _ => {}
        }
        tx.commit().await.expect("commits");
        let code = second_factor::code_at(SECRET, Clock::System.now()).expect("a code");
        let answer = app.post("/sign-in/code", Some(&cookie), &[("csrf", &csrf), ("code", &code)]).await;
        let (leads_to, opens) = if change == "nothing" { ("/", StatusCode::OK) } else { ("/sign-in?xong=da-doi", StatusCode::SEE_OTHER) };
        assert_eq!(answer.header(header::LOCATION), leads_to, "{change}: {}", answer.text);
        let cookie = answer.cookie().unwrap_or(cookie);
        assert_eq!(app.get("/", Some(&cookie)).await.status, opens, "{change}");
        if change != "nothing" {
            assert!(app.get(leads_to, Some(&cookie)).await.text.contains("không còn hiệu lực"));
            assert_eq!(app.get("/sign-in/code", Some(&cookie)).await.status, StatusCode::SEE_OTHER, "nothing waits any more");
        }
    }
}

#[tokio::test]
async fn a_wrong_code_is_told_as_one() {
    let app = TestApp::new().await;
    app.person("quantri", Some(Role::Administrator)).await;
    let (cookie, csrf) = app.form().await;
    app.post("/sign-in", Some(&cookie), &[("csrf", &csrf), ("login", "quantri"), ("password", PASSWORD)]).await;
    app.post("/sign-in/code", Some(&cookie), &[("csrf", &csrf), ("code", "000000")]).await;
    let wrong = told(&app, "sign-in-failed").await;
    assert!(wrong.len() == 1 && wrong[0].after_json.as_deref().is_some_and(|json| json.contains("code")), "{wrong:?}");
}
