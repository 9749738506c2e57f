//! `/access-review`: every post is looked at each half-year: kept or ended, by whom and when.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use super::address::{Pager, address};
use super::frame::{Frame, Reader, Section};
use super::users::{Administrator, PeopleReader, days, title};
use super::{PAGE_SIZE, page, page_in, parts};
use crate::access;
use crate::auth::CheckedForm;
use crate::clock;
use crate::domain::written;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::Tx;
use crate::store::posts::{self, ListedPost, Review};

/// `loc=tat-ca` shows also what was reviewed in time.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    loc: String,
    page: String,
}

#[derive(Template)]
#[template(path = "access_review/show.html")]
struct Show {
    frame: Frame,
    all: bool,
    posts: Vec<ListedPost>,
    due: i64,
    months: i64,
    pager: Pager,
    own: Option<i64>,
    may_manage: bool,
    refusal: Option<String>,
}

/// The day from which on a post has to have been reviewed.
pub fn due_since(state: &AppState) -> Date {
    let today = state.clock.today();
    today.checked_sub(state.config.security.review_months.value.months()).unwrap_or(today)
}

/// How many posts within reach wait for a review.
///
/// # Errors
/// The database fails.
pub async fn due(tx: &mut Tx, state: &AppState, reader: &Reader) -> Result<i64> {
    let within = access::reads_people_within(&reader.user.posts);
    let review = Review { on: state.clock.today(), within, due_since: Some(due_since(state)) };
    Ok(posts::to_review(tx, review, (0, 0)).await?.1)
}

pub async fn show(State(state): State<AppState>, PeopleReader(reader): PeopleReader, Query(asked): Query<Asked>) -> Result<Html<String>> {
    shown(&state, reader, asked, None).await
}

async fn shown(state: &AppState, reader: Reader, asked: Asked, refusal: Option<String>) -> Result<Html<String>> {
    let all = asked.loc == "tat-ca";
    let number = page_in(&asked.page);
    let within = access::reads_people_within(&reader.user.posts);
    let review = Review { on: state.clock.today(), within, due_since: (!all).then(|| due_since(state)) };
    let mut tx = state.db.read().await?;
    let (rows, total) = posts::to_review(&mut tx, review, ((number - 1) * PAGE_SIZE, PAGE_SIZE)).await?;
    let due = due(&mut tx, state, &reader).await?;
    drop(tx);
    let pager = Pager::new("/access-review", &[("loc", &asked.loc)], number.unsigned_abs(), PAGE_SIZE.unsigned_abs(), total, "chức trách");
    let (own, may_manage) = (reader.user.posts.first().map(|post| post.id), access::can_manage_people(&reader.user.posts));
    let months = state.config.security.review_months.value;
    page(&Show { frame: Frame::below(state, reader, Section::People), all, posts: rows, due, months, pager, own, may_manage, refusal })
}

/// Fields `p12`: `giu` keeps post 12, `het` ends it; `loc` and `page` as the page was asked for.
pub async fn decide(
    State(state): State<AppState>,
    administrator: Administrator,
    CheckedForm(sent): CheckedForm<Vec<(String, String)>>,
) -> Result<Response> {
    let text = |field: &str| sent.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone()).unwrap_or_default();
    let asked = Asked { loc: text("loc"), page: text("page") };
    let mut tx = state.db.write().await?;
    match decided(&mut tx, &state, &administrator, &sent).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(Redirect::to(&address("/access-review", &[("loc", &asked.loc)])).into_response())
        }
        Err(Error::Invalid(sentence) | Error::Conflict(sentence)) => {
            drop(tx);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&state, administrator.0, asked, Some(sentence)).await?).into_response())
        }
        Err(error) => Err(error),
    }
}

async fn decided(tx: &mut Tx, state: &AppState, administrator: &Administrator, sent: &[(String, String)]) -> Result<()> {
    let today = state.clock.today();
    let choices = sent.iter().filter_map(|(name, value)| Some((name.strip_prefix('p')?.parse::<i64>().ok()?, value.as_str())));
    let choices: Vec<(i64, &str)> = choices.filter(|(_, value)| matches!(*value, "giu" | "het")).collect();
    if choices.is_empty() {
        return Err(Error::Invalid("Chưa chọn giữ hay kết thúc chức trách nào".to_owned()));
    }
    for (id, choice) in choices {
        let post = posts::find(tx, id).await?;
        administrator.manages_place(tx, post.unit_id, today).await?;
        let actor = administrator.actor(state);
        if post.user_id == administrator.user.id {
            return Err(Error::Invalid(
                "Không tự rà soát chức trách của mình; đề nghị một quản trị viên khác rà soát chức trách này".to_owned(),
            ));
        }
        if choice == "giu" {
            posts::keep(tx, actor, &post).await?;
        } else {
            posts::end(tx, actor, &post, (today, today)).await?;
        }
    }
    Ok(())
}

impl Show {
    fn title(&self, post: &ListedPost) -> String {
        title(post)
    }

    fn days(&self, post: &ListedPost) -> String {
        days(post)
    }

    /// "20/05/2026, Lê Văn B".
    fn last(&self, post: &ListedPost) -> String {
        let Some(at) = post.reviewed_at else { return "chưa lần nào".to_owned() };
        let by = post.reviewed_by.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
        format!("{}{by}", parts::day_of(&at))
    }

    fn signed_in(&self, post: &ListedPost) -> String {
        post.last_sign_in_at.map_or_else(|| "chưa lần nào".to_owned(), |at| written::day(clock::day_of(at)))
    }

    fn is_own(&self, post: &ListedPost) -> bool {
        self.own == Some(post.id)
    }
}
