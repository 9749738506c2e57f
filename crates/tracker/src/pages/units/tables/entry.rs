//! `POST /units/tables/{id}/entry`: the whole table is entered, or nothing of it. `POST /units/tables/{id}/removal`: it is dropped.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::{reach, show};
use crate::auth::CheckedForm;
use crate::error::{Error, Result};
use crate::import_units::{Report, Row};
use crate::pages::units::changes::Changer;
use crate::state::AppState;
use crate::store::audit::{self, Actor, NewEntry};
use crate::store::units::Entered;
use crate::store::{Tx, unit_tables};

/// `POST /units/tables/{id}/entry`
pub async fn enter_table(
    State(state): State<AppState>,
    changer: Changer,
    Path(id): Path<i64>,
    CheckedForm(_): CheckedForm<Vec<(String, String)>>,
) -> Result<Response> {
    match entered(&state, &changer, id).await {
        Ok(is_groups) => Ok(Redirect::to(if is_groups { "/unit-groups" } else { "/units" }).into_response()),
        Err(Error::Invalid(_)) => show::shown(&state, changer.0, id, StatusCode::UNPROCESSABLE_ENTITY).await,
        Err(other) => Err(other),
    }
}

async fn entered(state: &AppState, changer: &Changer, id: i64) -> Result<bool> {
    let actor = changer.0.actor(state);
    let mut tx = state.db.write_by(actor).await?;
    let table = unit_tables::find(&mut tx, id, changer.0.user.id).await?;
    let rows: Vec<Row> = serde_json::from_str(&table.rows_json)?;
    let report = reach::enter_within(&mut tx, &changer.0.user.posts, &rows, state.clock.today()).await?;
    report.counts()?;
    let [added, changed, same] = [Entered::Added, Entered::Changed, Entered::Same].map(|entered| report.count(entered));
    let told = serde_json::json!({ "name": table.name, "sha256": table.sha256, "added": added, "changed": changed, "same": same });
    audit::append(&mut tx, actor, "unit-table-entered", ("unit-table", Some(id)), (None::<&()>, Some(&told))).await?;
    record(&mut tx, actor, id, &report).await?;
    unit_tables::forget(&mut tx, id).await?;
    tx.commit().await?;
    Ok(report.is_groups)
}

/// Each unit that is new or another now finds it in its own history.
async fn record(tx: &mut Tx, actor: Actor, table: i64, report: &Report) -> Result<()> {
    let mut entries = Vec::new();
    for row in &report.rows {
        let action = match (row.entered, report.is_groups) {
            (Entered::Added, false) => "unit-added",
            (Entered::Changed, false) => "unit-corrected",
            (Entered::Added, true) => "group-added",
            (Entered::Changed, true) => "group-corrected",
            (Entered::Same, _) => continue,
        };
        let subject = (if report.is_groups { "group" } else { "unit" }, Some(row.id));
        let after = serde_json::json!({ "unit_table": table, "row": row.line, "columns": row.differs }).to_string();
        entries.push(NewEntry { actor, action, subject, before: None, after: Some(after) });
    }
    audit::append_all(tx, entries).await
}

/// `POST /units/tables/{id}/removal`
pub async fn remove_table(
    State(state): State<AppState>,
    Changer(reader): Changer,
    Path(id): Path<i64>,
    CheckedForm(_): CheckedForm<Vec<(String, String)>>,
) -> Result<Response> {
    let actor = reader.actor(&state);
    let mut tx = state.db.write_by(actor).await?;
    let table = unit_tables::find(&mut tx, id, reader.user.id).await?;
    unit_tables::forget(&mut tx, id).await?;
    audit::append(&mut tx, actor, "unit-table-removed", ("unit-table", Some(id)), (Some(&table.name), None::<&()>)).await?;
    tx.commit().await?;
    Ok(Redirect::to("/units/tables/new").into_response())
}
