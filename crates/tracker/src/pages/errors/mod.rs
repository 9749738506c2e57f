//! The page a person sees when a request cannot be answered: what happened, what to do next, nothing of the inside.

use askama::Template;
use axum::http::StatusCode;

#[derive(Template)]
#[template(path = "errors/show.html")]
struct Show<'a> {
    status: u16,
    heading: &'a str,
    sentence: &'a str,
}

/// The whole page as HTML.
pub fn show(status: StatusCode, heading: &str, sentence: &str) -> String {
    Show { status: status.as_u16(), heading, sentence }.render().unwrap_or_else(|_| heading.to_owned())
}
