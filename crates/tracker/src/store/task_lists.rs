//! Lists of tasks with their filters: which and in which order is asked of the work in memory, what they say of the database.

use std::collections::HashMap;
use std::fmt::Write;

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use super::dialect::{Arg, Tx};
use super::live_work::Live;
use crate::domain::live_work::Standing;
use crate::domain::{AsOf, AssignmentState};
use crate::error::Result;

pub use crate::domain::task_filter::{Slice, TaskFilter, TaskSort};

/// Rows shown and how many there are: "12 của 340".
#[derive(Debug, Clone, PartialEq)]
pub struct TaskList {
    pub rows: Vec<TaskRow>,
    pub total: i64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TaskRow {
    pub id: i64,
    pub plan_id: i64,
    pub plan_number: Option<String>,
    pub plan_title: String,
    pub number: Option<String>,
    pub section_title: Option<String>,
    pub name: String,
    pub deliverable: Option<String>,
    /// Lead agencies as written, joined by "; ".
    pub leads: Option<String>,
    pub deadline_text: Option<String>,
    /// Earliest current deadline among what is not finished, or the latest of all.
    pub due: Option<Date>,
    /// Worst state among the assignments that pass the filter.
    pub state: AssignmentState,
    /// Assignments that pass the filter, and all of the task.
    pub matching: i64,
    pub assignments: i64,
    pub done: i64,
    pub late: i64,
    /// Mean percent of the assignments that pass the filter, rounded down.
    pub percent: i64,
}

/// What the plan says of a task.
#[derive(sqlx::FromRow)]
struct Told {
    id: i64,
    plan_id: i64,
    plan_number: Option<String>,
    plan_title: String,
    number: Option<String>,
    section_title: Option<String>,
    name: String,
    deliverable: Option<String>,
    leads: Option<String>,
    deadline_text: Option<String>,
}

/// # Errors
/// The database fails.
pub async fn list(tx: &mut Tx, live: &Live, filter: &TaskFilter, slice: Slice, as_of: AsOf) -> Result<TaskList> {
    let page = live.ask(tx, |work| work.page(filter, slice, as_of)).await?;
    let mut told = told(tx, &page.rows).await?;
    let rows = page.rows.iter().filter_map(|standing| Some(row(standing, told.remove(&standing.task)?))).collect();
    Ok(TaskList { rows, total: page.total })
}

/// By id.
async fn told(tx: &mut Tx, found: &[Standing]) -> Result<HashMap<i64, Told>> {
    if found.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql =
        "SELECT t.id, t.plan_id, p.number AS plan_number, p.title AS plan_title, t.number, t.section_title, t.name, t.deliverable,
            (SELECT string_agg(l.name, '; ' ORDER BY l.position) FROM task_units l WHERE l.task_id = t.id AND l.role = 'lead') AS leads,
            t.deadline_text
        FROM tasks t JOIN plans p ON p.id = t.plan_id WHERE t.id IN ("
            .to_owned();
    for (place, _) in found.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(sql, "{}${}", if place == 0 { "" } else { ", " }, place + 1);
    }
    sql.push(')');
    let rows: Vec<Told> = tx.all(AssertSqlSafe(sql), found.iter().map(|row| Arg::from(row.task))).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

fn row(standing: &Standing, told: Told) -> TaskRow {
    TaskRow {
        id: told.id,
        plan_id: told.plan_id,
        plan_number: told.plan_number,
        plan_title: told.plan_title,
        number: told.number,
        section_title: told.section_title,
        name: told.name,
        deliverable: told.deliverable,
        leads: told.leads,
        deadline_text: told.deadline_text,
        due: standing.due.date(),
        state: standing.state,
        matching: standing.matching,
        assignments: standing.assignments,
        done: standing.done,
        late: standing.late,
        percent: standing.percent,
    }
}
