//! Protection of everything that is not a reading request: where it comes from, and the token of the session in every form.

use axum::Form;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq;

use super::signed_in::{Csrf, stored_csrf};
use crate::domain::written;
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

/// A form that carries the token of its session in the field `csrf`; without it the request is refused. So is one with a
/// field beyond [`LONGEST_FIELD`].
pub struct CheckedForm<T>(pub T);

/// Characters of a field: more than any text of a plan that is typed has. What a field holds is bounded more narrowly by
/// whoever knows what it is.
const LONGEST_FIELD: usize = 5_000;

/// Mark of addresses whose forms take long texts or many rows: only their whole body is bounded.
#[derive(Debug, Clone, Copy)]
pub struct LongTexts;

impl<T: DeserializeOwned> FromRequest<AppState> for CheckedForm<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let expected = stored_csrf(&mut parts, state).await?;
        let again = Request::from_parts(parts.clone(), body);
        let bytes = Bytes::from_request(again, state).await.map_err(IntoResponse::into_response)?;
        let form = |bytes: Bytes| Request::from_parts(parts.clone(), Body::from(bytes));
        let fields: Form<Vec<(String, String)>> = Form::from_request(form(bytes.clone()), state).await.map_err(unreadable)?;
        let mut tokens = fields.iter().filter(|(name, _)| name == "csrf").map(|(_, token)| token.as_str());
        let (token, second) = (tokens.next().unwrap_or_default(), tokens.next());
        let right = expected.is_some_and(|Csrf(expected)| bool::from(expected.as_bytes().ct_eq(token.as_bytes())));
        if !right || second.is_some() {
            return Err(expired());
        }
        if parts.extensions.get::<LongTexts>().is_none() && fields.iter().any(|(_, value)| value.chars().count() > LONGEST_FIELD) {
            let longest = written::count(LONGEST_FIELD as i64);
            return Err(Error::Invalid(format!("Có ô dài quá {longest} ký tự; đề nghị quay lại trang trước và rút gọn")).into_response());
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
