//! Assignments of the tasks that a filter finds, to change several at once.

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use super::dialect::{StoredDayOrNone, Tx, args};
use super::sql::state_rank;
use super::task_lists::{TaskFilter, conditions};
use crate::domain::{AsOf, AssignmentState};
use crate::error::Result;

/// More of them nobody looks through before changing them.
pub const MOST: i64 = 200;

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ListedAssignment {
    pub id: i64,
    pub task_id: i64,
    pub number: Option<String>,
    pub task_name: String,
    pub unit_name: Option<String>,
    #[sqlx(try_from = "i64")]
    pub state: AssignmentState,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub current_due: Option<Date>,
    /// Rows of the whole list.
    pub total: i64,
}

const ROWS: &str = concat!(
    "SELECT a.id, a.task_id, t.number, t.name AS task_name, COALESCE(u.name, a.unit_name) AS unit_name, ",
    state_rank!(),
    " AS state, a.current_due, COUNT(*) OVER () AS total
     FROM assignments a JOIN tasks t ON t.id = a.task_id JOIN plans p ON p.id = t.plan_id LEFT JOIN org_units u ON u.id = a.unit_id"
);

/// Those that pass a filter, the first due first, as far as anybody looks through them.
///
/// # Errors
/// The database fails.
pub async fn listed(tx: &mut Tx, filter: &TaskFilter, as_of: AsOf) -> Result<Vec<ListedAssignment>> {
    let (of_assignments, of_tasks, values) = conditions(filter, as_of);
    let word = if of_assignments.is_empty() { " WHERE" } else { " AND" };
    let sql = format!(
        "{ROWS}{of_assignments}{word} p.state <> 'replaced' AND NOT t.is_part{of_tasks}
         ORDER BY a.current_due NULLS LAST, t.plan_id, t.position, a.id LIMIT {MOST}"
    );
    // Texts are built of constants and of places of values.
    Ok(tx.all(AssertSqlSafe(sql), values).await?)
}

/// # Errors
/// The database fails.
pub async fn one(tx: &mut Tx, id: i64, as_of: AsOf) -> Result<Option<ListedAssignment>> {
    let sql = format!("{ROWS} WHERE a.id = $3");
    Ok(tx.optional(AssertSqlSafe(sql), args![as_of.today, as_of.near_until, id]).await?)
}
