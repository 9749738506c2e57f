//! `POST /intakes/{id}/edits`, `/approvals`, `/undos`: fields of a row, a section found right, a change taken back.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use super::form::Sent;
use super::history;
use super::place::{Asked, tab_of};
use super::screen::{Notice, Shows, refused};
use super::turn::{Turn, back, back_to};
use crate::auth::CheckedForm;
use crate::domain::draft::{Edit, Field, Proposed, RowKey, Table, last_of, proposed, undoable};
use crate::error::{Error, Result};
use crate::pages::intakes::Taker;
use crate::pages::plans::tabs::Tab;
use crate::state::AppState;

/// The sent pairs of a form whose fields depend on the row.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// The row's fields among them.
    fn values(&self, table: Table) -> Vec<(Field, String)> {
        self.0.iter().filter_map(|(name, value)| Some((Field::named(table, name)?, value.clone()))).collect()
    }
}

pub async fn edit(
    State(state): State<AppState>,
    taker: Taker,
    Path(id): Path<i64>,
    headers: HeaderMap,
    CheckedForm(sent): CheckedForm<Vec<(String, String)>>,
) -> Result<Response> {
    let sent = Fields(sent);
    let row = RowKey(sent.text("row").to_owned());
    let version = sent.text("version").parse().unwrap_or(0);
    let mut turn = Turn::take(&state, &taker, id).await?;
    let reading = &turn.reading;
    let Some(table) = reading.draft.table_of(&row) else {
        let shows = gone(&mut turn, &row, &sent).await?;
        drop(turn);
        return refused(&state, taker.0, id, shows, (StatusCode::CONFLICT, &headers)).await;
    };
    let values = sent.values(table);
    let out = proposed(id, &reading.base, &reading.edits, version, (&row, &values));
    turn.append(&out.edits).await?;
    if out.conflicts.is_empty() && out.faults.is_empty() {
        return Ok(back_to(id, (table, &row), sent.text("muc")));
    }
    let status = if out.conflicts.is_empty() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
    let tab = tab_of(table).unwrap_or_else(|| Tab::named(sent.text("muc")));
    let shows = Shows { asked: Asked::row(tab, &row), sent: again(out, values), notice: None };
    refused(&state, taker.0, id, shows, (status, &headers)).await
}

/// The form as it was sent, with what is wrong in it.
fn again(out: Proposed, values: Vec<(Field, String)>) -> Sent {
    let faults: BTreeMap<Field, String> = out.faults.into_iter().collect();
    Sent { values: values.into_iter().collect(), faults, conflicts: out.conflicts, parts: None }
}

/// The row was taken out meanwhile: what the person wrote is shown to be kept elsewhere.
async fn gone(turn: &mut Turn, row: &RowKey, sent: &Fields) -> Result<Shows> {
    let (who, what) = match turn.last_words(row) {
        Some((user, words)) => (turn.name(user).await?, words),
        None => return Err(Error::NotFound),
    };
    let table = [Table::Tasks, Table::Indicators, Table::Duties].into_iter().find(|table| Some(*table) == table_before(turn, row));
    let table = table.unwrap_or(Table::Tasks);
    let label = |(field, value): (Field, String)| (field.label(table).to_owned(), value);
    let kept = sent.values(table).into_iter().map(label).filter(|(_, value)| !value.is_empty()).collect();
    let sentence = format!("{who} vừa {what}, nên nội dung dưới đây chưa được ghi. Có thể lấy lại dòng ở cuối danh sách rồi ghi lại");
    let asked = Asked { muc: tab_of(table).unwrap_or(Tab::Tasks).name().to_owned(), ..Asked::default() };
    Ok(Shows { asked, sent: Sent::default(), notice: Some(Notice { sentence, kept }) })
}

fn table_before(turn: &Turn, row: &RowKey) -> Option<Table> {
    let reading = &turn.reading;
    let drafts =
        (0..=reading.edits.len()).rev().map(|until| crate::domain::draft::draft(reading.intake, &reading.base, &reading.edits[..until]));
    drafts.into_iter().find_map(|draft| draft.table_of(row))
}

#[derive(Debug, Deserialize)]
pub struct Approval {
    /// "indicators", "tasks", "duties".
    table: Table,
    #[serde(default)]
    section: String,
    /// "1": the section is looked at again.
    #[serde(default)]
    reopen: String,
    #[serde(flatten)]
    at: At,
}

/// Where the person was.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct At {
    pub muc: String,
    pub dong: String,
}

impl At {
    pub fn asked(self) -> Asked {
        Asked { muc: self.muc, dong: self.dong, ..Asked::default() }
    }
}

pub async fn approve(
    State(state): State<AppState>,
    taker: Taker,
    Path(id): Path<i64>,
    CheckedForm(form): CheckedForm<Approval>,
) -> Result<Response> {
    let turn = Turn::take(&state, &taker, id).await?;
    let (table, section) = (form.table, form.section);
    let known = turn.reading.draft.approved.contains(&(table, section.clone()));
    let edit = match (form.reopen == "1", known) {
        (true, true) => vec![Edit::Reopen { table, section }],
        (false, false) => vec![Edit::Approve { table, section }],
        _ => vec![],
    };
    turn.append(&edit).await?;
    Ok(back(id, &form.at.asked()))
}

#[derive(Debug, Deserialize)]
pub struct Undoing {
    /// Of the edit; empty for the person's own last one.
    #[serde(default)]
    number: String,
    #[serde(flatten)]
    at: At,
}

pub async fn undo(
    State(state): State<AppState>,
    taker: Taker,
    Path(id): Path<i64>,
    headers: HeaderMap,
    CheckedForm(form): CheckedForm<Undoing>,
) -> Result<Response> {
    let turn = Turn::take(&state, &taker, id).await?;
    let asked = form.at.asked();
    let number = match form.number.parse() {
        Ok(number) => Some(number),
        Err(_) => last_of(&turn.reading.edits, taker.0.user.id).map(|edit| edit.number),
    };
    let sentence = match number.map(|number| (number, undoable(&turn.reading.edits, number))) {
        Some((number, Ok(()))) => {
            turn.append(&[Edit::Undo { number }]).await?;
            return Ok(back(id, &asked));
        }
        None => "Không có việc nào của đồng chí để hoàn tác".to_owned(),
        Some((number, Err(later))) if number == later => "Việc này đã được hoàn tác trước đó".to_owned(),
        Some((_, Err(later))) => {
            let later = turn.reading.edits.iter().find(|edit| edit.number == later);
            let words = later.map(|edit| history::words(&turn.reading, edit)).unwrap_or_default();
            format!("Chưa hoàn tác được vì sau đó đã có người {words}; đề nghị hoàn tác việc sau trước")
        }
    };
    drop(turn);
    let shows = Shows { asked, notice: Some(sentence.into()), ..Shows::default() };
    refused(&state, taker.0, id, shows, (StatusCode::CONFLICT, &headers)).await
}
