//! `GET /spreadsheets/{id}`: what each column is, the first rows as they would be loaded, the cells to mend.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use roviec_plan::spreadsheet::{BadCell, Column, Field, Reading, SheetRow, Skipped, State as SheetState, Why};

use super::choices::Choices;
use super::{Opened, opened};
use crate::domain::written;
use crate::error::Result;
use crate::load_sheet::{Matching, Outcome, undated};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::intakes::Taker;
use crate::pages::page;
use crate::state::AppState;
use crate::store::plans::{self, PlanRow};
use crate::store::sheet_mappings::{self, SpreadsheetRow};
use crate::store::sheet_progress;

/// Rows shown as they would be loaded, and cells to mend that are listed.
const SHOWN: usize = 10;
const LISTED: usize = 100;

#[derive(Template)]
#[template(path = "spreadsheets/show.html")]
struct Show {
    frame: Frame,
    row: SpreadsheetRow,
    choices: Choices,
    reading: Reading,
    plans: Vec<PlanRow>,
    /// Rows that meet a task of the chosen plan, and the others by number and name.
    matched: usize,
    unmatched: Vec<String>,
    refusal: Option<String>,
}

#[derive(Template)]
#[template(path = "spreadsheets/loaded.html")]
struct Loaded {
    frame: Frame,
    row: SpreadsheetRow,
    outcome: Outcome,
    plan: PlanRow,
}

pub async fn show(State(state): State<AppState>, Taker(reader): Taker, Path(id): Path<i64>) -> Result<Response> {
    let mut tx = state.db.read().await?;
    let row = sheet_mappings::find(&mut tx, id).await?;
    if let Some(plan) = row.plan_id {
        let plan = plans::find(&mut tx, plan, state.as_of()).await?;
        drop(tx);
        let outcome: Outcome = serde_json::from_str(row.outcome_json.as_deref().unwrap_or_default())?;
        let frame = Frame::below(&state, reader, Section::Plans);
        return Ok(page(&Loaded { frame, row, outcome, plan })?.into_response());
    }
    drop(tx);
    let opened = opened(&state, id).await?;
    Ok(page_of(&state, reader, opened, None).await?.into_response())
}

pub(super) async fn page_of(state: &AppState, reader: Reader, opened: Opened, refusal: Option<String>) -> Result<Html<String>> {
    let Opened { row, choices, reading, .. } = opened;
    let mut tx = state.db.read().await?;
    let mut plans = plans::list(&mut tx, &state.live, state.as_of()).await?;
    plans.retain(|plan| plan.state != "replaced");
    let (mut matched, mut unmatched) = (0, Vec::new());
    if let Some(plan) = choices.plan {
        let names = sheet_progress::task_names(&mut tx, Some(plan)).await?;
        let matching = Matching::of(&reading.rows, &names);
        (matched, unmatched) = (matching.matched(), matching.unmatched(&reading.rows));
    }
    drop(tx);
    let frame = Frame::below(state, reader, Section::Plans);
    page(&Show { frame, row, choices, reading, plans, matched, unmatched, refusal })
}

impl Show {
    fn first_rows(&self) -> &[SheetRow] {
        &self.reading.rows[..self.reading.rows.len().min(SHOWN)]
    }

    fn listed(&self) -> &[BadCell] {
        &self.reading.bad[..self.reading.bad.len().min(LISTED)]
    }

    fn fields(&self) -> [Field; 12] {
        Field::ALL
    }

    fn undated(&self) -> usize {
        undated(&self.reading.rows)
    }

    fn stopped(&self) -> usize {
        self.reading.rows.iter().filter(|row| row.state == Some(SheetState::Stopped)).count()
    }

    /// A plan that came from a spreadsheet takes rows it has not yet.
    fn takes_new_rows(&self) -> bool {
        self.plans.iter().any(|plan| Some(plan.id) == self.choices.plan && plan.kind.as_deref() == Some("Bảng theo dõi"))
    }

    fn is_chosen(&self, plan: &PlanRow) -> bool {
        self.choices.plan == Some(plan.id)
    }

    /// "2 tiêu đề nhóm, 1 dòng cộng".
    fn skipped(&self) -> String {
        let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
        for skipped in &self.reading.skipped {
            *counts.entry(why(&skipped.why)).or_default() += 1;
        }
        counts.into_iter().map(|(word, count)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
    }

    /// Hidden sheets that stand beside the chosen one.
    fn hidden(&self) -> Vec<&str> {
        self.reading.sheets.iter().filter(|sheet| sheet.hidden).map(|sheet| sheet.name.as_str()).collect()
    }

    fn header_row(&self, last: bool) -> String {
        let header = self.reading.header.map(|header| if last { header.last } else { header.first });
        header.map(|row| (row + 1).to_string()).unwrap_or_default()
    }
}

pub fn why(why: &Why) -> &'static str {
    match why {
        Why::Section => "tiêu đề nhóm",
        Why::Total => "dòng cộng",
        Why::Layout => "dòng số cột hoặc tiêu đề lặp lại",
        Why::GoesOn => "dòng nối tiếp ô gộp",
        Why::Footnote => "dòng ghi chú, ký tên",
    }
}

pub fn holds(column: &Column, field: &Field) -> bool {
    column.field == Some(*field)
}

/// How sure the proposal is, in a word.
pub fn sureness(column: &Column) -> &'static str {
    match (column.field, column.confidence) {
        (None, _) => "",
        (_, share) if share >= 0.85 => "chắc chắn",
        (_, share) if share >= 0.6 => "khá chắc",
        _ => "cần xem lại",
    }
}

/// "tiêu đề nhóm: I. HẠ TẦNG SỐ".
pub fn skipped_line(skipped: &Skipped) -> String {
    let text: String = skipped.text.chars().take(80).collect();
    format!("Dòng {}, {}: {text}", skipped.row + 1, why(&skipped.why))
}

/// The state and share of a row in words.
pub fn progress(row: &SheetRow) -> String {
    let state = row.state.map(SheetState::label);
    let percent = row.percent.map(|percent| format!("{percent} %"));
    [state.map(str::to_owned), percent].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The deadline as the cell has it, where that is more than its day.
pub fn deadline_words(row: &SheetRow) -> Option<&str> {
    let deadline = row.deadline.as_ref()?;
    let text = deadline.text.as_deref()?;
    (deadline.due.map(written::day).as_deref() != Some(text)).then_some(text)
}
