//! The calendar of working days that an administrator keeps.

use axum::http::StatusCode;
use roviec_tracker::domain::Role;

use crate::support::{TestApp, writing};

#[tokio::test]
async fn an_administrator_at_the_top_enters_days_off_and_takes_them_out() {
    let app = TestApp::new().await;
    let (top, commune) = (app.province.top, app.province.communes[0]);
    for (login, role, unit) in [("quan", Role::Administrator, top), ("xa", Role::Administrator, commune), ("an", Role::UnitOfficer, top)] {
        app.person_at(login, Some(role), Some(unit)).await;
    }
    let mut cookies = std::collections::HashMap::new();
    for login in ["quan", "xa", "an"] {
        cookies.insert(login, app.signed_in(login).await);
    }
    let post = async |login: &str, fields: &[(&str, &str)]| {
        let cookie = cookies[login].clone();
        let csrf = app.get("/calendar", Some(&cookie)).await.csrf();
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        app.post("/calendar", Some(&cookie), &all).await
    };
    let tet = [("viec", "nghi"), ("tu", "05/02/2027"), ("den", "11/02/2027"), ("ten", "Tết Nguyên đán")];
    for login in ["xa", "an"] {
        assert_eq!(post(login, &tet).await.status, StatusCode::FORBIDDEN, "{login}");
    }
    assert_eq!(post("quan", &tet).await.status, StatusCode::SEE_OTHER);
    assert_eq!(post("quan", &[("viec", "lam"), ("tu", "13/02/2027")]).await.status, StatusCode::SEE_OTHER);
    let cookie = cookies["an"].clone();
    let page = app.get("/calendar?nam=2027", Some(&cookie)).await.text;
    assert!(page.contains("Tết Nguyên đán") && page.contains("05/02/2027 đến 11/02/2027") && page.contains("Làm bù"), "{page}");
    assert!(page.contains("257 ngày làm việc") && !page.contains("Ghi vào lịch"), "{page}");
    for (fields, sentence) in [
        ([("viec", "nghi"), ("tu", "mai"), ("ten", "x")], "không đọc được"),
        ([("viec", "nghi"), ("tu", "01/05/2027"), ("ten", "")], "Chưa ghi tên ngày nghỉ"),
    ] {
        let answer = post("quan", &fields).await;
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text.contains(sentence), "{}", answer.text);
    }
    let long = post("quan", &[("viec", "nghi"), ("tu", "01/05/2027"), ("den", "01/05/2028"), ("ten", "x")]).await;
    assert!(long.text.contains("tối đa 31 ngày"), "{}", long.text);
    assert_eq!(post("quan", &[("viec", "bo"), ("tu", "05/02/2027"), ("den", "11/02/2027")]).await.status, StatusCode::SEE_OTHER);
    let left = roviec_tracker::store::calendar_days::all(&mut writing(&app.db).await).await.expect("lists");
    assert_eq!(left.len(), 1);
}
