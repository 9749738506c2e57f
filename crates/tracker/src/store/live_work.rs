//! Where all work stands, read once and then kept up with what has been committed since ([`super::work_changes`]).

use std::collections::{BTreeSet, HashMap};
use std::sync::{PoisonError, RwLock};

use sqlx::AssertSqlSafe;
use tokio::sync::Mutex;

use super::clarities::lacking;
use super::dialect::{Arg, Tx, args};
use super::work_changes::{self, Touched};
use crate::domain::clarity::Clarity;
use crate::domain::collation::packed_key;
use crate::domain::live_work::{Day, LiveAssignment, LivePhase, LiveTask, LiveWork, OpenCompletion, OpenExtension, Requests, StandsUnder};
use crate::error::{Error, Result};

/// The work of one database; every server has its own.
#[derive(Debug, Default)]
pub struct Live {
    /// Number of the last change it holds; `None` before it was read.
    seen: Mutex<Option<i64>>,
    work: RwLock<LiveWork>,
}

impl Live {
    /// Asks something of the work as it stands in a transaction, or as somebody has seen it since.
    ///
    /// # Errors
    /// The database fails.
    pub async fn ask<T>(&self, tx: &mut Tx, question: impl FnOnce(&LiveWork) -> T) -> Result<T> {
        self.catch_up(tx).await?;
        // What panicked while it asked has changed nothing.
        Ok(question(&self.work.read().unwrap_or_else(PoisonError::into_inner)))
    }

    async fn catch_up(&self, tx: &mut Tx) -> Result<()> {
        let mut seen = self.seen.lock().await;
        let since = match *seen {
            Some(last) => work_changes::since(tx, last).await?,
            None => None,
        };
        let Some((touched, last)) = since else {
            let last = work_changes::last(tx).await?;
            let work = read(tx).await?;
            *self.work.write().unwrap_or_else(PoisonError::into_inner) = work;
            *seen = Some(last);
            return Ok(());
        };
        if !touched.is_empty() {
            let (ids, tasks) = changed(tx, &touched).await?;
            let units = if touched.contains(&Touched::Units) { Some(units(tx).await?) } else { None };
            let mut work = self.work.write().unwrap_or_else(PoisonError::into_inner);
            let there: BTreeSet<i64> = tasks.iter().map(|task| task.id).collect();
            for id in ids.difference(&there) {
                work.take_away(*id);
            }
            for task in tasks {
                work.put(task);
            }
            if let Some(units) = units {
                work.set_units(units);
            }
        }
        *seen = Some(last);
        Ok(())
    }
}

/// Ids looked up in one statement.
const ROWS: usize = 500;
/// Span of ids read at a time, so that only a part is held twice.
const SPAN: i64 = 20_000;

/// All of it, from nothing.
///
/// # Errors
/// The database fails.
pub async fn read(tx: &mut Tx) -> Result<LiveWork> {
    let mut work = LiveWork::default();
    work.set_units(units(tx).await?);
    let (last,): (i64,) = tx.one("SELECT COALESCE(MAX(id), 0) FROM tasks", args![]).await?;
    let mut from = 0;
    while from < last {
        let place = |key: &str| (format!("{key} > $1 AND {key} <= $2"), args![from, from + SPAN].to_vec());
        for task in tasks(tx, place).await? {
            work.put(task);
        }
        from += SPAN;
    }
    Ok(work)
}

const UNITS: &str = "SELECT b.hierarchy, b.ancestor_id, b.unit_id, b.valid_from, b.valid_to, u.valid_to AS unit_ends
    FROM unit_ancestors b JOIN org_units u ON u.id = b.unit_id";

async fn units(tx: &mut Tx) -> Result<Vec<StandsUnder>> {
    let rows: Vec<(String, i64, i64, String, String, String)> = tx.all(UNITS, args![]).await?;
    let stands = |(hierarchy, ancestor, unit, from, to, ends): &(String, i64, i64, String, String, String)| {
        let hierarchy = hierarchy.parse().map_err(|_| Error::Internal(format!("{hierarchy} is no hierarchy")))?;
        let (ancestor, unit) = (*ancestor, *unit);
        Ok(StandsUnder { hierarchy, ancestor, unit, from: day(Some(from))?, to: day(Some(to))?, unit_ends: day(Some(ends))? })
    };
    rows.iter().map(stands).collect()
}

fn day(stored: Option<&str>) -> Result<Day> {
    Day::stored(stored).ok_or_else(|| Error::Internal(format!("{stored:?} is no day")))
}

/// Tasks that were touched: all their ids, and those that are still there.
async fn changed(tx: &mut Tx, touched: &[Touched]) -> Result<(BTreeSet<i64>, Vec<LiveTask>)> {
    let (mut ids, mut by_assignment, mut by_plan) = (BTreeSet::new(), Vec::new(), Vec::new());
    for one in touched {
        match one {
            Touched::Task(id) => drop(ids.insert(*id)),
            Touched::Assignment(id) => by_assignment.push(*id),
            Touched::Plan(id) => by_plan.push(*id),
            Touched::Units | Touched::All => {}
        }
    }
    for (sql, asked) in
        [("SELECT task_id FROM assignments WHERE id IN ", by_assignment), ("SELECT id FROM tasks WHERE plan_id IN ", by_plan)]
    {
        for part in asked.chunks(ROWS) {
            let found: Vec<(i64,)> =
                tx.all(AssertSqlSafe(format!("{sql}{}", places(part.len()))), part.iter().map(|id| Arg::from(*id))).await?;
            ids.extend(found.into_iter().map(|(id,)| id));
        }
    }
    let mut out = Vec::new();
    for part in ids.iter().copied().collect::<Vec<i64>>().chunks(ROWS) {
        let place = |key: &str| (format!("{key} IN {}", places(part.len())), part.iter().map(|id| Arg::from(*id)).collect());
        out.extend(tasks(tx, place).await?);
    }
    Ok((ids, out))
}

fn places(count: usize) -> String {
    places_after(0, count)
}

/// `($3, $4, $5)` for 2 parameters before and 3 values.
pub(super) fn places_after(before: usize, count: usize) -> String {
    let places: Vec<String> = (before + 1..=before + count).map(|place| format!("${place}")).collect();
    format!("({})", places.join(", "))
}

#[derive(sqlx::FromRow)]
struct TaskRow {
    id: i64,
    plan_id: i64,
    position: i64,
    section_title: Option<String>,
    is_part: bool,
    is_replaced: bool,
    name: String,
    search_text: String,
    work: bool,
    authority: bool,
    responsibility: bool,
    time: bool,
    result: bool,
}

#[derive(sqlx::FromRow)]
struct AssignmentRow {
    id: i64,
    task_id: i64,
    unit_id: Option<i64>,
    phase: String,
    percent: i64,
    original_due: Option<String>,
    current_due: Option<String>,
    completed_on: Option<String>,
    submitted_on: Option<String>,
    stopped_on: Option<String>,
}

const ASSIGNMENTS: &str = "SELECT a.id, a.task_id, a.unit_id, a.phase, a.percent, a.original_due, a.current_due, a.completed_on,
        a.submitted_on, a.stopped_on FROM assignments a";

/// Tasks by a condition on their id, which `place` writes for the column that has it, with its values.
async fn tasks(tx: &mut Tx, place: impl Fn(&str) -> (String, Vec<Arg>)) -> Result<Vec<LiveTask>> {
    let mut requests = requests(tx, place("a.task_id")).await?;
    let (condition, values) = place("a.task_id");
    let mut rows = tx.rows(AssertSqlSafe(format!("{ASSIGNMENTS} WHERE {condition} ORDER BY a.task_id, a.id")), values);
    let mut assignments: HashMap<i64, Vec<LiveAssignment>> = HashMap::new();
    while let Some(row) = rows.next().await? {
        let row: AssignmentRow = row.read()?;
        assignments.entry(row.task_id).or_default().push(row.with(requests.remove(&row.id))?);
    }
    drop(rows);
    let lacks = |clarity| lacking(clarity);
    let (condition, values) = place("t.id");
    let sql = format!(
        "SELECT t.id, t.plan_id, t.position, t.section_title, t.is_part, (p.state = 'replaced') AS is_replaced, t.name, t.search_text,
            ({}) AS work, ({}) AS authority, ({}) AS responsibility, ({}) AS time, ({}) AS result
         FROM tasks t JOIN plans p ON p.id = t.plan_id WHERE {condition} ORDER BY t.id",
        lacks(Clarity::Work),
        lacks(Clarity::Authority),
        lacks(Clarity::Responsibility),
        lacks(Clarity::Time),
        lacks(Clarity::Result)
    );
    let mut rows = tx.rows(AssertSqlSafe(sql), values);
    let mut out = Vec::new();
    while let Some(row) = rows.next().await? {
        let row: TaskRow = row.read()?;
        let of_task = assignments.remove(&row.id).unwrap_or_default();
        out.push(row.with(of_task));
    }
    Ok(out)
}

#[derive(sqlx::FromRow)]
struct CompletionRow {
    assignment_id: i64,
    id: i64,
    is_sent: bool,
    asked_on: String,
    asked_by: i64,
    sent_by: Option<i64>,
    answer_due: Option<String>,
}

const COMPLETIONS: &str = "SELECT c.assignment_id, c.id, (c.state = 'sent') AS is_sent, c.asked_on, c.asked_by, c.sent_by, c.answer_due
    FROM completions c JOIN assignments a ON a.id = c.assignment_id WHERE c.state IN ('asked', 'sent') AND ";
const EXTENSIONS: &str = "SELECT e.assignment_id, e.id, e.asked_on, e.asked_by
    FROM extensions e JOIN assignments a ON a.id = e.assignment_id WHERE e.state = 'asked' AND ";

/// By assignment.
async fn requests(tx: &mut Tx, (condition, values): (String, Vec<Arg>)) -> Result<HashMap<i64, Requests>> {
    let mut out: HashMap<i64, Requests> = HashMap::new();
    for row in tx.all::<CompletionRow>(AssertSqlSafe(format!("{COMPLETIONS}{condition}")), values.clone()).await? {
        out.entry(row.assignment_id).or_default().completion = Some(OpenCompletion {
            id: row.id,
            is_sent: row.is_sent,
            asked_on: day(Some(&row.asked_on))?,
            asked_by: row.asked_by,
            sent_by: row.sent_by,
            answer_due: day(row.answer_due.as_deref())?,
        });
    }
    let rows: Vec<(i64, i64, String, i64)> = tx.all(AssertSqlSafe(format!("{EXTENSIONS}{condition}")), values).await?;
    for (assignment, id, asked_on, asked_by) in rows {
        out.entry(assignment).or_default().extension = Some(OpenExtension { id, asked_on: day(Some(&asked_on))?, asked_by });
    }
    Ok(out)
}

impl AssignmentRow {
    fn with(&self, requests: Option<Requests>) -> Result<LiveAssignment> {
        let phase = match self.phase.as_str() {
            "open" => LivePhase::Open,
            "waiting" => LivePhase::Waiting,
            "returned" => LivePhase::Returned,
            "done" => LivePhase::Done,
            "stopped" => LivePhase::Stopped,
            other => return Err(Error::Internal(format!("assignment {} is {other}", self.id))),
        };
        Ok(LiveAssignment {
            id: self.id,
            unit: self.unit_id,
            phase,
            // The schema keeps it between 0 and 100.
            percent: u8::try_from(self.percent).unwrap_or_default(),
            original_due: day(self.original_due.as_deref())?,
            current_due: day(self.current_due.as_deref())?,
            completed_on: day(self.completed_on.as_deref())?,
            submitted_on: day(self.submitted_on.as_deref())?,
            stopped_on: day(self.stopped_on.as_deref())?,
            requests: requests.map(Box::new),
        })
    }
}

impl TaskRow {
    fn with(self, assignments: Vec<LiveAssignment>) -> LiveTask {
        let person = assignments.iter().any(|one| one.unit.is_none());
        LiveTask {
            id: self.id,
            plan: self.plan_id,
            position: self.position,
            section: self.section_title.map(Into::into),
            is_part: self.is_part,
            is_replaced: self.is_replaced,
            lacks: [person, self.work, self.authority, self.responsibility, self.time, self.result],
            text: self.search_text.into(),
            order: packed_key(&self.name),
            assignments: assignments.into(),
        }
    }
}
