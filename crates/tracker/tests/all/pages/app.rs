//! A board with one plan, one reader and a fixed day, asked in process.

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use jiff::civil::date;
use roviec_plan::Compiled;
use roviec_tracker::auth::password;
use roviec_tracker::domain::Role;
use roviec_tracker::domain::observation::{Measured, Period};
use roviec_tracker::store::assignments::{self, Step};
use roviec_tracker::store::audit::Actor;
use roviec_tracker::store::indicators::{self, NewObservation};
use roviec_tracker::store::{Database, Tx, users};
use roviec_tracker::{AppState, Clock, Config};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::support::{self, FIRST_DAY, NOBODY, Province, TODAY, indicator, span, task};

pub const LOGIN: &str = "lanhdao";
pub const PASSWORD: &str = "mat-khau-thu-nghiem";

/// Line 3 is the first task, line 5 the second.
const SOURCE: &str =
    "KẾ HOẠCH\n\n1. Khám sức khỏe <định kỳ> cho người cao tuổi\n\n2. Số hóa hồ sơ bệnh án\n\n3. Chuẩn hóa dữ liệu dân cư\n";

pub struct App {
    router: Router,
    cookie: Option<String>,
    /// Dropped with the app.
    _folder: TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub cache: String,
    pub policy: String,
    pub text: String,
}

impl App {
    /// Nobody is signed in.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let address = format!("sqlite:{}", folder.path().join("board.sqlite").display());
        let database = Database::open(&address).await.expect("SQLite opens");
        let mut tx = support::writing(&database).await;
        let province = support::province(&mut tx).await;
        let user = reader(&mut tx, province.top).await;
        load(&mut tx, &province, user).await;
        tx.commit().await.expect("the data is kept");
        let state = AppState::new(database, Clock::Fixed(TODAY), Config::default());
        Self { router: roviec_tracker::app(state), cookie: None, _folder: folder }
    }

    pub async fn signed_in() -> Self {
        let mut app = Self::new().await;
        let answer = app.sign_in(LOGIN, PASSWORD).await;
        assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/"));
        app
    }

    pub async fn sign_in(&mut self, login: &str, password: &str) -> Answer {
        let form = self.get("/sign-in").await;
        let csrf = form.text.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("the form has a token");
        let body = format!("csrf={csrf}&login={login}&password={password}&next=");
        self.ask(Method::POST, "/sign-in", body).await
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.ask(Method::GET, path, String::new()).await
    }

    /// The text of a page that must be there.
    pub async fn page(&mut self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.text
    }

    async fn ask(&mut self, method: Method, path: &str, body: String) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1");
        request = request.header("sec-fetch-site", "same-origin").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let request = request.body(Body::from(body)).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("the router always answers");
        let value = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let (location, cache, policy) = (value(header::LOCATION), value(header::CACHE_CONTROL), value(header::CONTENT_SECURITY_POLICY));
        if let Some(cookie) = value(header::SET_COOKIE).split(';').next().filter(|cookie| !cookie.is_empty()) {
            self.cookie = Some(cookie.to_owned());
        }
        let status = response.status();
        let bytes = response.into_body().collect().await.expect("the body ends").to_bytes();
        Answer { status, location, cache, policy, text: String::from_utf8_lossy(&bytes).into_owned() }
    }
}

/// The first address in a page that begins so.
pub fn first_link(page: &str, prefix: &str) -> String {
    let mark = format!("href=\"{prefix}");
    let rest = page.split(&mark).nth(1).unwrap_or_else(|| panic!("no link {prefix} in {page}"));
    format!("{prefix}{}", rest.split('"').next().unwrap_or_default()).replace("&amp;", "&").replace("&#38;", "&")
}

async fn reader(tx: &mut Tx, unit: i64) -> i64 {
    let hash = password::hash(PASSWORD.to_owned()).await.expect("the password is long enough");
    let user = users::add(tx, NOBODY, LOGIN, "Trần Thị Minh Hằng", &hash).await.expect("the user is added");
    users::add_post(tx, NOBODY, user, Some(unit), Role::Leader, FIRST_DAY).await.expect("the post is added");
    user
}

/// Three tasks (one overdue, one near, one of a group waiting in part) and one indicator that is behind.
async fn load(tx: &mut Tx, province: &Province, user: i64) {
    let plan = compiled();
    support::plan_of(&support::imported(tx, &plan, SOURCE.as_bytes()).await);
    let actor = Actor { user: Some(user), at: NOBODY.at };
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
