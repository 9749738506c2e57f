//! What the review page shows, and to whom.

use axum::http::{StatusCode, header};
use roviec_tracker::store::intakes;
use roviec_tracker::take_in;

use super::{Desk, SOURCE};
use crate::support;

#[tokio::test]
async fn the_head_counts_rows_defects_unknown_agencies_and_doubts() {
    let desk = Desk::new().await;
    let page = desk.page("").await;
    for words in [
        "3 nhiệm vụ, 1 chỉ tiêu, 1 chế độ báo cáo; 1 lỗi",
        "đơn vị chưa nhận ra</a>",
        "1 chỗ máy đọc chưa chắc",
        "0/4 phần đã xem",
        "Đưa vào thực hiện",
        "57/KH-UBND",
    ] {
        assert!(page.contains(words), "{words} is missing: {page}");
    }
    assert!(!page.contains("<script>") && !page.contains("style=\""), "the policy forbids both");
}

#[tokio::test]
async fn a_picked_row_is_a_form_with_its_defects_and_its_words_lit() {
    let desk = Desk::new().await;
    let page = desk.page(&format!("?muc=nhiem-vu&dong={}", desk.key(1))).await;
    let form = page.split("id=\"sua\"").nth(1).expect("the form stands in the list");
    for words in ["name=\"deadline\"", "Nhiệm vụ 2 không có thời hạn", "Số hóa hồ sơ bệnh án", "chưa ghi thời hạn", "list=\"don-vi\""]
    {
        assert!(form.contains(words), "{words}");
    }
    let lit = page.split("id=\"nguon\">").nth(1).and_then(|rest| rest.split("</p>").next()).expect("a paragraph is lit");
    assert!(lit.contains("<mark>") && lit.contains("Số hóa"), "{lit}");
    assert_eq!(SOURCE.lines().count(), 7);
}

#[tokio::test]
async fn a_place_of_the_source_leads_to_the_row_compiled_from_it() {
    let desk = Desk::new().await;
    let page = desk.page("").await;
    let paper = page.split("id=\"van-ban\"").nth(1).expect("the source is shown");
    let link = paper.split("class=\"leads\"").find(|rest| rest.contains("Chuẩn hóa")).expect("a link");
    assert!(link.contains(&desk.key(2)), "{link}");
}

#[tokio::test]
async fn a_deadline_is_shown_as_understood() {
    let desk = Desk::new().await;
    let page = desk.page(&format!("?dong={}", desk.key(2))).await;
    assert!(page.contains("đến hết ngày 31/12/2026"), "12/2026 is the whole month");
    let typed = desk.part(&format!("/intakes/{}/meaning?deadline=qu%C3%BD%20III/2026", desk.intake)).await;
    assert!(typed.text.contains("đến hết ngày 30/09/2026"), "{}", typed.text);
    let nothing = desk.part(&format!("/intakes/{}/meaning?deadline=%3Cb%3E", desk.intake)).await;
    assert!(nothing.text.contains("chưa hiểu") && !nothing.text.contains("<b>"));
}

#[tokio::test]
async fn htmx_gets_the_changing_part_alone() {
    let desk = Desk::new().await;
    let part = desk.part(&format!("/intakes/{}?muc=can-cu", desk.intake)).await;
    assert_eq!(part.status, StatusCode::OK);
    assert!(part.text.trim_start().starts_with("<div id=\"duyet\"") && !part.text.contains("<html"), "{}", part.text);
    assert!(part.text.contains("không viện dẫn văn bản nào có số"));
}

#[tokio::test]
async fn every_list_has_rows_or_says_why_not() {
    let desk = Desk::new().await;
    for (tab, words) in [
        ("chi-tieu", "Tỷ lệ hồ sơ trực tuyến"),
        ("bao-cao", "Hằng quý"),
        ("canh-bao", "Nhiệm vụ 2 không có thời hạn"),
        ("can-cu", "Phần căn cứ trống"),
    ] {
        assert!(desk.page(&format!("?muc={tab}")).await.contains(words), "{tab}");
    }
    for row in ["0", "99", "khong-co", "1-t99"] {
        assert!(!desk.page(&format!("?dong={row}")).await.contains("id=\"sua\""), "{row}");
    }
}

#[tokio::test]
async fn a_page_that_is_open_learns_what_others_did_and_nothing_of_itself() {
    let desk = Desk::new().await;
    let ask = |since: i64| format!("/intakes/{}/changes?since={since}&muc=nhiem-vu&dong=", desk.intake);
    assert_eq!(desk.part(&ask(0)).await.status, StatusCode::NO_CONTENT);
    desk.colleague_sets(&desk.key(0), "name", "Nâng cấp mạng").await;
    let told = desk.part(&ask(0)).await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(told.text.contains("vừa sửa nội dung nhiệm vụ") && told.text.contains("(dòng 1)"), "{}", told.text);
    assert!(told.text.contains("since=1") && told.text.contains("id=\"danh-sach\""));
    assert_eq!(desk.part(&ask(1)).await.status, StatusCode::NO_CONTENT);
    desk.send("discard", &[]).await;
    assert!(desk.part(&ask(1)).await.text.contains("vừa được bỏ"));
}

#[tokio::test]
async fn only_those_who_take_in_plans_see_a_review_or_write_to_it() {
    let desk = Desk::new().await;
    let id = desk.intake;
    for path in ["", "/changes?since=0", "/meaning", "/differences"] {
        let answer = desk.get(&desk.leader, &format!("/intakes/{id}{path}")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    let row = desk.key(0);
    let fields = [
        ("row", row.as_str()),
        ("version", "0"),
        ("name", "Khác"),
        ("table", "tasks"),
        ("section", "Hạ tầng số"),
        ("how", "giu-het"),
        ("finding", "x"),
        ("reason", "y"),
    ];
    for what in
        ["edits", "splits", "merges", "rows", "drops", "approvals", "undos", "dismissals", "differences", "plan", "acceptance", "discard"]
    {
        let answer = desk.send_as(&desk.leader, &format!("/intakes/{id}/{what}"), &fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
    }
    assert_eq!(desk.draft().await.version, 0);
    let mut desk = desk;
    desk.again(|_| {}).await;
    let answer = desk.send_as(&desk.leader, "/plans/1/reviews", &[]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(!desk.get(&desk.leader, "/plans/1").await.text.contains("Sửa kế hoạch"));
    assert!(desk.get(&desk.me, "/plans/1").await.text.contains("Sửa kế hoạch"));
}

#[tokio::test]
async fn a_form_without_the_token_changes_nothing() {
    let desk = Desk::new().await;
    let answer = desk.send("drops", &[("csrf", "khác"), ("row", &desk.key(0)), ("version", "0")]).await;
    assert_ne!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.names().await.len(), 3);
}

#[tokio::test]
async fn a_pdf_is_shown_as_its_pages_with_a_box_over_each_row() {
    let mut desk = Desk::new().await;
    let bytes = std::fs::read(format!("{}/../../samples/dong-phu-xa.pdf", env!("CARGO_MANIFEST_DIR"))).expect("a sample");
    let file = roviec_plan::SourceFile { name: "dong-phu-xa.pdf", bytes: &bytes };
    let plan = roviec_plan::compile(&[file], &roviec_plan::Context::default()).expect("the sample compiles");
    let mut tx = support::writing(&desk.board.db).await;
    let new = intakes::NewIntake { origin: "plan", title: "dong-phu-xa.pdf", files_of: None };
    desk.intake = intakes::create(&mut tx, support::NOBODY, new).await.expect("is created");
    take_in::review(&mut tx, support::NOBODY, desk.intake, &plan, vec![bytes]).await.expect("goes to review");
    tx.commit().await.expect("is kept");

    let page = desk.page(&format!("?dong={}", desk.key(0))).await;
    let frames = page.matches("<rect x=").count();
    assert!(frames > 20 && page.contains("<rect class=\"lit\" id=\"nguon\""), "{frames}");
    assert!(page.contains("loading=\"lazy\"") && page.contains("Trang 5"));
    let at = |rest: &str| format!("/intakes/{}/files/{rest}", desk.intake);
    let picture = desk.get(&desk.me, &at("0/pages/2")).await;
    assert_eq!((picture.status, picture.header(header::CONTENT_TYPE)), (StatusCode::OK, "image/png"));
    assert!(picture.header(header::CACHE_CONTROL).starts_with("private"));
    for nowhere in ["0/pages/99", "0/pages/0", "7/pages/1"] {
        assert_eq!(desk.get(&desk.me, &at(nowhere)).await.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
    assert_eq!(desk.get(&desk.leader, &at("0/pages/1")).await.status, StatusCode::FORBIDDEN);
}
