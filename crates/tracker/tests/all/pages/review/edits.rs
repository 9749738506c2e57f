//! Fields, sections and undo: what is kept, what collides, what is refused.

use axum::http::{StatusCode, header};

use super::Desk;

#[tokio::test]
async fn a_changed_field_is_kept_and_the_person_is_back_at_the_row() {
    let desk = Desk::new().await;
    let row = desk.key(1);
    let answer =
        desk.send("edits", &[("row", &row), ("version", "0"), ("name", "Số hóa hồ sơ bệnh án"), ("deadline", "quý IV/2026")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header(header::LOCATION), format!("/intakes/{}?muc=nhiem-vu&dong={row}#sua", desk.intake));
    let draft = desk.draft().await;
    assert_eq!((draft.version, draft.tasks[1].edited.len()), (1, 1));
    let page = desk.page(&format!("?dong={row}")).await;
    for words in
        ["đã sửa", "sửa thời hạn: (trống) → “quý IV/2026” lúc 12:00", "Máy đọc: (trống)", "đến hết ngày 31/12/2026", "đã sửa chỗ này"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert!(page.contains("không có lỗi"), "the defect was that deadline");
}

#[tokio::test]
async fn the_head_of_the_plan_is_corrected_too() {
    let desk = Desk::new().await;
    let answer = desk
        .send("edits", &[("row", "document"), ("version", "0"), ("muc", "chi-tieu"), ("issued-on", "20/1/2026"), ("number", "58/KH-UBND")])
        .await;
    assert_eq!(answer.header(header::LOCATION), format!("/intakes/{}?muc=chi-tieu&dong=document#sua", desk.intake));
    assert!(desk.page("?dong=document").await.contains("58/KH-UBND"));
}

#[tokio::test]
async fn a_field_that_cannot_be_read_keeps_what_was_typed_and_says_why() {
    let desk = Desk::new().await;
    let answer = desk.send("edits", &[("row", &desk.key(0)), ("version", "0"), ("budget", "nhiều tiền"), ("product", "Báo cáo")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("value=\"nhiều tiền\"") && answer.text.contains("không phải là số"), "{}", answer.text);
    assert_eq!(desk.draft().await.tasks[0].row.product.as_deref(), Some("Báo cáo"), "what can be read is kept");
}

#[tokio::test]
async fn two_texts_for_one_field_are_both_shown_and_either_can_be_kept() {
    let desk = Desk::new().await;
    let row = desk.key(0);
    desk.colleague_sets(&row, "name", "Của đồng nghiệp").await;
    let mine = [("row", row.as_str()), ("version", "0"), ("name", "Của tôi đây"), ("product", "Báo cáo")];
    let answer = desk.send("edits", &mine).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    for words in ["Của tôi đây", "Của đồng nghiệp", "Giữ của tôi", "Lấy của Nguyễn Văn An", "cũng vừa sửa nội dung nhiệm vụ"]
    {
        assert!(answer.text.contains(words), "{words}");
    }
    let draft = desk.draft().await;
    assert_eq!((draft.tasks[0].row.name.as_str(), draft.tasks[0].row.product.as_deref()), ("Của đồng nghiệp", Some("Báo cáo")));
    let version = draft.version.to_string();
    desk.send("edits", &[("row", &row), ("version", &version), ("name", "Của tôi đây")]).await;
    assert_eq!(desk.names().await[0], "Của tôi đây");
}

#[tokio::test]
async fn a_row_that_a_colleague_dropped_gives_the_typed_words_back() {
    let desk = Desk::new().await;
    let row = desk.key(0);
    let path = format!("/intakes/{}/drops", desk.intake);
    desk.send_as(&desk.colleague, &path, &[("row", &row), ("version", "0")]).await;
    let answer = desk.send("edits", &[("row", &row), ("version", "0"), ("name", "Tôi vừa viết lại câu này")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text.contains("Tôi vừa viết lại câu này") && answer.text.contains("vừa bỏ dòng"), "{}", answer.text);
    assert!(answer.text.contains("Lấy lại"));
    let unknown = desk.send("edits", &[("row", "1-t99"), ("version", "0"), ("name", "x")]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_section_is_found_right_and_looked_at_again() {
    let desk = Desk::new().await;
    let section = [("table", "tasks"), ("section", "Hạ tầng số"), ("muc", "nhiem-vu")];
    for _ in 0..2 {
        assert_eq!(desk.send("approvals", &section).await.status, StatusCode::SEE_OTHER);
    }
    let page = desk.page("").await;
    assert!(page.contains("1/4 phần đã xem") && page.contains("đã xem, đúng"));
    assert!(!page.contains("máy đọc chưa chắc"), "a section found right settles its doubts");
    assert_eq!(desk.draft().await.version, 1, "saying it twice is saying it once");
    desk.send("approvals", &[section.as_slice(), &[("reopen", "1")]].concat()).await;
    assert!(desk.page("").await.contains("0/4 phần đã xem"));
}

#[tokio::test]
async fn my_last_change_is_undone_and_never_a_colleagues() {
    let desk = Desk::new().await;
    let row = desk.key(0);
    assert_eq!(desk.send("undos", &[("number", "")]).await.status, StatusCode::CONFLICT, "there is nothing yet");
    desk.send("edits", &[("row", &row), ("version", "0"), ("name", "Của tôi")]).await;
    desk.colleague_sets(&desk.key(1), "name", "Của đồng nghiệp").await;
    let answer = desk.send("undos", &[("number", ""), ("dong", &row), ("muc", "nhiem-vu")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.names().await[..2], ["Nâng cấp mạng và tập huấn".to_owned(), "Của đồng nghiệp".to_owned()]);
    let again = desk.send("undos", &[("number", "1")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text.contains("đã được hoàn tác trước đó"));
}

#[tokio::test]
async fn what_a_later_change_builds_on_is_not_undone_before_it() {
    let desk = Desk::new().await;
    let row = desk.key(0);
    desk.send("splits", &[("row", &row), ("version", "0"), ("first", "Nâng cấp mạng"), ("second", "Tập huấn")]).await;
    desk.colleague_sets(&row, "product", "Báo cáo").await;
    let answer = desk.send("undos", &[("number", "1")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text.contains("sau đó đã có người sửa sản phẩm"), "{}", answer.text);
}

#[tokio::test]
async fn a_closed_review_takes_no_change() {
    let desk = Desk::new().await;
    assert_eq!(desk.send("discard", &[]).await.status, StatusCode::SEE_OTHER);
    let row = desk.key(0);
    let fields =
        [("row", row.as_str()), ("version", "0"), ("name", "Khác"), ("table", "tasks"), ("first", "a"), ("second", "b"), ("with", "x")];
    for what in ["edits", "splits", "merges", "rows", "drops", "approvals", "undos", "plan", "acceptance", "discard"] {
        assert_eq!(desk.send(what, &fields).await.status, StatusCode::CONFLICT, "{what}");
    }
    assert_eq!(desk.draft().await.version, 0);
    let nowhere = desk.send_as(&desk.me, "/intakes/999/edits", &fields).await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}
