//! An intake under review and the people who work on it, asked in process.

use axum::body::Body;
use axum::http::StatusCode;
use jiff::civil::date;
use roviec_plan::Compiled;
use roviec_plan::plan::Task;
use roviec_tracker::domain::Role;
use roviec_tracker::domain::draft::{Draft, RowKey, Table};
use roviec_tracker::store::audit::Actor;
use roviec_tracker::store::intakes::NewIntake;
use roviec_tracker::store::{Tx, intakes};
use roviec_tracker::take_in;

use crate::support::{self, Answer, NOBODY, TestApp, encoded, form, indicator, span, task};

/// Line 3 is the first task, line 5 the second.
pub const SOURCE: &str = "KẾ HOẠCH\n\n1. Nâng cấp mạng và tập huấn\n\n2. Số hóa hồ sơ bệnh án\n\n3. Chuẩn hóa dữ liệu dân cư\n";

/// A person who is signed in.
pub struct Person {
    pub id: i64,
    cookie: String,
    csrf: String,
}

pub struct Desk {
    pub board: TestApp,
    pub intake: i64,
    pub me: Person,
    pub colleague: Person,
    pub leader: Person,
}

pub fn plan(bytes: &str, change: impl FnOnce(&mut Vec<Task>)) -> Compiled {
    let mut tasks = vec![
        Task {
            span: span(3),
            confidence: [("lead".to_owned(), 0.5)].into(),
            ..task("1", "Nâng cấp mạng và tập huấn", &["Sở Y tế"], Some(date(2026, 9, 30)))
        },
        Task { span: span(5), deadline: None, ..task("2", "Số hóa hồ sơ bệnh án", &["Sở Chưa Biết"], None) },
        Task {
            span: span(7),
            section_title: Some("Dữ liệu số".to_owned()),
            ..task("3", "Chuẩn hóa dữ liệu dân cư", &["các xã"], Some(date(2026, 12, 15)))
        },
    ];
    change(&mut tasks);
    let indicators =
        vec![indicator("1", "Tỷ lệ hồ sơ trực tuyến", "%", 2026, 80.0), indicator("1", "Tỷ lệ hồ sơ trực tuyến", "%", 2030, 95.0)];
    let mut plan = support::compiled("57/KH-UBND", bytes.as_bytes(), tasks, indicators);
    plan.diagnostics[0].span = span(5);
    plan
}

pub async fn taken_in(tx: &mut Tx, actor: Actor, plan: &Compiled, bytes: &str) -> i64 {
    let id = intakes::create(tx, actor, NewIntake { origin: "plan", title: "ke-hoach.txt", files_of: None }).await.expect("is created");
    take_in::review(tx, actor, id, plan, vec![bytes.as_bytes().to_vec()]).await.expect("goes to review");
    id
}

impl Desk {
    pub async fn new() -> Self {
        let board = TestApp::new().await;
        let me = person(&board, "daumoi", Role::FocalPoint).await;
        let colleague = person(&board, "quantri", Role::Administrator).await;
        let leader = person(&board, "lanhdao", Role::Leader).await;
        let mut tx = support::writing(&board.db).await;
        let actor = Actor { user: Some(me.id), ..NOBODY };
        let intake = taken_in(&mut tx, actor, &plan(SOURCE, |_| {}), SOURCE).await;
        tx.commit().await.expect("is kept");
        Self { board, intake, me, colleague, leader }
    }

    /// The same document in another file, under review again; the first was accepted as it is.
    pub async fn again(&mut self, change: impl FnOnce(&mut Vec<Task>)) -> i64 {
        let first = self.send("acceptance", &[]).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
        let mut tx = support::writing(&self.board.db).await;
        let actor = Actor { user: Some(self.me.id), ..NOBODY };
        let source = format!("{SOURCE}\nsửa đổi\n");
        let before = std::mem::replace(&mut self.intake, 0);
        self.intake = taken_in(&mut tx, actor, &plan(&source, change), &source).await;
        tx.commit().await.expect("is kept");
        before
    }

    pub async fn page(&self, query: &str) -> String {
        let answer = self.get(&self.me, &format!("/intakes/{}{query}", self.intake)).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text);
        answer.text
    }

    pub async fn get(&self, person: &Person, path: &str) -> Answer {
        self.board.get(path, Some(&person.cookie)).await
    }

    /// As htmx asks.
    pub async fn part(&self, path: &str) -> Answer {
        let request =
            axum::http::Request::get(path).header("host", "board.test").header("cookie", &self.me.cookie).header("hx-request", "true");
        self.board.ask(request.body(Body::empty()).expect("a request")).await
    }

    /// My form, sent to an address below the intake.
    pub async fn send(&self, what: &str, fields: &[(&str, &str)]) -> Answer {
        self.send_as(&self.me, &format!("/intakes/{}/{what}", self.intake), fields).await
    }

    pub async fn send_as(&self, person: &Person, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", person.csrf.as_str())];
        all.extend_from_slice(fields);
        self.board.ask(form(path, Some(&person.cookie)).body(Body::from(encoded(&all))).expect("a request")).await
    }

    /// A colleague's change of one field.
    pub async fn colleague_sets(&self, row: &str, field: &str, to: &str) {
        let version = self.draft().await.version.to_string();
        let path = format!("/intakes/{}/edits", self.intake);
        let answer = self.send_as(&self.colleague, &path, &[("row", row), ("version", &version), (field, to)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    }

    pub async fn draft(&self) -> Draft {
        let mut tx = self.board.db.read().await.expect("reads");
        intakes::reading(&mut tx, self.intake).await.expect("folds").draft
    }

    pub async fn names(&self) -> Vec<String> {
        self.draft().await.tasks.into_iter().map(|task| task.row.name).collect()
    }

    pub fn key(&self, index: usize) -> String {
        RowKey::compiled(self.intake, Table::Tasks, index).0
    }
}

async fn person(board: &TestApp, login: &str, role: Role) -> Person {
    let id = board.person(login, Some(role)).await;
    let cookie = board.signed_in(login).await;
    let csrf = board.get("/", Some(&cookie)).await.csrf();
    Person { id, cookie, csrf }
}
