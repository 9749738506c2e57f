//! The list of tasks and the page of one.

use super::App;
use super::app::first_link;

#[tokio::test]
async fn a_search_without_diacritics_finds_the_task() {
    let app = App::signed_in().await;
    let page = app.page("/tasks?q=so+hoa+benh+an").await;
    assert!(page.contains("Số hóa hồ sơ bệnh án") && !page.contains("Chuẩn hóa dữ liệu"));
    assert!(page.contains("1 nhiệm vụ"));
}

#[tokio::test]
async fn a_state_filter_shows_only_that_state_and_stays_chosen() {
    let app = App::signed_in().await;
    let page = app.page("/tasks?state=overdue").await;
    assert!(page.contains("cho người cao tuổi") && !page.contains("bệnh án"));
    assert!(page.contains("<option value=\"overdue\" selected>quá hạn</option>"));
    assert!(page.contains("data-state=\"overdue\"") && page.contains("trễ 51 ngày"));
}

#[tokio::test]
async fn work_that_comes_up_leaves_out_what_is_sent_or_done() {
    let app = App::signed_in().await;
    let page = app.page("/tasks?due=30").await;
    assert!(page.contains("Số hóa hồ sơ bệnh án") && page.contains("còn 5 ngày"));
    assert!(!page.contains("cho người cao tuổi"));
}

#[tokio::test]
async fn an_empty_list_says_why_and_what_next() {
    let app = App::signed_in().await;
    let page = app.page("/tasks?q=khong+he+co&state=overdue").await;
    assert!(page.contains("Không có nhiệm vụ nào khớp"));
    assert!(page.contains("href=\"/tasks?state=overdue\""), "the way out keeps the other filters");
}

#[tokio::test]
async fn a_task_shows_its_sentence_in_the_plan_and_leads_to_the_place() {
    let app = App::signed_in().await;
    let list = app.page("/tasks?q=so+hoa").await;
    let page = app.page(&first_link(&list, "/tasks/")).await;
    for words in ["Số hóa hồ sơ bệnh án", "Sở Y tế", "Quyết định", "25/11/2026", "còn 5 ngày", "dòng 5"] {
        assert!(page.contains(words), "{words} is missing");
    }
    let place = first_link(&page, "/plans/1?muc=nhiem-vu");
    assert_eq!(place, "/plans/1?muc=nhiem-vu&dong=2#nguon");
}

#[tokio::test]
async fn a_task_of_a_group_shows_each_unit_with_its_own_state_and_notes() {
    let app = App::signed_in().await;
    let list = app.page("/tasks?q=dan+cu").await;
    let page = app.page(&first_link(&list, "/tasks/")).await;
    assert!(page.contains("xã An Bình") && page.contains("xã Đông Hòa"));
    assert!(page.contains("data-state=\"waiting\"") && page.contains("data-state=\"open\""));
    assert!(page.contains("Gửi kết quả ngày 01/11/2026") && page.contains("Đã lập danh sách"));
}
