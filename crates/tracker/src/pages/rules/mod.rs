//! What each rule of the compiler checks, why, and an example that reads like a plan: the page a diagnostic links to.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use roviec_plan::Context;
use roviec_plan::document::Document;
use roviec_plan::rules::doc::{self, Doc};
use roviec_plan::rules::{self, Rule};
use roviec_plan::vocabulary::{self, LISTS};

use super::frame::{Frame, Reader, Section};
use super::plans::source::{self, Part, Shown};
use super::{page, parts};
use crate::error::{Error, Result};
use crate::state::AppState;

#[derive(Template)]
#[template(path = "rules/list.html")]
struct List {
    frame: Frame,
    rules: Vec<(&'static Rule, Doc<'static>)>,
}

/// `GET /rules`
pub async fn list(State(state): State<AppState>, reader: Reader) -> Result<impl IntoResponse> {
    let rules = rules::RULES.iter().filter_map(|rule| Some((rule, doc::parse(rule.doc)?))).collect();
    page(&List { frame: Frame::below(&state, reader, Section::Plans), rules })
}

#[derive(Template)]
#[template(path = "rules/show.html")]
struct Show {
    frame: Frame,
    rule: &'static Rule,
    doc: Doc<'static>,
    bad: Part,
    good: Part,
}

/// `GET /rules/{name}`
pub async fn show(State(state): State<AppState>, reader: Reader, Path(name): Path<String>) -> Result<impl IntoResponse> {
    let rule = rules::find(&name).ok_or(Error::NotFound)?;
    let doc = doc::parse(rule.doc).ok_or(Error::NotFound)?;
    let (bad, good) = (example(doc.bad)?, example(doc.good)?);
    page(&Show { frame: Frame::below(&state, reader, Section::Plans), rule, doc, bad, good })
}

impl Show {
    /// Word lists the rule goes by.
    fn lists(&self) -> Vec<&'static vocabulary::List> {
        LISTS.iter().filter(|list| list.rules.contains(&self.rule.name)).collect()
    }
}

/// An example of the documentation as a document reads.
fn example(markdown: &str) -> Result<Part> {
    let read = roviec_plan::read::markdown::read(markdown.as_bytes(), &Context::default());
    let document: Document = read.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(source::part(&[(String::new(), Arc::new(document))], None, None, &[]))
}

/// The message of an expected line, without its mark.
fn message(line: &str) -> &str {
    line.split_once("]: ").map_or(line, |(_, message)| message)
}
