//! Conclusions of a meeting, pasted: read by the compiler, reviewed and accepted like a plan.

use axum::http::StatusCode;
use roviec_tracker::domain::Role;
use roviec_tracker::store::audit::Actor;
use roviec_tracker::store::{intakes, plans, tasks};
use roviec_tracker::{accept, take_in};

use super::app::location;
use crate::support::{AS_OF, Answer, NOBODY, TODAY, TestApp, writing};

const HEAD: &str = "ỦY BAN NHÂN DÂN\nTỈNH BÌNH MINH\nSố: 77/TB-UBND\n\nBình Minh, ngày 10 tháng 11 năm 2026\n\nTHÔNG BÁO\n\
    Kết luận của Chủ tịch Ủy ban nhân dân tỉnh tại cuộc họp về y tế cơ sở\n\n";
const WORK: &str = "1. Giao Sở Y tế chủ trì, phối hợp với Sở Nội vụ rà soát nhân lực trạm y tế, hoàn thành trước ngày 15/12/2026.\n\n\
    2. UBND các xã báo cáo số giường bệnh trước ngày 30/11/2026.\n";

async fn asked(role: Role, fields: &[(&str, &str)]) -> (TestApp, String, Answer) {
    let board = TestApp::new().await;
    board.person("nguoidung", Some(role)).await;
    let cookie = board.signed_in("nguoidung").await;
    let csrf = board.get("/tasks", Some(&cookie)).await.csrf();
    let answer = board.post("/meetings/new", Some(&cookie), &[&[("csrf", csrf.as_str())], fields].concat()).await;
    (board, cookie, answer)
}

#[tokio::test]
async fn conclusions_go_to_review_and_become_tasks_when_accepted() {
    let text = format!("{HEAD}{WORK}");
    let (board, cookie, answer) = asked(Role::FocalPoint, &[("text", &text), ("title", "")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let review = board.get(location(&answer), Some(&cookie)).await;
    assert_eq!(review.status, StatusCode::OK);
    assert!(review.text.contains("rà soát nhân lực trạm y tế") && review.text.contains("77/TB-UBND"), "{}", review.text);

    let mut tx = writing(&board.db).await;
    let intake = intakes::open(&mut tx).await.expect("lists").remove(0);
    assert_eq!((intake.origin.as_str(), intake.version), ("meeting", 0), "the compiler found the whole head");
    let plan = accept::accept(&mut tx, NOBODY, intake.id, TODAY).await.expect("is accepted").plan;
    let row = plans::find(&mut tx, plan, AS_OF).await.expect("is there");
    assert_eq!((row.origin.as_str(), row.tasks, row.duties, row.unrecognised), ("meeting", 2, 0, 0));
    let first = tasks::keys(&mut tx, plan).await.expect("lists").remove(0);
    assert_eq!(first.due_on, Some(jiff::civil::date(2026, 12, 15)));
}

#[tokio::test]
async fn what_the_text_does_not_say_is_asked_for_and_what_was_typed_goes_first() {
    let (board, cookie, answer) = asked(Role::FocalPoint, &[("text", WORK), ("number", "9/KL-UBND")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["Ngày ban hành: chưa tìm thấy", "Trích yếu: không được để trống", "value=\"9/KL-UBND\"", "rà soát nhân lực"]
    {
        assert!(answer.text.contains(words), "{words} is missing in {}", answer.text);
    }
    let csrf = answer.csrf();
    let fields = [("csrf", csrf.as_str()), ("text", WORK), ("number", "9/KL-UBND"), ("issued-on", "9/11/2026"), ("title", "Họp về y tế")];
    let answer = board.post("/meetings/new", Some(&cookie), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let mut tx = board.db.read().await.expect("reads");
    let intake = intakes::open(&mut tx).await.expect("lists").remove(0);
    let document = intakes::reading(&mut tx, intake.id).await.expect("is there").draft.document.row;
    assert_eq!((document.kind.as_deref(), document.number.as_deref()), (Some("Kết luận cuộc họp"), Some("9/KL-UBND")));
    assert_eq!(intake.title, "Họp về y tế");
}

#[tokio::test]
async fn a_text_without_work_a_long_one_and_a_secret_one_are_refused_and_not_kept() {
    let long = "x".repeat(201 << 10);
    let secret = format!("MẬT\n\n{HEAD}{WORK}");
    for (text, words) in
        [("Hôm nay trời đẹp.", "Chưa tìm thấy câu nào giao việc"), (&long, "dài quá 200 KB"), ("", "Chưa có nội dung"), (&secret, "mật")]
    {
        let (board, _, answer) = asked(Role::FocalPoint, &[("text", text)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains(words), "{words} is missing in {}", answer.text);
        let mut tx = board.db.read().await.expect("reads");
        assert_eq!(intakes::open(&mut tx).await.expect("lists"), []);
    }
}

#[tokio::test]
async fn who_may_not_take_in_is_refused() {
    let (board, cookie, answer) = asked(Role::Leader, &[("text", WORK)]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(board.get("/meetings/new", Some(&cookie)).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn conclusions_of_a_known_document_are_a_new_reading_of_it() {
    let text = format!("{HEAD}{WORK}");
    let (board, cookie, _) = asked(Role::FocalPoint, &[("text", &text)]).await;
    let mut tx = writing(&board.db).await;
    let intake = intakes::open(&mut tx).await.expect("lists")[0].id;
    let plan = accept::accept(&mut tx, Actor { user: None, ..NOBODY }, intake, TODAY).await.expect("is accepted").plan;
    tx.commit().await.expect("commits");
    let csrf = board.get("/tasks", Some(&cookie)).await.csrf();
    let fields = [
        ("csrf", csrf.as_str()),
        ("text", WORK),
        ("number", "77/TB-UBND"),
        ("issued-on", "10/11/2026"),
        ("issuer", "Ủy ban nhân dân tỉnh Bình Minh"),
        ("title", "Y tế cơ sở"),
    ];
    board.post("/meetings/new", Some(&cookie), &fields).await;
    let mut tx = writing(&board.db).await;
    let again = intakes::open(&mut tx).await.expect("lists").remove(0);
    assert_eq!(again.plan_id, Some(plan));
    assert!(take_in::running(&mut tx, plan).await.is_ok());
}
