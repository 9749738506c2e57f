//! Signing in by an OpenID Connect provider: code flow with PKCE, state and nonce. No other page waits for the provider.

mod cache;
mod http;
mod id_token;

pub use cache::ProviderCache;

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::jwk::JwkSet;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tower_sessions::Session;

use self::http::Discovery;
use self::id_token::Identity;
use super::sign_in::{ByProvider, Entering, enter, inactive, local};
use super::signed_in::Csrf;
use super::source::Visitor;
use super::tokens;
use crate::clock::Clock;
use crate::config::Provider;
use crate::error::{Error, Result};
use crate::pages;
use crate::pages::address::address;
use crate::retrying;
use crate::state::AppState;
use crate::store::provider_accounts::{self, ProviderAccount};
use crate::store::provider_sign_ins::{self, ProviderSignIn};
use crate::store::users::{self, Credentials};

/// Session key: digest of the state that this browser took to the provider.
const STATE_KEY: &str = "state";
/// Seconds in which the provider has to send the person back.
const AWAY_SECONDS: i64 = 600;

/// Why somebody does not get in: one sentence for the person, and the cause for the log.
#[derive(Debug)]
pub struct Refusal {
    pub sentence: &'static str,
    pub cause: String,
}

impl Refusal {
    fn new(sentence: &'static str, cause: impl std::fmt::Display) -> Self {
        Self { sentence, cause: cause.to_string() }
    }
}

const UNREACHABLE: &str = "Máy đăng nhập dùng chung không trả lời hoặc trả lời chưa đúng. Đề nghị thử lại sau ít phút, hoặc dùng mật khẩu.";
const NOT_BELIEVED: &str = "Kết quả của máy đăng nhập dùng chung không hợp lệ nên không được chấp nhận. Đề nghị đăng nhập lại từ đầu.";
const USED_UP: &str = "Lần đăng nhập này đã dùng rồi hoặc đã quá lâu. Đề nghị đăng nhập lại từ đầu.";
const DECLINED: &str = "Máy đăng nhập dùng chung không xác nhận. Đề nghị đăng nhập lại, hoặc dùng mật khẩu.";
const BOUND: &str = "Tên đăng nhập này đã gắn với một tài khoản dùng chung khác nên chưa đăng nhập được. \
     Đề nghị quản trị viên của cơ quan kiểm tra, gỡ gắn kết cũ nếu đúng là cùng một người.";
const UNKNOWN: &str = "Tài khoản dùng chung này chưa được mời vào bảng điều hành. Đề nghị quản trị viên của cơ quan mời.";

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    next: String,
}

/// `GET /sign-in/provider`: on to the provider. A link and not a form, which the content policy keeps on this board.
///
/// # Errors
/// No provider is configured; the database or the session store fails.
pub async fn begin(State(state): State<AppState>, session: Session, Csrf(csrf): Csrf, Query(asked): Query<Asked>) -> Result<Response> {
    let provider = state.config.provider.clone().ok_or(Error::NotFound)?;
    let discovery = match discover(&state, &provider).await {
        Ok(discovery) => discovery,
        Err(refusal) => return refused(&state, &csrf, &refusal),
    };
    let value = tokens::random();
    let sent =
        ProviderSignIn { nonce: tokens::random(), verifier: tokens::random() + &tokens::random(), next: local(&asked.next).to_owned() };
    let now = Clock::System.now();
    let digest = tokens::digest(&value);
    retrying!(state.tries(), async {
        let mut tx = state.db.write().await?;
        provider_sign_ins::begin(&mut tx, &digest, &sent, (now, now + AWAY_SECONDS)).await?;
        Ok(tx.commit().await?)
    })?;
    session.insert(STATE_KEY, &digest).await.map_err(store)?;
    Ok(Redirect::to(&away(&provider, &discovery, &value, &sent)).into_response())
}

fn away(provider: &Provider, discovery: &Discovery, state: &str, sent: &ProviderSignIn) -> String {
    let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(&sent.verifier));
    let back = back(provider);
    let query = address(
        "",
        &[
            ("response_type", "code"),
            ("client_id", &provider.client_id),
            ("redirect_uri", &back),
            ("scope", "openid profile"),
            ("state", state),
            ("nonce", &sent.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ],
    );
    let endpoint = &discovery.authorization_endpoint;
    if endpoint.contains('?') { format!("{endpoint}&{}", query.trim_start_matches('?')) } else { format!("{endpoint}{query}") }
}

/// The addresses of the provider, by the clock of the machine as old as they may be.
async fn discover(state: &AppState, provider: &Provider) -> Result<Arc<Discovery>, Refusal> {
    state.provider.discovery.get(Clock::System.now(), |_| true, http::discover(provider)).await
}

/// Where the provider sends the person back to.
fn back(provider: &Provider) -> String {
    format!("{}/sign-in/provider/callback", provider.board.trim_end_matches('/'))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Answer {
    code: String,
    state: String,
    iss: Option<String>,
    error: Option<String>,
}

/// `GET /sign-in/provider/callback`: back from the provider, once.
///
/// # Errors
/// No provider is configured; the database or the session store fails.
pub async fn come_back(
    State(state): State<AppState>,
    session: Session,
    Csrf(csrf): Csrf,
    visitor: Visitor,
    Query(answer): Query<Answer>,
) -> Result<Response> {
    let provider = state.config.provider.clone().ok_or(Error::NotFound)?;
    let Some(sent) = taken(&state, &session, &answer).await? else {
        return refused(&state, &csrf, &Refusal::new(USED_UP, "an answer with a state that nobody waits for"));
    };
    let identity = match identity(&state, &provider, &answer, &sent).await {
        Ok(identity) => identity,
        Err(refusal) => return refused(&state, &csrf, &refusal),
    };
    let known = match retrying!(state.tries(), owner(&state, &visitor, &provider, &identity))? {
        Owner::Known(known) => known,
        Owner::Nobody => return refused(&state, &csrf, &Refusal::new(UNKNOWN, format!("nobody has the login {:?}", identity.login))),
        Owner::Other => return refused(&state, &csrf, &Refusal::new(BOUND, format!("{:?} is bound to another subject", identity.login))),
    };
    if known.active_from.is_some_and(|from| from < state.config.security.active_since(Clock::System.now())) {
        return shown(&state, &csrf, &inactive(&state));
    }
    let by_provider = Some(ByProvider { subject: identity.subject, has_asked: provider.asks_for_second_factor });
    let entering = Entering { user: known.id, stamp: known.security_stamp, rehashed: None, next: &sent.next, by_provider };
    match enter(&state, &session, &visitor, entering).await? {
        Some(answer) => Ok(answer),
        None => refused(&state, &csrf, &Refusal::new(USED_UP, "the account was changed meanwhile")),
    }
}

/// What this browser was sent away with: only for the browser that went, and only the first time.
async fn taken(state: &AppState, session: &Session, answer: &Answer) -> Result<Option<ProviderSignIn>> {
    let waited_for: Option<String> = session.remove(STATE_KEY).await.map_err(store)?;
    let digest = tokens::digest(&answer.state);
    if !waited_for.is_some_and(|waited_for| bool::from(waited_for.as_bytes().ct_eq(digest.as_bytes()))) {
        return Ok(None);
    }
    retrying!(state.tries(), async {
        let mut tx = state.db.write().await?;
        let sent = provider_sign_ins::take(&mut tx, &digest, Clock::System.now()).await?;
        tx.commit().await?;
        Ok(sent)
    })
}

/// Whom a believable identity token names.
async fn identity(state: &AppState, provider: &Provider, answer: &Answer, sent: &ProviderSignIn) -> Result<Identity, Refusal> {
    if let Some(error) = &answer.error {
        return Err(Refusal::new(DECLINED, format!("the provider says {error:?}")));
    }
    // RFC 9207: an answer of another provider is not taken to this one.
    if answer.iss.as_ref().is_some_and(|issuer| *issuer != provider.issuer) {
        return Err(Refusal::new(NOT_BELIEVED, "the answer names another issuer"));
    }
    let discovery = discover(state, provider).await?;
    let token = http::exchange(provider, &discovery, &answer.code, &sent.verifier, &back(provider)).await?;
    let key = id_token::key_id(&token);
    let has_key = |keys: &JwkSet| key.as_ref().is_none_or(|key| keys.find(key).is_some());
    let keys = state.provider.keys.get(Clock::System.now(), has_key, http::keys(provider, &discovery)).await?;
    id_token::identity(provider, &keys, &token, &sent.nonce).map_err(|cause| Refusal::new(NOT_BELIEVED, cause))
}

enum Owner {
    Known(Credentials),
    Nobody,
    /// The login is that of somebody who has another account at the provider.
    Other,
}

/// Whose account at the provider it is: of the person it is bound to, whatever it is called by now; else of whoever has the
/// login and is not bound yet.
async fn owner(state: &AppState, visitor: &Visitor, provider: &Provider, identity: &Identity) -> Result<Owner> {
    let mut tx = state.db.write().await?;
    let account = ProviderAccount { issuer: &provider.issuer, subject: &identity.subject };
    if let Some(known) = provider_accounts::owner(&mut tx, account).await? {
        return Ok(Owner::Known(known));
    }
    let Some(known) = users::credentials(&mut tx, &identity.login.trim().to_lowercase()).await? else { return Ok(Owner::Nobody) };
    let bound = provider_accounts::subject(&mut tx, known.id, account.issuer).await?;
    if bound.is_none() {
        return Ok(Owner::Known(known));
    }
    provider_accounts::tell_refusal(&mut tx, visitor.stranger(state), known.id, account.issuer).await?;
    tx.commit().await?;
    Ok(Owner::Other)
}

/// A password may still open what the provider's word did not.
fn refused(state: &AppState, csrf: &str, refusal: &Refusal) -> Result<Response> {
    tracing::warn!(cause = %refusal.cause, "a sign-in by the provider is refused");
    shown(state, csrf, refusal.sentence)
}

fn shown(state: &AppState, csrf: &str, sentence: &str) -> Result<Response> {
    Ok(pages::sign_in::refused(state, csrf, ("", ""), StatusCode::FORBIDDEN, sentence)?.into_response())
}

fn store(error: tower_sessions::session::Error) -> Error {
    Error::Internal(error.to_string())
}
