//! Rows divided, joined, added and taken out; and the end of a review.

use axum::http::{StatusCode, header};
use roviec_tracker::store::{audit, plans};

use super::Desk;
use crate::support::AS_OF;

#[tokio::test]
async fn a_row_is_divided_in_two_and_joined_again() {
    let desk = Desk::new().await;
    let row = desk.key(0);
    let half = desk.send("splits", &[("row", &row), ("version", "0"), ("first", "Nâng cấp mạng"), ("second", "")]).await;
    assert_eq!(half.status, StatusCode::CONFLICT);
    assert!(half.text.contains("mỗi phần phải có nội dung") && half.text.contains(">Nâng cấp mạng</textarea>"));
    desk.send("splits", &[("row", &row), ("version", "0"), ("first", "Nâng cấp mạng"), ("second", "Tập huấn")]).await;
    assert_eq!(desk.names().await[..2], ["Nâng cấp mạng", "Tập huấn"]);
    let made = desk.draft().await.tasks[1].key.0.clone();
    let answer = desk.send("merges", &[("row", &row), ("with", &made), ("version", "1")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.names().await[0], "Nâng cấp mạng Tập huấn");
    let foreign = desk.send("merges", &[("row", &row), ("with", "document"), ("version", "2")]).await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_row_is_added_below_another_or_at_the_end() {
    let desk = Desk::new().await;
    desk.send("rows", &[("table", "tasks"), ("after", &desk.key(0)), ("name", "Mua máy chủ")]).await;
    desk.send("rows", &[("table", "tasks"), ("name", "Tổng kết năm")]).await;
    desk.send("rows", &[("table", "duties"), ("name", "Sở Nội vụ")]).await;
    let names = desk.names().await;
    assert_eq!((names[1].as_str(), names[4].as_str()), ("Mua máy chủ", "Tổng kết năm"));
    assert_eq!(desk.draft().await.duties[1].row.from.as_deref(), Some("Sở Nội vụ"));
    let empty = desk.send("rows", &[("table", "tasks"), ("after", &desk.key(0)), ("name", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text.contains("chưa ghi nội dung"));
    assert_eq!(desk.send("rows", &[("table", "document"), ("name", "x")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(desk.page("").await.contains("thêm tay"));
}

#[tokio::test]
async fn a_dropped_row_is_listed_and_taken_back() {
    let desk = Desk::new().await;
    let answer = desk.send("drops", &[("row", &desk.key(0)), ("version", "0"), ("next", &desk.key(1))]).await;
    assert!(answer.header(header::LOCATION).contains(&desk.key(1)));
    let page = desk.page("").await;
    assert!(page.contains("1 dòng đã bỏ") && page.contains("Lấy lại"));
    desk.send("undos", &[("number", "1")]).await;
    assert_eq!(desk.names().await.len(), 3);
    assert_eq!(desk.send("drops", &[("row", "document"), ("version", "0")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_row_a_colleague_has_just_changed_is_not_dropped_divided_or_joined_unseen() {
    let desk = Desk::new().await;
    desk.colleague_sets(&desk.key(1), "product", "Kho dữ liệu").await;
    let (first, row) = (desk.key(0), desk.key(1));
    let fields = [("row", row.as_str()), ("version", "0"), ("first", "a"), ("second", "b")];
    for (what, fields) in [
        ("drops", fields.to_vec()),
        ("splits", fields.to_vec()),
        ("merges", vec![("row", first.as_str()), ("with", &row), ("version", "0")]),
    ] {
        let answer = desk.send(what, &fields).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{what}");
        assert!(answer.text.contains("Nguyễn Văn An vừa sửa"), "{what}");
    }
    assert_eq!(desk.names().await.len(), 3);
}

#[tokio::test]
async fn acceptance_leads_to_the_board_of_the_plan_and_says_what_was_done() {
    let desk = Desk::new().await;
    desk.send("edits", &[("row", &desk.key(1)), ("version", "0"), ("lead", "Sở Nội vụ")]).await;
    let answer = desk.send("acceptance", &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(answer.header(header::LOCATION), "/?plan=1&vua=moi");
    let board = desk.get(&desk.me, "/?plan=1&vua=moi").await;
    assert!(board.text.contains("Đã đưa vào thực hiện: 3 nhiệm vụ, 1 chỉ tiêu của 57/KH-UBND"), "{}", board.text);
    let mut tx = desk.board.db.read().await.expect("reads");
    assert_eq!(plans::find(&mut tx, 1, AS_OF).await.expect("is there").tasks, 3);
    let entries = audit::of(&mut tx, "plan", Some(1)).await.expect("lists");
    assert_eq!(entries.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(), ["plan-imported"]);
    drop(tx);
    let page = desk.get(&desk.me, &format!("/intakes/{}", desk.intake)).await;
    assert_eq!((page.status, page.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/plans/1"));
    let twice = desk.send("acceptance", &[]).await;
    assert_eq!(
        (twice.status, twice.header(header::LOCATION)),
        (StatusCode::SEE_OTHER, "/?plan=1"),
        "a button pressed twice leads to the same board"
    );
}

#[tokio::test]
async fn a_plan_without_rows_is_not_accepted_and_says_so_above_the_draft() {
    let desk = Desk::new().await;
    let draft = desk.draft().await;
    for row in draft.tasks.iter().map(|row| &row.key.0).chain(draft.indicators.iter().map(|row| &row.key.0)) {
        desk.send("drops", &[("row", row), ("version", "99")]).await;
    }
    let answer = desk.send("acceptance", &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("role=\"alert\"") && answer.text.contains("Chưa đưa được vào thực hiện"));
}
