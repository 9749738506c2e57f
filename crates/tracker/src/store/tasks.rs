//! Tasks: the list with its filters, one task with its units, the tasks of a plan.

use jiff::civil::Date;

use roviec_plan::plan::Task as PlannedTask;

use super::dialect::{Arg, StoredDayOrNone, Tx, args};
use super::plans::written;
use super::sql::scoped;
use super::unit_names::Meant;
use crate::domain::collation::sort_key;
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

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
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
    #[sqlx(try_from = "StoredDayOrNone")]
    pub due: Option<Date>,
    /// Worst state among the assignments that pass the filter.
    #[sqlx(try_from = "i64")]
    pub state: AssignmentState,
    /// Assignments that pass the filter, and all of the task.
    pub matching: i64,
    pub assignments: i64,
    pub done: i64,
    pub late: i64,
    /// Mean percent of the assignments that pass the filter, rounded down.
    pub percent: i64,
}

macro_rules! matching {
    () => {
        concat!(
            "SELECT s.task_id, MIN(s.state_rank) AS state, COUNT(*) AS matching, COUNT(*) FILTER (WHERE s.late) AS late,
                CAST(SUM(s.percent) / COUNT(*) AS BIGINT) AS percent,
                COALESCE(MIN(s.current_due) FILTER (WHERE s.phase IN ('open', 'waiting', 'returned')), MAX(s.current_due)) AS due
             FROM (",
            scoped!(),
            ") s JOIN tasks t ON t.id = s.task_id
             WHERE ($5 = '' OR $5 LIKE '%' || CAST(s.state_rank AS TEXT) || '%') AND ($6 = FALSE OR s.late) AND ($7 = FALSE OR s.due)
               AND ($8 = FALSE OR s.unit_id IS NULL) AND ($15 = FALSE OR s.unit_id = $4) AND ($9 IS NULL OR s.current_due >= $9) AND ($10 IS NULL OR s.current_due <= $10)
               AND t.search_text LIKE $11 AND t.search_text LIKE $12 AND t.search_text LIKE $13 AND t.search_text LIKE $14
             GROUP BY s.task_id"
        )
    };
}

macro_rules! list {
    ($order:literal) => {
        concat!(
            "SELECT t.id, t.plan_id, p.number AS plan_number, p.title AS plan_title, t.number, t.section_title, t.name, t.deliverable,
                (SELECT string_agg(l.name, '; ' ORDER BY l.position) FROM task_units l WHERE l.task_id = t.id AND l.role = 'lead') AS leads,
                t.deadline_text, m.due, m.state, m.matching, m.late, m.percent,
                (SELECT COUNT(*) FROM assignments b WHERE b.task_id = t.id) AS assignments,
                (SELECT COUNT(*) FROM assignments b WHERE b.task_id = t.id AND b.phase = 'done') AS done
             FROM (",
            matching!(),
            ") m JOIN tasks t ON t.id = m.task_id JOIN plans p ON p.id = t.plan_id ORDER BY ",
            $order,
            " LIMIT $16 OFFSET $17"
        )
    };
}

const BY_DEADLINE: &str = list!("m.due NULLS LAST, t.plan_id, t.position");
const BY_STATE: &str = list!("m.state, m.due NULLS LAST, t.plan_id, t.position");
const BY_PLAN: &str = list!("t.plan_id, t.position");
const BY_NAME: &str = list!("t.sort_key, t.id");
const TOTAL: &str = concat!("SELECT COUNT(*) AS total FROM (", matching!(), ") m");

/// Words the search compares one by one; further words must follow the last of them as typed.
const WORDS: usize = 4;

/// # Errors
/// The database fails.
pub async fn list(tx: &mut Tx, filter: &TaskFilter, slice: Slice, as_of: AsOf) -> Result<TaskList> {
    let ranks = ranks(filter);
    let [first, second, third, fourth] = patterns(&filter.text);
    let mut args = args![
        as_of.today,
        as_of.near_until,
        filter.plan,
        filter.unit,
        ranks,
        filter.late,
        filter.due,
        filter.without_unit,
        filter.due_from,
        filter.due_to,
        first,
        second,
        third,
        fourth,
        filter.unit_alone
    ]
    .to_vec();
    let (total,): (i64,) = tx.one(TOTAL, args.clone()).await?;
    args.extend(args![slice.limit, slice.offset]);
    let sql = match filter.sort {
        TaskSort::Deadline => BY_DEADLINE,
        TaskSort::State => BY_STATE,
        TaskSort::Plan => BY_PLAN,
        TaskSort::Name => BY_NAME,
    };
    Ok(TaskList { rows: tx.all(sql, args).await?, total })
}

/// Places of the wanted states in `AssignmentState::ALL`, one digit each.
fn ranks(filter: &TaskFilter) -> String {
    let wanted = |state: &AssignmentState| filter.state.map_or(filter.states.contains(state), |only| only == *state);
    AssignmentState::ALL.iter().enumerate().filter(|(_, state)| wanted(state)).map(|(rank, _)| rank.to_string()).collect()
}

/// One LIKE pattern for each word; folding leaves letters, digits and spaces, so nothing needs escaping.
pub(super) fn patterns(text: &str) -> [String; WORDS] {
    // Longer than any title: SQLite refuses patterns beyond its own limit.
    let text = folded(&text.chars().take(200).collect::<String>());
    let mut words = text.splitn(WORDS, ' ');
    std::array::from_fn(|_| words.next().filter(|word| !word.is_empty()).map_or("%".to_owned(), |word| format!("%{word}%")))
}

/// One task as the plan has it.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Task {
    pub id: i64,
    pub plan_id: i64,
    pub plan_number: Option<String>,
    pub plan_title: String,
    pub plan_kind: Option<String>,
    /// "plan", "document", "meeting", "spreadsheet".
    pub plan_origin: String,
    pub plan_issuer: Option<String>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub plan_issued_on: Option<Date>,
    /// Index among the compiled tasks of the plan.
    pub position: i64,
    pub number: Option<String>,
    pub section: Option<String>,
    pub section_title: Option<String>,
    pub name: String,
    pub deliverable: Option<String>,
    pub deadline_text: Option<String>,
    /// Name of a `roviec_plan::plan::DeadlineKind`.
    pub deadline_kind: Option<String>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub starts_on: Option<Date>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub due_on: Option<Date>,
    pub then_continuous: bool,
    pub every_months: Option<i64>,
    pub budget_million_vnd: Option<f64>,
    /// Joined by "; ", empty where there are none.
    pub related_indicators: String,
    pub note: Option<String>,
    /// The place in the source as the plan file format writes it (`roviec_plan::document::Span`).
    pub span_json: String,
}

const FIND: &str = "SELECT t.id, t.plan_id, p.number AS plan_number, p.title AS plan_title, p.kind AS plan_kind, p.origin AS plan_origin,
        p.issuer AS plan_issuer, p.issued_on AS plan_issued_on, t.position, t.number, t.section, t.section_title,
        t.name, t.deliverable, t.deadline_text, t.deadline_kind, t.starts_on, t.due_on, t.then_continuous, t.every_months,
        t.budget_million_vnd, t.related_indicators, t.note, t.span_json
    FROM tasks t JOIN plans p ON p.id = t.plan_id WHERE t.id = $1";

/// # Errors
/// `NotFound`, or the database fails.
pub async fn find(tx: &mut Tx, id: i64) -> Result<Task> {
    Ok(tx.one(FIND, args![id]).await?)
}

/// An agency as the plan writes it, and what was recognised.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct TaskUnit {
    /// "lead" or "coordinating".
    pub role: String,
    pub name: String,
    pub unit_id: Option<i64>,
    pub unit_name: Option<String>,
    pub group_id: Option<i64>,
    pub group_name: Option<String>,
}

const UNITS: &str = "SELECT tu.role, tu.name, tu.unit_id, u.name AS unit_name, tu.group_id, g.name AS group_name
    FROM task_units tu LEFT JOIN org_units u ON u.id = tu.unit_id LEFT JOIN unit_groups g ON g.id = tu.group_id
    WHERE tu.task_id = $1 ORDER BY tu.role DESC, tu.position";

/// Leads first.
///
/// # Errors
/// The database fails.
pub async fn units(tx: &mut Tx, task: i64) -> Result<Vec<TaskUnit>> {
    Ok(tx.all(UNITS, args![task]).await?)
}

/// Money of a task by year or source.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct BudgetLine {
    pub year: Option<i64>,
    pub source: Option<String>,
    pub million_vnd: f64,
}

const BUDGET_LINES: &str = "SELECT year, source, million_vnd FROM task_budget_lines WHERE task_id = $1 ORDER BY position";

/// # Errors
/// The database fails.
pub async fn budget_lines(tx: &mut Tx, task: i64) -> Result<Vec<BudgetLine>> {
    Ok(tx.all(BUDGET_LINES, args![task]).await?)
}

/// An agency of a compiled row and whom it means.
#[derive(Debug, Clone, Copy)]
pub struct NamedAgency<'a> {
    /// "lead" or "coordinating".
    pub role: &'static str,
    pub name: &'a str,
    pub meant: Meant,
}

const INSERT: &str = "INSERT INTO tasks (plan_id, position, number, section, section_title, name, search_text, sort_key, deliverable,
    deadline_text, deadline_kind, starts_on, due_on, then_continuous, every_months, in_month, budget_million_vnd, related_indicators, note,
    span_json, row_key) VALUES";
const UPDATE: &str = "UPDATE tasks SET position = $2, number = $3, section = $4, section_title = $5, name = $6, search_text = $7,
        sort_key = $8, deliverable = $9, deadline_text = $10, deadline_kind = $11, starts_on = $12, due_on = $13, then_continuous = $14,
        every_months = $15, in_month = $16, budget_million_vnd = $17, related_indicators = $18, note = $19, span_json = $20, row_key = $21
    WHERE id = $1";

/// A task of a plan by the key of its row.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct KeyedTask {
    pub id: i64,
    pub row_key: String,
    pub name: String,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub due_on: Option<Date>,
}

const KEYS: &str = "SELECT id, row_key, name, due_on FROM tasks WHERE plan_id = $1 AND row_key IS NOT NULL ORDER BY position";

/// # Errors
/// The database fails.
pub async fn keys(tx: &mut Tx, plan: i64) -> Result<Vec<KeyedTask>> {
    Ok(tx.all(KEYS, args![plan]).await?)
}

/// A row that is accepted: its place among the plan's tasks from 0, and its key in the draft.
#[derive(Debug, Clone, Copy)]
pub struct AcceptedTask<'a> {
    pub position: i64,
    pub key: &'a str,
    pub task: &'a PlannedTask,
}

/// # Errors
/// The database fails.
pub async fn insert_all(tx: &mut Tx, plan: i64, tasks: &[AcceptedTask<'_>]) -> Result<()> {
    let rows = tasks.iter().map(|task| row(plan, task)).collect::<Result<Vec<_>>>()?;
    Ok(tx.insert_all(INSERT, rows).await?)
}

/// A new reading of a task that is there: what was done on it stays.
///
/// # Errors
/// The database fails.
pub async fn update(tx: &mut Tx, id: i64, task: &AcceptedTask<'_>) -> Result<()> {
    tx.execute(UPDATE, row(id, task)?).await?;
    Ok(())
}

/// Tasks that a new reading no longer has stand from here on, kept for what was done on them.
pub const GONE_FROM: i64 = 1_000_000_000;
const SHIFT: &str = "UPDATE tasks SET position = 1000000000 + id WHERE plan_id = $1";

/// Makes room: every task of the plan behind all places that a reading can give.
///
/// # Errors
/// The database fails.
pub async fn shift(tx: &mut Tx, plan: i64) -> Result<()> {
    tx.execute(SHIFT, args![plan]).await?;
    Ok(())
}

const CLEAR_UNITS: &str = "DELETE FROM task_units WHERE task_id = $1";
const CLEAR_BUDGET: &str = "DELETE FROM task_budget_lines WHERE task_id = $1";
const DELETE: &str = "DELETE FROM tasks WHERE id = $1";

/// Takes away agencies and money of a task, to be written anew.
///
/// # Errors
/// The database fails.
pub async fn clear_parts(tx: &mut Tx, id: i64) -> Result<()> {
    tx.execute(CLEAR_UNITS, args![id]).await?;
    tx.execute(CLEAR_BUDGET, args![id]).await?;
    Ok(())
}

/// Takes a task away on which nothing was done; its assignments go before it.
///
/// # Errors
/// Something still speaks of it, or the database fails.
pub async fn delete(tx: &mut Tx, id: i64) -> Result<()> {
    clear_parts(tx, id).await?;
    tx.execute(DELETE, args![id]).await?;
    Ok(())
}

/// `owner` is the plan for a new row, the task itself for a known one.
fn row(owner: i64, AcceptedTask { position, key, task }: &AcceptedTask<'_>) -> Result<Vec<Arg>> {
    let deadline = task.deadline.as_ref();
    let agencies = task.lead.iter().chain(&task.coordinating);
    let searched: Vec<&str> = [task.no.as_deref().unwrap_or_default(), &task.name, task.product.as_deref().unwrap_or_default()]
        .into_iter()
        .chain(agencies.map(String::as_str))
        .collect();
    let kind = deadline.and_then(|deadline| deadline.kind).as_ref().map(written).transpose()?;
    let values = args![
        owner,
        *position,
        task.no.as_deref(),
        task.section.as_deref(),
        task.section_title.as_deref(),
        task.name.as_str(),
        folded(&searched.join(" ")),
        sort_key(&task.name),
        task.product.as_deref(),
        deadline.and_then(|deadline| deadline.text.as_deref()),
        kind,
        deadline.and_then(|deadline| deadline.start),
        deadline.and_then(|deadline| deadline.due),
        deadline.is_some_and(|deadline| deadline.then_continuous),
        deadline.and_then(|deadline| deadline.every_months).map(i64::from),
        deadline.and_then(|deadline| deadline.in_month).map(i64::from),
        task.budget_million_vnd,
        task.related_indicators.join("; "),
        task.note.as_deref(),
        serde_json::to_string(&task.span)?,
        *key
    ];
    Ok(values.to_vec())
}

const INSERT_UNITS: &str = "INSERT INTO task_units (task_id, role, position, name, unit_id, group_id) VALUES";

/// The agencies of tasks, in order.
///
/// # Errors
/// The database fails.
pub async fn insert_units(tx: &mut Tx, units: &[(i64, Vec<NamedAgency<'_>>)]) -> Result<()> {
    Ok(tx.insert_all(INSERT_UNITS, agency_rows(units)).await?)
}

/// Rows of task_units and indicator_units.
pub(super) fn agency_rows(units: &[(i64, Vec<NamedAgency<'_>>)]) -> Vec<Vec<Arg>> {
    let row = |owner: i64, position: i64, agency: &NamedAgency<'_>| {
        let (unit, group) = agency.meant.columns();
        args![owner, agency.role, position, agency.name, unit, group].to_vec()
    };
    units
        .iter()
        .flat_map(|(owner, agencies)| (0_i64..).zip(agencies).map(move |(position, agency)| row(*owner, position, agency)))
        .collect()
}

const INSERT_BUDGET: &str = "INSERT INTO task_budget_lines (task_id, position, year, source, million_vnd) VALUES";

/// # Errors
/// The database fails.
pub async fn insert_budget(tx: &mut Tx, tasks: &[(i64, &PlannedTask)]) -> Result<()> {
    let rows = tasks.iter().flat_map(|(id, task)| {
        (0_i64..)
            .zip(&task.budget_lines)
            .map(move |(position, line)| args![*id, position, line.year.map(i64::from), line.source.as_deref(), line.million_vnd].to_vec())
    });
    Ok(tx.insert_all(INSERT_BUDGET, rows.collect()).await?)
}
