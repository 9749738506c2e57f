//! Before signing in, and what is laid over every page.

use axum::http::{StatusCode, header};

use super::App;
use super::app::{LOGIN, first_link, location};

const PAGES: [&str; 9] =
    ["/", "/plans", "/tasks", "/indicators", "/units", "/rules", "/tasks?state=late", "/units?q=y+te", "/indicators?pace=behind"];

#[tokio::test]
async fn every_page_asks_for_a_sign_in_first() {
    let app = App::new().await;
    for path in PAGES.into_iter().chain(["/plans/1", "/tasks/1", "/indicators/1", "/units/1", "/rules/task-without-deadline"]) {
        let answer = app.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(location(&answer).starts_with("/sign-in"), "{path} leads to {}", location(&answer));
    }
}

#[tokio::test]
async fn a_wrong_password_is_answered_beside_the_form_and_keeps_the_login() {
    let app = App::new().await;
    let answer = app.board.try_password(LOGIN, "khong-dung-dau").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("role=\"alert\"") && answer.text.contains("Tên đăng nhập hoặc mật khẩu chưa đúng."));
    assert!(answer.text.contains(&format!("value=\"{LOGIN}\"")));
}

#[tokio::test]
async fn no_page_has_an_inline_script_or_style_and_the_policy_forbids_them() {
    let app = App::signed_in().await;
    for path in PAGES {
        let answer = app.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let (all, own) = (answer.text.matches("<script").count(), answer.text.matches("<script type=\"module\" src=\"/assets/").count());
        assert!(all == own && !answer.text.contains(" style=\""), "{path}");
        assert!(answer.text.contains("<html lang=\"vi\">") && answer.text.contains("href=\"#noi-dung\""), "{path}");
        assert!(answer.header(header::CONTENT_SECURITY_POLICY).contains("default-src 'none'"), "{path}");
    }
}

#[tokio::test]
async fn the_style_sheet_is_kept_for_ever_under_a_name_with_its_hash() {
    let app = App::new().await;
    let page = app.page("/sign-in").await;
    let answer = app.get(&first_link(&page, "/assets/app.")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.header(header::CACHE_CONTROL).contains("immutable"));
    assert!(answer.text.contains("Be Vietnam Pro") && answer.text.contains("@layer kit"));
    assert_eq!(app.get("/assets/app.0000000000000000.css").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_not_there_says_so_calmly() {
    let app = App::signed_in().await;
    for path in ["/plans/999", "/tasks/999", "/indicators/999", "/units/999", "/rules/no-such-rule", "/nowhere"] {
        let answer = app.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text.contains("Không tìm thấy trang") && answer.text.contains("Về bảng điều hành"), "{path}");
    }
}
