//! The list of indicators and the page of one.

use super::App;
use super::app::first_link;

#[tokio::test]
async fn an_indicator_shows_value_parts_target_and_pace() {
    let app = App::signed_in().await;
    let list = app.page("/indicators?pace=behind").await;
    assert!(list.contains("Tỷ lệ hồ sơ trực tuyến") && list.contains("Chậm nhịp"));
    let page = app.page(&first_link(&list, "/indicators/")).await;
    for words in ["quý III/2026", "30 trên 120", "≥ 80 (năm 2026)", "Chậm nhịp", "1 của 1"] {
        assert!(page.contains(words), "{words} is missing");
    }
    assert!(page.contains("role=\"img\" aria-label=\"Từ "), "the drawing is told in words");
    assert!(page.contains("/plans/1?muc=chi-tieu"));
}

#[tokio::test]
async fn a_search_without_diacritics_finds_the_indicator() {
    let app = App::signed_in().await;
    assert!(app.page("/indicators?q=truc+tuyen").await.contains("Tỷ lệ hồ sơ trực tuyến"));
    assert!(app.page("/indicators?q=khong+co").await.contains("Không có chỉ tiêu nào khớp"));
}
