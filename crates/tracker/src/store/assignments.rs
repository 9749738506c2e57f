//! What each unit has to do, its steps, and the notes beside them.

use jiff::civil::Date;

use super::dialect::{StoredDay, StoredDayOrNone, Tx, args};
use super::sql::{is_late, state_rank};
use crate::domain::{AsOf, AssignmentState};
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct AssignmentRow {
    pub id: i64,
    pub task_id: i64,
    pub unit_id: Option<i64>,
    /// Name as the directory has it, or as the plan writes it; `None` where the plan names no lead.
    pub unit_name: Option<String>,
    #[sqlx(try_from = "i64")]
    pub state: AssignmentState,
    pub late: bool,
    pub percent: i64,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub original_due: Option<Date>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub current_due: Option<Date>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub started_on: Option<Date>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub submitted_on: Option<Date>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub returned_on: Option<Date>,
    pub return_reason: Option<String>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub completed_on: Option<Date>,
    pub evidence: Option<String>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub stopped_on: Option<Date>,
    pub stopped_by: Option<String>,
}

const OF_TASK: &str = concat!(
    "SELECT a.id, a.task_id, a.unit_id, COALESCE(u.name, a.unit_name) AS unit_name, ",
    state_rank!(),
    " AS state, ",
    is_late!(),
    " AS late, a.percent, a.original_due, a.current_due, a.started_on, a.submitted_on, a.returned_on, a.return_reason,
        a.completed_on, a.evidence, a.stopped_on, a.stopped_by
     FROM assignments a LEFT JOIN org_units u ON u.id = a.unit_id
     WHERE a.task_id = $3 ORDER BY state, u.sort_key NULLS LAST, a.id"
);

/// Worst first.
///
/// # Errors
/// The database fails.
pub async fn of_task(tx: &mut Tx, task: i64, as_of: AsOf) -> Result<Vec<AssignmentRow>> {
    Ok(tx.all(OF_TASK, args![as_of.today, as_of.near_until, task]).await?)
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct NoteRow {
    pub id: i64,
    pub assignment_id: i64,
    pub unit_name: Option<String>,
    /// "progress", "submitted", "returned", "confirmed", "stopped".
    pub kind: String,
    #[sqlx(try_from = "StoredDay")]
    pub written_on: Date,
    pub author: String,
    pub percent: Option<i64>,
    pub note: String,
}

const NOTES_OF_TASK: &str = "SELECT n.id, n.assignment_id, COALESCE(u.name, a.unit_name) AS unit_name, n.kind, n.written_on,
        w.full_name AS author, n.percent, n.note
    FROM progress_notes n JOIN assignments a ON a.id = n.assignment_id JOIN users w ON w.id = n.written_by
        LEFT JOIN org_units u ON u.id = a.unit_id
    WHERE a.task_id = $1 ORDER BY n.written_on DESC, n.id DESC";

/// Newest first.
///
/// # Errors
/// The database fails.
pub async fn notes_of_task(tx: &mut Tx, task: i64) -> Result<Vec<NoteRow>> {
    Ok(tx.all(NOTES_OF_TASK, args![task]).await?)
}
