//! The review page with everything on it, and its list alone for a page that is open.

use std::collections::HashMap;

use askama::Template;
use askama::filters::Safe;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use roviec_plan::Compiled;
use roviec_plan::diagnostic::Severity;

use super::defects::{self, Defect, defects};
use super::form::{Form, Kind, Sent, form};
use super::history::{self, Change, Told};
use super::lines::{Line, Lines};
use super::place::{Asked, tab_of, table_of};
use super::progress::{self, Doubt};
use super::source::Source;
use crate::accept;
use crate::agencies::AgencyNames;
use crate::domain::draft::{Field, RowKey, Table};
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
    doubts: Vec<Doubt>,
    sections: Vec<progress::Part>,
    taken_out: Vec<(String, Change)>,
    /// My last change, which one key takes back.
    undo: Option<Change>,
    /// The plan these files are loaded again for, and how many differences wait for a person.
    plan: Option<(PlanRow, usize)>,
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
        let plans = plans::list(tx, state.as_of()).await?;
        let plan = known_plan(tx, &intake, &reading, &plans).await?;
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
        let span = span.or_else(|| tab.span(&compiled, asked.index()?).cloned());
        let linked = linked(intake.id, &lines, tab);
        let source = Source::of(state, intake.id, &files, (span.as_ref(), asked.phan.parse().ok(), &linked)).await?;
        let last = history::last_of(&reading, reader.user.id);
        Ok(Self {
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

async fn known_plan(tx: &mut Tx, intake: &IntakeRow, reading: &Reading, plans: &[PlanRow]) -> Result<Option<(PlanRow, usize)>> {
    let Some(plan) = intake.plan_id.and_then(|id| plans.iter().find(|plan| plan.id == id)) else { return Ok(None) };
    let running = take_in::running(tx, plan.id).await?;
    let open = accept::differences_of(&running, reading).iter().filter(|difference| difference.is_open()).count();
    Ok(Some((plan.clone(), open)))
}

fn picked(reading: &Reading, lines: &Lines, asked: &Asked, sent: &Sent, told: Told<'_>) -> Option<Form> {
    let key = asked.key(&reading.draft)?;
    let table = reading.draft.table_of(&key)?;
    let lines = lines.table(table);
    let at = lines.iter().position(|line| line.key == key)?;
    Some(form(reading, lines, at, (&asked.o, sent), told))
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

/// What the template asks.
impl Screen {
    /// Who made an edit.
    fn editor(&self, user: &Option<i64>) -> &str {
        user.and_then(|user| self.names.get(&user)).map_or("người khác", String::as_str)
    }

    /// The picked row stands in this part.
    fn is_in(&self, part: &progress::Part) -> bool {
        self.form.as_ref().is_some_and(|form| form.table == part.table && form.line.section == part.section)
    }

    fn count(&self, tab: &Tab) -> usize {
        match (table_of(*tab), tab) {
            (Some(table), _) => self.lines.count(table),
            (None, Tab::Diagnostics) => self.defects.iter().filter(|defect| !defect.settled).count(),
            (None, tab) => tab.len(&self.compiled),
        }
    }

    fn table(&self) -> Option<Table> {
        table_of(self.tab)
    }

    fn rows(&self) -> &[Line] {
        self.table().map(|table| self.lines.table(table)).unwrap_or_default()
    }

    fn tab_link(&self, tab: &Tab) -> String {
        Asked { muc: tab.name().to_owned(), ..Asked::default() }.address(self.intake.id)
    }

    /// The page without a picked row.
    fn here(&self) -> String {
        self.tab_link(&self.tab)
    }

    fn row_link(&self, row: &RowKey) -> String {
        Asked::row(self.tab, row).address(self.intake.id)
    }

    fn index_link(&self, index: &usize) -> String {
        Asked { muc: self.tab.name().to_owned(), dong: (index + 1).to_string(), ..Asked::default() }.address(self.intake.id)
    }

    fn defect_link(&self, defect: &Defect) -> String {
        match defect.row.as_ref().and_then(|row| self.lines.find(row)) {
            Some(line) => Asked::row(tab_of(line.table).unwrap_or(self.tab), &line.key).address(self.intake.id),
            None => self.index_link(&defect.index),
        }
    }

    /// Where in a long source the page stands.
    fn part(&self) -> Option<(usize, usize)> {
        let (number, of) = match &self.source {
            Source::Text(part) => (part.number, part.of),
            Source::Pictures(pictures) => (pictures.number, pictures.of),
            Source::Nothing(_) => return None,
        };
        (of > 1).then_some((number, of))
    }

    fn part_words(&self) -> Option<String> {
        self.part().map(|(number, of)| format!("Phần {number} của {of}"))
    }

    /// The part before or after the one shown.
    fn other_part(&self, by: isize) -> Option<String> {
        let (number, of) = self.part()?;
        let part = number.checked_add_signed(by).filter(|part| (1..=of).contains(part))?;
        Some(Asked { phan: part.to_string(), ..self.asked.clone() }.address(self.intake.id))
    }

    /// The doubt to look at next.
    fn doubt_link(&self) -> Option<String> {
        let doubt = progress::next(&self.doubts, self.form.as_ref().map(|form| &form.row), &self.asked.o)?;
        let at = Asked::row(tab_of(doubt.table)?, &doubt.row);
        Some(Asked { o: doubt.field.name().to_owned(), ..at }.address(self.intake.id))
    }

    fn is_picked(&self, row: &RowKey) -> bool {
        self.form.as_ref().is_some_and(|form| form.row == *row)
    }

    /// The heading above a row, where it changes.
    fn section_of(&self, at: &usize) -> Option<&progress::Part> {
        let rows = self.rows();
        let before = at.checked_sub(1).map(|before| &rows[before].section);
        if before == Some(&rows[*at].section) {
            return None;
        }
        self.sections.iter().find(|part| part.table == rows[*at].table && part.section == rows[*at].section)
    }

    fn is_duties(&self) -> bool {
        self.tab == Tab::Duties
    }

    /// A citation or defect is the one asked for.
    fn is_asked(&self, index: &usize) -> bool {
        self.asked.index() == Some(*index)
    }

    fn is_again(&self, plan: &PlanRow) -> bool {
        self.intake.plan_id == Some(plan.id)
    }

    fn has_headings(&self) -> bool {
        self.rows().iter().any(|line| !line.section.is_empty())
    }

    fn seen(&self) -> usize {
        self.sections.iter().filter(|part| part.approved).count()
    }

    fn continues(&self, at: &usize) -> bool {
        at.checked_sub(1).is_some_and(|before| self.rows()[*at].continues(&self.rows()[before]))
    }

    fn defects_of(&self, row: &RowKey) -> usize {
        self.defects.iter().filter(|defect| !defect.settled && defect.row.as_ref() == Some(row)).count()
    }

    /// "18 nhiệm vụ, 27 chỉ tiêu; 2 lỗi, 5 cảnh báo".
    fn summary(&self) -> String {
        let mut counts: Vec<String> = [(Table::Tasks, "nhiệm vụ"), (Table::Indicators, "chỉ tiêu"), (Table::Duties, "chế độ báo cáo")]
            .into_iter()
            .map(|(table, word)| format!("{} {word}", self.lines.count(table)))
            .collect();
        let defects = [(Severity::Error, "lỗi"), (Severity::Warning, "cảnh báo"), (Severity::Advice, "khuyến nghị")];
        let defects = defects.map(|(severity, word)| (defects::count(&self.defects, severity), word));
        let found: Vec<String> =
            defects.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
        if self.lines.duties.is_empty() {
            counts.pop();
        }
        format!("{}; {}", counts.join(", "), if found.is_empty() { "không có lỗi".to_owned() } else { found.join(", ") })
    }

    fn heading(&self) -> String {
        let document = &self.compiled.plan.document;
        let kind = document.kind.as_deref().unwrap_or("Văn bản");
        document.number.as_ref().map_or_else(|| format!("{kind} chưa có số"), |number| format!("{kind} {number}"))
    }

    fn title(&self) -> &str {
        self.compiled.plan.document.title.as_deref().unwrap_or(&self.intake.title)
    }

    fn open_differences(&self) -> usize {
        self.plan.as_ref().map_or(0, |(_, open)| *open)
    }

    pub fn poll(&self) -> String {
        let at = [("muc", self.tab.name()), ("dong", self.asked.dong.as_str())];
        let since = self.reading.draft.version.to_string();
        let pairs: Vec<(&str, &str)> = std::iter::once(("since", since.as_str())).chain(at).collect();
        crate::pages::address::address(&format!("/intakes/{}/changes", self.intake.id), &pairs)
    }
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

fn mark(drawing: &str) -> parts::Html {
    Safe(format!("<svg viewBox=\"0 0 12 12\" aria-hidden=\"true\">{drawing}</svg>"))
}

/// A pencil: a person has changed it.
fn edited_mark() -> parts::Html {
    mark(r#"<path d="M1 11l.8-3L8.6 1.2l2.2 2.2L4 10.2Z"/>"#)
}

/// A cross: a person has added it.
fn made_mark() -> parts::Html {
    mark(r#"<path d="M4.8 1h2.4v3.8H11v2.4H7.2V11H4.8V7.2H1V4.8h3.8Z"/>"#)
}

/// A tick: a person has looked at it.
fn seen_mark() -> parts::Html {
    mark(r#"<path class="stroke" d="M1.2 6.5l3.2 3.2L10.8 2.8"/>"#)
}

/// A triangle: something is to be looked at.
fn defect_mark() -> parts::Html {
    mark(r#"<path d="M6 .8L11.7 11.2H.3Z"/>"#)
}
