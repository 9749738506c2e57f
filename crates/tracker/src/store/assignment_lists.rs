//! Assignments of the tasks that a filter finds, to change several at once.

use std::collections::HashMap;

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use super::dialect::{Arg, StoredDayOrNone, Tx, args};
use super::live_work::{Live, places_after};
use super::sql::state_rank;
use super::task_lists::TaskFilter;
use crate::domain::{AsOf, AssignmentState};
use crate::error::Result;

/// More of them nobody looks through before changing them.
pub const MOST: usize = 200;

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
}

const ROWS: &str = concat!(
    "SELECT a.id, a.task_id, t.number, t.name AS task_name, COALESCE(u.name, a.unit_name) AS unit_name, ",
    state_rank!(),
    " AS state, a.current_due
     FROM assignments a JOIN tasks t ON t.id = a.task_id JOIN plans p ON p.id = t.plan_id LEFT JOIN org_units u ON u.id = a.unit_id"
);

/// Those that pass a filter, the first due first, as far as anybody looks through them, and how many there are in all.
///
/// # Errors
/// The database fails.
pub async fn listed(tx: &mut Tx, live: &Live, filter: &TaskFilter, as_of: AsOf) -> Result<(Vec<ListedAssignment>, i64)> {
    let (ids, total) = live.ask(tx, |work| work.assignments(filter, MOST, as_of)).await?;
    if ids.is_empty() {
        return Ok((Vec::new(), total));
    }
    let values = args![as_of.today, as_of.near_until].into_iter().chain(ids.iter().map(|id| Arg::from(*id)));
    let sql = format!("{ROWS} WHERE a.id IN {}", places_after(2, ids.len()));
    // Only places of values are written into the text.
    let rows: Vec<ListedAssignment> = tx.all(AssertSqlSafe(sql), values).await?;
    let mut rows: HashMap<i64, ListedAssignment> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok((ids.iter().filter_map(|id| rows.remove(id)).collect(), total))
}

/// # Errors
/// The database fails.
pub async fn one(tx: &mut Tx, id: i64, as_of: AsOf) -> Result<Option<ListedAssignment>> {
    let sql = format!("{ROWS} WHERE a.id = $3");
    Ok(tx.optional(AssertSqlSafe(sql), args![as_of.today, as_of.near_until, id]).await?)
}
