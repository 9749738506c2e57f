//! Where a request comes from.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use rand::RngExt;

use crate::state::AppState;
use crate::store::audit::Actor;

/// The address of the other end of the connection. Behind a proxy that is the proxy's: then the last address it wrote into
/// `X-Forwarded-For`, those before it being whatever the client said.
pub fn of(parts: &Parts, behind_proxy: bool) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    let forwarded = forwarded.and_then(|list| list.rsplit(',').next()?.trim().parse().ok());
    if behind_proxy { forwarded.or(peer) } else { peer }
}

/// Characters of a browser's name for itself that are kept.
const LONGEST_AGENT: usize = 200;

/// Who comes to an address that needs no sign-in: from where, with which browser.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub source: Option<IpAddr>,
    pub agent: Option<String>,
}

impl Visitor {
    /// Whoever it is, before anything tells.
    pub fn stranger(&self, state: &AppState) -> Actor {
        Actor { user: None, post: None, source: self.source, at: state.clock.now(), seed: rand::rng().random() }
    }

    /// Somebody acting now, before a post is chosen.
    pub fn actor(&self, state: &AppState, user: i64, post: Option<i64>) -> Actor {
        Actor { user: Some(user), post, ..self.stranger(state) }
    }
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let agent = agent.map(|text| text.chars().filter(|c| !c.is_control()).take(LONGEST_AGENT).collect());
        Ok(Self { source: of(parts, state.config.https), agent })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn parts(forwarded: &str) -> Parts {
        let (mut parts, ()) = Request::get("/").header("x-forwarded-for", forwarded).body(()).expect("a request").into_parts();
        parts.extensions.insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4000))));
        parts
    }

    #[test]
    fn only_behind_a_proxy_its_word_is_taken_and_only_its_last() {
        let named = |text: &str| text.parse::<IpAddr>().ok();
        assert_eq!(of(&parts("10.1.2.3"), false), named("127.0.0.1"));
        assert_eq!(of(&parts("1.1.1.1, 10.1.2.3"), true), named("10.1.2.3"));
        assert_eq!(of(&parts("không phải địa chỉ"), true), named("127.0.0.1"));
    }
}
