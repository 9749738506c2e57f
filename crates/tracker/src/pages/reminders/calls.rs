//! `GET /reminders/calls`: late units with whom to call, the worst first; the same as a table. Reading telephone numbers is noted.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use jiff::civil::Date;
use serde::Deserialize;

use super::overseen;
use crate::domain::as_of::days_between;
use crate::domain::written;
use crate::error::Result;
use crate::export_units::FORMULA;
use crate::pages::address::Pager;
use crate::pages::attachment::attachment;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::{page, page_in, parts};
use crate::state::AppState;
use crate::store::late_work::{self, LateUnit, Person};

const SIZE: i64 = 30;
/// Units in the table that is saved.
const MOST: i64 = 500;
/// People of one unit.
const PEOPLE: i64 = 5;

#[derive(Template)]
#[template(path = "reminders/calls.html")]
struct Show {
    frame: Frame,
    rows: Vec<(LateUnit, Vec<Person>)>,
    pager: Pager,
    today: Date,
    refusal: Option<String>,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    page: String,
}

pub async fn show(State(state): State<AppState>, reader: Reader, Query(asked): Query<Asked>) -> Result<impl IntoResponse> {
    shown(&state, reader, page_in(&asked.page), None).await
}

/// The page, with a reason why no letter was made.
pub async fn shown(state: &AppState, reader: Reader, number: i64, refusal: Option<String>) -> Result<axum::response::Html<String>> {
    let today = state.clock.today();
    let rows = read(state, &reader, today, ((number - 1) * SIZE, SIZE)).await?;
    let total = rows.first().map_or(0, |(unit, _)| unit.total);
    let pager = Pager::new("/reminders/calls", &[], number.unsigned_abs(), SIZE.unsigned_abs(), total, "đơn vị");
    let frame = Frame::below(state, reader, Section::MyWork);
    page(&Show { frame, rows, pager, today, refusal })
}

/// Reading writes: the entries and what is read are in one transaction.
async fn read(state: &AppState, reader: &Reader, today: Date, slice: (i64, i64)) -> Result<Vec<(LateUnit, Vec<Person>)>> {
    let actor = reader.actor(state);
    let mut tx = state.db.write_by(actor).await?;
    let within = overseen(&mut tx, reader, today).await?;
    let units = late_work::units(&mut tx, within, today, slice).await?;
    let ids: Vec<i64> = units.iter().map(|unit| unit.unit_id).collect();
    let mut people: HashMap<i64, Vec<Person>> = HashMap::new();
    for person in late_work::people(&mut tx, actor, &ids, today, PEOPLE).await? {
        people.entry(person.unit_id).or_default().push(person);
    }
    tx.commit().await?;
    Ok(units
        .into_iter()
        .map(|unit| (people.remove(&unit.unit_id).unwrap_or_default(), unit))
        .map(|(people, unit)| (unit, people))
        .collect())
}

/// `GET /reminders/calls.csv`
pub async fn csv(State(state): State<AppState>, reader: Reader) -> Result<impl IntoResponse> {
    let today = state.clock.today();
    let rows = read(&state, &reader, today, (0, MOST)).await?;
    let name = attachment(&format!("don-vi-cham-{today}.csv"), "don-vi-cham");
    let kind = header::HeaderValue::from_static("text/csv; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], table(&rows, today)))
}

/// With a mark at the head, so that spreadsheets read the diacritics; a unit without people has a line of its own.
fn table(rows: &[(LateUnit, Vec<Person>)], today: Date) -> String {
    let mut out = "\u{feff}Đơn vị,Số việc quá hạn,Số ngày trễ nhiều nhất,Họ tên,Chức trách,Điện thoại\r\n".to_owned();
    for (unit, people) in rows {
        let own = [unit.name.clone(), unit.count.to_string(), days_between(unit.oldest, today).to_string()];
        let nobody = vec![[String::new(), String::new(), String::new()]];
        let person = |person: &Person| [person.full_name.clone(), person.role.label().to_owned(), person.phone.clone().unwrap_or_default()];
        let people: Vec<[String; 3]> = if people.is_empty() { nobody } else { people.iter().map(person).collect() };
        for person in people {
            let cells: Vec<String> = own.iter().chain(&person).map(|cell| quoted(cell)).collect();
            out += &(cells.join(",") + "\r\n");
        }
    }
    out
}

/// What a spreadsheet would take for a formula gets an apostrophe.
fn quoted(cell: &str) -> String {
    let calm = if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() };
    if calm.contains([',', '"', '\n', '\r']) { format!("\"{}\"", calm.replace('"', "\"\"")) } else { calm }
}

impl Show {
    fn days_late(&self, unit: &LateUnit) -> String {
        written::count(days_between(unit.oldest, self.today))
    }
}

/// Digits and a leading plus, as a telephone dials them.
fn dialled(phone: &str) -> String {
    phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}
