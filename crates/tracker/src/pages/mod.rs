//! Handlers beside their templates, one folder per noun. Every page is whole without JavaScript.

pub mod access_review;
pub mod account;
pub mod address;
pub mod agencies;
pub mod assignments;
pub mod attachment;
pub mod audit;
pub mod board;
pub mod calendar;
pub mod cascade;
pub mod directives;
pub mod errors;
pub mod frame;
pub mod history;
pub mod indicators;
pub mod intakes;
pub mod invitations;
pub mod meetings;
pub mod my_work;
pub mod parts;
pub mod place;
pub mod plans;
pub mod reminders;
pub mod rules;
pub mod sign_in;
pub mod spreadsheets;
pub mod tasks;
pub mod unit_groups;
pub mod units;
pub mod users;
pub mod word_lists;

use askama::Template;
use axum::response::Html;

use crate::error::{Error, Result};

/// Rows of a long list on one page.
pub const PAGE_SIZE: i64 = 50;

/// A template as an answer.
fn page(template: &impl Template) -> Result<Html<String>> {
    template.render().map(Html).map_err(|error| Error::Internal(error.to_string()))
}

/// A number from a query, where an empty or foreign text means that nothing was asked.
fn number_in(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// A page number from a query, from 1.
fn page_in(text: &str) -> i64 {
    text.parse().ok().filter(|page| (1..=1_000_000).contains(page)).unwrap_or(1)
}
