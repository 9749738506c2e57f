//! Remarks of the compiler set aside, with the reason.

use axum::http::StatusCode;
use roviec_tracker::domain::draft::{LONGEST_REASON, finding_keys};

use super::{Desk, SOURCE, plan};

const REASON: &str = "Sở đã giải trình, ban hành như vậy";

fn key() -> String {
    finding_keys(&plan(SOURCE, |_| {}).diagnostics)[0].0.clone()
}

#[tokio::test]
async fn a_remark_set_aside_is_shown_with_who_why_and_a_way_back_and_the_plan_tells_it() {
    let desk = Desk::new().await;
    assert!(desk.page("?muc=canh-bao").await.contains("1 lỗi"));
    let answer = desk.send("dismissals", &[("finding", &key()), ("reason", REASON), ("muc", "canh-bao")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let page = desk.page("?muc=canh-bao").await;
    for words in ["đã bỏ qua", REASON, "không có lỗi", "Hoàn tác việc vừa làm", "Không bỏ qua nữa", "(Nguyễn Văn An, "]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(desk.send("acceptance", &[]).await.status, StatusCode::SEE_OTHER);
    let shown = desk.get(&desk.leader, "/plans/1?muc=canh-bao").await.text;
    assert!(shown.contains("Đã bỏ qua 1 điểm") && shown.contains(&format!("<bdi>{REASON}</bdi> (Nguyễn Văn An, ")), "{shown}");
}

#[tokio::test]
async fn a_rule_is_set_aside_for_the_whole_document_and_taken_back() {
    let desk = Desk::new().await;
    desk.send("dismissals", &[("finding", &key()), ("reason", REASON), ("rule", "1")]).await;
    assert!(desk.page("?muc=canh-bao").await.contains("bỏ qua cả quy tắc"));
    assert_eq!(desk.send("dismissals", &[("finding", &key()), ("reason", "lần nữa")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.draft().await.version, 1, "the second time changes nothing");
    desk.send("undos", &[("number", "1"), ("muc", "canh-bao")]).await;
    assert!(!desk.page("?muc=canh-bao").await.contains("đã bỏ qua"));
}

#[tokio::test]
async fn without_a_reason_or_with_an_endless_one_nothing_is_set_aside() {
    let desk = Desk::new().await;
    let long = "lý do ".repeat(LONGEST_REASON);
    for (reason, words) in [("   ", "Chưa ghi vì sao bỏ qua"), (long.as_str(), "nhiều nhất 500")] {
        let answer = desk.send("dismissals", &[("finding", &key()), ("reason", reason), ("muc", "canh-bao")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains(words), "{}", answer.text);
    }
    assert_eq!(desk.send("dismissals", &[("finding", "khác"), ("reason", REASON)]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.draft().await.version, 0);
}
