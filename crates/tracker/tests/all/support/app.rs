//! The board asked by HTTP, on a SQLite database of its own and a fixed day.

use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use roviec_tracker::auth::password::{self, Hashing};
use roviec_tracker::auth::second_factor;
use roviec_tracker::domain::Role;
use roviec_tracker::reader::Reader;
use roviec_tracker::retrying::Attempts;
use roviec_tracker::store::{Database, second_factors, users};
use roviec_tracker::{AppState, Clock, Config};
use tower::ServiceExt;

use super::builders::*;
use super::reader::reader;

pub const PASSWORD: &str = "mật khẩu thử 123";
/// What the administrators of the tests share with their authenticators.
pub const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

pub struct TestApp {
    pub db: Database,
    pub province: Province,
    pub state: AppState,
    router: axum::Router,
    /// Of the SQLite database that belongs to it.
    _folder: Option<tempfile::TempDir>,
    _evidence: tempfile::TempDir,
}

/// What came back, its text read.
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub text: String,
    /// How often the request was tried.
    pub attempts: Option<u32>,
}

impl Answer {
    pub fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// `name=value` of the session cookie that was set.
    pub fn cookie(&self) -> Option<String> {
        let mut set = self.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        set.rfind(|cookie| cookie.starts_with("roviec=")).map(|cookie| cookie.split(';').next().unwrap_or_default().to_owned())
    }

    /// The token in the page's form.
    pub fn csrf(&self) -> String {
        let (_, rest) = self.text.split_once("name=\"csrf\" value=\"").expect("a form with a token");
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

impl TestApp {
    pub async fn new() -> Self {
        Self::with(Config::default()).await
    }

    pub async fn with(config: Config) -> Self {
        Self::reading_by(config, reader()).await
    }

    pub async fn reading_by(config: Config, reader: Reader) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let db = Database::open(&format!("sqlite:{}", folder.path().join("board.sqlite").display())).await.expect("SQLite opens");
        Self { _folder: Some(folder), ..Self::over(db, config, reader).await }
    }

    /// On a database that is empty so far.
    pub async fn over(db: Database, config: Config, reader: Reader) -> Self {
        let mut tx = writing(&db).await;
        let province = province(&mut tx).await;
        tx.commit().await.expect("commits");
        let evidence = tempfile::tempdir().expect("a folder for evidence");
        let config = Config { evidence_folder: evidence.path().to_owned(), ..config };
        let state = AppState::new(db.clone(), Clock::Fixed(TODAY), config, reader);
        let router = roviec_tracker::app(state.clone());
        Self { db, province, state, router, _folder: None, _evidence: evidence }
    }

    /// The same board on another day.
    pub fn on(&mut self, day: jiff::civil::Date) {
        let config = self.state.config.as_ref().clone();
        self.state = AppState::new(self.db.clone(), Clock::Fixed(day), config, reader());
        self.router = roviec_tracker::app(self.state.clone());
    }

    /// A person who can sign in with [`PASSWORD`].
    pub async fn person(&self, login: &str, role: Option<Role>) -> i64 {
        self.person_at(login, role, Some(self.province.health)).await
    }

    /// As [`TestApp::person`] at another unit, or at none: for the whole board.
    pub async fn person_at(&self, login: &str, role: Option<Role>, unit: Option<i64>) -> i64 {
        let hash = password::hash(PASSWORD.to_owned(), Hashing::default()).await.expect("hashes");
        let mut tx = writing(&self.db).await;
        let id = users::add(&mut tx, NOBODY, login, "Nguyễn Văn An", &hash).await.expect("the user is added");
        if let Some(role) = role {
            users::add_post(&mut tx, NOBODY, id, unit, role, FIRST_DAY).await.expect("the post is added");
        }
        tx.commit().await.expect("commits");
        if role == Some(Role::Administrator) {
            self.with_second_factor(id).await;
        }
        id
    }

    /// The person shares [`SECRET`] with an authenticator.
    pub async fn with_second_factor(&self, user: i64) {
        let mut tx = writing(&self.db).await;
        second_factors::set(&mut tx, NOBODY, user, (SECRET, 0), &[]).await.expect("the second factor is set");
        tx.commit().await.expect("commits");
    }

    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let response: Response<Body> = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("the body is read").to_bytes();
        let attempts = parts.extensions.get::<Attempts>().map(|Attempts(count)| *count);
        Answer { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned(), attempts }
    }

    pub async fn get(&self, path: &str, cookie: Option<&str>) -> Answer {
        self.ask(request(Method::GET, path, cookie).body(Body::empty()).expect("a request")).await
    }

    pub async fn post(&self, path: &str, cookie: Option<&str>, fields: &[(&str, &str)]) -> Answer {
        self.ask(form(path, cookie).body(Body::from(encoded(fields))).expect("a request")).await
    }

    /// The sign-in page's cookie and token.
    pub async fn form(&self) -> (String, String) {
        let page = self.get("/sign-in", None).await;
        (page.cookie().expect("a session"), page.csrf())
    }

    pub async fn try_password(&self, login: &str, password: &str) -> Answer {
        let (cookie, csrf) = self.form().await;
        self.post("/sign-in", Some(&cookie), &[("csrf", &csrf), ("login", login), ("password", password)]).await
    }

    /// The cookie of somebody who is signed in, with a code where one is asked for: an administrator's by [`SECRET`].
    pub async fn signed_in(&self, login: &str) -> String {
        let (cookie, csrf) = self.form().await;
        let answer = self.post("/sign-in", Some(&cookie), &[("csrf", &csrf), ("login", login), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        if answer.header(header::LOCATION) != "/sign-in/code" {
            return answer.cookie().expect("a session");
        }
        // A code is taken once: a second sign-in within half a minute takes the one beside it.
        for steps in [-1, 0, 1] {
            let code = second_factor::code_at(SECRET, Clock::System.now() + steps * 30).expect("a code");
            let answer = self.post("/sign-in/code", Some(&cookie), &[("csrf", &csrf), ("code", &code)]).await;
            if answer.status == StatusCode::SEE_OTHER {
                return answer.cookie().expect("a session");
            }
        }
        panic!("{login} has signed in three times within half a minute");
    }
}

fn request(method: Method, path: &str, cookie: Option<&str>) -> axum::http::request::Builder {
    let request = Request::builder().method(method).uri(path).header(header::HOST, "board.test");
    match cookie {
        Some(cookie) => request.header(header::COOKIE, cookie),
        None => request,
    }
}

/// A form with files as a browser sends it.
pub fn upload(path: &str, cookie: &str, parts: &[Sent<'_>]) -> Request<Body> {
    const BOUNDARY: &str = "----roviec-test";
    let mut body = Vec::new();
    for part in parts {
        let (name, file, bytes) = match part {
            Sent::Field(name, value) => (*name, None, value.as_bytes()),
            Sent::File(file, bytes) => ("files", Some(*file), *bytes),
        };
        let file = file.map(|file| format!("; filename=\"{file}\"\r\nContent-Type: application/octet-stream")).unwrap_or_default();
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes());
        body.extend_from_slice(bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    let request = request(Method::POST, path, Some(cookie));
    request.header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}")).body(Body::from(body)).expect("a request")
}

/// One part of such a form.
pub enum Sent<'a> {
    Field(&'a str, &'a str),
    File(&'a str, &'a [u8]),
}

/// A form as a browser sends it, without its body.
pub fn form(path: &str, cookie: Option<&str>) -> axum::http::request::Builder {
    request(Method::POST, path, cookie).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}

pub fn encoded(fields: &[(&str, &str)]) -> String {
    let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect::<Vec<_>>().join("&")
}
