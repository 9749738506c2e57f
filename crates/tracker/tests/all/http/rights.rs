//! From the list of routes: who is refused where. A route that is added is in these tests without anybody thinking of it.

use axum::body::Body;
use axum::http::{HeaderName, Method, Request, StatusCode, header};
use roviec_tracker::access::Right;
use roviec_tracker::domain::{Post, Role};
use roviec_tracker::routes::{self, Listed};
use roviec_tracker::store::Database;

use crate::support::*;

/// The address with something in place of each parameter; nothing of it exists.
fn address(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "999" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn holding(role: Role) -> Vec<Post> {
    vec![Post { id: 1, role, unit_id: None, unit_name: None, delegated_by: None }]
}

struct Person {
    who: String,
    cookie: String,
    csrf: String,
}

impl Person {
    async fn new(app: &TestApp, role: Role) -> Self {
        app.person(role.name(), Some(role)).await;
        let cookie = app.signed_in(role.name()).await;
        let csrf = app.get("/", Some(&cookie)).await.csrf();
        Self { who: role.label().to_owned(), cookie, csrf }
    }
}

/// As a browser would send it, with the right token: as a form with files where that is what the address takes.
fn sending(listed: &Listed, person: &Person, files: bool) -> Request<Body> {
    let path = address(listed.path);
    match (&listed.method, files) {
        (&Method::GET, _) => {
            let request = Request::builder().method(Method::GET).uri(path).header(header::HOST, "board.test");
            request.header(header::COOKIE, &person.cookie).body(Body::empty()).expect("a request")
        }
        (_, true) => upload(&path, &person.cookie, &[Sent::Field("csrf", &person.csrf)]),
        (_, false) => form(&path, Some(&person.cookie)).body(Body::from(encoded(&[("csrf", &person.csrf)]))).expect("a request"),
    }
}

fn writing_routes() -> Vec<Listed> {
    let writing: Vec<Listed> = routes::listed().into_iter().filter(|listed| listed.method != Method::GET).collect();
    assert!(writing.len() > 20, "the list is empty");
    writing
}

#[tokio::test]
async fn every_address_refuses_the_roles_without_its_right_and_lets_the_others_pass() {
    let app = TestApp::new().await;
    for role in Role::ALL {
        let mut person = Person::new(&app, role).await;
        for listed in routes::listed() {
            let name = format!("{} {} {}", person.who, listed.method, listed.path);
            let plain = app.ask(sending(&listed, &person, false)).await;
            if !listed.right.allows(&holding(role)) {
                assert_eq!(plain.status, StatusCode::FORBIDDEN, "{name}");
                continue;
            }
            // Without files a form of files has no token, which is a refusal of its own.
            let answer = if plain.status == StatusCode::FORBIDDEN { app.ask(sending(&listed, &person, true)).await } else { plain };
            // Whom a person may manage is asked again with the person at hand; nobody is not within reach.
            let is_narrowed = matches!(listed.right, Right::People | Right::ManagePeople);
            assert!(is_narrowed || answer.status != StatusCode::FORBIDDEN, "{name}: {}", answer.text);
            assert_ne!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{name}");
            assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{name}: {}", answer.text);
            if listed.path == "/sign-out" {
                person.cookie = app.signed_in(role.name()).await;
                person.csrf = app.get("/", Some(&person.cookie)).await.csrf();
            }
        }
    }
}

#[tokio::test]
async fn every_write_refuses_who_is_not_signed_in_or_holds_no_post() {
    let app = TestApp::new().await;
    let person = Person::new(&app, Role::Administrator).await;
    let (cookie, csrf) = app.form().await;
    let stranger = Person { who: "không đăng nhập".to_owned(), cookie, csrf };
    for listed in writing_routes().iter().filter(|listed| listed.right != Right::Open) {
        let answer = app.ask(sending(listed, &stranger, false)).await;
        assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/sign-in"), "{}", listed.path);
    }
    let Database::Sqlite(pool) = &app.db else { panic!("the board of the tests is on SQLite") };
    sqlx::query("UPDATE posts SET valid_from = '2000-01-01', valid_to = '2000-12-31'").execute(pool).await.expect("the posts end");
    for listed in writing_routes().iter().filter(|listed| listed.right != Right::Open) {
        assert_eq!(app.ask(sending(listed, &person, false)).await.status, StatusCode::FORBIDDEN, "{}", listed.path);
    }
}

#[tokio::test]
async fn every_write_refuses_a_form_without_its_token_and_one_that_another_site_sent() {
    let app = TestApp::new().await;
    let person = Person::new(&app, Role::Administrator).await;
    let forged = Person { who: person.who.clone(), cookie: person.cookie.clone(), csrf: "0".repeat(32) };
    for listed in writing_routes() {
        let mut refused = false;
        for files in [false, true] {
            // The other kind of form is not read at all.
            let answer = app.ask(sending(&listed, &forged, files)).await;
            assert!(answer.status.is_client_error(), "{}: {}", listed.path, answer.status);
            refused |= answer.status == StatusCode::FORBIDDEN;
            let mut foreign = sending(&listed, &person, files);
            foreign.headers_mut().insert(HeaderName::from_static("sec-fetch-site"), header::HeaderValue::from_static("cross-site"));
            assert_eq!(app.ask(foreign).await.status, StatusCode::FORBIDDEN, "{}", listed.path);
        }
        assert!(refused, "{}", listed.path);
    }
}

#[tokio::test]
async fn every_address_but_the_open_ones_asks_for_a_sign_in() {
    let app = TestApp::new().await;
    for listed in routes::listed().iter().filter(|listed| listed.method == Method::GET) {
        let path = address(listed.path);
        let answer = app.get(&path, None).await;
        let asked = answer.header(header::LOCATION).starts_with("/sign-in");
        // The page for the code is open to who has shown a password only.
        assert_eq!(asked, listed.right != Right::Open || path == "/sign-in/code", "{path}: {}", answer.status);
    }
}

/// `cargo xtask docs` writes it.
#[test]
fn the_list_of_rights_in_the_documents_is_that_of_the_routes() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rights.md");
    let there = std::fs::read_to_string(path).expect("docs/rights.md is there");
    assert_eq!(there, routes::rights_markdown(), "run `cargo xtask docs`");
}
