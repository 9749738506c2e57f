//! What a spreadsheet's rows are held against: tasks of plans by number and name, and where their assignments stand.

use jiff::civil::Date;

use super::dialect::{StoredDayOrNone, Tx, args};
use crate::error::Result;

/// A task as a row of a spreadsheet may mean it.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct TaskName {
    pub id: i64,
    pub plan_id: i64,
    pub number: Option<String>,
    pub name: String,
}

const NAMES: &str = "SELECT t.id, t.plan_id, t.number, t.name FROM tasks t JOIN plans p ON p.id = t.plan_id
    WHERE p.state <> 'replaced' AND ($1 IS NULL OR t.plan_id = $1) ORDER BY t.plan_id, t.position";

/// Tasks of one plan, or of all that run.
///
/// # Errors
/// The database fails.
pub async fn task_names(tx: &mut Tx, plan: Option<i64>) -> Result<Vec<TaskName>> {
    Ok(tx.all(NAMES, args![plan]).await?)
}

/// Where an assignment stands.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Standing {
    pub id: i64,
    pub task_id: i64,
    /// "open", "waiting", "returned", "done", "stopped".
    pub phase: String,
    pub percent: i64,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub current_due: Option<Date>,
    /// Words of the newest note of progress.
    pub last_note: Option<String>,
}

const STANDINGS: &str = "SELECT a.id, a.task_id, a.phase, a.percent, a.current_due,
        (SELECT n.note FROM progress_notes n WHERE n.assignment_id = a.id AND n.kind = 'progress' ORDER BY n.id DESC LIMIT 1) AS last_note
    FROM assignments a JOIN tasks t ON t.id = a.task_id WHERE t.plan_id = $1 ORDER BY a.task_id, a.id";

/// Every assignment of a plan.
///
/// # Errors
/// The database fails.
pub async fn standings(tx: &mut Tx, plan: i64) -> Result<Vec<Standing>> {
    Ok(tx.all(STANDINGS, args![plan]).await?)
}
