//! What waits for one person: work of the unit that is due, results to approve or to answer, and what was asked of others.

use jiff::civil::Date;

use super::dialect::{StoredDayOrNone, Tx, args};
use super::sql::state_rank;
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

/// A unit on a day, with those directly below it that nobody works for on the board: their work would wait for nobody.
macro_rules! own_units {
    ($unit:literal, $day:literal) => {
        concat!(
            "a.unit_id IN (SELECT x.unit_id FROM unit_ancestors x WHERE x.ancestor_id = ",
            $unit,
            " AND x.depth <= 1 AND ",
            $day,
            " BETWEEN x.valid_from AND x.valid_to AND (x.depth = 0 OR NOT EXISTS (SELECT 1 FROM posts o WHERE o.unit_id = x.unit_id
                AND o.role IN ('unit-officer', 'unit-head') AND ",
            $day,
            " BETWEEN o.valid_from AND o.valid_to)))"
        )
    };
}

/// A unit with all below it on a day.
macro_rules! within {
    () => {
        "a.unit_id IN (SELECT x.unit_id FROM unit_ancestors x WHERE x.ancestor_id = $3 AND $1 BETWEEN x.valid_from AND x.valid_to)"
    };
}

const DUE: &str = work_rows!(
    "CAST(NULL AS TEXT)",
    "CASE WHEN a.phase = 'returned' THEN a.return_reason END",
    "WHERE ",
    own_units!("$3", "$1"),
    " AND a.phase IN ('open', 'returned') AND p.state <> 'replaced'
        AND (a.phase = 'returned' OR a.current_due BETWEEN $4 AND $5)
     ORDER BY a.current_due NULLS LAST, a.id LIMIT $6"
);
const LATER: &str = concat!(
    "SELECT COUNT(*) FROM assignments a JOIN tasks t ON t.id = a.task_id JOIN plans p ON p.id = t.plan_id WHERE ",
    own_units!("$1", "$3"),
    " AND a.phase = 'open' AND p.state <> 'replaced' AND (a.current_due IS NULL OR a.current_due > $2)"
);
macro_rules! to_approve {
    ($where:expr) => {
        work_rows!(
            "c.asked_on",
            "c.words",
            "JOIN completions c ON c.assignment_id = a.id AND c.state = 'asked' WHERE ",
            $where,
            " ORDER BY c.asked_on, c.id LIMIT $4"
        )
    };
}
const TO_APPROVE: &str = to_approve!(within!());
const ALL_TO_APPROVE: &str = to_approve!("$3 IS NULL");

macro_rules! to_answer {
    ($where:expr) => {
        work_rows!(
            "c.answer_due",
            "c.words",
            "LEFT JOIN completions c ON c.assignment_id = a.id AND c.state = 'sent'
             WHERE a.phase = 'waiting' AND p.state <> 'replaced' AND NOT t.is_part AND ",
            $where,
            " AND COALESCE(c.asked_by, 0) <> $4 AND COALESCE(c.sent_by, 0) <> $4
             ORDER BY COALESCE(c.answer_due, a.submitted_on), a.id LIMIT $5"
        )
    };
}
const TO_ANSWER: &str = to_answer!(within!());
const ALL_TO_ANSWER: &str = to_answer!("$3 IS NULL");

macro_rules! to_extend {
    ($where:expr) => {
        work_rows!(
            "e.due_asked",
            "e.reason",
            "JOIN extensions e ON e.assignment_id = a.id AND e.state = 'asked' WHERE NOT t.is_part AND ",
            $where,
            " AND e.asked_by <> $4 ORDER BY e.asked_on, e.id LIMIT $5"
        )
    };
}
const TO_EXTEND: &str = to_extend!(within!());
const ALL_TO_EXTEND: &str = to_extend!("$3 IS NULL");

/// Of parts that a unit gave, whoever works for it answers.
macro_rules! given_by {
    ($unit:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM task_parts k JOIN assignments w ON w.id = k.assignment_id WHERE k.task_id = t.id AND w.unit_id = ",
            $unit,
            ")"
        )
    };
}
const PARTS_TO_ANSWER: &str = work_rows!(
    "c.answer_due",
    "c.words",
    "JOIN completions c ON c.assignment_id = a.id AND c.state = 'sent' WHERE t.is_part AND ",
    given_by!("$3"),
    " AND c.asked_by <> $4 AND COALESCE(c.sent_by, 0) <> $4 ORDER BY c.answer_due, a.id LIMIT $5"
);
const PARTS_TO_EXTEND: &str = work_rows!(
    "e.due_asked",
    "e.reason",
    "JOIN extensions e ON e.assignment_id = a.id AND e.state = 'asked' WHERE t.is_part AND ",
    given_by!("$3"),
    " AND e.asked_by <> $4 ORDER BY e.asked_on, e.id LIMIT $5"
);
const PARTS_GIVEN: &str = work_rows!(
    "a.current_due",
    "CAST(NULL AS TEXT)",
    "WHERE t.is_part AND a.phase IN ('open', 'returned') AND ",
    given_by!("$3"),
    " ORDER BY a.current_due NULLS LAST, a.id LIMIT $4"
);
const SENT: &str = work_rows!(
    "c.answer_due",
    "c.words",
    "JOIN completions c ON c.assignment_id = a.id AND c.state IN ('asked', 'sent') WHERE ",
    own_units!("$3", "$1"),
    " ORDER BY COALESCE(c.answer_due, c.asked_on), c.id LIMIT $4"
);
const ASKED: &str = work_rows!(
    "e.due_asked",
    "e.reason",
    "JOIN extensions e ON e.assignment_id = a.id AND e.state = 'asked' WHERE ",
    own_units!("$3", "$1"),
    " ORDER BY e.asked_on, e.id LIMIT $4"
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

/// The work of a unit, with that of units below that nobody works for, that was returned, or is due from one day to another; the first due first.
///
/// # Errors
/// The database fails.
pub async fn due(tx: &mut Tx, unit: i64, as_of: AsOf, (from, to): (Date, Date)) -> Result<WorkList> {
    let rows: Vec<WorkRow> = tx.all(DUE, args![as_of.today, as_of.near_until, unit, from, to, SHOWN]).await?;
    Ok(rows.into())
}

/// How much of a unit's open work is due after a day, or on none.
///
/// # Errors
/// The database fails.
pub async fn later(tx: &mut Tx, unit: i64, after: Date, today: Date) -> Result<i64> {
    Ok(tx.one::<(i64,)>(LATER, args![unit, after, today]).await?.0)
}

/// Results that wait for the head of a unit, with those of all units below; `None`: of every unit.
///
/// # Errors
/// The database fails.
pub async fn to_approve(tx: &mut Tx, within: Option<i64>, as_of: AsOf) -> Result<WorkList> {
    let rows: Vec<WorkRow> =
        tx.all(if within.is_some() { TO_APPROVE } else { ALL_TO_APPROVE }, args![as_of.today, as_of.near_until, within, SHOWN]).await?;
    Ok(rows.into())
}

/// Results that wait for the assigner within a unit, without those that `user` asked for or sent.
///
/// # Errors
/// The database fails.
pub async fn to_answer(tx: &mut Tx, within: Option<i64>, user: i64, as_of: AsOf) -> Result<WorkList> {
    let rows: Vec<WorkRow> =
        tx.all(if within.is_some() { TO_ANSWER } else { ALL_TO_ANSWER }, args![as_of.today, as_of.near_until, within, user, SHOWN]).await?;
    Ok(rows.into())
}

/// Extensions that wait for an answer within a unit, without those `user` asked for.
///
/// # Errors
/// The database fails.
pub async fn to_extend(tx: &mut Tx, within: Option<i64>, user: i64, as_of: AsOf) -> Result<WorkList> {
    let rows: Vec<WorkRow> =
        tx.all(if within.is_some() { TO_EXTEND } else { ALL_TO_EXTEND }, args![as_of.today, as_of.near_until, within, user, SHOWN]).await?;
    Ok(rows.into())
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
pub async fn sent(tx: &mut Tx, unit: i64, as_of: AsOf) -> Result<WorkList> {
    let rows: Vec<WorkRow> = tx.all(SENT, args![as_of.today, as_of.near_until, unit, SHOWN]).await?;
    Ok(rows.into())
}

/// Extensions of a unit that nobody has answered yet.
///
/// # Errors
/// The database fails.
pub async fn asked(tx: &mut Tx, unit: i64, as_of: AsOf) -> Result<WorkList> {
    let rows: Vec<WorkRow> = tx.all(ASKED, args![as_of.today, as_of.near_until, unit, SHOWN]).await?;
    Ok(rows.into())
}
