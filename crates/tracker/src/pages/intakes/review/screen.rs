//! The review page with everything on it, and its list alone for a page that is open.

mod asks;

use std::collections::HashMap;

use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use roviec_plan::Compiled;

use super::defects::{Defect, defects};
use super::form::{Form, Kind, Sent, form};
use super::history::{self, Change, Told};
use super::lines::{Line, Lines};
use super::place::{Asked, tab_of, table_of};
use super::progress::{self, Doubt};
use super::source::Source;
use crate::accept;
use crate::agencies::AgencyNames;
use crate::domain::draft::{Edit, Field, NumberedEdit, Table, is_replaced, last_of};
use crate::error::{Error, Result};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::plans::source::{Linked, Shown};
use crate::pages::plans::tabs::Tab;
use crate::pages::{parts, place};
use crate::state::AppState;
use crate::store::Tx;
use crate::store::intakes::{self, IntakeFile, IntakeRow, Reading};
use crate::store::plans::{self, PlanRow};
use crate::take_in;

/// One calm sentence on top, about what was just sent.
#[derive(Debug, Clone)]
pub struct Notice {
    pub sentence: String,
    /// What the person wrote that has no place any more: shown so that it can be copied.
    pub kept: Vec<(String, String)>,
}

impl From<String> for Notice {
    fn from(sentence: String) -> Self {
        Self { sentence, kept: Vec::new() }
    }
}

/// What the page is about, beside the intake itself.
#[derive(Debug, Clone, Default)]
pub struct Shows {
    pub asked: Asked,
    pub sent: Sent,
    pub notice: Option<Notice>,
}

#[derive(Template)]
#[template(path = "intakes/review/page.html", blocks = ["duyet", "tom_tat", "danh_sach"])]
pub struct Screen {
    frame: Frame,
    intake: IntakeRow,
    files: Vec<IntakeFile>,
    pub reading: Reading,
    compiled: Compiled,
    pub lines: Lines,
    asked: Asked,
    tab: Tab,
    form: Option<Form>,
    agencies: AgencyNames,
    defects: Vec<Defect>,
    /// Who and when, by number of the edit.
    dismissals: HashMap<i64, String>,
    doubts: Vec<Doubt>,
    sections: Vec<progress::Part>,
    taken_out: Vec<(String, Change)>,
    /// My last change, which one key takes back.
    undo: Option<Change>,
    /// The plan these files are loaded again for, and how many differences wait for a person.
    plan: Option<Known>,
    /// The board has a plan that the document says it replaces.
    is_replacing: bool,
    /// Numbers of further plans that the document replaces and on which work was done.
    also_replaced: Vec<String>,
    plans: Vec<PlanRow>,
    source: Source,
    notice: Option<Notice>,
    names: HashMap<i64, String>,
}

/// The page, or what stands below its head when the page itself asks for it.
pub async fn page(state: &AppState, reader: Reader, intake: IntakeRow, asked: &Asked, headers: &HeaderMap) -> Result<Response> {
    let screen = Screen::load(state, reader, intake, Shows { asked: asked.clone(), ..Shows::default() }).await?;
    screen.answer(StatusCode::OK, headers)
}

/// The page again with what could not be kept as it was sent.
pub async fn refused(
    state: &AppState,
    reader: Reader,
    id: i64,
    shows: Shows,
    (status, headers): (StatusCode, &HeaderMap),
) -> Result<Response> {
    let mut tx = state.db.read().await?;
    let intake = intakes::find(&mut tx, id).await?;
    drop(tx);
    let screen = Screen::load(state, reader, intake, shows).await?;
    screen.answer(status, headers)
}

impl Screen {
    /// # Errors
    /// The database fails.
    pub async fn load(state: &AppState, reader: Reader, intake: IntakeRow, shows: Shows) -> Result<Self> {
        let Shows { asked, sent, notice } = shows;
        let mut transaction = state.db.read().await?;
        let tx = &mut transaction;
        let files = intakes::files(tx, intake.id).await?;
        let reading = intakes::reading(tx, intake.id).await?;
        let names = intakes::editors(tx, intake.id).await?;
        let compiled = reading.draft.compiled(&reading.base);
        let agencies = AgencyNames::of(tx, &compiled.plan, state.clock.today()).await?;
        let plans = plans::list(tx, &state.live, state.as_of()).await?;
        let plan = known_plan(tx, &intake, &reading, &plans).await?;
        let replaced = plans::replaced_by(tx, &compiled.plan.document).await?;
        let is_replacing = !replaced.is_empty();
        let also_replaced = replaced.into_iter();
        let also_replaced =
            also_replaced.filter(|other| other.begun && intake.plan_id != Some(other.id)).map(|other| other.number).collect();
        drop(transaction);
        let lines = Lines::of(&reading.draft);
        let defects = defects(&reading, &lines);
        let told = Told { names: &names, now: state.clock.now() };
        let tab = asked.tab();
        let mut form = picked(&reading, &lines, &asked, &sent, told);
        if let Some(form) = &mut form {
            form.defects = defects.iter().filter(|defect| defect.row.as_ref() == Some(&form.row)).cloned().collect();
        }
        let span = form.as_ref().and_then(|form| form.line.span.clone());
        let span = span.or_else(|| tab.span(&reading.base, asked.index()?).cloned());
        let linked = linked(intake.id, &lines, tab);
        let source = Source::of(state, intake.id, &files, (span.as_ref(), asked.phan.parse().ok(), &linked)).await?;
        let last = last_of(&reading.edits, reader.user.id);
        Ok(Self {
            dismissals: dismissals(&reading, told),
            undo: last.map(|edit| told.change(&reading, edit)),
            taken_out: table_of(tab).map(|table| history::taken_out(&reading, table, told)).unwrap_or_default(),
            doubts: progress::doubts(&lines, &reading.draft),
            sections: progress::parts(&lines, &reading.draft),
            frame: Frame::below(state, reader, Section::Plans),
            intake,
            files,
            reading,
            compiled,
            lines,
            asked,
            tab,
            form,
            agencies,
            defects,
            plan,
            is_replacing,
            also_replaced,
            plans,
            source,
            notice,
            names,
        })
    }

    /// The whole page, or its changing part for a page that is open already.
    pub fn answer(&self, status: StatusCode, headers: &HeaderMap) -> Result<Response> {
        let part = headers.contains_key("hx-request") && !headers.contains_key("hx-history-restore-request");
        let html = if part { self.as_duyet().render() } else { self.render() };
        Ok((status, Html(html.map_err(|error| Error::Internal(error.to_string()))?)).into_response())
    }

    /// The sentence on top and the list, for a page that is open while somebody else works.
    pub fn changed(&self) -> Result<(String, String)> {
        let render = |html: askama::Result<String>| html.map_err(|error| Error::Internal(error.to_string()));
        Ok((render(self.as_tom_tat().render())?, render(self.as_danh_sach().render())?))
    }
}

/// The plan an intake goes on with.
pub struct Known {
    plan: PlanRow,
    /// Differences that wait for a person.
    open: usize,
    /// The document takes its place.
    is_replaced: bool,
}

async fn known_plan(tx: &mut Tx, intake: &IntakeRow, reading: &Reading, plans: &[PlanRow]) -> Result<Option<Known>> {
    let Some(plan) = intake.plan_id.and_then(|id| plans.iter().find(|plan| plan.id == id)) else { return Ok(None) };
    let running = take_in::running(tx, plan.id).await?;
    let open = accept::differences_of(&running, reading).iter().filter(|difference| difference.is_open()).count();
    Ok(Some(Known { plan: plan.clone(), open, is_replaced: is_replaced(&running.draft, &reading.draft) }))
}

fn picked(reading: &Reading, lines: &Lines, asked: &Asked, sent: &Sent, told: Told<'_>) -> Option<Form> {
    let key = asked.key(&reading.draft)?;
    let table = reading.draft.table_of(&key)?;
    let lines = lines.table(table);
    let at = lines.iter().position(|line| line.key == key)?;
    Some(form(reading, lines, at, (&asked.o, sent), told))
}

fn dismissals(reading: &Reading, told: Told<'_>) -> HashMap<i64, String> {
    let by = |edit: &NumberedEdit| {
        let along = if edit.carried { "mang sang từ lần trước, " } else { "" };
        format!("{along}{}, {}", told.who(edit.user), told.change(reading, edit).at)
    };
    reading.edits.iter().filter(|edit| matches!(edit.edit, Edit::Dismiss { .. })).map(|edit| (edit.number, by(edit))).collect()
}

/// Places in the source that lead to the rows compiled from them, those of the open list first.
fn linked(intake: i64, lines: &Lines, tab: Tab) -> Vec<Linked> {
    let first = table_of(tab);
    let link = |line: &Line| {
        let span = line.span.as_ref()?;
        let href = Asked::row(tab_of(line.table)?, &line.key).address(intake);
        Some(Linked { file: span.file, place: span.place.clone(), href, name: line.name.clone() })
    };
    let mut rows: Vec<&Line> = lines.all().collect();
    rows.sort_by_key(|line| Some(line.table) != first);
    rows.into_iter().filter_map(link).collect()
}

/// Name of a table in forms.
fn table_name(table: &Table) -> &'static str {
    match table {
        Table::Document => "document",
        Table::Indicators => "indicators",
        Table::Tasks => "tasks",
        Table::Duties => "duties",
    }
}
