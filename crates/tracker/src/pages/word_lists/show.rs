//! `GET /word-lists/{name}`: the entries of the office, a form for more, the entries of the program.
//! `GET /word-lists/{name}/file`: the entries of the office as the file that `roviec check --lists` takes.
//!
//! `?q=` words to look for, with or without diacritics; `page=` the page of the program's entries, from 1.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse};
use roviec_plan::rules::doc;
use roviec_plan::vocabulary::List;
use serde::Deserialize;

use super::named;
use crate::access;
use crate::clock;
use crate::domain::folding::folded;
use crate::domain::written;
use crate::error::Result;
use crate::pages::address::{Pager, address};
use crate::pages::attachment::attachment;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::{PAGE_SIZE, page};
use crate::state::AppState;
use crate::store::word_lists::{self, EntryRow};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    page: String,
}

/// What could not be added, and why.
#[derive(Debug, Default)]
pub struct Refused {
    pub sentence: String,
    /// As typed, cell by cell.
    pub cells: Vec<String>,
    /// As pasted.
    pub pasted: String,
}

#[derive(Template)]
#[template(path = "word_lists/show.html")]
struct Show {
    frame: Frame,
    list: &'static List,
    q: String,
    /// The newest of them.
    own: Vec<EntryRow>,
    own_total: usize,
    built_in: Vec<Vec<&'static str>>,
    pager: Pager,
    may_edit: bool,
    refused: Option<Refused>,
}

/// A column with few values is filled by choosing; more than these are typed.
const MOST_SUGGESTED: usize = 14;

/// Entries of the office on one page; the others are found by searching.
const MOST_OWN: usize = 200;

pub async fn show(
    State(state): State<AppState>,
    reader: Reader,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>> {
    shown(&state, reader, &name, asked, None).await
}

/// The page, with what was refused on it.
pub async fn shown(state: &AppState, reader: Reader, name: &str, asked: Asked, refused: Option<Refused>) -> Result<Html<String>> {
    let list = named(name)?;
    let mut tx = state.db.read().await?;
    let mut own = word_lists::of(&mut tx, name).await?;
    drop(tx);
    let looked_for = folded(&asked.q);
    let matches = |text: &str| looked_for.is_empty() || folded(text).contains(&looked_for);
    own.retain(|entry| matches(&entry.row_text));
    let own_total = own.len();
    own.truncate(MOST_OWN);
    let mut built_in = list.built_in();
    built_in.retain(|cells| matches(&cells.join(" ")));
    let total = i64::try_from(built_in.len()).unwrap_or(i64::MAX);
    let number = asked.page.parse().unwrap_or(1_u64).max(1);
    let size = u64::try_from(PAGE_SIZE).unwrap_or(50);
    let pager = Pager::new(&format!("/word-lists/{name}"), &[("q", &asked.q)], number, size, total, "mục có sẵn");
    let first = usize::try_from(pager.first.saturating_sub(1)).unwrap_or(0);
    let built_in = built_in.into_iter().skip(first).take(usize::try_from(size).unwrap_or(50)).collect();
    let may_edit = access::can_take_in(&reader.user.posts);
    page(&Show { frame: Frame::below(state, reader, Section::Plans), list, q: asked.q, own, own_total, built_in, pager, may_edit, refused })
}

pub async fn file(State(state): State<AppState>, _: Reader, Path(name): Path<String>) -> Result<impl IntoResponse> {
    let list = named(&name)?;
    let mut tx = state.db.read().await?;
    let rows: Vec<String> = word_lists::of(&mut tx, &name).await?.into_iter().rev().map(|entry| entry.row_text).collect();
    drop(tx);
    let kind = HeaderValue::from_static("text/tab-separated-values; charset=utf-8");
    Ok((
        [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, attachment(&format!("{name}.tsv"), &name))],
        format!("\u{feff}{}", list.file(&rows)),
    ))
}

impl Show {
    /// Values to choose from, each with what it means where that is known.
    fn suggested(&self, column: &usize) -> Vec<(&'static str, String)> {
        let values: BTreeSet<&str> = self.list.built_in().iter().map(|cells| cells[*column]).filter(|cell| !cell.is_empty()).collect();
        if values.len() > MOST_SUGGESTED || values.len() * 3 > self.list.built_in().len() {
            return Vec::new();
        }
        values.into_iter().map(|value| (value, rule_title(value))).collect()
    }

    /// Every value stands for a rule, which has a name people know.
    fn are_named(&self, suggested: &[(&'static str, String)]) -> bool {
        !suggested.is_empty() && suggested.iter().all(|(_, meaning)| !meaning.is_empty())
    }

    /// What was typed there before it was refused.
    fn typed(&self, column: &usize) -> &str {
        self.refused.as_ref().and_then(|refused| refused.cells.get(*column)).map_or("", String::as_str)
    }

    fn is_typed(&self, column: &usize, value: &str) -> bool {
        self.typed(column) == value
    }

    fn own_count(&self) -> i64 {
        i64::try_from(self.own_total).unwrap_or(i64::MAX)
    }

    fn pasted(&self) -> &str {
        self.refused.as_ref().map_or("", |refused| refused.pasted.as_str())
    }

    fn cells<'a>(&self, entry: &'a EntryRow) -> Vec<&'a str> {
        let mut cells: Vec<&str> = entry.row_text.split('\t').collect();
        cells.resize(self.list.columns.len(), "");
        cells
    }

    /// "Lê Thị B, 05/11/2026".
    fn added(&self, entry: &EntryRow) -> String {
        let day = written::day(clock::time_of(entry.added_at).date());
        entry.author.as_ref().map_or_else(|| day.clone(), |author| format!("{author}, {day}"))
    }

    fn rules(&self) -> Vec<(&'static str, String)> {
        self.list.rules.iter().map(|rule| (*rule, rule_title(rule))).collect()
    }

    fn all(&self) -> String {
        address(&format!("/word-lists/{}", self.list.name), &[])
    }

    fn capital(&self, column: &str) -> String {
        let mut letters = column.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }
}

/// Title of a rule; empty for any other word.
fn rule_title(name: &str) -> String {
    let rule = roviec_plan::rules::find(name);
    rule.and_then(|rule| doc::parse(rule.doc)).map(|doc| doc.title.to_owned()).unwrap_or_default()
}
