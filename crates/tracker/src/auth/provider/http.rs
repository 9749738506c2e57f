//! What is asked of the provider: its addresses, its keys, an identity token for a code. Each within seconds, nothing followed.

use std::time::Duration;

use data_encoding::BASE64;
use jsonwebtoken::jwk::JwkSet;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::{Refusal, UNREACHABLE};
use crate::config::Provider;
use crate::pages::address::encoded;

/// Longer than this nobody waits for a sign-in.
const SECONDS: u64 = 10;
const MOST_BYTES: u64 = 1 << 20;

/// OpenID Connect Discovery 1.0, 3.
#[derive(Debug, Clone, Deserialize)]
pub struct Discovery {
    issuer: String,
    pub authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

/// The addresses of the provider.
pub async fn discover(provider: &Provider) -> Result<Discovery, Refusal> {
    let address = format!("{}/.well-known/openid-configuration", provider.issuer.trim_end_matches('/'));
    let discovery: Discovery = get(provider, address).await?;
    if discovery.issuer != provider.issuer {
        return Err(unreachable(format!("the provider calls itself {:?}", discovery.issuer)));
    }
    for address in [&discovery.authorization_endpoint, &discovery.token_endpoint, &discovery.jwks_uri] {
        is_safe(address).map_err(unreachable)?;
    }
    Ok(discovery)
}

/// The keys of the provider.
pub async fn keys(provider: &Provider, discovery: &Discovery) -> Result<JwkSet, Refusal> {
    get(provider, discovery.jwks_uri.clone()).await
}

/// The identity token for a code.
pub async fn exchange(provider: &Provider, discovery: &Discovery, code: &str, verifier: &str, back: &str) -> Result<String, Refusal> {
    let mut form: Vec<(&str, String)> = vec![
        ("grant_type", "authorization_code".to_owned()),
        ("code", code.to_owned()),
        ("redirect_uri", back.to_owned()),
        ("code_verifier", verifier.to_owned()),
    ];
    // RFC 6749, 2.3.1: the header, which every provider takes, where nothing else is said.
    let methods = &discovery.token_endpoint_auth_methods_supported;
    let in_header = methods.is_empty() || methods.iter().any(|method| method == "client_secret_basic");
    let mut header = None;
    match &provider.client_secret {
        Some(secret) if in_header => {
            let pair = format!("{}:{}", encoded(&provider.client_id), encoded(secret));
            header = Some(format!("Basic {}", BASE64.encode(pair.as_bytes())));
        }
        Some(secret) => form.extend([("client_id", provider.client_id.clone()), ("client_secret", secret.clone())]),
        None => form.push(("client_id", provider.client_id.clone())),
    }
    let agent = agent(provider)?;
    let address = discovery.token_endpoint.clone();
    let tokens: Tokens = off_thread(move || {
        let mut request = agent.post(&address).header("accept", "application/json");
        if let Some(header) = &header {
            request = request.header("authorization", header);
        }
        request.send_form(form.iter().map(|(name, value)| (*name, value.as_str())))
    })
    .await?;
    Ok(tokens.id_token)
}

async fn get<T: DeserializeOwned + Send + 'static>(provider: &Provider, address: String) -> Result<T, Refusal> {
    is_safe(&address).map_err(unreachable)?;
    let agent = agent(provider)?;
    off_thread(move || agent.get(&address).header("accept", "application/json").call()).await
}

/// Away from the threads that serve pages.
async fn off_thread<T: DeserializeOwned + Send + 'static>(
    ask: impl FnOnce() -> Result<ureq::http::Response<ureq::Body>, ureq::Error> + Send + 'static,
) -> Result<T, Refusal> {
    let asked = tokio::task::spawn_blocking(move || {
        let mut response = ask().map_err(unreachable)?;
        let status = response.status();
        let text = response.body_mut().with_config().limit(MOST_BYTES).read_to_string().map_err(unreachable)?;
        if !status.is_success() {
            return Err(unreachable(format!("the provider answers {status}")));
        }
        serde_json::from_str(&text).map_err(unreachable)
    });
    asked.await.map_err(unreachable)?
}

fn agent(provider: &Provider) -> Result<Agent, Refusal> {
    let roots = match &provider.ca_pem {
        Some(pem) => {
            let certificate = Certificate::from_pem(pem.as_bytes()).map_err(unreachable)?;
            RootCerts::new_with_certs(&[certificate])
        }
        None => RootCerts::WebPki,
    };
    let config = Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(SECONDS)))
        .max_redirects(0)
        .http_status_as_error(false)
        .tls_config(TlsConfig::builder().root_certs(roots).build());
    Ok(config.build().into())
}

/// Over TLS, but for a provider on this machine.
fn is_safe(address: &str) -> Result<(), String> {
    let here = ["http://127.0.0.1:", "http://127.0.0.1/", "http://[::1]:", "http://localhost:"];
    if address.starts_with("https://") || here.iter().any(|start| address.starts_with(start)) {
        return Ok(());
    }
    Err(format!("{address:?} is not asked without TLS"))
}

fn unreachable(cause: impl std::fmt::Display) -> Refusal {
    Refusal::new(UNREACHABLE, cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_asked_without_tls() {
        assert!(["https://a.example/x", "http://127.0.0.1:4000/x", "http://localhost:4000"].iter().all(|address| is_safe(address).is_ok()));
        assert!(
            ["http://a.example", "http://127.0.0.1.example/", "ftp://a", "http://localhost.example:1"]
                .iter()
                .all(|address| is_safe(address).is_err())
        );
    }
}
