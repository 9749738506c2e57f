//! Deciding whom a name means: by a suggestion, by a typed name, and who may.

use axum::http::StatusCode;
use roviec_tracker::domain::Role;

use super::app::location;
use crate::support::{self, FILE, TestApp, compiled, imported, plan_of, task, writing};

struct Board {
    app: TestApp,
    cookie: String,
    csrf: String,
    path: String,
}

/// A plan with one name nobody answers to, and somebody of this role.
async fn board(role: Role) -> Board {
    let app = TestApp::new().await;
    app.person("nguoi", Some(role)).await;
    let mut tx = writing(&app.db).await;
    let plan = compiled("12/KH-UBND", FILE, vec![task("1", "Nâng cấp mạng", &["Sở Yte"], None)], vec![]);
    let id = plan_of(&imported(&mut tx, &plan, FILE).await);
    tx.commit().await.expect("commits");
    let cookie = app.signed_in("nguoi").await;
    let path = format!("/plans/{id}/agencies");
    let csrf = app.get(&path, Some(&cookie)).await.csrf();
    Board { app, cookie, csrf, path }
}

impl Board {
    async fn decide(&self, how: &str, other: &str) -> support::Answer {
        let fields = [("csrf", self.csrf.as_str()), ("name", "Sở Yte"), ("how", how), ("other", other)];
        self.app.post(&self.path, Some(&self.cookie), &fields).await
    }

    async fn page(&self) -> String {
        self.app.get(&self.path, Some(&self.cookie)).await.text
    }
}

#[tokio::test]
async fn a_suggestion_is_taken_with_one_press() {
    let board = board(Role::FocalPoint).await;
    let page = board.page().await;
    assert!(page.contains("Có phải là") && page.contains("value=\"0\">Sở Y tế</button>"), "{page}");
    let answer = board.decide("0", "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let page = board.app.get(location(&answer), Some(&board.cookie)).await.text;
    assert!(page.contains("Đã ghi nhận “Sở Yte”") && page.contains("1 tên chưa nhận ra"));
}

#[tokio::test]
async fn a_typed_name_that_is_not_in_the_directory_is_refused_with_what_is_like_it() {
    let board = board(Role::Administrator).await;
    let answer = board.decide("khac", "Sở Nội").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("Không có đơn vị nào tên “Sở Nội”") && answer.text.contains("Sở Nội vụ"), "{}", answer.text);
    assert_eq!(board.decide("khac", "  ").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(board.decide("khac", "sở nội vụ").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_name_can_be_left_as_it_stands() {
    let board = board(Role::FocalPoint).await;
    assert_eq!(board.decide("de-nguyen", "").await.status, StatusCode::SEE_OTHER);
    let page = board.page().await;
    assert!(page.contains("Giữ nguyên tên, chưa phân cho đơn vị nào"), "{page}");
}

#[tokio::test]
async fn who_may_not_take_in_reads_but_does_not_decide() {
    for role in [Role::Leader, Role::UnitOfficer, Role::Inspector] {
        let board = board(role).await;
        assert!(board.page().await.contains("chưa nhận ra"));
        assert_eq!(board.decide("0", "").await.status, StatusCode::FORBIDDEN);
        assert!(board.page().await.contains("2 tên chưa nhận ra"));
    }
}

#[tokio::test]
async fn a_decision_without_the_token_is_refused() {
    let board = board(Role::FocalPoint).await;
    let answer = board.app.post(&board.path, Some(&board.cookie), &[("name", "Sở Yte"), ("how", "0")]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(board.page().await.contains("2 tên chưa nhận ra"));
}

#[tokio::test]
async fn the_names_of_an_intake_are_only_for_who_may_take_in() {
    let board = board(Role::Leader).await;
    assert_eq!(board.app.get("/intakes/1/agencies", Some(&board.cookie)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(board.app.get("/plans/99/agencies", Some(&board.cookie)).await.status, StatusCode::NOT_FOUND);
}
