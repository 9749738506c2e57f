//! `POST /word-lists/{name}/entries`: one entry typed, or many pasted. `POST /word-lists/{name}/removals`: one taken out.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use roviec_plan::Vocabulary;
use roviec_plan::document::clean;
use roviec_plan::vocabulary::{List, ListError};
use serde::Deserialize;

use super::named;
use super::show::{Asked, Refused, shown};
use crate::auth::CheckedForm;
use crate::domain::written;
use crate::error::Result;
use crate::pages::intakes::Taker;
use crate::state::AppState;
use crate::store::{Tx, unit_search, word_lists};

/// Characters of one cell.
pub const LONGEST_CELL: usize = 200;
/// Entries of one list that an office may have: all of them go along with every document that is read.
const MOST_ENTRIES: usize = 5_000;

pub async fn add(
    State(state): State<AppState>,
    taker: Taker,
    Path(name): Path<String>,
    CheckedForm(sent): CheckedForm<Vec<(String, String)>>,
) -> Result<Response> {
    let list = named(&name)?;
    let text = |field: &str| sent.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value.as_str());
    let pasted = text("nhieu").to_owned();
    let cells: Vec<String> = (0..list.columns.len()).map(|index| clean(text(&format!("o{index}")))).collect();
    let rows = if pasted.is_empty() { vec![cells.clone()] } else { rows_of(&pasted) };
    let sentence = match sound(list, &rows) {
        Ok(rows) => match kept(&state, &taker, &name, &rows).await? {
            None => return Ok(Redirect::to(&format!("/word-lists/{name}#cua-co-quan")).into_response()),
            Some(sentence) => sentence,
        },
        Err(sentence) => sentence,
    };
    refused(&state, taker, &name, Refused { sentence, cells, pasted }).await
}

/// Why nothing was added, where nothing was.
async fn kept(state: &AppState, taker: &Taker, name: &str, rows: &[String]) -> Result<Option<String>> {
    let mut tx = state.db.write_by(taker.actor(state)).await?;
    let known = word_lists::of(&mut tx, name).await?.len();
    if known + rows.len() > MOST_ENTRIES {
        let count = |entries: usize| written::count(i64::try_from(entries).unwrap_or(i64::MAX));
        let (most, known) = (count(MOST_ENTRIES), count(known));
        return Ok(Some(format!("Mỗi danh mục nhận nhiều nhất {most} mục của cơ quan; danh mục này đã có {known}")));
    }
    if let Some(sentence) = still_there(&mut tx, name, rows, state.clock.today()).await? {
        return Ok(Some(sentence));
    }
    if word_lists::add(&mut tx, taker.actor(state), name, rows).await? == 0 {
        return Ok(Some("Mục này cơ quan đã thêm trước đó".to_owned()));
    }
    tx.commit().await?;
    Ok(None)
}

/// An agency of the directory is not "no more": plans would be told wrongly that it is. What ends a unit is a change of it.
async fn still_there(tx: &mut Tx, name: &str, rows: &[String], today: Date) -> Result<Option<String>> {
    if name != "dissolved-agencies" {
        return Ok(None);
    }
    for row in rows {
        let agency = row.split('\t').next().unwrap_or_default();
        if let Some(unit) = unit_search::named(tx, agency, today).await?.first() {
            return Ok(Some(format!(
                "“{agency}” đang hoạt động trong danh mục đơn vị ({}); nếu đã kết thúc, hãy ghi sáp nhập hoặc giải thể ở trang Đơn vị trước",
                unit.code
            )));
        }
    }
    Ok(None)
}

async fn refused(state: &AppState, taker: Taker, name: &str, refused: Refused) -> Result<Response> {
    let page = shown(state, taker.0, name, Asked::default(), Some(refused)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Lines as a spreadsheet copies them; blank ones are left out.
fn rows_of(pasted: &str) -> Vec<Vec<String>> {
    let lines = pasted.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| line.trim_end_matches('\t').split('\t').map(clean).collect()).collect()
}

/// The rows as they are kept, or the sentence that says which one cannot be.
fn sound(list: &List, rows: &[Vec<String>]) -> Result<Vec<String>, String> {
    if rows.is_empty() {
        return Err("Chưa dán dòng nào; đề nghị dán các ô chép từ Excel".to_owned());
    }
    let at = |index: usize| if rows.len() > 1 { format!("Dòng {}: ", index + 1) } else { String::new() };
    let built_in = list.built_in();
    for (index, cells) in rows.iter().enumerate() {
        if let Some(cell) = cells.iter().find(|cell| cell.chars().count() > LONGEST_CELL) {
            let start: String = cell.chars().take(30).collect();
            return Err(format!("{}ô “{start}…” dài quá {LONGEST_CELL} ký tự; đề nghị viết gọn lại", at(index)));
        }
        if cells[0].is_empty() {
            return Err(format!("{}ô đầu tiên (cột {}) để trống; hãy điền hoặc xóa dòng", at(index), list.columns[0]));
        }
        // A mark of a remark would take the row out of the list without a word.
        if cells[0].starts_with('#') {
            return Err(format!("{}mục không thể bắt đầu bằng dấu #", at(index)));
        }
        let filled = cells.iter().map(String::as_str).chain(std::iter::repeat("")).take(list.columns.len().max(cells.len()));
        if built_in.contains(&filled.collect()) {
            return Err(format!("{}“{}” đã có sẵn trong chương trình", at(index), cells[0]));
        }
    }
    let rows: Vec<String> = rows.iter().map(|cells| cells.join("\t").trim_end_matches('\t').to_owned()).collect();
    // The header is the first line.
    let wrong = |error: ListError| format!("{}{}", at(error.line.saturating_sub(2)), error.message);
    Vocabulary::default().add(list.name, &list.file(&rows)).map_err(wrong)?;
    Ok(rows)
}

#[derive(Debug, Deserialize)]
pub struct Removal {
    id: i64,
}

pub async fn remove(
    State(state): State<AppState>,
    taker: Taker,
    Path(name): Path<String>,
    CheckedForm(form): CheckedForm<Removal>,
) -> Result<Redirect> {
    named(&name)?;
    let mut tx = state.db.write_by(taker.actor(&state)).await?;
    word_lists::remove(&mut tx, taker.actor(&state), &name, form.id).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/word-lists/{name}#cua-co-quan")))
}
