//! Whether an identity token is to be believed (OpenID Connect Core 1.0, 3.1.3.7): signature, issuer, audience, time, nonce.
//! The cryptography is the library's.

use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;

use crate::config::Provider;

/// Those that only the provider can sign with; a shared secret or none is never taken.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// OpenID Connect Core 1.0, 2.
const LONGEST_SUBJECT: usize = 255;

/// Seconds by which clocks may differ.
const LEEWAY: u64 = 60;

/// Whom a token names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Of one person for ever (OpenID Connect Core 1.0, 5.7).
    pub subject: String,
    /// What it is called here, as long as the provider does not give the name to somebody else.
    pub login: String,
}

/// The key a token says it is signed by; believed by nobody yet.
pub fn key_id(token: &str) -> Option<String> {
    decode_header(token).ok()?.kid
}

/// Whom the token names, or why it is not believed.
pub fn identity(provider: &Provider, keys: &JwkSet, token: &str, nonce: &str) -> Result<Identity, String> {
    let header = decode_header(token).map_err(told)?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(format!("signed by {:?}", header.alg));
    }
    let key = DecodingKey::from_jwk(key(keys, header.kid.as_deref())?).map_err(told)?;
    let mut validation = Validation::new(header.alg);
    validation.leeway = LEEWAY;
    validation.validate_nbf = true;
    validation.set_issuer(&[&provider.issuer]);
    validation.set_audience(&[&provider.client_id]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    let claims = decode::<Map<String, Value>>(token, &key, &validation).map_err(told)?.claims;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if !text("nonce").is_some_and(|said| bool::from(said.as_bytes().ct_eq(nonce.as_bytes()))) {
        return Err("another nonce".to_owned());
    }
    let several = claims.get("aud").and_then(Value::as_array).is_some_and(|audience| audience.len() > 1);
    if several && text("azp").is_none() || text("azp").is_some_and(|party| party != provider.client_id) {
        return Err("made for another party".to_owned());
    }
    let subject = text("sub").filter(|subject| !subject.is_empty() && subject.len() <= LONGEST_SUBJECT).ok_or("no subject")?;
    let login = text(&provider.login_claim).ok_or_else(|| format!("no claim {:?}", provider.login_claim))?;
    Ok(Identity { subject: subject.to_owned(), login: login.to_owned() })
}

/// The key of this id; without an id the only one there is.
fn key<'a>(keys: &'a JwkSet, id: Option<&str>) -> Result<&'a Jwk, String> {
    let signing = |key: &&Jwk| key.common.public_key_use.as_ref().is_none_or(|used| *used == PublicKeyUse::Signature);
    let mut found = keys.keys.iter().filter(signing).filter(|key| id.is_none() || key.common.key_id.as_deref() == id);
    match (found.next(), found.next()) {
        (Some(key), None) => Ok(key),
        (Some(key), Some(_)) if id.is_some() => Ok(key),
        _ => Err("signed by an unknown key".to_owned()),
    }
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
