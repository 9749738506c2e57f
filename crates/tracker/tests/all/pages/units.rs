//! The tree of units and the page of one.

use super::App;
use super::app::first_link;

#[tokio::test]
async fn the_tree_shows_what_is_late_below_and_names_the_worst() {
    let app = App::signed_in().await;
    let page = app.page("/units").await;
    assert!(page.contains("<details open>") && page.contains("kém nhất: Sở Y tế (1)"));
    assert!(page.contains("Phòng Văn hóa - Xã hội"));
}

#[tokio::test]
async fn a_unit_is_found_without_diacritics_and_by_its_code() {
    let app = App::signed_in().await;
    for words in ["so+y+te", "BM.YT"] {
        let page = app.page(&format!("/units?q={words}")).await;
        assert!(page.contains("Sở Y tế") && !page.contains("Sở Nội vụ"), "{words}");
    }
}

#[tokio::test]
async fn a_unit_lists_the_tasks_it_leads_worst_first() {
    let app = App::signed_in().await;
    let list = app.page("/units?q=so+y+te").await;
    let page = app.page(&first_link(&list, "/units/")).await;
    let (late, near) = (page.find("cho người cao tuổi"), page.find("Số hóa hồ sơ"));
    assert!(late.is_some() && late < near);
    assert!(page.contains("Ủy ban nhân dân tỉnh Bình Minh"), "the way up");
}
