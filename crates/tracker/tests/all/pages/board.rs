//! The board.

use super::App;

#[tokio::test]
async fn the_board_states_what_is_late_of_what_and_names_the_worst_unit() {
    let app = App::signed_in().await;
    let page = app.page("/").await;
    assert!(page.contains("Kém nhất: Sở Y tế (1)"), "{page}");
    assert!(page.contains("Nguyễn Văn An") && page.contains("Sở Y tế"));
    assert!(page.contains("Chờ xác nhận") && page.contains("Lâu nhất: 19 ngày"));
    assert!(page.contains("Khám sức khỏe &#60;định kỳ&#62; cho người cao tuổi"), "names are escaped");
}

#[tokio::test]
async fn every_number_of_the_board_is_the_length_of_the_list_behind_it() {
    let app = App::signed_in().await;
    let page = app.page("/").await;
    let links: Vec<(&str, &str)> = page
        .split("href=\"/tasks")
        .skip(1)
        .filter_map(|rest| {
            let (query, rest) = rest.split_once("\">")?;
            let number = rest.split('<').next()?;
            number.split(' ').next()?.parse::<u32>().ok().map(|_| (query, number.split(' ').next().unwrap_or_default()))
        })
        .collect();
    assert!(links.len() >= 6, "{links:?}");
    for (query, number) in links {
        // The figures on top count assignments: a group's task is one row there.
        let path = format!("/tasks{}", query.replace("&amp;", "&").replace("&#38;", "&"));
        if path.contains("unit=") {
            let list = app.page(&path).await;
            assert!(list.contains(&format!("{number} nhiệm vụ")), "{path} should list {number}");
        }
    }
}

#[tokio::test]
async fn the_board_of_one_plan_keeps_the_plan_in_its_links() {
    let app = App::signed_in().await;
    let page = app.page("/?plan=1").await;
    assert!(page.contains("/tasks?plan=1&#38;state=late") || page.contains("/tasks?plan=1&amp;state=late"), "{page}");
}

#[tokio::test]
async fn the_board_says_whether_it_is_getting_better() {
    let app = App::signed_in().await;
    let page = app.page("/").await;
    // The task of 30/09 was overdue a month ago already.
    assert!(page.contains("Quá hạn chưa có kết quả: 1 việc; 30 ngày trước: 1 việc (không đổi)."), "{page}");
}
