//! The tree of units and the page of one.

use roviec_tracker::domain::org_unit::{Hierarchy, OPEN_END};
use roviec_tracker::store::units;

use super::App;
use super::app::first_link;
use crate::support::{FIRST_DAY, unit, writing};

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

#[tokio::test]
async fn a_large_tree_opens_a_branch_at_a_time() {
    let app = App::signed_in().await;
    let mut tx = writing(&app.board.db).await;
    for number in 0..70 {
        let new = unit(&format!("{:05}", 100 + number), &format!("Ủy ban nhân dân xã Số {number}"));
        let (id, _) = units::enter(&mut tx, &new).await.expect("is entered");
        units::place(&mut tx, Hierarchy::Government, id, Some(app.board.province.top), FIRST_DAY, OPEN_END).await.expect("is placed");
    }
    tx.commit().await.expect("is kept");
    let commune = app.board.province.communes[0];
    let page = app.page("/units").await;
    assert!(page.contains("xã Số 69") && page.contains("00169") && !page.contains("Phòng Văn hóa - Xã hội"), "{page}");
    assert!(page.contains(&format!("mo={commune}#u-{commune}\">1 đơn vị trực thuộc")), "{page}");
    let opened = app.page(&format!("/units?mo={commune}")).await;
    assert_eq!(opened.matches("Phòng Văn hóa - Xã hội").count(), 1);
    let before = app.page("/units?ngay=30/06/2025").await;
    assert!(before.contains("Chưa có đơn vị nào"), "{before}");
    assert!(app.page("/units?ngay=31/02/2026").await.contains("Ngày của bản đồ không đọc được"));
}
