//! The history of one thing: who may read it, and what it shows.

use axum::http::StatusCode;
use roviec_tracker::domain::Role;

use super::App;

#[tokio::test]
async fn a_task_and_an_indicator_show_what_was_done_on_them() {
    let app = App::signed_in().await;
    let task = app.page("/history/task/3").await;
    for words in ["Chuẩn hóa dữ liệu dân cư", "Cập nhật tiến độ", "tiến độ (%): 40", "trạng thái: chờ xác nhận"]
    {
        assert!(task.contains(words), "{words}: {task}");
    }
    let indicator = app.page("/history/indicator/1").await;
    assert!(indicator.contains("Chấp nhận số liệu") && indicator.contains("4 mục"), "{indicator}");
    assert!(app.page("/tasks/3").await.contains("href=\"/history/task/3\""));
    assert!(app.page("/history/task/1").await.contains("Chưa có thay đổi nào"));
}

#[tokio::test]
async fn what_is_not_there_or_not_for_everybody_is_refused() {
    let app = App::signed_in().await;
    for path in ["/history/task/99", "/history/nothing/1"] {
        assert_eq!(app.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/history/user/1", "/history/intake/1"] {
        assert_eq!(app.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    app.board.person("kiemtra", Some(Role::Inspector)).await;
    let cookie = app.board.signed_in("kiemtra").await;
    let page = app.board.get("/history/user/1", Some(&cookie)).await.text;
    assert!(page.contains("Thêm người dùng") && page.contains("Giao chức trách"), "{page}");
}
