//! Work that went on under another document, with its legal basis.

use jiff::civil::Date;
use serde::Serialize;

use super::audit::{self, Actor};
use super::dialect::{StoredDay, StoredDayOrNone, Tx, args};
use crate::error::Result;

/// Which document gives the work after which, and from when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Succession {
    /// Kind, number and day: "Kế hoạch 12/KH-UBND ngày 15/01/2026".
    pub from: String,
    pub to: String,
    pub on: Date,
}

/// An assignment as it was carried over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Carried<'a> {
    pub assignment: i64,
    pub percent: i64,
    pub due_before: Option<Date>,
    pub due_after: Option<Date>,
    /// Words of the task under the document before, where they were others.
    pub renamed: Option<&'a str>,
}

const INSERT: &str = "INSERT INTO carryovers (assignment_id, carried_on, carried_by, from_document, to_document, percent, due_before,
        due_after, name_before)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// # Errors
/// The database fails.
pub async fn insert(tx: &mut Tx, actor: Actor, succession: &Succession, carried: Carried<'_>) -> Result<()> {
    let Carried { assignment, percent, due_before, due_after, renamed } = carried;
    let Succession { from, to, on } = succession;
    tx.execute(INSERT, args![assignment, *on, actor.user, from.as_str(), to.as_str(), percent, due_before, due_after, renamed]).await?;
    let entry = serde_json::json!({ "succession": succession, "carried": carried });
    audit::append(tx, actor, "assignment-carried-over", ("assignment", Some(assignment)), (None::<&()>, Some(&entry))).await
}

/// A carryover as it is told on the page of its task.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct CarryoverRow {
    pub assignment_id: i64,
    pub unit_name: Option<String>,
    #[sqlx(try_from = "StoredDay")]
    pub carried_on: Date,
    pub author: Option<String>,
    pub from_document: String,
    pub to_document: String,
    pub percent: i64,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub due_before: Option<Date>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub due_after: Option<Date>,
    pub name_before: Option<String>,
}

const OF_TASK: &str = "SELECT c.assignment_id, COALESCE(o.name, a.unit_name) AS unit_name, c.carried_on, u.full_name AS author,
        c.from_document, c.to_document, c.percent, c.due_before, c.due_after, c.name_before
    FROM carryovers c JOIN assignments a ON a.id = c.assignment_id LEFT JOIN users u ON u.id = c.carried_by
        LEFT JOIN org_units o ON o.id = a.unit_id
    WHERE a.task_id = $1 ORDER BY c.carried_on DESC, c.id DESC";

/// Newest first.
///
/// # Errors
/// The database fails.
pub async fn of_task(tx: &mut Tx, task: i64) -> Result<Vec<CarryoverRow>> {
    Ok(tx.all(OF_TASK, args![task]).await?)
}
