//! Protection of everything that is not a reading request: where it comes from, and the token of the session in every form.

use axum::Form;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq;

use super::signed_in::{Csrf, stored_csrf};
use crate::error::Error;
use crate::pages::errors;
use crate::state::AppState;

/// Refuses a writing request that a browser says another site began (`Sec-Fetch-Site`, else `Origin` against `Host`).
pub async fn require_same_site(request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) || comes_from_here(request.headers()) {
        return next.run(request).await;
    }
    Error::Forbidden.into_response()
}

fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    match (text(header::HeaderName::from_static("sec-fetch-site")), text(header::ORIGIN)) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == text(header::HOST)
        }
        // Neither a browser of today nor a forged form: the token decides.
        (None, None) => true,
    }
}

/// A form that carries the token of its session in the field `csrf`; without it the request is refused.
pub struct CheckedForm<T>(pub T);

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

impl<T: DeserializeOwned> FromRequest<AppState> for CheckedForm<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let expected = stored_csrf(&mut parts, state).await?;
        let again = Request::from_parts(parts.clone(), body);
        let bytes = Bytes::from_request(again, state).await.map_err(IntoResponse::into_response)?;
        let form = |bytes: Bytes| Request::from_parts(parts.clone(), Body::from(bytes));
        let token: Form<Token> = Form::from_request(form(bytes.clone()), state).await.map_err(unreadable)?;
        let right = expected.is_some_and(|Csrf(expected)| bool::from(expected.as_bytes().ct_eq(token.csrf.as_bytes())));
        if !right {
            return Err(expired());
        }
        let Form(form) = Form::from_request(form(bytes), state).await.map_err(unreadable)?;
        Ok(Self(form))
    }
}

fn unreadable(_: axum::extract::rejection::FormRejection) -> Response {
    Error::Invalid("Không đọc được nội dung gửi lên; đề nghị mở lại trang rồi gửi lại".to_owned()).into_response()
}

/// Nothing is done without the token; a page left open over night is the usual cause.
pub(super) fn expired() -> Response {
    let sentence = "Trang đã mở quá lâu hoặc phiên làm việc đã hết; đề nghị mở lại trang rồi thực hiện lại.";
    (StatusCode::FORBIDDEN, Html(errors::show(StatusCode::FORBIDDEN, "Chưa thực hiện được", sentence))).into_response()
}
