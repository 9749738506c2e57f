//! Lists of tasks with their filters. Only what is asked for stands in the text of a query, so that a database of a whole nation
//! can go by its indexes; one page is found first, and only its rows are read whole.

use std::collections::HashMap;
use std::fmt::Write;

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use super::clarities::lacking;
use super::dialect::{Arg, StoredDayOrNone, Tx, args};
use super::sql::{is_due, is_late, state_rank};
use crate::domain::clarity::Clarity;
use crate::domain::folding::folded;
use crate::domain::{AsOf, AssignmentState};
use crate::error::Result;

/// What the list shows; every part may be left open.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TaskFilter {
    pub plan: Option<i64>,
    /// The unit with all units below it, as lead.
    pub unit: Option<i64>,
    /// Without the units below it.
    pub unit_alone: bool,
    pub state: Option<AssignmentState>,
    /// One of these states, where `state` is open; empty for all.
    pub states: Vec<AssignmentState>,
    /// Only what is late: past the deadline, or done too late.
    pub late: bool,
    /// Only what is due today or before.
    pub due: bool,
    /// Only what no recognised unit leads.
    pub without_unit: bool,
    /// Current deadline not before.
    pub due_from: Option<Date>,
    /// Current deadline not after.
    pub due_to: Option<Date>,
    /// Only tasks that lack it.
    pub lacks: Option<Clarity>,
    /// Words in any order, with or without diacritics.
    pub text: String,
    pub sort: TaskSort,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TaskSort {
    /// Nearest deadline first, those without one last.
    #[default]
    Deadline,
    /// Worst state first.
    State,
    /// As the plans list them.
    Plan,
    /// By name, Vietnamese order.
    Name,
}

/// A part of a longer list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    pub offset: i64,
    pub limit: i64,
}

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

/// What the assignments of a task that pass the filter come to.
#[derive(sqlx::FromRow)]
struct Matched {
    task_id: i64,
    #[sqlx(try_from = "i64")]
    state: AssignmentState,
    matching: i64,
    late: i64,
    percent: i64,
    #[sqlx(try_from = "StoredDayOrNone")]
    due: Option<Date>,
    total: i64,
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
    assignments: i64,
    done: i64,
}

/// Conditions with the values they ask for; `$1` is today, `$2` the last day that is near.
struct Conditions {
    of_assignments: String,
    of_tasks: String,
    values: Vec<Arg>,
}

impl Conditions {
    fn of(filter: &TaskFilter, as_of: AsOf) -> Self {
        let values = args![as_of.today, as_of.near_until].to_vec();
        let mut out = Self { of_assignments: String::new(), of_tasks: String::new(), values };
        if let Some(unit) = filter.unit {
            let place = out.bound(unit.into());
            out.assignments(&if filter.unit_alone { format!("a.unit_id = {place}") } else { below(&place) });
        }
        if let Some(plan) = filter.plan {
            let place = out.bound(plan.into());
            out.assignments(&format!("a.task_id IN (SELECT o.id FROM tasks o WHERE o.plan_id = {place})"));
        }
        let states: Vec<AssignmentState> = filter.state.map_or_else(|| filter.states.clone(), |state| vec![state]);
        if !states.is_empty() {
            let any: Vec<&str> = states.into_iter().map(in_state).collect();
            out.assignments(&format!("({})", any.join(" OR ")));
        }
        if filter.late {
            out.assignments(is_late!());
        }
        if filter.due {
            out.assignments(is_due!());
        }
        if filter.without_unit {
            out.assignments("a.unit_id IS NULL");
        }
        if let Some(from) = filter.due_from {
            let place = out.bound(from.into());
            out.assignments(&format!("a.current_due >= {place}"));
        }
        if let Some(to) = filter.due_to {
            let place = out.bound(to.into());
            out.assignments(&format!("a.current_due <= {place}"));
        }
        if let Some(clarity) = filter.lacks {
            out.tasks(lacking(clarity));
        }
        for pattern in patterns(&filter.text) {
            let place = out.bound(pattern.into());
            out.tasks(&format!("t.search_text LIKE {place}"));
        }
        out
    }

    fn bound(&mut self, value: Arg) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn assignments(&mut self, condition: &str) {
        let word = if self.of_assignments.is_empty() { " WHERE " } else { " AND " };
        self.of_assignments += word;
        self.of_assignments += condition;
    }

    fn tasks(&mut self, condition: &str) {
        self.of_tasks += " AND ";
        self.of_tasks += condition;
    }
}

/// The same conditions for whoever lists assignments `a` with their tasks `t` and plans `p`: those of assignments (with their WHERE),
/// those of tasks, and the values, of which `$1` is today and `$2` the last day that is near.
pub(super) fn conditions(filter: &TaskFilter, as_of: AsOf) -> (String, String, Vec<Arg>) {
    let Conditions { of_assignments, of_tasks, values } = Conditions::of(filter, as_of);
    (of_assignments, of_tasks, values)
}

/// A unit and what stands below it, today or, where that has ended, on its last day.
fn below(unit: &str) -> String {
    format!(
        "a.unit_id IN (SELECT b.unit_id FROM unit_ancestors b JOIN org_units w ON w.id = b.unit_id
            WHERE b.ancestor_id = {unit} AND CASE WHEN w.valid_to < $1 THEN w.valid_to ELSE $1 END BETWEEN b.valid_from AND b.valid_to)"
    )
}

/// As [`state_rank`], of one state, so that an index can tell.
fn in_state(state: AssignmentState) -> &'static str {
    match state {
        AssignmentState::Overdue => "(a.phase = 'open' AND a.current_due < $1)",
        AssignmentState::Returned => "a.phase = 'returned'",
        AssignmentState::NearDue => "(a.phase = 'open' AND a.current_due BETWEEN $1 AND $2)",
        AssignmentState::Waiting => "a.phase = 'waiting'",
        AssignmentState::Open => "(a.phase = 'open' AND (a.current_due > $2 OR a.current_due IS NULL))",
        AssignmentState::DoneLate => "(a.phase = 'done' AND a.completed_on > a.current_due)",
        AssignmentState::DoneOnTime => "(a.phase = 'done' AND (a.completed_on <= a.current_due OR a.current_due IS NULL))",
        AssignmentState::Stopped => "a.phase = 'stopped'",
    }
}

const MATCHED: &str = concat!(
    "SELECT a.task_id, MIN(",
    state_rank!(),
    ") AS state, COUNT(*) AS matching, COUNT(*) FILTER (WHERE ",
    is_late!(),
    ") AS late, CAST(SUM(a.percent) / COUNT(*) AS BIGINT) AS percent,
        COALESCE(MIN(a.current_due) FILTER (WHERE a.phase IN ('open', 'waiting', 'returned')), MAX(a.current_due)) AS due
     FROM assignments a"
);

/// The text of the query for one page, with its values.
fn page(filter: &TaskFilter, slice: Slice, as_of: AsOf) -> (String, Vec<Arg>) {
    let mut conditions = Conditions::of(filter, as_of);
    let (limit, offset) = (conditions.bound(slice.limit.into()), conditions.bound(slice.offset.into()));
    let order = match filter.sort {
        TaskSort::Deadline => "m.due NULLS LAST, t.plan_id, t.position",
        TaskSort::State => "m.state, m.due NULLS LAST, t.plan_id, t.position",
        TaskSort::Plan => "t.plan_id, t.position",
        TaskSort::Name => "t.sort_key, t.id",
    };
    let Conditions { of_assignments, of_tasks, values } = conditions;
    let sql = format!(
        "SELECT m.task_id, m.state, m.matching, m.late, m.percent, m.due, COUNT(*) OVER () AS total
         FROM ({MATCHED}{of_assignments} GROUP BY a.task_id) m JOIN tasks t ON t.id = m.task_id JOIN plans p ON p.id = t.plan_id
         WHERE p.state <> 'replaced' AND NOT t.is_part{of_tasks} ORDER BY {order} LIMIT {limit} OFFSET {offset}"
    );
    (sql, values)
}

/// # Errors
/// The database fails.
pub async fn list(tx: &mut Tx, filter: &TaskFilter, slice: Slice, as_of: AsOf) -> Result<TaskList> {
    // Texts are built of constants and of places of values.
    let (sql, values) = page(filter, slice, as_of);
    let matched: Vec<Matched> = tx.all(AssertSqlSafe(sql), values).await?;
    let total = match matched.first() {
        Some(row) => row.total,
        None if slice.offset == 0 => 0,
        // Beyond the last page.
        None => {
            let (sql, values) = page(filter, Slice { offset: 0, limit: 1 }, as_of);
            tx.optional::<Matched>(AssertSqlSafe(sql), values).await?.map_or(0, |row| row.total)
        }
    };
    let mut told = told(tx, &matched).await?;
    let row = |matched: Matched| Some(matched.with(told.remove(&matched.task_id)?));
    Ok(TaskList { rows: matched.into_iter().filter_map(row).collect(), total })
}

/// By id.
async fn told(tx: &mut Tx, matched: &[Matched]) -> Result<HashMap<i64, Told>> {
    if matched.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql =
        "SELECT t.id, t.plan_id, p.number AS plan_number, p.title AS plan_title, t.number, t.section_title, t.name, t.deliverable,
            (SELECT string_agg(l.name, '; ' ORDER BY l.position) FROM task_units l WHERE l.task_id = t.id AND l.role = 'lead') AS leads,
            t.deadline_text, (SELECT COUNT(*) FROM assignments b WHERE b.task_id = t.id) AS assignments,
            (SELECT COUNT(*) FROM assignments b WHERE b.task_id = t.id AND b.phase = 'done') AS done
        FROM tasks t JOIN plans p ON p.id = t.plan_id WHERE t.id IN ("
            .to_owned();
    for (place, _) in matched.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(sql, "{}${}", if place == 0 { "" } else { ", " }, place + 1);
    }
    sql.push(')');
    let rows: Vec<Told> = tx.all(AssertSqlSafe(sql), matched.iter().map(|row| Arg::from(row.task_id))).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

impl Matched {
    fn with(&self, told: Told) -> TaskRow {
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
            due: self.due,
            state: self.state,
            matching: self.matching,
            assignments: told.assignments,
            done: told.done,
            late: self.late,
            percent: self.percent,
        }
    }
}

/// Words the search compares one by one; further words must follow the last of them as typed.
const WORDS: usize = 4;

/// One LIKE pattern for each word; folding leaves letters, digits and spaces, so nothing needs escaping.
pub(super) fn patterns(text: &str) -> Vec<String> {
    // Longer than any title: SQLite refuses patterns beyond its own limit.
    let text = folded(&text.chars().take(200).collect::<String>());
    text.splitn(WORDS, ' ').filter(|word| !word.is_empty()).map(|word| format!("%{word}%")).collect()
}
