//! Where a request comes from.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

use crate::state::AppState;

/// The address of the other end of the connection. Behind a proxy that is the proxy's: then the last address it wrote into
/// `X-Forwarded-For`, those before it being whatever the client said.
pub fn of(parts: &Parts, behind_proxy: bool) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
    let forwarded = parts.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let forwarded = forwarded.and_then(|list| list.rsplit(',').next()?.trim().parse().ok());
    if behind_proxy { forwarded.or(peer) } else { peer }
}

/// Extractor for addresses that need no sign-in.
pub struct Source(pub Option<IpAddr>);

impl FromRequestParts<AppState> for Source {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self(of(parts, state.config.https)))
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
