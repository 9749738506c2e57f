//! Parts of a task that its lead gives to coordinating units: tasks of their own, below an assignment.

use jiff::civil::Date;

use super::assignments::{self, NewAssignment, Step};
use super::audit::{self, Actor};
use super::dialect::{StoredDay, StoredDayOrNone, Tx, args};
use super::sql::state_rank;
use super::tasks::{self, NamedAgency};
use super::unit_names::Meant;
use super::work_changes::Touched;
use super::{completions, extensions, units};
use crate::domain::collation::sort_key;
use crate::domain::folding::folded;
use crate::domain::{AsOf, AssignmentState, written};
use crate::error::{Error, Result};

/// A part as the lead sees it.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct PartRow {
    pub task_id: i64,
    pub assignment_id: i64,
    pub name: String,
    pub deliverable: Option<String>,
    pub unit_name: Option<String>,
    #[sqlx(try_from = "i64")]
    pub state: AssignmentState,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub current_due: Option<Date>,
    pub percent: i64,
}

macro_rules! parts {
    ($which:literal) => {
        concat!(
            "SELECT t.id AS task_id, a.id AS assignment_id, t.name, t.deliverable, COALESCE(u.name, a.unit_name) AS unit_name, ",
            state_rank!(),
            " AS state, a.current_due, a.percent
             FROM task_parts k JOIN tasks t ON t.id = k.task_id JOIN assignments a ON a.task_id = t.id
                LEFT JOIN org_units u ON u.id = a.unit_id WHERE ",
            $which,
            " ORDER BY k.assignment_id, a.current_due NULLS LAST, t.id"
        )
    };
}

const OF_ASSIGNMENT: &str = parts!("k.assignment_id = $3");
const OF_TASK: &str = parts!("k.assignment_id IN (SELECT w.id FROM assignments w WHERE w.task_id = $3)");

/// The parts that were given of an assignment, the first due first.
///
/// # Errors
/// The database fails.
pub async fn of_assignment(tx: &mut Tx, assignment: i64, as_of: AsOf) -> Result<Vec<PartRow>> {
    Ok(tx.all(OF_ASSIGNMENT, args![as_of.today, as_of.near_until, assignment]).await?)
}

/// The parts that any unit of a task has given.
///
/// # Errors
/// The database fails.
pub async fn of_task(tx: &mut Tx, task: i64, as_of: AsOf) -> Result<Vec<PartRow>> {
    Ok(tx.all(OF_TASK, args![as_of.today, as_of.near_until, task]).await?)
}

/// Of what something is a part, and who gave it.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Whole {
    pub assignment_id: i64,
    pub task_id: i64,
    pub task_name: String,
    /// The lead, who answers what comes of the part.
    pub unit_id: Option<i64>,
    pub unit_name: Option<String>,
    #[sqlx(try_from = "StoredDay")]
    pub given_on: Date,
    pub giver: String,
}

const WHOLE: &str = "SELECT w.id AS assignment_id, w.task_id, t.name AS task_name, w.unit_id, COALESCE(u.name, w.unit_name) AS unit_name,
        k.given_on, g.full_name AS giver
    FROM task_parts k JOIN assignments w ON w.id = k.assignment_id JOIN tasks t ON t.id = w.task_id
        JOIN users g ON g.id = k.given_by LEFT JOIN org_units u ON u.id = w.unit_id
    WHERE k.task_id = $1";

/// The whole of which a task is a part.
///
/// # Errors
/// The database fails.
pub async fn whole_of(tx: &mut Tx, task: i64) -> Result<Option<Whole>> {
    Ok(tx.optional(WHOLE, args![task]).await?)
}

const LEAD: &str =
    "SELECT w.unit_id FROM assignments a JOIN task_parts k ON k.task_id = a.task_id JOIN assignments w ON w.id = k.assignment_id
    WHERE a.id = $1";

/// The unit that gave the part which an assignment is, where it is one.
///
/// # Errors
/// The database fails.
pub async fn lead_of(tx: &mut Tx, assignment: i64) -> Result<Option<Option<i64>>> {
    Ok(tx.optional::<(Option<i64>,)>(LEAD, args![assignment]).await?.map(|(unit,)| unit))
}

const OFFERED: &str = "SELECT u.id, u.name FROM org_units u WHERE $2 BETWEEN u.valid_from AND u.valid_to
        AND (u.id IN (SELECT c.unit_id FROM task_units c WHERE c.task_id = $1 AND c.role = 'coordinating')
            OR u.id IN (SELECT m.unit_id FROM task_units c JOIN unit_group_members m ON m.group_id = c.group_id
                WHERE c.task_id = $1 AND c.role = 'coordinating' AND $2 BETWEEN m.valid_from AND m.valid_to))
    ORDER BY u.sort_key, u.id LIMIT 60";

/// Units that the plan names as coordinating, members of groups too: id and name.
///
/// # Errors
/// The database fails.
pub async fn offered(tx: &mut Tx, task: i64, on: Date) -> Result<Vec<(i64, String)>> {
    Ok(tx.all(OFFERED, args![task, on]).await?)
}

/// A part as the story of a task tells it.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct GivenPart {
    /// Of the unit that gave it.
    pub assignment_id: i64,
    pub name: String,
    pub unit_name: Option<String>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub due: Option<Date>,
    #[sqlx(try_from = "StoredDay")]
    pub given_on: Date,
    pub giver: String,
}

const GIVEN: &str = "SELECT k.assignment_id, t.name, COALESCE(u.name, a.unit_name) AS unit_name, a.original_due AS due, k.given_on,
        g.full_name AS giver
    FROM assignments w JOIN task_parts k ON k.assignment_id = w.id JOIN tasks t ON t.id = k.task_id JOIN assignments a ON a.task_id = t.id
        JOIN users g ON g.id = k.given_by LEFT JOIN org_units u ON u.id = a.unit_id
    WHERE w.task_id = $1 ORDER BY k.task_id DESC";

/// Newest first.
///
/// # Errors
/// The database fails.
pub async fn given_of_task(tx: &mut Tx, task: i64) -> Result<Vec<GivenPart>> {
    Ok(tx.all(GIVEN, args![task]).await?)
}

/// What is given to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewPart<'a> {
    pub unit: i64,
    pub words: &'a str,
    pub deliverable: Option<&'a str>,
    pub due: Date,
}

/// Most parts of one assignment.
const MOST: i64 = 100;
/// Places among the tasks of a plan that no reading gives out.
const PLACES_FROM: i64 = 500_000_000;

const COUNT: &str = "SELECT COUNT(*) FROM task_parts WHERE assignment_id = $1";
const INSERT: &str =
    "INSERT INTO tasks (plan_id, position, section, section_title, name, search_text, sort_key, deliverable, deadline_text,
        deadline_kind, due_on, then_continuous, related_indicators, span_json, is_part)
    SELECT t.plan_id, (SELECT COALESCE(MAX(o.position), $2) + 1 FROM tasks o WHERE o.plan_id = t.plan_id AND o.is_part), t.section,
        t.section_title, $3, $4, $5, $6, $7, 'by', $8, FALSE, '', t.span_json, TRUE
    FROM assignments a JOIN tasks t ON t.id = a.task_id WHERE a.id = $1 RETURNING id";
const BELOW: &str = "INSERT INTO task_parts (task_id, assignment_id, given_on, given_by) VALUES ($1, $2, $3, $4)";

/// Gives a part of an assignment to a unit. The task that was made.
///
/// # Errors
/// `Conflict` with why it cannot be given, `NotFound`, or the database fails.
pub async fn give(tx: &mut Tx, actor: Actor, assignment: i64, on: Date, part: NewPart<'_>) -> Result<i64> {
    let NewPart { unit, words, deliverable, due } = part;
    let work = assignments::load(tx, assignment).await?;
    let lead = assignments::unit_of(tx, assignment).await?;
    work.may_give(on, (lead, unit), due).map_err(|refusal| Error::Conflict(refusal.to_string()))?;
    if lead_of(tx, assignment).await?.is_some() {
        return Err(Error::Conflict("Phần việc được giao không chia nhỏ tiếp; đề nghị đơn vị chủ trì giao thêm".to_owned()));
    }
    if tx.one::<(i64,)>(COUNT, args![assignment]).await?.0 >= MOST {
        return Err(Error::Conflict(format!("Nhiệm vụ này đã có {MOST} phần việc; đề nghị gộp bớt trước khi giao thêm")));
    }
    let unit_name = units::find(tx, unit).await?.name;
    let searched = folded(&[words, deliverable.unwrap_or_default(), &unit_name].join(" "));
    let values = args![assignment, PLACES_FROM, words, searched, sort_key(words), deliverable, written::day(due), due];
    let (task,): (i64,) = tx.one(INSERT, values).await?;
    tx.touch(Touched::Task(task));
    tx.execute(BELOW, args![task, assignment, on, actor.user]).await?;
    tasks::insert_units(tx, &[(task, vec![NamedAgency { role: "lead", name: &unit_name, meant: Meant::Unit(unit) }])]).await?;
    let new = NewAssignment { task_id: task, unit_id: Some(unit), unit_name: Some(unit_name.clone()), due: Some(due) };
    assignments::insert_all(tx, &[new]).await?;
    let told = serde_json::json!({ "part": task, "unit": unit_name, "name": words, "deliverable": deliverable, "due": due });
    audit::append(tx, actor, "part-given", ("assignment", Some(assignment)), (None::<&()>, Some(&told))).await?;
    Ok(task)
}

const OPEN: &str = "SELECT a.id FROM task_parts k JOIN assignments a ON a.task_id = k.task_id
    WHERE k.assignment_id = $1 AND a.phase IN ('open', 'waiting', 'returned') ORDER BY a.id";

/// The whole is over: parts that are not finished are stopped with it, `by` saying why.
///
/// # Errors
/// The database fails.
pub async fn stop_open(tx: &mut Tx, actor: Actor, assignment: i64, on: Date, by: &str) -> Result<()> {
    for (part,) in tx.all::<(i64,)>(OPEN, args![assignment]).await? {
        completions::close_open(tx, actor, part, on).await?;
        extensions::close_open(tx, actor, part, on).await?;
        assignments::step(tx, actor, part, on, Step::Stop { by: by.to_owned() }).await?;
    }
    Ok(())
}
