//! Sign-ins by a provider whose tokens are made here: the right one opens the board, everything else opens nothing.

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::{get, post};
use axum::{Form, Router};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use ed25519_dalek::SigningKey;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use roviec_tracker::auth::second_factor;
use roviec_tracker::config::{ConfigFile, Provider};
use roviec_tracker::domain::Role;
use roviec_tracker::store::{Database, audit, sessions};
use roviec_tracker::{Clock, Config};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::*;

const CLIENT: &str = "roviec";
const SECRET: &str = "chỉ dùng trong phép thử";

/// What the provider answers next, and what it was asked.
#[derive(Default)]
struct Desk {
    token: String,
    asked: Vec<(Vec<(String, String)>, String)>,
    /// How often for its addresses, and for its keys.
    discoveries: u32,
    keys: u32,
}

/// An answering provider, and a board that knows it.
struct Scene {
    app: TestApp,
    issuer: String,
    desk: Arc<Mutex<Desk>>,
}

fn signing(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

/// RFC 8410: a seed in the shape that keys are kept in.
fn encoding(seed: u8) -> EncodingKey {
    let head = HEXLOWER.decode(b"302e020100300506032b657004220420").expect("is hexadecimal");
    EncodingKey::from_ed_der(&[head, vec![seed; 32]].concat())
}

fn keys() -> Value {
    let public = BASE64URL_NOPAD.encode(signing(1).verifying_key().as_bytes());
    json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": "k1", "x": public }] })
}

type Shared = (String, Arc<Mutex<Desk>>);

async fn jwks(State((_, desk)): State<Shared>) -> String {
    desk.lock().expect("is whole").keys += 1;
    keys().to_string()
}

async fn discovery(State((issuer, desk)): State<Shared>) -> String {
    desk.lock().expect("is whole").discoveries += 1;
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
    })
    .to_string()
}

async fn token(State((_, desk)): State<Shared>, headers: HeaderMap, Form(form): Form<Vec<(String, String)>>) -> String {
    let mut desk = desk.lock().expect("is whole");
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    desk.asked.push((form, authorization));
    json!({ "access_token": "x", "token_type": "Bearer", "id_token": desk.token }).to_string()
}

impl Scene {
    async fn new() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let desk = Arc::new(Mutex::new(Desk::default()));
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/token", post(token))
            .route("/jwks", get(jwks))
            .with_state((issuer.clone(), desk.clone()));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let app = TestApp::with(Config { provider: Some(provider(&issuer)), ..Config::default() }).await;
        app.person("an", Some(Role::Leader)).await;
        Self { app, issuer, desk }
    }

    /// Sent away by the board: the browser's cookie, and the query that went along.
    async fn away(&self) -> (String, Vec<(String, String)>) {
        let answer = self.app.get("/sign-in/provider?next=%2Ftasks", None).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let (address, query) = answer.header(header::LOCATION).split_once('?').expect("a query");
        assert_eq!(address, format!("{}/auth", self.issuer));
        (answer.cookie().expect("a session"), pairs(query))
    }

    fn claims(&self, nonce: &str) -> Value {
        let now = Clock::System.now();
        json!({ "iss": self.issuer, "aud": CLIENT, "sub": "7", "exp": now + 300, "iat": now, "nonce": nonce, "preferred_username": " An " })
    }

    /// A whole sign-in of whom the token names by these claims.
    async fn sign_in(&self, subject: &str, login: &str) -> Answer {
        let (cookie, query) = self.away().await;
        let mut claims = self.claims(of(&query, "nonce"));
        claims["sub"] = json!(subject);
        claims["preferred_username"] = json!(login);
        self.back(&cookie, of(&query, "state"), signed(&claims, 1)).await
    }

    /// The person has no password of ours.
    async fn without_password(&self, login: &str) {
        let Database::Sqlite(pool) = &self.app.db else { panic!("the board of the tests is on SQLite") };
        let sql = "UPDATE users SET password_hash = '-' WHERE login = $1";
        sqlx::query(sql).bind(login.to_owned()).execute(pool).await.expect("is taken away");
    }

    /// The browser comes back, the provider having this token ready.
    async fn back(&self, cookie: &str, state: &str, token: String) -> Answer {
        self.desk.lock().expect("is whole").token = token;
        self.app.get(&format!("/sign-in/provider/callback?code=mot-lan&state={state}"), Some(cookie)).await
    }
}

fn provider(issuer: &str) -> Provider {
    let text = format!("[oidc]\nissuer = \"{issuer}\"\nclient_id = \"{CLIENT}\"\nboard = \"http://board.test\"");
    let provider = ConfigFile::read(&text).expect("is read").oidc.expect("is there");
    Provider { client_secret: Some(SECRET.to_owned()), ..provider }
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let plain = |text: &str| {
        let bytes = text.replace("%3A", ":").replace("%2F", "/").replace("%20", " ");
        assert!(!bytes.contains('%'), "{bytes}");
        bytes
    };
    query.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.to_owned(), plain(value))).collect()
}

fn of<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

fn signed(claims: &Value, seed: u8) -> String {
    let header = Header { kid: Some("k1".to_owned()), ..Header::new(Algorithm::EdDSA) };
    encode(&header, claims, &encoding(seed)).expect("is signed")
}

#[tokio::test]
async fn a_believable_token_opens_the_board_and_the_code_goes_with_its_proof() {
    let scene = Scene::new().await;
    let (cookie, query) = scene.away().await;
    assert_eq!((of(&query, "response_type"), of(&query, "client_id"), of(&query, "scope")), ("code", CLIENT, "openid profile"));
    let answer = scene.back(&cookie, of(&query, "state"), signed(&scene.claims(of(&query, "nonce")), 1)).await;
    assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/tasks"), "{}", answer.text);
    let session = answer.cookie().expect("a session");
    assert_eq!(scene.app.get("/tasks", Some(&session)).await.status, StatusCode::OK);
    let (form, authorization) = scene.desk.lock().expect("is whole").asked.remove(0);
    assert_eq!((of(&form, "code"), of(&form, "redirect_uri")), ("mot-lan", "http://board.test/sign-in/provider/callback"));
    assert_eq!(BASE64URL_NOPAD.encode(&Sha256::digest(of(&form, "code_verifier"))), of(&query, "code_challenge"));
    assert!(authorization.starts_with("Basic ") && of(&form, "client_secret").is_empty());
    let mut tx = scene.app.db.read().await.expect("reads");
    let entries = audit::of(&mut tx, "user", None).await.expect("lists");
    assert!(entries.iter().any(|entry| entry.action == "signed-in"));
}

#[tokio::test]
async fn a_token_that_is_not_to_be_believed_opens_nothing() {
    let scene = Scene::new().await;
    let now = Clock::System.now();
    let changes = [
        ("another audience", json!({ "aud": "another" })),
        ("several audiences and no party", json!({ "aud": [CLIENT, "another"] })),
        ("another party", json!({ "azp": "another" })),
        ("expired", json!({ "exp": now - 120 })),
        ("not yet", json!({ "nbf": now + 600 })),
        ("another issuer", json!({ "iss": "https://another.example" })),
        ("another nonce", json!({ "nonce": "0123456789abcdef0123456789abcdef" })),
        ("no nonce", json!({ "nonce": null })),
        ("no time", json!({ "exp": null })),
        ("no login", json!({ "preferred_username": null })),
    ];
    for (what, change) in changes {
        let (cookie, query) = scene.away().await;
        let mut claims = scene.claims(of(&query, "nonce"));
        for (name, value) in change.as_object().expect("is one") {
            match value {
                Value::Null => drop(claims.as_object_mut().expect("is one").remove(name)),
                value => claims[name] = value.clone(),
            }
        }
        refused(&scene, what, scene.back(&cookie, of(&query, "state"), signed(&claims, 1)).await).await;
    }
}

#[tokio::test]
async fn a_token_signed_otherwise_opens_nothing() {
    let scene = Scene::new().await;
    for what in ["another key", "the client's secret", "nobody", "changed afterwards"] {
        let (cookie, query) = scene.away().await;
        let claims = scene.claims(of(&query, "nonce"));
        let token = match what {
            "another key" => signed(&claims, 2),
            "the client's secret" => {
                let header = Header { kid: Some("k1".to_owned()), ..Header::new(Algorithm::HS256) };
                encode(&header, &claims, &EncodingKey::from_secret(SECRET.as_bytes()).expect("is a key")).expect("is signed")
            }
            "nobody" => {
                let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
                format!("{}.{}.", part(&json!({ "alg": "none", "typ": "JWT" })), part(&claims))
            }
            _ => {
                let token = signed(&claims, 1);
                let (head, rest) = token.split_once('.').expect("has parts");
                let (_, signature) = rest.split_once('.').expect("has parts");
                let mut claims = claims;
                claims["preferred_username"] = json!("quantri");
                format!("{head}.{}.{signature}", BASE64URL_NOPAD.encode(claims.to_string().as_bytes()))
            }
        };
        refused(&scene, what, scene.back(&cookie, of(&query, "state"), token).await).await;
    }
}

async fn refused(scene: &Scene, what: &str, answer: Answer) {
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
    assert!(answer.text.contains("không được chấp nhận"), "{what}: {}", answer.text);
    let cookie = answer.cookie();
    assert_ne!(scene.app.get("/tasks", cookie.as_deref()).await.status, StatusCode::OK, "{what}");
}

#[tokio::test]
async fn an_answer_is_taken_once_and_from_the_browser_that_went() {
    let scene = Scene::new().await;
    let (cookie, query) = scene.away().await;
    let (state, token) = (of(&query, "state"), signed(&scene.claims(of(&query, "nonce")), 1));
    let (other, _) = scene.away().await;
    assert_eq!(scene.back(&other, state, token.clone()).await.status, StatusCode::FORBIDDEN, "another browser");
    assert_eq!(scene.back(&cookie, state, token.clone()).await.status, StatusCode::SEE_OTHER);
    let asked = scene.desk.lock().expect("is whole").asked.len();
    let again = scene.back(&cookie, state, token.clone()).await;
    assert!(again.status == StatusCode::FORBIDDEN && again.text.contains("đã dùng rồi"), "{}", again.text);
    assert_eq!(scene.desk.lock().expect("is whole").asked.len(), asked);
    // The whole token once more, in a sign-in of its own: its nonce is that of the first.
    let (cookie, query) = scene.away().await;
    refused(&scene, "a replayed token", scene.back(&cookie, of(&query, "state"), token).await).await;
}

#[tokio::test]
async fn a_stranger_and_a_refusal_of_the_provider_are_told() {
    let scene = Scene::new().await;
    let (cookie, query) = scene.away().await;
    let mut claims = scene.claims(of(&query, "nonce"));
    claims["preferred_username"] = json!("nguoi.la");
    let stranger = scene.back(&cookie, of(&query, "state"), signed(&claims, 1)).await;
    assert!(stranger.status == StatusCode::FORBIDDEN && stranger.text.contains("chưa được mời"), "{}", stranger.text);
    let (cookie, query) = scene.away().await;
    let path = format!("/sign-in/provider/callback?error=access_denied&state={}", of(&query, "state"));
    let declined = scene.app.get(&path, Some(&cookie)).await;
    assert!(declined.status == StatusCode::FORBIDDEN && declined.text.contains("không xác nhận"), "{}", declined.text);
    let (cookie, query) = scene.away().await;
    let path = format!("/sign-in/provider/callback?code=x&iss=https%3A%2F%2Fanother.example&state={}", of(&query, "state"));
    assert_eq!(scene.app.get(&path, Some(&cookie)).await.status, StatusCode::FORBIDDEN, "an answer of another provider");
}

#[tokio::test]
async fn a_second_factor_of_the_board_is_asked_unless_the_provider_has_asked() {
    for asks_for_second_factor in [false, true] {
        let scene = Scene::new().await;
        let app =
            TestApp::with(Config { provider: Some(Provider { asks_for_second_factor, ..provider(&scene.issuer) }), ..Config::default() })
                .await;
        app.person("an", Some(Role::Administrator)).await;
        let scene = Scene { app, ..scene };
        let (cookie, query) = scene.away().await;
        let answer = scene.back(&cookie, of(&query, "state"), signed(&scene.claims(of(&query, "nonce")), 1)).await;
        assert_eq!(answer.header(header::LOCATION), if asks_for_second_factor { "/tasks" } else { "/sign-in/code" });
    }
}

#[tokio::test]
async fn without_a_provider_there_is_no_such_address() {
    let app = TestApp::new().await;
    for path in ["/sign-in/provider", "/sign-in/provider/callback?code=x&state=y"] {
        assert_eq!(app.get(path, None).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_provider_that_does_not_answer_leaves_the_password() {
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address");
    let app = TestApp::with(Config { provider: Some(provider(&format!("http://{nobody}"))), ..Config::default() }).await;
    app.person("an", Some(Role::Leader)).await;
    let answer = app.get("/sign-in/provider", None).await;
    assert!(answer.status == StatusCode::FORBIDDEN && answer.text.contains("không trả lời"), "{}", answer.text);
    app.signed_in("an").await;
}

#[tokio::test]
async fn the_first_sign_in_binds_the_account_and_another_one_under_the_same_login_is_refused() {
    let scene = Scene::new().await;
    assert_eq!(scene.sign_in("7", "an").await.status, StatusCode::SEE_OTHER);
    // The provider has given the login to somebody else.
    let other = scene.sign_in("8", "an").await;
    assert!(other.status == StatusCode::FORBIDDEN && other.text.contains("đã gắn với một tài khoản dùng chung khác"), "{}", other.text);
    assert_ne!(scene.app.get("/", other.cookie().as_deref()).await.status, StatusCode::OK);
    // Whoever it is bound to comes in, whatever the provider calls them by now.
    assert_eq!(scene.sign_in("7", "an.moi").await.status, StatusCode::SEE_OTHER);
    let mut tx = scene.app.db.read().await.expect("reads");
    let entries = audit::of(&mut tx, "user", None).await.expect("lists");
    let count = |action: &str| entries.iter().filter(|entry| entry.action == action).count();
    assert_eq!((count("provider-account-bound"), count("provider-account-refused"), count("signed-in")), (1, 1, 2));
}

#[tokio::test]
async fn an_administrator_unbinds_the_account_within_reach_and_the_next_sign_in_binds_anew() {
    let scene = Scene::new().await;
    let app = &scene.app;
    let session = scene.sign_in("7", "an").await.cookie().expect("a session");
    let an = {
        let mut tx = app.db.read().await.expect("reads");
        roviec_tracker::store::users::id_of(&mut tx, "an").await.expect("asks").expect("is there")
    };
    let address = format!("/users/{an}/provider-unbinding");
    for (login, unit, status) in
        [("cua.xa", Some(app.province.communes[0]), StatusCode::FORBIDDEN), ("quantri", Some(app.province.top), StatusCode::SEE_OTHER)]
    {
        app.person_at(login, Some(Role::Administrator), unit).await;
        let cookie = app.signed_in(login).await;
        let page = app.get(&format!("/users/{an}"), Some(&cookie)).await.text;
        assert_eq!(page.contains("Gỡ gắn kết") && page.contains(&scene.issuer), status == StatusCode::SEE_OTHER, "{page}");
        let csrf = app.get("/account", Some(&cookie)).await.csrf();
        assert_eq!(app.post(&address, Some(&cookie), &[("csrf", &csrf)]).await.status, status, "{login}");
    }
    assert_eq!(app.get("/", Some(&session)).await.status, StatusCode::SEE_OTHER, "the session has ended");
    assert_eq!(scene.sign_in("8", "an").await.status, StatusCode::SEE_OTHER);
    assert_eq!(scene.sign_in("7", "an").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_login_is_bound_only_once_its_code_was_right() {
    let scene = Scene::new().await;
    let app = &scene.app;
    app.person("quantri", Some(Role::Administrator)).await;
    // Somebody else who was given the login does not know the code, and shuts nobody out.
    assert_eq!(scene.sign_in("8", "quantri").await.header(header::LOCATION), "/sign-in/code");
    let (cookie, query) = scene.away().await;
    let mut claims = scene.claims(of(&query, "nonce"));
    claims["preferred_username"] = json!("quantri");
    scene.back(&cookie, of(&query, "state"), signed(&claims, 1)).await;
    let csrf = app.get("/sign-in/code", Some(&cookie)).await.csrf();
    let code = second_factor::code_at(crate::support::SECRET, Clock::System.now()).expect("a code");
    let answer = app.post("/sign-in/code", Some(&cookie), &[("csrf", &csrf), ("code", &code)]).await;
    assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/tasks"), "{}", answer.text);
    assert_eq!(scene.sign_in("8", "quantri").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn addresses_and_keys_of_the_provider_are_kept_and_a_made_up_key_does_not_have_them_asked_for_each_time() {
    let scene = Scene::new().await;
    for _ in 0..3 {
        assert_eq!(scene.sign_in("7", "an").await.status, StatusCode::SEE_OTHER);
    }
    for _ in 0..3 {
        let (cookie, query) = scene.away().await;
        let header = Header { kid: Some("k2".to_owned()), ..Header::new(Algorithm::EdDSA) };
        let token = encode(&header, &scene.claims(of(&query, "nonce")), &encoding(2)).expect("is signed");
        refused(&scene, "an unknown key", scene.back(&cookie, of(&query, "state"), token).await).await;
    }
    let desk = scene.desk.lock().expect("is whole");
    assert_eq!((desk.discoveries, desk.keys), (1, 1));
}

#[tokio::test]
async fn who_has_no_password_here_sets_a_second_factor_right_after_signing_in_and_not_later() {
    let scene = Scene::new().await;
    let app = &scene.app;
    scene.without_password("an").await;
    let session = scene.sign_in("7", "an").await.cookie().expect("a session");
    let page = app.get("/account/second-factor", Some(&session)).await.text;
    assert!(page.contains("10 phút sau khi đăng nhập") && !page.contains("name=\"cu\""), "{page}");
    let secret: String = page.split("class=\"secret\">").nth(1).and_then(|rest| rest.split('<').next()).expect("a secret").replace(' ', "");
    let csrf = app.get("/account/second-factor", Some(&session)).await.csrf();
    let code = || second_factor::code_at(&secret, Clock::System.now()).expect("a code");
    let Database::Sqlite(pool) = &app.db else { panic!("the board of the tests is on SQLite") };
    let began = async |ago: i64| {
        let sql = "UPDATE sessions SET began_at = $1 WHERE user_id IS NOT NULL";
        sqlx::query(sql).bind(Clock::System.now() - ago).execute(pool).await.expect("is set");
    };
    began(601).await;
    let late = app.post("/account/second-factor", Some(&session), &[("csrf", &csrf), ("code", &code())]).await;
    assert!(
        late.status == StatusCode::UNPROCESSABLE_ENTITY && late.text.contains("đăng nhập lại bằng tài khoản dùng chung"),
        "{}",
        late.text
    );
    began(0).await;
    let set = app.post("/account/second-factor", Some(&session), &[("csrf", &csrf), ("code", &code())]).await;
    assert!(set.status == StatusCode::OK && set.text.contains("Mã dự phòng"), "{}", set.text);
    assert_eq!(scene.sign_in("7", "an").await.header(header::LOCATION), "/sign-in/code");
    let mut tx = app.db.read().await.expect("reads");
    assert_eq!(sessions::of_user(&mut tx, 1, Clock::System.now()).await.expect("lists").len(), 1);
}

#[tokio::test]
async fn where_the_provider_asks_for_a_second_factor_who_has_no_password_is_told_so() {
    let scene = Scene::new().await;
    let provider = Provider { asks_for_second_factor: true, ..provider(&scene.issuer) };
    let app = TestApp::with(Config { provider: Some(provider), ..Config::default() }).await;
    app.person("an", Some(Role::Leader)).await;
    let scene = Scene { app, ..scene };
    scene.without_password("an").await;
    let session = scene.sign_in("7", "an").await.cookie().expect("a session");
    let page = scene.app.get("/account/second-factor", Some(&session)).await;
    assert!(page.text.contains("máy đăng nhập dùng chung đã hỏi xác thực hai lớp") && !page.text.contains("class=\"qr\""), "{}", page.text);
    let csrf = page.csrf();
    let set = scene.app.post("/account/second-factor", Some(&session), &[("csrf", &csrf), ("code", "123456")]).await;
    assert!(set.status == StatusCode::CONFLICT && set.text.contains("không đặt thêm ở đây"), "{} {}", set.status, set.text);
    let change = [("csrf", csrf.as_str()), ("cu", ""), ("moi", "Sáng nay 7 giờ họp"), ("lai", "Sáng nay 7 giờ họp")];
    let password = scene.app.post("/account/password", Some(&session), &change).await;
    assert!(password.text.contains("không có mật khẩu ở đây"), "{}", password.text);
}
