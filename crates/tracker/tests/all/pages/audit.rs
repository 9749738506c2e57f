//! The audit as inspectors read it, and who may.

use axum::http::{StatusCode, header};
use roviec_tracker::domain::Role;
use roviec_tracker::store::audit::{self, Actor};

use crate::support::*;

async fn board(role: Role) -> (TestApp, String) {
    let app = TestApp::new().await;
    app.person("nguoi", Some(role)).await;
    let cookie = app.signed_in("nguoi").await;
    (app, cookie)
}

#[tokio::test]
async fn inspectors_read_who_did_what_in_which_post_and_filter_it() {
    let (app, cookie) = board(Role::Inspector).await;
    let page = app.get("/audit", Some(&cookie)).await.text;
    for words in ["Đăng nhập", "Nguyễn Văn An", "Kiểm tra, giám sát, Sở Y tế", "Thêm người dùng", "20/11/2026", "Nhật ký"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let filtered = app.get("/audit?viec=signed-in&tu=2026-11-20&den=20/11/2026", Some(&cookie)).await.text;
    assert!(filtered.contains("1 mục") && !filtered.contains("<br><span class=\"small muted\">Người dùng 2"), "{filtered}");
    let nothing = app.get("/audit?den=2020-01-01", Some(&cookie)).await.text;
    assert!(nothing.contains("Không có mục nào khớp"));
}

#[tokio::test]
async fn a_person_is_found_by_name_and_pages_go_on_to_older_entries() {
    let (app, cookie) = board(Role::Inspector).await;
    for login in ["binh", "chi"] {
        app.person(login, Some(Role::UnitOfficer)).await;
    }
    // Each signing in is an entry: more than a page of them.
    let mut tx = writing(&app.db).await;
    for at in 0..60 {
        let actor = Actor { at: NOBODY.at + at, ..NOBODY };
        audit::append(&mut tx, actor, "progress", ("assignment", Some(at)), (None::<&()>, None::<&()>)).await.expect("appends");
    }
    tx.commit().await.expect("commits");
    let page = app.get("/audit?viec=progress", Some(&cookie)).await.text;
    assert!(page.contains("60 mục") && page.contains("Cũ hơn") && !page.contains("Mới hơn"), "{page}");
    let older = page.split("href=\"").find(|rest| rest.contains("cu=") && rest.contains("Cũ hơn")).expect("a link");
    let older = older.split('"').next().expect("an address").replace("&#38;", "&").replace("&amp;", "&");
    let page = app.get(&older, Some(&cookie)).await.text;
    assert_eq!(page.matches("data-label=\"Ai\"").count(), 10, "{older}: {page}");
    assert!(page.contains("Mới hơn") && !page.contains("Cũ hơn"), "{page}");
    let several = app.get("/audit?nguoi=nguyen%20van%20an", Some(&cookie)).await.text;
    assert!(several.contains("Có nhiều người khớp") && several.contains("href=\"/audit?nguoi=2\""), "{several}");
    let one = app.get("/audit?nguoi=NGUOI", Some(&cookie)).await.text;
    assert!(one.contains("1 mục") && one.contains("value=\"nguoi\""), "{one}");
    let nobody = app.get("/audit?nguoi=kh%C3%B4ng%20c%C3%B3", Some(&cookie)).await.text;
    assert!(nobody.contains("Không có người dùng nào khớp"), "{nobody}");
    assert_eq!(app.get("/audit/file?nguoi=an", Some(&cookie)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_file_of_entries_is_taken_and_that_is_an_entry_too() {
    let (app, cookie) = board(Role::Administrator).await;
    let file = app.get("/audit/file?viec=signed-in", Some(&cookie)).await;
    assert!(file.header(header::CONTENT_TYPE).starts_with("text/csv"));
    let lines: Vec<&str> = file.text.lines().collect();
    assert_eq!(lines.len(), 2, "{}", file.text);
    assert!(lines[0].starts_with("\u{feff}chuỗi,mục,lúc,người") && lines[1].contains(",Đăng nhập,Người dùng,"), "{}", file.text);
    let page = app.get("/audit", Some(&cookie)).await.text;
    assert!(page.contains("Tải nhật ký") && page.contains("viec=signed-in"), "{page}");
}

#[tokio::test]
async fn nobody_else_reads_it_or_sees_the_way_there() {
    for role in [Role::Leader, Role::FocalPoint, Role::UnitHead, Role::UnitOfficer] {
        let (app, cookie) = board(role).await;
        for path in ["/audit", "/audit/file"] {
            assert_eq!(app.get(path, Some(&cookie)).await.status, StatusCode::FORBIDDEN, "{role:?} {path}");
        }
        assert!(!app.get("/", Some(&cookie)).await.text.contains("href=\"/audit\""));
    }
}
