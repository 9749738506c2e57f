//! What waits for one person: work of the unit that is due, results to approve or to answer, and what was asked of others.

use std::collections::HashMap;

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use super::dialect::{Arg, StoredDayOrNone, Tx, args};
use super::live_work::{Live, places_after};
use super::sql::state_rank;
use crate::domain::live_work::Waiting;
use crate::domain::{AsOf, AssignmentState};
use crate::error::Result;

/// Rows of each list; how many there are is told beside it.
const SHOWN: i64 = 50;

/// One unit's part in a task.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct WorkRow {
    pub assignment_id: i64,
    pub task_name: String,
    pub unit_name: Option<String>,
    #[sqlx(try_from = "i64")]
    pub state: AssignmentState,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub current_due: Option<Date>,
    pub percent: i64,
    /// Day until which it is to be answered, or that was asked for.
    #[sqlx(try_from = "StoredDayOrNone")]
    pub day: Option<Date>,
    /// Why it was returned, what was sent, or why more time is asked for.
    pub words: Option<String>,
    /// Rows of the whole list.
    pub total: i64,
}

macro_rules! work_rows {
    ($day:literal, $words:literal, $($rest:expr),+) => {
        concat!(
            "SELECT a.id AS assignment_id, t.name AS task_name, COALESCE(u.name, a.unit_name) AS unit_name, ",
            state_rank!(),
            " AS state, a.current_due, a.percent, ",
            $day,
            " AS day, ",
            $words,
            " AS words, COUNT(*) OVER () AS total
             FROM assignments a JOIN tasks t ON t.id = a.task_id JOIN plans p ON p.id = t.plan_id
                LEFT JOIN org_units u ON u.id = a.unit_id ",
            $($rest),+
        )
    };
}

const OWN: &str = "SELECT DISTINCT x.unit_id FROM unit_ancestors x WHERE x.ancestor_id = $1 AND x.depth <= 1
        AND $2 BETWEEN x.valid_from AND x.valid_to AND (x.depth = 0 OR NOT EXISTS (SELECT 1 FROM posts o WHERE o.unit_id = x.unit_id
            AND o.role IN ('unit-officer', 'unit-head') AND $2 BETWEEN o.valid_from AND o.valid_to)) ORDER BY x.unit_id";

/// A unit on a day, with those directly below it that nobody works for on the board: their work would wait for nobody.
///
/// # Errors
/// The database fails.
pub async fn own_units(tx: &mut Tx, unit: i64, today: Date) -> Result<Vec<i64>> {
    let mut own: Vec<i64> = tx.all::<(i64,)>(OWN, args![unit, today]).await?.into_iter().map(|(id,)| id).collect();
    // A unit that stands nowhere today is still itself.
    if !own.contains(&unit) {
        own.push(unit);
    }
    Ok(own)
}

/// A text with the units at `{own}` and its values: named one by one, so that the index of units is gone by and not the one of states.
fn of_units(sql: &str, own: &[i64], mut values: Vec<Arg>) -> (String, Vec<Arg>) {
    let places: Vec<String> = (values.len() + 1..=values.len() + own.len()).map(|place| format!("${place}")).collect();
    values.extend(own.iter().map(|unit| Arg::from(*unit)));
    (sql.replace("{own}", &places.join(", ")), values)
}

const DUE: &str = work_rows!(
    "CAST(NULL AS TEXT)",
    "CASE WHEN a.phase = 'returned' THEN a.return_reason END",
    "WHERE a.unit_id IN ({own}) AND a.phase IN ('open', 'returned') AND p.state <> 'replaced'
        AND (a.phase = 'returned' OR a.current_due BETWEEN $3 AND $4)
     ORDER BY a.current_due NULLS LAST, a.id LIMIT $5"
);
const LATER: &str = "SELECT COUNT(*) FROM assignments a JOIN tasks t ON t.id = a.task_id JOIN plans p ON p.id = t.plan_id
    WHERE a.unit_id IN ({own}) AND a.phase = 'open' AND p.state <> 'replaced' AND (a.current_due IS NULL OR a.current_due > $1)";

/// Of what the work in memory says that it waits, in its order.
const TO_APPROVE: &str =
    work_rows!("c.asked_on", "c.words", "LEFT JOIN completions c ON c.assignment_id = a.id AND c.state = 'asked' WHERE a.id IN ");
const TO_ANSWER: &str =
    work_rows!("c.answer_due", "c.words", "LEFT JOIN completions c ON c.assignment_id = a.id AND c.state = 'sent' WHERE a.id IN ");
const TO_EXTEND: &str =
    work_rows!("e.due_asked", "e.reason", "LEFT JOIN extensions e ON e.assignment_id = a.id AND e.state = 'asked' WHERE a.id IN ");

/// Of parts that a unit gave, whoever works for it answers.
macro_rules! given_by {
    () => {
        "a.task_id IN (SELECT k.task_id FROM assignments w JOIN task_parts k ON k.assignment_id = w.id WHERE w.unit_id = $3)"
    };
}
const PARTS_TO_ANSWER: &str = work_rows!(
    "c.answer_due",
    "c.words",
    "JOIN completions c ON c.assignment_id = a.id AND c.state = 'sent' WHERE ",
    given_by!(),
    " AND c.asked_by <> $4 AND COALESCE(c.sent_by, 0) <> $4 ORDER BY c.answer_due, a.id LIMIT $5"
);
const PARTS_TO_EXTEND: &str = work_rows!(
    "e.due_asked",
    "e.reason",
    "JOIN extensions e ON e.assignment_id = a.id AND e.state = 'asked' WHERE ",
    given_by!(),
    " AND e.asked_by <> $4 ORDER BY e.asked_on, e.id LIMIT $5"
);
const PARTS_GIVEN: &str = work_rows!(
    "a.current_due",
    "CAST(NULL AS TEXT)",
    "WHERE a.phase IN ('open', 'returned') AND ",
    given_by!(),
    " ORDER BY a.current_due NULLS LAST, a.id LIMIT $4"
);
const SENT: &str = work_rows!(
    "c.answer_due",
    "c.words",
    "JOIN completions c ON c.assignment_id = a.id AND c.state IN ('asked', 'sent') WHERE a.unit_id IN ({own})
     ORDER BY COALESCE(c.answer_due, c.asked_on), c.id LIMIT $3"
);
const ASKED: &str = work_rows!(
    "e.due_asked",
    "e.reason",
    "JOIN extensions e ON e.assignment_id = a.id AND e.state = 'asked' WHERE a.unit_id IN ({own})
     ORDER BY e.asked_on, e.id LIMIT $3"
);

/// A list as far as it is shown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WorkList {
    pub rows: Vec<WorkRow>,
    pub total: i64,
}

impl From<Vec<WorkRow>> for WorkList {
    fn from(rows: Vec<WorkRow>) -> Self {
        let total = rows.first().map_or(0, |row| row.total);
        Self { rows, total }
    }
}

/// `own` as [`own_units`] gives them, for this and the other lists of a unit's own work.
async fn own_rows(tx: &mut Tx, sql: &str, own: &[i64], values: Vec<Arg>) -> Result<WorkList> {
    // Only places of values are written into the text.
    let (sql, values) = of_units(sql, own, values);
    let rows: Vec<WorkRow> = tx.all(AssertSqlSafe(sql), values).await?;
    Ok(rows.into())
}

/// The work of a unit, with that of units below that nobody works for, that was returned, or is due from one day to another; the first due first.
///
/// # Errors
/// The database fails.
pub async fn due(tx: &mut Tx, own: &[i64], as_of: AsOf, (from, to): (Date, Date)) -> Result<WorkList> {
    own_rows(tx, DUE, own, args![as_of.today, as_of.near_until, from, to, SHOWN].to_vec()).await
}

/// How much of a unit's open work is due after a day, or on none.
///
/// # Errors
/// The database fails.
pub async fn later(tx: &mut Tx, own: &[i64], after: Date) -> Result<i64> {
    let (sql, values) = of_units(LATER, own, args![after].to_vec());
    Ok(tx.one::<(i64,)>(AssertSqlSafe(sql), values).await?.0)
}

/// Results that wait for the head of a unit, with those of all units below; `None`: of every unit.
///
/// # Errors
/// The database fails.
pub async fn to_approve(tx: &mut Tx, live: &Live, within: Option<i64>, as_of: AsOf) -> Result<WorkList> {
    let waiting = live.ask(tx, |work| work.to_approve(within, SHOWN as usize, as_of)).await?;
    waiting_rows(tx, TO_APPROVE, waiting, as_of).await
}

/// Results that wait for the assigner within a unit, without those that `user` asked for or sent.
///
/// # Errors
/// The database fails.
pub async fn to_answer(tx: &mut Tx, live: &Live, within: Option<i64>, user: i64, as_of: AsOf) -> Result<WorkList> {
    let waiting = live.ask(tx, |work| work.to_answer(within, user, SHOWN as usize, as_of)).await?;
    waiting_rows(tx, TO_ANSWER, waiting, as_of).await
}

/// Extensions that wait for an answer within a unit, without those `user` asked for.
///
/// # Errors
/// The database fails.
pub async fn to_extend(tx: &mut Tx, live: &Live, within: Option<i64>, user: i64, as_of: AsOf) -> Result<WorkList> {
    let waiting = live.ask(tx, |work| work.to_extend(within, user, SHOWN as usize, as_of)).await?;
    waiting_rows(tx, TO_EXTEND, waiting, as_of).await
}

async fn waiting_rows(tx: &mut Tx, sql: &str, waiting: Waiting, as_of: AsOf) -> Result<WorkList> {
    if waiting.assignments.is_empty() {
        return Ok(WorkList { rows: Vec::new(), total: waiting.total });
    }
    let values = args![as_of.today, as_of.near_until].into_iter().chain(waiting.assignments.iter().map(|id| Arg::from(*id)));
    let sql = format!("{sql}{}", places_after(2, waiting.assignments.len()));
    // Only places of values are written into the text.
    let rows: Vec<WorkRow> = tx.all(AssertSqlSafe(sql), values).await?;
    let mut rows: HashMap<i64, WorkRow> = rows.into_iter().map(|row| (row.assignment_id, row)).collect();
    Ok(WorkList { rows: waiting.assignments.iter().filter_map(|id| rows.remove(id)).collect(), total: waiting.total })
}

/// Results of parts that a unit gave, without those that `user` asked for or sent.
///
/// # Errors
/// The database fails.
pub async fn parts_to_answer(tx: &mut Tx, unit: i64, user: i64, as_of: AsOf) -> Result<WorkList> {
    let rows: Vec<WorkRow> = tx.all(PARTS_TO_ANSWER, args![as_of.today, as_of.near_until, unit, user, SHOWN]).await?;
    Ok(rows.into())
}

/// Extensions asked for of parts that a unit gave, without those `user` asked for.
///
/// # Errors
/// The database fails.
pub async fn parts_to_extend(tx: &mut Tx, unit: i64, user: i64, as_of: AsOf) -> Result<WorkList> {
    let rows: Vec<WorkRow> = tx.all(PARTS_TO_EXTEND, args![as_of.today, as_of.near_until, unit, user, SHOWN]).await?;
    Ok(rows.into())
}

/// Parts that a unit gave to others and that are not finished.
///
/// # Errors
/// The database fails.
pub async fn parts_given(tx: &mut Tx, unit: i64, as_of: AsOf) -> Result<WorkList> {
    let rows: Vec<WorkRow> = tx.all(PARTS_GIVEN, args![as_of.today, as_of.near_until, unit, SHOWN]).await?;
    Ok(rows.into())
}

/// Results of a unit that nobody has answered yet.
///
/// # Errors
/// The database fails.
pub async fn sent(tx: &mut Tx, own: &[i64], as_of: AsOf) -> Result<WorkList> {
    own_rows(tx, SENT, own, args![as_of.today, as_of.near_until, SHOWN].to_vec()).await
}

/// Extensions of a unit that nobody has answered yet.
///
/// # Errors
/// The database fails.
pub async fn asked(tx: &mut Tx, own: &[i64], as_of: AsOf) -> Result<WorkList> {
    own_rows(tx, ASKED, own, args![as_of.today, as_of.near_until, SHOWN].to_vec()).await
}
