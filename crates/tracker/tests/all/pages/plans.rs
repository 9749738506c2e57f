//! The list of plans, and a plan beside its source.

use super::App;

#[tokio::test]
async fn the_list_counts_tasks_indicators_and_defects() {
    let app = App::signed_in().await;
    let page = app.page("/plans").await;
    for words in ["57/KH-UBND", "Chuyển đổi số năm 2026", "15/01/2026", "1 lỗi"] {
        assert!(page.contains(words), "{words} is missing");
    }
}

#[tokio::test]
async fn a_picked_row_lights_its_words_in_the_source_and_no_others() {
    let app = App::signed_in().await;
    let page = app.page("/plans/1?muc=nhiem-vu&dong=2").await;
    assert_eq!(page.matches("id=\"nguon\"").count(), 1);
    let lit = page.split("id=\"nguon\">").nth(1).and_then(|rest| rest.split("</p>").next()).expect("a paragraph is lit");
    assert!(lit.contains("<mark>") && lit.contains("Số hóa"), "{lit}");
    assert!(page.contains("aria-current=\"true\"") && page.contains("dòng 2 của 3"));
    assert!(page.contains("dong=1#nguon\" rel=\"prev\"") && page.contains("dong=3#nguon\" rel=\"next\""));
}

#[tokio::test]
async fn without_a_picked_row_nothing_is_lit() {
    let app = App::signed_in().await;
    let page = app.page("/plans/1").await;
    assert!(!page.contains("id=\"nguon\"") && !page.contains("<mark>"));
    assert!(page.contains("Chuẩn hóa dữ liệu dân cư"));
}

#[tokio::test]
async fn a_diagnostic_leads_to_its_place_and_to_its_rule() {
    let app = App::signed_in().await;
    let page = app.page("/plans/1?muc=canh-bao").await;
    assert!(page.contains("Nhiệm vụ 2 không có thời hạn"));
    assert!(page.contains("muc=canh-bao&amp;dong=1#nguon") || page.contains("muc=canh-bao&#38;dong=1#nguon"));
    let rule = app.page(&super::app::first_link(&page, "/rules/")).await;
    assert!(rule.contains("Nhiệm vụ thiếu thời hạn") && rule.contains("Sửa thành"));
}

#[tokio::test]
async fn every_tab_has_rows_or_says_why_not() {
    let app = App::signed_in().await;
    for (tab, words) in [("chi-tieu", "Tỷ lệ hồ sơ trực tuyến"), ("bao-cao", "Hằng quý"), ("can-cu", "không viện dẫn văn bản nào có số")]
    {
        let page = app.page(&format!("/plans/1?muc={tab}")).await;
        assert!(page.contains(words), "{tab}");
        assert!(page.contains("aria-current=\"page\""), "{tab}");
    }
}

#[tokio::test]
async fn a_row_that_is_not_there_is_the_list_alone() {
    let app = App::signed_in().await;
    for row in ["0", "99", "-1", "x"] {
        assert!(!app.page(&format!("/plans/1?muc=nhiem-vu&dong={row}")).await.contains("Dòng đang xem"));
    }
}
