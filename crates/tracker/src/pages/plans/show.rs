//! `GET /plans/{id}`: did it understand my document? The source beside the compiled rows.
//!
//! `?muc=` the list, `dong=` the row from 1, `phan=` the part of a long source.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use roviec_plan::Compiled;
use roviec_plan::diagnostic::{Dismissed, Severity};
use roviec_plan::plan::Indicator;
use serde::Deserialize;

use super::documents::documents;
use super::source::{self, Part, Shown};
use super::tabs::{self, Tab};
use crate::access;
use crate::clock;
use crate::domain::draft::{Aside, Reason, finding_keys};
use crate::domain::written;
use crate::error::Result;
use crate::pages::address::address;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::{page, parts, place};
use crate::state::AppState;
use crate::store::Tx;
use crate::store::intakes::{self, IntakeFile, IntakeRow};
use crate::store::plans::{self, PlanRow, RowLink, UnrecognisedName};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    muc: String,
    dong: String,
    phan: String,
}

#[derive(Template)]
#[template(path = "plans/show.html")]
struct Show {
    frame: Frame,
    plan: PlanRow,
    /// Whose files these are.
    intake: i64,
    files: Vec<IntakeFile>,
    compiled: Compiled,
    task_ids: BTreeMap<i64, i64>,
    indicator_ids: BTreeMap<i64, i64>,
    unrecognised: Vec<UnrecognisedName>,
    tab: Tab,
    /// Index of the picked row.
    row: Option<usize>,
    source: Result<Part, String>,
    may_correct: bool,
    /// Documents whose place the plan has taken, newest first: "Kế hoạch 12/KH-UBND ngày 15/01/2026".
    predecessors: Vec<String>,
    /// Who set aside each remark, and when: "Lê Thị B, 05/11/2026".
    dismissers: Vec<String>,
    /// Files of earlier readings, newest first.
    earlier: Vec<(IntakeRow, Vec<IntakeFile>)>,
}

pub async fn show(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse> {
    let mut tx = state.db.read().await?;
    let plan = plans::find(&mut tx, id, state.as_of()).await?;
    let intake = plans::intake(&mut tx, id).await?;
    let files = intakes::files(&mut tx, intake).await?;
    let compiled = plans::compiled(&mut tx, id).await?;
    let task_ids = by_position(plans::task_links(&mut tx, id).await?);
    let indicator_ids = by_position(plans::indicator_links(&mut tx, id).await?);
    let unrecognised = plans::unrecognised(&mut tx, id).await?;
    let predecessors = plans::predecessors(&mut tx, id).await?;
    let tab = Tab::named(&asked.muc);
    let dismissers = match tab {
        Tab::Diagnostics if !compiled.dismissed.is_empty() => dismissers(&mut tx, intake).await?,
        _ => Vec::new(),
    };
    let earlier = earlier(&mut tx, id, intake).await?;
    drop(tx);
    let documents = documents(&state.db, &state.reader, intake, &files).await?;
    let row = asked.dong.parse().ok().and_then(|row: usize| row.checked_sub(1)).filter(|row| *row < tab.len(&compiled));
    let span = row.and_then(|row| tab.span(&compiled, row));
    let source = documents.map(|documents| source::part(&documents, span, asked.phan.parse().ok(), &[]));
    let may_correct = access::can_take_in(&reader.user.posts);
    let frame = Frame::below(&state, reader, Section::Plans);
    page(&Show {
        frame,
        plan,
        intake,
        files,
        compiled,
        task_ids,
        indicator_ids,
        unrecognised,
        tab,
        row,
        source,
        may_correct,
        predecessors,
        dismissers,
        earlier,
    })
}

/// As `Compiled::dismissed` lists them.
async fn dismissers(tx: &mut Tx, intake: i64) -> Result<Vec<String>> {
    let reading = intakes::reading(tx, intake).await?;
    let names = intakes::editors(tx, intake).await?;
    let keys = finding_keys(&reading.base.diagnostics);
    let asides = reading.base.diagnostics.iter().zip(&keys).filter_map(|(diagnostic, key)| reading.draft.aside(&diagnostic.rule, key));
    let told = |(what, reason): (&Aside, &Reason)| {
        let Some(edit) = reading.edits.iter().find(|edit| edit.number == reason.number) else { return String::new() };
        let name = edit.user.and_then(|user| names.get(&user)).map_or("Chương trình", String::as_str);
        let along = if edit.carried { "mang sang từ lần trước, " } else { "" };
        let rule = if matches!(what, Aside::Rule(_)) { "; bỏ qua cả quy tắc" } else { "" };
        format!("{along}{name}, {}{rule}", written::day(clock::time_of(edit.at).date()))
    };
    Ok(asides.map(told).collect())
}

/// Readings that were accepted before the one that runs, with files of their own.
async fn earlier(tx: &mut Tx, plan: i64, running: i64) -> Result<Vec<(IntakeRow, Vec<IntakeFile>)>> {
    let mut out = Vec::new();
    let readings = intakes::of_plan(tx, plan).await?;
    let files_of = readings.iter().find(|intake| intake.id == running).and_then(|intake| intake.files_of).unwrap_or(running);
    for intake in readings.into_iter().filter(|intake| intake.state == "accepted" && intake.files_of.is_none() && intake.id != files_of) {
        let files = intakes::files(tx, intake.id).await?;
        out.push((intake, files));
    }
    Ok(out)
}

fn by_position(links: Vec<RowLink>) -> BTreeMap<i64, i64> {
    links.into_iter().map(|link| (link.position, link.id)).collect()
}

impl Show {
    /// "05/11/2026".
    fn taken_in(&self, reading: &IntakeRow) -> String {
        written::day(clock::time_of(reading.created_at).date())
    }

    /// What was set aside, with who did it.
    fn dismissed(&self) -> Vec<(&Dismissed, &str)> {
        let by = self.dismissers.iter().map(String::as_str).chain(std::iter::repeat(""));
        self.compiled.dismissed.iter().zip(by).collect()
    }

    fn intake_id(&self) -> i64 {
        self.intake
    }

    fn tab_link(&self, tab: &Tab) -> String {
        address(&format!("/plans/{}", self.plan.id), &[("muc", tab.name())])
    }

    /// The same list with a row picked, at its place in the source.
    fn row_link(&self, row: &usize) -> String {
        format!("/plans/{}?muc={}&dong={}#nguon", self.plan.id, self.tab.name(), row + 1)
    }

    fn part_link(&self, part: usize) -> String {
        let (row, part) = (self.row.map(|row| (row + 1).to_string()).unwrap_or_default(), part.to_string());
        address(&format!("/plans/{}", self.plan.id), &[("muc", self.tab.name()), ("dong", &row), ("phan", &part)])
    }

    /// Rows before and after the picked one, in the order shown.
    fn neighbours(&self, row: &usize) -> (Option<usize>, Option<usize>) {
        let order: Vec<usize> = match self.tab {
            Tab::Diagnostics => tabs::by_weight(&self.compiled.diagnostics).into_iter().map(|(index, _)| index).collect(),
            tab => (0..tab.len(&self.compiled)).collect(),
        };
        let at = order.iter().position(|index| index == row).unwrap_or_default();
        (at.checked_sub(1).map(|at| order[at]), order.get(at + 1).copied())
    }

    /// What a person counts: an indicator once, however many years it has targets for.
    fn count(&self, tab: &Tab) -> usize {
        match tab {
            Tab::Indicators => tabs::indicator_rows(&self.compiled.plan.indicators).len(),
            tab => tab.len(&self.compiled),
        }
    }

    fn indicator(&self, row: &usize) -> &Indicator {
        &self.compiled.plan.indicators[*row]
    }

    fn is_picked(&self, rows: &[usize]) -> bool {
        self.row.is_some_and(|row| rows.contains(&row))
    }

    fn task_id(&self, row: &usize) -> Option<i64> {
        self.task_ids.get(&(*row as i64)).copied()
    }

    fn indicator_id(&self, row: &usize) -> Option<i64> {
        self.indicator_ids.get(&(*row as i64)).copied()
    }

    fn doubts(&self) -> bool {
        let tasks = self.compiled.plan.tasks.iter().map(|task| &task.confidence);
        let indicators = self.compiled.plan.indicators.iter().map(|indicator| &indicator.confidence);
        tasks.chain(indicators).any(|confidence| confidence.values().any(|share| *share < 0.9))
    }
}
