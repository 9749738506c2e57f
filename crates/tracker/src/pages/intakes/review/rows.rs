//! `POST /intakes/{id}/splits`, `/merges`, `/rows`, `/drops`: rows divided, joined, added, taken out.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use super::form::Sent;
use super::place::{Asked, tab_of};
use super::screen::{Notice, Shows, refused};
use super::turn::{Turn, back, back_to};
use crate::auth::CheckedForm;
use crate::domain::draft::{Edit, Field, RowKey, Table, check};
use crate::error::Result;
use crate::pages::intakes::Taker;
use crate::pages::plans::tabs::Tab;
use crate::state::AppState;

#[derive(Debug, Deserialize)]
pub struct Splitting {
    row: String,
    version: i64,
    first: String,
    second: String,
}

pub async fn split(
    State(state): State<AppState>,
    taker: Taker,
    Path(id): Path<i64>,
    headers: HeaderMap,
    CheckedForm(form): CheckedForm<Splitting>,
) -> Result<Response> {
    let row = RowKey(form.row);
    let mut turn = Turn::take(&state, &taker, id).await?;
    let table = turn.table(&row)?;
    let mut sentence =
        turn.changed_by_others(&row, form.version).await?.map(|who| format!("{who} vừa sửa dòng này; đề nghị xem lại rồi tách"));
    if form.first.trim().is_empty() || form.second.trim().is_empty() {
        sentence = Some("Tách dòng: mỗi phần phải có nội dung".to_owned());
    }
    let fault = [&form.first, &form.second].into_iter().find_map(|text| check(table, Field::Name, text).err());
    if let Some(sentence) = sentence.or(fault) {
        std::mem::drop(turn);
        let sent = Sent { parts: Some((form.first, form.second)), ..Sent::default() };
        let shows = Shows { asked: Asked::row(tab_of(table).unwrap_or(Tab::Tasks), &row), sent, notice: Some(sentence.into()) };
        return refused(&state, taker.0, id, shows, (StatusCode::CONFLICT, &headers)).await;
    }
    let into = turn.new_key();
    turn.append(&[Edit::Split { row: row.clone(), into, first: form.first, second: form.second }]).await?;
    Ok(back_to(id, (table, &row), ""))
}

#[derive(Debug, Deserialize)]
pub struct Merging {
    row: String,
    with: String,
    version: i64,
}

pub async fn merge(
    State(state): State<AppState>,
    taker: Taker,
    Path(id): Path<i64>,
    headers: HeaderMap,
    CheckedForm(form): CheckedForm<Merging>,
) -> Result<Response> {
    let (row, with) = (RowKey(form.row), RowKey(form.with));
    let mut turn = Turn::take(&state, &taker, id).await?;
    let table = turn.table(&row)?;
    if turn.table(&with)? != table || row == with {
        return Err(crate::Error::Invalid("Chỉ gộp được hai dòng của cùng một danh sách".to_owned()));
    }
    for key in [&row, &with] {
        if let Some(who) = turn.changed_by_others(key, form.version).await? {
            std::mem::drop(turn);
            return changed(
                &state,
                taker,
                id,
                (table, &row),
                (&format!("{who} vừa sửa một trong hai dòng; đề nghị xem lại rồi gộp"), &headers),
            )
            .await;
        }
    }
    turn.append(&[Edit::Merge { row: row.clone(), with }]).await?;
    Ok(back_to(id, (table, &row), ""))
}

#[derive(Debug, Deserialize)]
pub struct Adding {
    table: Table,
    /// The row it stands below; empty for the end of the list.
    #[serde(default)]
    after: String,
    #[serde(default)]
    name: String,
}

pub async fn add(
    State(state): State<AppState>,
    taker: Taker,
    Path(id): Path<i64>,
    headers: HeaderMap,
    CheckedForm(form): CheckedForm<Adding>,
) -> Result<Response> {
    let turn = Turn::take(&state, &taker, id).await?;
    let table = form.table;
    let field = if table == Table::Duties { Field::From } else { Field::Name };
    let after = Some(RowKey(form.after)).filter(|after| turn.reading.draft.table_of(after) == Some(table));
    let fault = match (table, form.name.trim()) {
        (Table::Document, _) => return Err(crate::Error::Invalid("Không thêm được dòng vào phần đầu văn bản".to_owned())),
        (_, "") => Some("Thêm dòng: chưa ghi nội dung của dòng mới".to_owned()),
        (_, name) => check(table, field, name).err(),
    };
    if let Some(sentence) = fault {
        std::mem::drop(turn);
        let tab = tab_of(table).unwrap_or(Tab::Tasks);
        let asked = after.map_or_else(|| Asked { muc: tab.name().to_owned(), ..Asked::default() }, |after| Asked::row(tab, &after));
        let kept = if form.name.trim().is_empty() { vec![] } else { vec![(field.label(table).to_owned(), form.name)] };
        let shows = Shows { asked, notice: Some(Notice { sentence, kept }), ..Shows::default() };
        return refused(&state, taker.0, id, shows, (StatusCode::UNPROCESSABLE_ENTITY, &headers)).await;
    }
    let row = turn.new_key();
    turn.append(&[Edit::Add { row: row.clone(), table, after, values: BTreeMap::from([(field, form.name)]) }]).await?;
    Ok(back_to(id, (table, &row), ""))
}

#[derive(Debug, Deserialize)]
pub struct Dropping {
    row: String,
    version: i64,
    /// The row to look at afterwards.
    #[serde(default)]
    next: String,
}

pub async fn drop(
    State(state): State<AppState>,
    taker: Taker,
    Path(id): Path<i64>,
    headers: HeaderMap,
    CheckedForm(form): CheckedForm<Dropping>,
) -> Result<Response> {
    let row = RowKey(form.row);
    let mut turn = Turn::take(&state, &taker, id).await?;
    let table = turn.table(&row)?;
    if table == Table::Document {
        return Err(crate::Error::Invalid("Không bỏ được phần đầu văn bản".to_owned()));
    }
    if let Some(who) = turn.changed_by_others(&row, form.version).await? {
        std::mem::drop(turn);
        return changed(&state, taker, id, (table, &row), (&format!("{who} vừa sửa dòng này; đề nghị xem lại rồi bỏ"), &headers)).await;
    }
    turn.append(&[Edit::Drop { row }]).await?;
    let tab = tab_of(table).unwrap_or(Tab::Tasks);
    Ok(back(id, &Asked { muc: tab.name().to_owned(), dong: form.next, ..Asked::default() }))
}

async fn changed(
    state: &AppState,
    taker: Taker,
    id: i64,
    (table, row): (Table, &RowKey),
    (sentence, headers): (&str, &HeaderMap),
) -> Result<Response> {
    let asked = Asked::row(tab_of(table).unwrap_or(Tab::Tasks), row);
    let shows = Shows { asked, notice: Some(sentence.to_owned().into()), ..Shows::default() };
    refused(state, taker.0, id, shows, (StatusCode::CONFLICT, headers)).await
}
