//! A plan held against the one above it: what is shown, what a person decides, and who may.

use axum::http::StatusCode;
use roviec_plan::Compiled;
use roviec_tracker::domain::Role;
use roviec_tracker::store::Tx;

use super::app::location;
use crate::support::{self, FILE, TestApp, compiled, imported, indicator, plan_of, task, writing};

struct Board {
    app: TestApp,
    cookie: String,
    csrf: String,
    plan: i64,
    superior: i64,
}

const ABOVE: &str = "Thay đèn đường bằng đèn tiết kiệm điện";
const OURS: &str = "Cải tạo hệ thống chiếu sáng công cộng";

fn above() -> Compiled {
    let rows = [("1", "Mở lớp kỹ năng số cho người cao tuổi"), ("2", ABOVE)];
    let tasks = rows.map(|(no, name)| task(no, name, &["UBND các xã, phường"], None)).to_vec();
    let mut target = indicator("1", "Tỷ lệ hồ sơ trực tuyến", "%", 2026, 80.0);
    target.lead = vec!["UBND các xã, phường".to_owned()];
    compiled("18/KH-UBND", b"above", tasks, vec![target])
}

fn ours() -> Compiled {
    let tasks = vec![
        task("1", "Tổ chức lớp kỹ năng số cho người cao tuổi", &["Phòng Văn hóa - Xã hội"], None),
        task("2", OURS, &["Phòng Kinh tế"], None),
    ];
    let mut plan = compiled("45/KH-UBND", FILE, tasks, vec![indicator("1", "Tỷ lệ hồ sơ trực tuyến", "%", 2026, 70.0)]);
    plan.plan.document.issuer = Some("Ủy ban nhân dân xã Bình An".to_owned());
    plan
}

async fn both(tx: &mut Tx) -> (i64, i64) {
    let superior = plan_of(&imported(tx, &above(), b"above").await);
    (plan_of(&imported(tx, &ours(), FILE).await), superior)
}

async fn board(role: Role) -> Board {
    let app = TestApp::new().await;
    app.person("nguoi", Some(role)).await;
    let mut tx = writing(&app.db).await;
    let (plan, superior) = both(&mut tx).await;
    tx.commit().await.expect("commits");
    let cookie = app.signed_in("nguoi").await;
    let csrf = app.get(&format!("/plans/{plan}/cascade"), Some(&cookie)).await.csrf();
    Board { app, cookie, csrf, plan, superior }
}

impl Board {
    fn path(&self) -> String {
        format!("/plans/{}/cascade", self.plan)
    }

    async fn page(&self, filter: &str) -> String {
        self.app.get(&format!("{}?cap_tren={}&loc={filter}", self.path(), self.superior), Some(&self.cookie)).await.text
    }

    /// Says something of the superior's second task.
    async fn decide(&self, how: &str, other: &str) -> support::Answer {
        let page = self.page("tat-ca").await;
        let item = &page[page.find("id=\"task-2\"").expect("the row is shown")..];
        let row = item.split("name=\"row\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("0").to_owned();
        let superior = self.superior.to_string();
        let fields = [
            ("csrf", self.csrf.as_str()),
            ("cap_tren", superior.as_str()),
            ("kind", "task"),
            ("row", row.as_str()),
            ("horizon", "0"),
            ("how", how),
            ("other", other),
        ];
        self.app.post(&self.path(), Some(&self.cookie), &fields).await
    }
}

#[tokio::test]
async fn what_is_short_is_shown_first_and_the_rest_on_request() {
    let board = board(Role::FocalPoint).await;
    let open = board.page("").await;
    assert!(open.contains(ABOVE) && open.contains("thấp hơn") && open.contains("chưa có"), "{open}");
    assert!(!open.contains("id=\"task-1\""));
    let all = board.page("giao").await;
    assert!(all.contains("id=\"task-1\"") && all.contains("Tổ chức lớp kỹ năng số cho người cao tuổi"));
    assert!(board.page("ngoai").await.contains(OURS));
}

#[tokio::test]
async fn a_row_chosen_by_hand_answers_until_it_is_taken_back() {
    let board = board(Role::FocalPoint).await;
    let answer = board.decide("khac", &format!("2. {OURS}")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(location(&answer).ends_with("#task-2"));
    let all = board.page("tat-ca").await;
    assert!(all.contains("đã soát") && all.contains("người soát chọn hàng này"), "{all}");
    assert!(!board.page("").await.contains(ABOVE));
    assert!(!board.page("ngoai").await.contains(OURS));
    assert_eq!(board.decide("dung", "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(board.decide("bo", "").await.status, StatusCode::SEE_OTHER);
    assert!(board.page("").await.contains(ABOVE));
}

#[tokio::test]
async fn what_is_not_laid_on_us_leaves_the_list() {
    let board = board(Role::Administrator).await;
    assert_eq!(board.decide("khong-giao", "").await.status, StatusCode::SEE_OTHER);
    assert!(!board.page("giao").await.contains(ABOVE));
    assert_eq!(board.decide("chua-co", "").await.status, StatusCode::SEE_OTHER);
    assert!(board.page("giao").await.contains("người soát: chưa hàng nào của ta trả lời"));
}

#[tokio::test]
async fn a_row_that_is_not_ours_is_refused_and_what_was_typed_stays() {
    let board = board(Role::FocalPoint).await;
    let answer = board.decide("khac", "Xây cầu").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("Không có hàng nào của kế hoạch này tên “Xây cầu”") && answer.text.contains("value=\"Xây cầu\""));
    for (how, other) in [("khac", " "), ("dung", "")] {
        assert_eq!(board.decide(how, other).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{how}");
    }
}

#[tokio::test]
async fn who_may_not_take_in_reads_but_does_not_decide() {
    for role in [Role::Leader, Role::UnitOfficer, Role::Inspector] {
        let board = board(role).await;
        assert!(board.page("").await.contains(ABOVE));
        assert_eq!(board.decide("chua-co", "").await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn a_decision_without_the_token_is_refused() {
    let board = board(Role::FocalPoint).await;
    let superior = board.superior.to_string();
    let fields = [("cap_tren", superior.as_str()), ("kind", "task"), ("row", "1"), ("horizon", "0"), ("how", "chua-co")];
    assert_eq!(board.app.post(&board.path(), Some(&board.cookie), &fields).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_plan_is_not_held_against_itself_or_against_none() {
    let board = board(Role::FocalPoint).await;
    for superior in [board.plan, 99] {
        let answer = board.app.get(&format!("{}?cap_tren={superior}", board.path()), Some(&board.cookie)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(board.app.get("/plans/99/cascade", Some(&board.cookie)).await.status, StatusCode::NOT_FOUND);
    let book = board.app.get(&format!("/plans/{}/cascade.xlsx?cap_tren={}", board.plan, board.superior), Some(&board.cookie)).await;
    assert_eq!(book.status, StatusCode::OK);
}
