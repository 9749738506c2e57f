//! Open work of dissolved units by HTTP: told in the preview and on the pages of units, given to another unit, by whom and by whom not.

use axum::http::{StatusCode, header};
use jiff::civil::date;
use roviec_tracker::domain::Role;
use roviec_tracker::domain::unit_change::Operation;
use roviec_tracker::store::unit_changes::{self, Undecided};

use crate::support::unit_ledger::{MERGED, enter};
use crate::support::{Answer, FILE, Province, TODAY, TestApp, compiled, imported, task, writing};

struct Board {
    app: TestApp,
    cookie: String,
    csrf: String,
}

/// The department of home affairs leads two tasks.
async fn board(role: Role, unit: impl FnOnce(&Province) -> Option<i64>) -> Board {
    let app = TestApp::new().await;
    let unit = unit(&app.province);
    app.person_at("nguoi", Some(role), unit).await;
    let mut tx = writing(&app.db).await;
    let rows = ["1", "2"].map(|no| task(no, &format!("Việc của sở {no}"), &["Sở Nội vụ"], Some(date(2026, 12, 1))));
    imported(&mut tx, &compiled("77/KH-UBND", FILE, rows.to_vec(), vec![]), FILE).await;
    tx.commit().await.expect("commits");
    let cookie = app.signed_in("nguoi").await;
    let csrf = app.get("/units", Some(&cookie)).await.csrf();
    Board { app, cookie, csrf }
}

impl Board {
    async fn dissolve(&self) -> Vec<Undecided> {
        let mut tx = writing(&self.app.db).await;
        enter(&mut tx, MERGED, Operation::Dissolution { unit: self.app.province.home }).await;
        tx.commit().await.expect("commits");
        self.undecided().await
    }

    async fn undecided(&self) -> Vec<Undecided> {
        unit_changes::undecided(&mut writing(&self.app.db).await, None, TODAY).await.expect("lists")
    }

    async fn page(&self, path: &str) -> String {
        let answer = self.app.get(path, Some(&self.cookie)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.text
    }

    async fn give(&self, chosen: &[&Undecided], to: &str, basis: &str) -> Answer {
        let ids: Vec<String> = chosen.iter().map(|row| row.assignment_id.to_string()).collect();
        let mut fields = vec![("csrf", self.csrf.as_str()), ("nhan", to), ("can_cu", basis)];
        fields.extend(ids.iter().map(|id| ("viec", id.as_str())));
        self.app.post("/units/open-work", Some(&self.cookie), &fields).await
    }
}

const BASIS: &str = "Công văn 15/UBND-NC";

#[tokio::test]
async fn open_work_of_a_dissolved_unit_is_told_and_given_to_another() {
    let board = board(Role::Administrator, |_| None).await;
    let home = board.app.province.home;
    let (unit, csrf) = (home.to_string(), board.csrf.clone());
    let fields = [
        ("csrf", csrf.as_str()),
        ("buoc", "xem"),
        ("viec", "dissolution"),
        ("don_vi", &unit),
        ("so", "12/NQ"),
        ("ngay_vb", "15/6/2026"),
        ("ngay", "01/7/2026"),
    ];
    let preview = board.app.post("/units/changes", Some(&board.cookie), &fields).await.text;
    assert!(preview.contains("2 nhiệm vụ chưa xong cần quyết định") && preview.contains("href=\"/units/open-work\""), "{preview}");
    let open = board.dissolve().await;
    assert!(board.page("/units").await.contains("href=\"/units/open-work\""));
    assert!(board.page(&format!("/units/{home}")).await.contains(&format!("/units/open-work?don_vi={home}")));
    let list = board.page(&format!("/units/open-work?don_vi={home}")).await;
    assert!(list.contains("Việc của sở 1") && list.contains("Việc của sở 2") && list.contains("checked"), "{list}");
    let refused = board.give(&[&open[0]], "Sở Y", BASIS).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("có phải: Sở Y tế (BM.YT)") && refused.text.contains("value=\"Công văn 15/UBND-NC\""),
        "{}",
        refused.text
    );
    let given = board.give(&[&open[0]], "Sở Y tế", BASIS).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text);
    let after = board.page(given.header(header::LOCATION)).await;
    assert!(after.contains("Đã giao lại 1 việc cho") && after.contains("Việc của sở 2") && !after.contains("Việc của sở 1"), "{after}");
    board.give(&[&open[1]], "BM.YT", BASIS).await;
    assert!(board.page("/units/open-work").await.contains("Không còn việc nào"));
}

#[tokio::test]
async fn open_work_is_given_by_who_gives_work_and_within_reach_only() {
    for (role, at_commune) in [
        (Role::Leader, false),
        (Role::UnitOfficer, false),
        (Role::UnitHead, false),
        (Role::Inspector, false),
        (Role::FocalPoint, true),
        (Role::Administrator, true),
    ] {
        let board = board(role, |province| at_commune.then_some(province.communes[0])).await;
        let open = board.dissolve().await;
        assert_eq!(board.give(&[&open[0]], "BM.X0", BASIS).await.status, StatusCode::FORBIDDEN, "{role:?}");
        assert_eq!(board.undecided().await, open, "{role:?}");
    }
    let board = board(Role::FocalPoint, |_| None).await;
    let open = board.dissolve().await;
    assert_eq!(board.give(&[&open[0], &open[1]], "BM.X0", BASIS).await.status, StatusCode::SEE_OTHER);
    assert!(board.undecided().await.is_empty());
}
