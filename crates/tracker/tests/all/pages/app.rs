//! A board with one plan, one reader and a fixed day, asked in process.

use axum::http::{StatusCode, header};
use jiff::civil::date;
use roviec_plan::Compiled;
use roviec_tracker::domain::Role;
use roviec_tracker::domain::observation::{Measured, Period};
use roviec_tracker::store::Tx;
use roviec_tracker::store::assignments::{self, Step};
use roviec_tracker::store::audit::Actor;
use roviec_tracker::store::indicators::{self, NewObservation};

use crate::support::{self, Answer, NOBODY, Province, TODAY, TestApp, indicator, span, task};

pub const LOGIN: &str = "lanhdao";

/// Line 3 is the first task, line 5 the second.
const SOURCE: &str =
    "KẾ HOẠCH\n\n1. Khám sức khỏe <định kỳ> cho người cao tuổi\n\n2. Số hóa hồ sơ bệnh án\n\n3. Chuẩn hóa dữ liệu dân cư\n";

/// A board with one plan and one leader, asked with the leader's session once signed in.
pub struct App {
    pub board: TestApp,
    cookie: Option<String>,
}

impl App {
    /// Nobody is signed in.
    pub async fn new() -> Self {
        let board = TestApp::new().await;
        let user = board.person(LOGIN, Some(Role::Leader)).await;
        let mut tx = support::writing(&board.db).await;
        load(&mut tx, &board.province, user).await;
        tx.commit().await.expect("the data is kept");
        Self { board, cookie: None }
    }

    pub async fn signed_in() -> Self {
        let app = Self::new().await;
        let cookie = app.board.signed_in(LOGIN).await;
        Self { cookie: Some(cookie), ..app }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.board.get(path, self.cookie.as_deref()).await
    }

    /// The text of a page that must be there.
    pub async fn page(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.text
    }
}

pub fn location(answer: &Answer) -> &str {
    answer.header(header::LOCATION)
}

/// The first address in a page that begins so.
pub fn first_link(page: &str, prefix: &str) -> String {
    let mark = format!("href=\"{prefix}");
    let rest = page.split(&mark).nth(1).unwrap_or_else(|| panic!("no link {prefix} in {page}"));
    format!("{prefix}{}", rest.split('"').next().unwrap_or_default()).replace("&amp;", "&").replace("&#38;", "&")
}

/// Three tasks (one overdue, one near, one of a group waiting in part) and one indicator that is behind.
async fn load(tx: &mut Tx, province: &Province, user: i64) {
    let plan = compiled();
    support::plan_of(&support::imported(tx, &plan, SOURCE.as_bytes()).await);
    let actor = Actor { user: Some(user), ..NOBODY };
    let communes = assignments::open(tx).await.expect("assignments are read");
    let commune = communes.iter().find(|open| open.unit_id == province.communes[0]).expect("the group has members");
    let report = Step::Report { percent: 40, note: "Đã lập danh sách".to_owned() };
    assignments::step(tx, actor, commune.id, date(2026, 10, 1), report).await.expect("the report is taken");
    let sent = Step::Submit { note: "Gửi kết quả".to_owned() };
    assignments::step(tx, actor, commune.id, date(2026, 11, 1), sent).await.expect("the result is taken");
    let id = indicators::list(tx, None, TODAY).await.expect("indicators are read")[0].indicator.id;
    for (quarter, numerator) in [(1, 20.0), (3, 30.0)] {
        let new = NewObservation {
            indicator: id,
            unit: province.health,
            period: Period::Quarter { year: 2026, quarter },
            measured: Measured::Ratio { numerator, denominator: 120.0 },
            corrects: None,
            noted_on: date(2026, 10, 5),
        };
        let noted = indicators::submit_observation(tx, actor, new).await.expect("the value is taken");
        indicators::accept_observation(tx, actor, noted).await.expect("the value is accepted");
    }
}

fn compiled() -> Compiled {
    let tasks = vec![
        roviec_plan::plan::Task {
            span: span(3),
            ..task("1", "Khám sức khỏe <định kỳ> cho người cao tuổi", &["Sở Y tế"], Some(date(2026, 9, 30)))
        },
        roviec_plan::plan::Task { span: span(5), ..task("2", "Số hóa hồ sơ bệnh án", &["Sở Y tế"], Some(date(2026, 11, 25))) },
        roviec_plan::plan::Task {
            span: span(7), ..task("3", "Chuẩn hóa dữ liệu dân cư", &["các xã"], Some(date(2026, 12, 15)))
        },
    ];
    let mut plan =
        support::compiled("57/KH-UBND", SOURCE.as_bytes(), tasks, vec![indicator("1", "Tỷ lệ hồ sơ trực tuyến", "%", 2026, 80.0)]);
    plan.diagnostics[0].span = span(5);
    plan
}
