//! The list of indicators and the page of one.

use jiff::civil::date;
use roviec_tracker::domain::unit_change::{Change, LegalBasis, Operation, Target};
use roviec_tracker::store::unit_changes;

use super::App;
use super::app::first_link;
use crate::support::{NOBODY, TODAY, writing};

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

#[tokio::test]
async fn the_figures_of_a_merged_unit_stand_at_its_heir_on_the_map_of_today_only() {
    let app = App::signed_in().await;
    let province = &app.board.province;
    let basis = LegalBasis { number: "12/NQ-HĐND".to_owned(), on: date(2026, 10, 1) };
    let operation = Operation::Merge { from: vec![province.health], into: Target::Known(province.home) };
    let change = Change { on: date(2026, 11, 1), basis, operation, moves_posts: true };
    let mut tx = writing(&app.board.db).await;
    unit_changes::enter(&mut tx, NOBODY, &change, TODAY).await.expect("is entered");
    tx.commit().await.expect("is kept");
    let list = app.page("/indicators?pace=behind").await;
    let path = format!("{}/map", first_link(&list, "/indicators/"));
    let now = app.page(&path).await;
    assert!(
        now.contains("Sở Nội vụ") && now.contains("25 (30 trên 120)") && now.contains("1 số liệu của các đơn vị trước hoặc sau thay đổi"),
        "{now}"
    );
    let then = app.page(&format!("{path}?ngay=31/10/2026&duoi=BM")).await;
    assert!(
        then.contains("Sở Y tế") && !then.contains(&format!("/units/{}\"", province.home)) && then.contains("Đơn vị báo cáo"),
        "{then}"
    );
    assert!(then.contains("1 số liệu, mỗi số liệu tính một lần"), "{then}");
    assert!(app.page(&format!("{path}?duoi=BM.YT")).await.contains("Không có đơn vị nào"));
    assert!(app.page(&format!("{path}?ngay=h%C3%B4m+qua")).await.contains("không đọc được"));
}
