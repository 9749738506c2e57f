//! A new reading of a plan that runs: what differs, and the decisions.

use axum::http::{StatusCode, header};
use jiff::civil::date;
use roviec_plan::plan::Replaced;
use roviec_tracker::domain::draft::{RowKey, Table};
use roviec_tracker::store::audit::Actor;

use super::{Desk, SOURCE, plan, taken_in};
use crate::support::{NOBODY, task, writing};

/// The first task was corrected by hand and reads otherwise in the new file; the third is gone, another is new.
async fn loaded_again() -> (Desk, i64) {
    let mut desk = Desk::new().await;
    desk.send("edits", &[("row", &desk.key(0)), ("version", "0"), ("lead", "Sở Nội vụ")]).await;
    let before = desk
        .again(|tasks| {
            tasks[0].lead = vec!["Sở Tài chính".to_owned()];
            tasks[1].product = Some("Kho dữ liệu".to_owned());
            tasks[2] = task("4", "Kiểm thử an toàn thông tin", &["Sở Y tế"], None);
        })
        .await;
    (desk, before)
}

async fn differences(desk: &Desk) -> String {
    let answer = desk.get(&desk.me, &format!("/intakes/{}/differences", desk.intake)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.text
}

#[tokio::test]
async fn differences_are_listed_and_hold_acceptance_back_until_decided() {
    let (desk, before) = loaded_again().await;
    let page = differences(&desk).await;
    for words in ["2 dòng ghi khác, 1 dòng mới, 1 dòng không còn", "Còn 2 điểm chờ quyết định", "Sở Tài chính", "Chuẩn hóa dữ liệu dân cư"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(desk.page("").await.contains("Xem 2 điểm khác"));
    let early = desk.send("acceptance", &[]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(early.text.contains("Còn 2 điểm khác"));

    let row = desk.key(0);
    let kept = desk.send("differences", &[("how", "giu"), ("row", &row), ("field", "lead")]).await;
    assert_eq!(kept.header(header::LOCATION), format!("/intakes/{}/differences", desk.intake));
    let gone = RowKey::compiled(before, Table::Tasks, 2).0;
    desk.send("differences", &[("how", "ket-thuc"), ("old", &gone)]).await;
    let page = differences(&desk).await;
    assert!(page.contains("cho kết thúc dòng không còn trong văn bản mới lúc"), "what would be taken back is told: {page}");
    let (_, number) = page.split_once("name=\"number\" value=\"").expect("the number of the edit");
    let number = number.split('"').next().unwrap_or_default();
    let other = desk.send("differences", &[("how", "hoan-tac"), ("number", "999")]).await;
    assert_eq!(other.status, StatusCode::CONFLICT, "only what the page showed is taken back");
    desk.send("differences", &[("how", "hoan-tac"), ("number", number)]).await;
    assert!(differences(&desk).await.contains("Còn 1 điểm chờ quyết định"), "the last decision is taken back");
    desk.send("differences", &[("how", "ket-thuc"), ("old", &gone)]).await;
    let page = differences(&desk).await;
    assert!(page.contains("Đã quyết định hết") && page.contains("Giữ như đang thực hiện") && page.contains("kết thúc cùng bản mới"));
    let done = desk.send("acceptance", &[]).await;
    assert_eq!(done.header(header::LOCATION), "/?plan=1&vua=lai", "{}", done.text);
    assert!(desk.get(&desk.me, "/?plan=1&vua=lai").await.text.contains("Đã cập nhật theo bản vừa xem lại: 3 nhiệm vụ"));
    let history = desk.get(&desk.leader, "/history/task/2").await.text;
    assert!(history.contains("Sửa nhiệm vụ") && history.contains("sản phẩm: Kho dữ liệu"), "{history}");
    let plan = desk.get(&desk.leader, "/history/plan/1").await.text;
    assert!(plan.contains("Đưa bản mới của kế hoạch vào thực hiện") && plan.contains("Sửa khi xem lại"), "{plan}");
}

#[tokio::test]
async fn new_words_are_taken_where_a_person_says_so() {
    let (desk, _) = loaded_again().await;
    let row = desk.key(0);
    assert_eq!(desk.draft().await.tasks[0].row.lead, ["Sở Nội vụ"], "a correction goes along");
    desk.send("differences", &[("how", "lay"), ("row", &row), ("field", "lead")]).await;
    assert_eq!(desk.draft().await.tasks[0].row.lead, ["Sở Tài chính"]);
}

#[tokio::test]
async fn all_corrections_are_kept_at_once_and_all_untouched_fields_taken_at_once() {
    let (desk, _) = loaded_again().await;
    desk.send("differences", &[("how", "giu"), ("row", &desk.key(1)), ("field", "product")]).await;
    assert_eq!(desk.draft().await.tasks[1].row.product.as_deref(), Some("Quyết định"));
    assert!(differences(&desk).await.contains("Lấy theo văn bản mới ở mọi chỗ chưa sửa tay"));
    desk.send("differences", &[("how", "lay-het")]).await;
    desk.send("differences", &[("how", "giu-het")]).await;
    let draft = desk.draft().await;
    assert_eq!((draft.tasks[1].row.product.as_deref(), draft.tasks[0].row.lead.join("")), (Some("Kho dữ liệu"), "Sở Nội vụ".to_owned()));
    assert!(differences(&desk).await.contains("Còn 1 điểm chờ quyết định"), "the row that is gone");
}

#[tokio::test]
async fn a_row_that_is_gone_is_kept_or_is_another_row_now() {
    let (desk, before) = loaded_again().await;
    let gone = RowKey::compiled(before, Table::Tasks, 2).0;
    desk.send("differences", &[("how", "giu-dong"), ("old", &gone)]).await;
    assert_eq!(desk.names().await.last().map(String::as_str), Some("Chuẩn hóa dữ liệu dân cư"));

    let (desk, before) = loaded_again().await;
    let gone = RowKey::compiled(before, Table::Tasks, 2).0;
    desk.send("differences", &[("how", "noi"), ("old", &gone), ("row", &desk.key(2))]).await;
    assert!(!differences(&desk).await.contains("Dòng không còn trong văn bản mới"));
    for wrong in [
        vec![("how", "noi"), ("old", gone.as_str()), ("row", "document")],
        vec![("how", "ket-thuc"), ("old", "1-t77")],
        vec![("how", "khac")],
    ] {
        assert_eq!(desk.send("differences", &wrong).await.status, StatusCode::CONFLICT, "{wrong:?}");
    }
}

#[tokio::test]
async fn files_are_a_new_plan_or_a_new_reading_as_a_person_says() {
    let (desk, _) = loaded_again().await;
    assert!(desk.page("").await.contains("Nạp lại cho"));
    desk.send("plan", &[("plan", "")]).await;
    assert!(!desk.page("").await.contains("Nạp lại cho"));
    assert_eq!(desk.get(&desk.me, &format!("/intakes/{}/differences", desk.intake)).await.status, StatusCode::NOT_FOUND);
    let same = desk.send("acceptance", &[]).await;
    assert_eq!(same.status, StatusCode::CONFLICT);
    assert!(same.text.contains("đã có"));
    desk.send("plan", &[("plan", "1")]).await;
    assert!(desk.page("").await.contains("Nạp lại cho"));
    assert_eq!(desk.send("plan", &[("plan", "77")]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_plan_that_runs_is_looked_at_again_once_at_a_time() {
    let desk = Desk::new().await;
    desk.send("acceptance", &[]).await;
    let first = desk.send_as(&desk.me, "/plans/1/reviews", &[]).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
    let second = desk.send_as(&desk.colleague, "/plans/1/reviews", &[]).await;
    assert_eq!(first.header(header::LOCATION), second.header(header::LOCATION));
    let page = desk.get(&desk.me, first.header(header::LOCATION)).await;
    assert!(page.text.contains("Nạp lại cho") && page.text.contains("Đưa vào thực hiện"));
}

/// A document of another number that says it replaces the plan; its first task is reworded.
async fn replaced() -> Desk {
    let mut desk = Desk::new().await;
    desk.send("edits", &[("row", &desk.key(0)), ("version", "0"), ("lead", "Sở Nội vụ")]).await;
    assert_eq!(desk.send("acceptance", &[]).await.status, StatusCode::SEE_OTHER);
    let source = format!("{SOURCE}\nthay thế\n");
    let mut new = plan(&source, |tasks| tasks[0].name = "Nâng cấp mạng và tập huấn cán bộ".to_owned());
    let document = &mut new.plan.document;
    let old = document.number.replace("99/KH-UBND".to_owned()).expect("the first has a number");
    document.replaces = vec![Replaced { number: old, date: document.issued_on.replace(date(2026, 11, 2)) }];
    let mut tx = writing(&desk.board.db).await;
    desk.intake = taken_in(&mut tx, Actor { user: Some(desk.me.id), ..NOBODY }, &new, &source).await;
    tx.commit().await.expect("is kept");
    desk
}

#[tokio::test]
async fn a_plan_that_replaces_another_asks_whether_a_reworded_row_is_the_same_work() {
    let desk = replaced().await;
    let page = desk.page("").await;
    assert!(page.contains("Thay thế <a") && page.contains("57/KH-UBND"), "{page}");
    let page = differences(&desk).await;
    assert!(page.contains("Chờ xác nhận") && page.contains("1 dòng đổi chữ đều là việc cũ"), "{page}");
    assert_eq!(desk.send("acceptance", &[]).await.status, StatusCode::CONFLICT);
    let row = desk.key(0);
    desk.send("differences", &[("how", "dung"), ("row", &row)]).await;
    desk.send("differences", &[("how", "giu-het")]).await;
    assert!(differences(&desk).await.contains("Đã quyết định hết"));
    assert_eq!(desk.send("acceptance", &[]).await.status, StatusCode::SEE_OTHER);
    let plan = desk.get(&desk.leader, "/plans/1").await.text;
    let back = desk.get(&desk.me, &format!("/intakes/{}/differences", desk.intake)).await;
    assert_eq!(back.header(header::LOCATION), "/plans/1", "going back after acceptance");
    let (running, before) = (format!("/plans/1/files/{}/0", desk.intake), format!("/plans/1/files/{}/0", desk.intake - 1));
    for (path, words) in [(&running, "thay thế"), (&before, "KẾ HOẠCH")] {
        assert!(plan.contains(path.as_str()), "{path}: {plan}");
        assert!(desk.get(&desk.leader, path).await.text.contains(words), "{path}");
    }
    assert_eq!(desk.get(&desk.leader, &running.replace("/plans/1/", "/plans/2/")).await.status, StatusCode::NOT_FOUND);
    assert!(plan.contains("99/KH-UBND") && plan.contains("Thay thế Kế hoạch 57/KH-UBND ngày 15/01/2026"), "{plan}");
}

#[tokio::test]
async fn a_document_that_replaces_what_the_board_does_not_know_says_so() {
    let mut desk = Desk::new().await;
    let source = format!("{SOURCE}\nthay thế văn bản khác\n");
    let mut new = plan(&source, |_| {});
    new.plan.document.number = Some("98/KH-UBND".to_owned());
    new.plan.document.replaces = vec![Replaced { number: "11/KH-UBND".to_owned(), date: Some(date(2026, 1, 2)) }];
    let mut tx = writing(&desk.board.db).await;
    desk.intake = taken_in(&mut tx, Actor { user: Some(desk.me.id), ..NOBODY }, &new, &source).await;
    tx.commit().await.expect("is kept");
    assert!(desk.page("").await.contains("Văn bản ghi thay thế 11/KH-UBND ngày 02/01/2026, nhưng trên bảng không có"));
    let file = desk.get(&desk.me, &format!("/plans/1/files/{}/0", desk.intake)).await;
    assert_eq!(file.status, StatusCode::NOT_FOUND, "not accepted yet");
}

#[tokio::test]
async fn two_rows_are_told_apart_and_all_reworded_ones_confirmed_at_once() {
    let desk = replaced().await;
    let row = desk.key(0);
    desk.send("differences", &[("how", "tach"), ("row", &row)]).await;
    let page = differences(&desk).await;
    assert!(page.contains("Dòng không còn trong văn bản mới") && page.contains("Dòng mới"), "{page}");
    assert_eq!(desk.draft().await.tasks[0].row.lead, ["Sở Y tế"], "what was corrected in the other row stays there");
    assert_eq!(desk.send("differences", &[("how", "tach"), ("row", &row)]).await.status, StatusCode::CONFLICT);
    let desk = replaced().await;
    desk.send("differences", &[("how", "dung-het")]).await;
    assert_eq!(desk.draft().await.links.len(), 1);
}
