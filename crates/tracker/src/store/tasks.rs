//! Tasks: one task with its units, the tasks of a plan. Lists with filters are in `task_lists`.

use jiff::civil::Date;

use roviec_plan::plan::Task as PlannedTask;

use super::dialect::{Arg, StoredDayOrNone, Tx, args};
use super::plans::written;
use super::unit_names::Meant;
use super::work_changes::Touched;
use crate::domain::collation::sort_key;
use crate::domain::folding::folded;
use crate::error::Result;

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
// What a document has changed by hand stays over a better reading of the plan.
const UPDATE: &str = "UPDATE tasks SET position = $2, number = $3, section = $4, section_title = $5,
        name = CASE WHEN EXISTS (SELECT 1 FROM amendments m WHERE m.task_id = $1 AND m.field = 'name') THEN name ELSE $6 END,
        search_text = CASE WHEN EXISTS (SELECT 1 FROM amendments m WHERE m.task_id = $1 AND m.field IN ('name', 'deliverable'))
            THEN search_text ELSE $7 END,
        sort_key = CASE WHEN EXISTS (SELECT 1 FROM amendments m WHERE m.task_id = $1 AND m.field = 'name') THEN sort_key ELSE $8 END,
        deliverable = CASE WHEN EXISTS (SELECT 1 FROM amendments m WHERE m.task_id = $1 AND m.field = 'deliverable')
            THEN deliverable ELSE $9 END, deadline_text = $10, deadline_kind = $11, starts_on = $12, due_on = $13, then_continuous = $14,
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
    tx.touch(Touched::Plan(plan));
    let rows = tasks.iter().map(|task| row(plan, task)).collect::<Result<Vec<_>>>()?;
    Ok(tx.insert_all(INSERT, rows).await?)
}

/// A new reading of a task that is there: what was done on it stays.
///
/// # Errors
/// The database fails.
pub async fn update(tx: &mut Tx, id: i64, task: &AcceptedTask<'_>) -> Result<()> {
    tx.touch(Touched::Task(id));
    tx.execute(UPDATE, row(id, task)?).await?;
    Ok(())
}

/// Tasks that a new reading no longer has stand from here on, kept for what was done on them.
pub const GONE_FROM: i64 = 1_000_000_000;
const SHIFT: &str = "UPDATE tasks SET position = 1000000000 + id WHERE plan_id = $1 AND NOT is_part";

/// Makes room: every task of the plan behind all places that a reading can give.
///
/// # Errors
/// The database fails.
pub async fn shift(tx: &mut Tx, plan: i64) -> Result<()> {
    tx.touch(Touched::Plan(plan));
    tx.execute(SHIFT, args![plan]).await?;
    Ok(())
}

const CLEAR_UNITS: &str = "DELETE FROM task_units WHERE task_id = $1";
const CLEAR_BUDGET: &str = "DELETE FROM task_budget_lines WHERE task_id = $1";
const CLEAR_NEEDS: &str = "DELETE FROM task_prerequisites WHERE task_id = $1 OR needs_id = $1";
const DELETE: &str = "DELETE FROM tasks WHERE id = $1";

/// Takes away agencies and money of a task, to be written anew.
///
/// # Errors
/// The database fails.
pub async fn clear_parts(tx: &mut Tx, id: i64) -> Result<()> {
    tx.touch(Touched::Task(id));
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
    tx.execute(CLEAR_NEEDS, args![id]).await?;
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
    for (task, _) in units {
        tx.touch(Touched::Task(*task));
    }
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
