//! `GET /intakes/{id}/agencies`, `GET /plans/{id}/agencies`: whom the names of a plan mean; a name that nobody
//! answers to is decided once, and the decision becomes an alias.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::civil::Date;
use serde::Deserialize;

use crate::agencies::{AgencyName, AgencyNames};
use crate::auth::forms::CheckedForm;
use crate::error::Result;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::{page, parts};
use crate::state::AppState;
use crate::store::intakes::Reading;
use crate::store::unit_names::{self, Meant};
use crate::store::{Tx, intakes};
use crate::{accept, access, take_in};

/// Whose names: a plan under review, or one that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Intake(i64),
    Plan(i64),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The name decided last.
    xong: String,
}

#[derive(Debug, Deserialize)]
pub struct Decision {
    name: String,
    /// Place of a suggestion from 0; "khac": what is typed in `other`; "de-nguyen": nobody.
    how: String,
    #[serde(default)]
    other: String,
}

#[derive(Template)]
#[template(path = "agencies/show.html")]
struct Show {
    frame: Frame,
    of: Of,
    title: String,
    agencies: AgencyNames,
    may_decide: bool,
    decided: String,
    /// The name that was refused, what was typed for it, and why.
    refused: Option<(String, String, String)>,
}

pub async fn of_intake(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>> {
    access::require(access::can_take_in(&reader.user.posts))?;
    show(&state, reader, Of::Intake(id), (asked.xong, None)).await
}

pub async fn of_plan(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>> {
    show(&state, reader, Of::Plan(id), (asked.xong, None)).await
}

pub async fn decide_in_intake(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(form): CheckedForm<Decision>,
) -> Result<Response> {
    decide(&state, reader, Of::Intake(id), form).await
}

pub async fn decide_in_plan(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(form): CheckedForm<Decision>,
) -> Result<Response> {
    decide(&state, reader, Of::Plan(id), form).await
}

async fn show(
    state: &AppState,
    reader: Reader,
    of: Of,
    (decided, refused): (String, Option<(String, String, String)>),
) -> Result<Html<String>> {
    let mut tx = state.db.read().await?;
    let reading = of.reading(&mut tx).await?;
    let compiled = reading.draft.compiled(&reading.base);
    let agencies = AgencyNames::of(&mut tx, &compiled.plan, state.clock.today()).await?;
    drop(tx);
    let document = &compiled.plan.document;
    let file = || compiled.sources.first().map(|source| source.file.clone());
    let title = document.number.clone().or_else(|| document.title.clone()).or_else(file).unwrap_or_default();
    let may_decide = access::can_take_in(&reader.user.posts);
    let frame = Frame::below(state, reader, Section::Plans);
    page(&Show { frame, of, title, agencies, may_decide, decided, refused })
}

async fn decide(state: &AppState, reader: Reader, of: Of, form: Decision) -> Result<Response> {
    access::require(access::can_take_in(&reader.user.posts))?;
    let actor = reader.actor(state);
    let mut tx = state.db.write_by(actor).await?;
    let reading = of.reading(&mut tx).await?;
    let agencies = AgencyNames::of(&mut tx, &reading.draft.compiled(&reading.base).plan, state.clock.today()).await?;
    let meant = match agencies.names.iter().find(|name| name.name == form.name) {
        Some(name) => chosen(&agencies, name, &form),
        None => Err("Tên này không còn trong kế hoạch; đề nghị mở lại trang".to_owned()),
    };
    match meant {
        Ok(meant) => {
            unit_names::decide(&mut tx, actor, &form.name, meant).await?;
            accept::recognise(&mut tx, actor, state.clock.today()).await?;
            tx.commit().await?;
            Ok(Redirect::to(&crate::pages::address::address(&of.path(), &[("xong", &form.name)])).into_response())
        }
        Err(sentence) => {
            drop(tx);
            let page = show(state, reader, of, (String::new(), Some((form.name, form.other, sentence)))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// What the person chose: one of the suggestions by its place, a typed name, or nobody.
fn chosen(agencies: &AgencyNames, name: &AgencyName, form: &Decision) -> Result<Meant, String> {
    if form.how == "de-nguyen" {
        return Ok(Meant::Nobody);
    }
    let suggested = form.how.parse().ok().and_then(|at: usize| name.suggestions.get(at));
    if let Some((meant, _)) = suggested {
        return Ok(*meant);
    }
    let typed = form.other.trim();
    if typed.is_empty() {
        return Err(format!("Chưa chọn đơn vị cho “{}”", name.name));
    }
    match agencies.meant(typed) {
        Meant::Nobody => {
            let like = agencies.like(typed);
            let hint = if like.is_empty() { String::new() } else { format!("; có phải: {}", like.join(", ")) };
            Err(format!("Không có đơn vị nào tên “{typed}” trong danh mục{hint}"))
        }
        meant => Ok(meant),
    }
}

impl Of {
    async fn reading(self, tx: &mut Tx) -> Result<Reading> {
        match self {
            Self::Intake(id) => intakes::reading(tx, id).await,
            Self::Plan(id) => take_in::running(tx, id).await,
        }
    }

    fn path(self) -> String {
        format!("{}/agencies", self.above())
    }

    /// The page this one belongs to.
    fn above(self) -> String {
        match self {
            Self::Intake(id) => format!("/intakes/{id}"),
            Self::Plan(id) => format!("/plans/{id}"),
        }
    }
}

impl Show {
    fn refusal(&self, name: &str) -> Option<&(String, String, String)> {
        self.refused.as_ref().filter(|(refused, ..)| refused == name)
    }

    /// What nobody answers to, what is left open included.
    fn asked(&self) -> impl Iterator<Item = &AgencyName> {
        self.agencies.names.iter().filter(|name| name.meant == Meant::Nobody)
    }

    fn known(&self) -> impl Iterator<Item = &AgencyName> {
        self.agencies.names.iter().filter(|name| name.meant != Meant::Nobody)
    }

    /// "chủ trì 3 dòng, phối hợp 2 dòng".
    fn uses(&self, name: &AgencyName) -> String {
        let uses = [("chủ trì", name.leads), ("phối hợp", name.rows - name.leads)];
        let uses = uses.iter().filter(|(_, rows)| *rows > 0).map(|(word, rows)| format!("{word} {rows} dòng"));
        uses.collect::<Vec<_>>().join(", ")
    }

    fn day(&self) -> String {
        let day: Date = self.agencies.day;
        parts::day(&day)
    }
}
