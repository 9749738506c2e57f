//! The audit as inspectors read it, and who may.

use axum::http::{StatusCode, header};
use roviec_tracker::domain::Role;
use roviec_tracker::store::audit::{self, Actor};
use roviec_tracker::store::users;

use crate::support::*;

/// Somebody of the whole province.
async fn board(role: Role) -> (TestApp, String) {
    let app = TestApp::new().await;
    app.person_at("nguoi", Some(role), Some(app.province.top)).await;
    let cookie = app.signed_in("nguoi").await;
    (app, cookie)
}

#[tokio::test]
async fn inspectors_read_who_did_what_in_which_post_and_filter_it() {
    let (app, cookie) = board(Role::Inspector).await;
    let page = app.get("/audit", Some(&cookie)).await.text;
    for words in
        ["Đăng nhập", "Nguyễn Văn An", "Kiểm tra, giám sát, Ủy ban nhân dân tỉnh Bình Minh", "Thêm người dùng", "20/11/2026", "Nhật ký"]
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

/// Who inspects one commune of a board on which things were done in both and above, each from its own address.
async fn inspected_commune() -> (TestApp, String) {
    let app = TestApp::new().await;
    let [own, other] = app.province.communes;
    let mut tx = writing(&app.db).await;
    for (login, unit, source) in [("cua.xa", own, 1), ("xa.khac", other, 2), ("cua.tinh", app.province.top, 3)] {
        let user = person(&mut tx, login, Role::UnitOfficer, Some(unit)).await;
        let post = users::find(&mut tx, user, TODAY).await.expect("is there").posts[0].id;
        let actor = Actor { user: Some(user), post: Some(post), source: Some([10, 0, 0, source].into()), ..NOBODY };
        let text = format!("làm bởi {login}");
        audit::append(&mut tx, actor, "progress", ("unit", Some(other)), (None::<&()>, Some(&text))).await.expect("appends");
        let text = format!("về xã, bởi {login}");
        audit::append(&mut tx, actor, "progress", ("unit", Some(own)), (None::<&()>, Some(&text))).await.expect("appends");
    }
    tx.commit().await.expect("commits");
    app.person_at("nguoi", Some(Role::Inspector), Some(own)).await;
    let cookie = app.signed_in("nguoi").await;
    (app, cookie)
}

#[tokio::test]
async fn an_inspector_of_a_commune_reads_what_was_done_by_it_and_to_it_and_nothing_else() {
    let (app, cookie) = inspected_commune().await;
    let (page, file) = (app.get("/audit", Some(&cookie)).await.text, app.get("/audit/file", Some(&cookie)).await.text);
    for text in [&page, &file] {
        for words in ["làm bởi cua.xa", "về xã, bởi cua.xa", "về xã, bởi xa.khac", "về xã, bởi cua.tinh", "10.0.0.3"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        for words in ["làm bởi xa.khac", "làm bởi cua.tinh"] {
            assert!(!text.contains(words), "{words}: {text}");
        }
    }
    assert!(page.contains("trong phạm vi đơn vị") && page.contains("9 mục"), "{page}");
    let whole = app.get("/audit?ve=unit&so=999", Some(&cookie)).await.text;
    assert!(whole.contains("Không có mục nào khớp"), "{whole}");
}

#[tokio::test]
async fn people_out_of_reach_are_not_found_by_an_inspector_of_a_commune() {
    let (app, cookie) = inspected_commune().await;
    let mut tx = writing(&app.db).await;
    let stranger = person(&mut tx, "so.noi.vu", Role::UnitOfficer, Some(app.province.home)).await;
    tx.commit().await.expect("commits");
    for typed in ["so.noi.vu".to_owned(), stranger.to_string()] {
        let page = app.get(&format!("/audit?nguoi={typed}"), Some(&cookie)).await.text;
        assert!(page.contains("Không có người dùng nào khớp"), "{page}");
    }
    // Whose name stands in the list is found.
    let page = app.get("/audit?nguoi=cua.tinh", Some(&cookie)).await.text;
    assert!(page.contains("1 mục") && page.contains("về xã, bởi cua.tinh"), "{page}");
}

#[tokio::test]
async fn the_history_of_a_unit_tells_an_inspector_from_where_only_within_reach() {
    let (app, cookie) = inspected_commune().await;
    let page = app.get(&format!("/history/unit/{}", app.province.communes[1]), Some(&cookie)).await.text;
    assert!(page.contains("10.0.0.1") && page.contains("làm bởi xa.khac"), "{page}");
    assert!(!page.contains("10.0.0.2") && !page.contains("10.0.0.3"), "{page}");
}

#[tokio::test]
async fn a_condition_that_is_too_long_is_refused_in_one_sentence() {
    let (app, cookie) = board(Role::Inspector).await;
    for path in ["/audit", "/audit/file"] {
        let answer = app.get(&format!("{path}?viec={}", "a".repeat(101)), Some(&cookie)).await;
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text.contains("dài nhất 100 ký tự"), "{}", answer.text);
    }
}
