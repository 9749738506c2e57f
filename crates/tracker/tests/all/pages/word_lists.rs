//! The word lists: shown, added to, shortened, and who may.

use axum::http::StatusCode;
use roviec_tracker::domain::Role;

use crate::support::{Answer, TestApp};

struct Board {
    app: TestApp,
    cookie: String,
    csrf: String,
}

const LIST: &str = "/word-lists/abbreviations";

async fn board(role: Role) -> Board {
    let app = TestApp::new().await;
    app.person("nguoi", Some(role)).await;
    let cookie = app.signed_in("nguoi").await;
    let csrf = app.get(LIST, Some(&cookie)).await.csrf();
    Board { app, cookie, csrf }
}

impl Board {
    async fn page(&self, path: &str) -> String {
        let answer = self.app.get(path, Some(&self.cookie)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.text
    }

    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend_from_slice(fields);
        self.app.post(path, Some(&self.cookie), &all).await
    }

    async fn add(&self, fields: &[(&str, &str)]) -> Answer {
        self.send(&format!("{LIST}/entries"), fields).await
    }
}

#[tokio::test]
async fn every_list_is_shown_with_what_comes_with_the_program() {
    let board = board(Role::Leader).await;
    let all = board.page("/word-lists").await;
    for list in roviec_plan::vocabulary::LISTS {
        assert!(all.contains(list.title), "{}", list.title);
        let page = board.page(&format!("/word-lists/{}", list.name)).await;
        assert!(page.contains("Có sẵn trong chương trình") && page.contains("Cơ quan chưa thêm mục nào"), "{}", list.name);
        assert!(!page.contains("<form class=\"sheet pad word-form\""), "a leader reads");
    }
    assert!(board.page("/rules/undefined-abbreviation").await.contains(LIST));
    assert_eq!(board.app.get("/word-lists/khac", Some(&board.cookie)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_entry_is_added_found_without_diacritics_downloaded_and_taken_out() {
    let board = board(Role::FocalPoint).await;
    let answer = board.add(&[("o0", " KKTVB "), ("o1", "Khu kinh tế  ven biển"), ("o2", "")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let page = board.page(&format!("{LIST}?q=ven%20bien")).await;
    assert!(page.contains("Khu kinh tế ven biển") && page.contains("Nguyễn Văn An, "), "{page}");
    assert!(page.contains("Không mục có sẵn nào khớp"));
    assert!(board.page("/word-lists").await.contains("data-label=\"Của cơ quan\">1<"));
    assert_eq!(board.page(&format!("{LIST}/file")).await, "\u{feff}viết tắt\tviết đủ\tdùng ngay\nKKTVB\tKhu kinh tế ven biển\n");
    let id = page.split("name=\"id\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("can be taken out");
    assert_eq!(board.send(&format!("{LIST}/removals"), &[("id", id)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(board.send(&format!("{LIST}/removals"), &[("id", id)]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn many_rows_are_pasted_at_once_and_a_wrong_one_is_named_and_none_kept() {
    let board = board(Role::Administrator).await;
    let pasted = "KKTVB\tKhu kinh tế ven biển\tx\r\n\r\nKCNC\tKhu công nghệ cao\t\t\r\n";
    assert_eq!(board.add(&[("nhieu", pasted)]).await.status, StatusCode::SEE_OTHER);
    assert!(board.page("/word-lists").await.contains("data-label=\"Của cơ quan\">2<"));
    let long = "a".repeat(201);
    for (pasted, words) in [
        ("AAB\tMột\nBBC\tHai\tx\tthừa\tnữa".to_owned(), "Dòng 2: có 5 ô"),
        ("AAB\tMột\n\tHai".to_owned(), "Dòng 2: ô đầu tiên (cột viết tắt) để trống"),
        ("UBND\tỦy ban nhân dân\tx\nAAB\tMột".to_owned(), "Dòng 1: “UBND” đã có sẵn"),
        ("#AAB\tMột\nBBC\tHai".to_owned(), "Dòng 1: mục không thể bắt đầu bằng dấu #"),
        (format!("AAB\t{long}"), "dài quá 200 ký tự"),
        ("KCNC\tKhu công nghệ cao".to_owned(), "đã thêm trước đó"),
        (" \n ".to_owned(), "Chưa dán dòng nào"),
    ] {
        let answer = board.add(&[("nhieu", &pasted)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{pasted}");
        assert!(answer.text.contains(words), "{words}: {}", answer.text);
        assert!(pasted.trim().is_empty() || answer.text.contains("details class=\"plain-details block-s\" open"), "what was pasted stays");
    }
    assert!(board.page("/word-lists").await.contains("data-label=\"Của cơ quan\">2<"));
}

#[tokio::test]
async fn what_a_list_does_not_take_is_said_beside_what_was_typed() {
    let board = board(Role::FocalPoint).await;
    let blank = board.add(&[("o0", "  "), ("o1", "Một")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.text.contains("cột viết tắt) để trống"), "{}", blank.text);
    let none = board.send("/word-lists/dissolved-agencies/entries", &[("o0", "–"), ("o1", "01/3/2025")]).await;
    assert!(none.text.contains("không có chữ nào"), "{}", none.text);
    // Letters and marks apart, as some programs copy them.
    let apart = board.send("/word-lists/words/entries", &[("o0", "ao nuo\u{302}i")]).await;
    assert_eq!(apart.status, StatusCode::SEE_OTHER, "{}", apart.text);
    assert!(board.page("/word-lists/words?q=ao%20nuoi").await.contains("ao nuôi"));
    let fields = [("o0", "Sở Xưa"), ("o1", "hôm qua"), ("o2", "")];
    let answer = board.send("/word-lists/dissolved-agencies/entries", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("“hôm qua” không phải một ngày") && answer.text.contains("value=\"Sở Xưa\""), "{}", answer.text);
}

#[tokio::test]
async fn an_agency_of_the_directory_is_not_put_among_those_no_more() {
    let board = board(Role::FocalPoint).await;
    for row in ["Sở YT\t01/3/2025", "Sở Xưa\t01/3/2025\nsở y tế\t01/3/2025"] {
        let answer = board.send("/word-lists/dissolved-agencies/entries", &[("nhieu", row)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{row}");
        assert!(answer.text.contains("đang hoạt động trong danh mục đơn vị (BM.YT)"), "{}", answer.text);
    }
    let gone = board.send("/word-lists/dissolved-agencies/entries", &[("o0", "Sở Xưa"), ("o1", "01/3/2025"), ("o2", "")]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text);
}

#[tokio::test]
async fn only_those_who_take_in_plans_write() {
    for role in [Role::Leader, Role::UnitOfficer] {
        let board = board(role).await;
        assert_eq!(board.add(&[("o0", "AAB"), ("o1", "Một")]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(board.send(&format!("{LIST}/removals"), &[("id", "1")]).await.status, StatusCode::FORBIDDEN);
    }
}
