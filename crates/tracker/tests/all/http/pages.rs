use axum::http::StatusCode;
use jiff::civil::date;
use roviec_tracker::domain::Role;
use roviec_tracker::store::{indicators, plans};

use crate::support::*;

struct Loaded {
    app: TestApp,
    cookie: String,
    plan: i64,
    task: i64,
    indicator: i64,
}

async fn loaded() -> Loaded {
    let app = TestApp::new().await;
    app.person("an", Some(Role::Inspector)).await;
    let rows = vec![
        task("1", "Nâng cấp <đường truyền>", &["Sở Y tế"], Some(date(2026, 6, 30))),
        task("2", "Lập tổ công nghệ số", &["Các xã"], Some(date(2026, 11, 25))),
    ];
    let compiled = compiled("12/KH-UBND", FILE, rows, vec![indicator("1", "Tỷ lệ hồ sơ trực tuyến", "%", 2026, 80.0)]);
    let mut tx = writing(&app.db).await;
    let plan = plan_of(&imported(&mut tx, &compiled, FILE).await);
    let task = plans::task_links(&mut tx, plan).await.expect("lists")[0].id;
    let indicator = indicators::list(&mut tx, Some(plan), TODAY).await.expect("lists")[0].indicator.id;
    tx.commit().await.expect("commits");
    let cookie = app.signed_in("an").await;
    Loaded { app, cookie, plan, task, indicator }
}

#[tokio::test]
async fn every_page_shows_what_is_stored() {
    let on = loaded().await;
    let unit = on.app.province.health;
    let pages = [
        ("/".to_owned(), "Quá hạn"),
        ("/plans".to_owned(), "12/KH-UBND"),
        (format!("/plans/{}", on.plan), "Nhiệm vụ 2 không có thời hạn"),
        ("/tasks".to_owned(), "Lập tổ công nghệ số"),
        ("/tasks?text=duong+truyen".to_owned(), "Nâng cấp"),
        (format!("/tasks/{}", on.task), "30/06/2026"),
        ("/indicators".to_owned(), "Tỷ lệ hồ sơ trực tuyến"),
        (format!("/indicators/{}", on.indicator), "2026"),
        ("/units".to_owned(), "Sở Y tế"),
        (format!("/units/{unit}"), "Sở Y tế"),
        ("/rules".to_owned(), "task-without-deadline"),
    ];
    for (page, words) in pages {
        let answer = on.app.get(&page, Some(&on.cookie)).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        assert!(answer.text.contains(words), "{page} lacks {words}");
        assert!(!answer.text.contains("<đường truyền>"), "{page} does not escape");
    }
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let on = loaded().await;
    for page in ["/plans/999", "/tasks/999", "/indicators/999", "/units/999", "/rules/no-such-rule"] {
        assert_eq!(on.app.get(page, Some(&on.cookie)).await.status, StatusCode::NOT_FOUND, "{page}");
    }
}
