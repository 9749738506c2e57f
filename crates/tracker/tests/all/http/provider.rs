//! Sign-ins by a provider whose tokens are made here: the right one opens the board, everything else opens nothing.

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::{get, post};
use axum::{Form, Router};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use ed25519_dalek::SigningKey;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use roviec_tracker::config::{ConfigFile, Provider};
use roviec_tracker::domain::Role;
use roviec_tracker::store::audit;
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

async fn discovery(State((issuer, _)): State<Shared>) -> String {
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
            .route("/jwks", get(|| async { keys().to_string() }))
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
