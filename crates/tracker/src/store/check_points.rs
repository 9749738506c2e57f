//! Check points of work without an end.

use jiff::civil::Date;

use super::assignments;
use super::audit::{self, Actor, NewEntry};
use super::dialect::{StoredDay, Tx, args};
use super::work_changes::Touched;
use crate::domain::check_point::Recurrence;
use crate::error::{Error, Result};

/// A period that was confirmed.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CheckPoint {
    #[sqlx(try_from = "StoredDay")]
    pub due_on: Date,
    #[sqlx(try_from = "StoredDay")]
    pub met_on: Date,
    pub evidence: Option<String>,
}

impl CheckPoint {
    pub fn is_late(&self) -> bool {
        self.met_on > self.due_on
    }
}

const OF_ASSIGNMENT: &str = "SELECT due_on, met_on, evidence FROM check_points WHERE assignment_id = $1 ORDER BY due_on DESC, id DESC";

/// Newest first.
///
/// # Errors
/// The database fails.
pub async fn of_assignment(tx: &mut Tx, assignment: i64) -> Result<Vec<CheckPoint>> {
    Ok(tx.all(OF_ASSIGNMENT, args![assignment]).await?)
}

const RECURRENCE: &str = "SELECT t.every_months, t.in_month FROM assignments a JOIN tasks t ON t.id = a.task_id
    WHERE a.id = $1 AND (t.deadline_kind IN ('continuous', 'recurring') OR t.then_continuous)";

/// How often an assignment comes round; `None` for work with an end.
///
/// # Errors
/// The database fails.
pub async fn recurrence(tx: &mut Tx, assignment: i64, usual: u8) -> Result<Option<Recurrence>> {
    let found: Option<(Option<i64>, Option<i64>)> = tx.optional(RECURRENCE, args![assignment]).await?;
    Ok(found.map(|(every, month)| Recurrence::of(every, month, usual)))
}

const KINDS: &str = "SELECT DISTINCT t.every_months, t.in_month FROM assignments a JOIN tasks t ON t.id = a.task_id
    WHERE a.phase = 'open' AND a.current_due IS NULL AND t.deadline_kind IN ('continuous', 'recurring') ORDER BY 1, 2";
const OPEN: &str = "UPDATE assignments SET original_due = $3, current_due = $3 WHERE phase = 'open' AND current_due IS NULL
        AND task_id IN (SELECT t.id FROM tasks t WHERE t.deadline_kind IN ('continuous', 'recurring')
            AND COALESCE(t.every_months, 0) = $1 AND COALESCE(t.in_month, 0) = $2)
    RETURNING id";

/// Gives work without an end that has no check point yet its first one after a day. How much of it.
///
/// # Errors
/// The database fails.
pub async fn open_missing(tx: &mut Tx, actor: Actor, today: Date, usual: u8) -> Result<usize> {
    let mut entries = Vec::new();
    for (every, month) in tx.all::<(Option<i64>, Option<i64>)>(KINDS, args![]).await? {
        let due = Recurrence::of(every, month, usual).after(today);
        for (id,) in tx.all::<(i64,)>(OPEN, args![every.unwrap_or(0), month.unwrap_or(0), due]).await? {
            tx.touch(Touched::Assignment(id));
            let after = Some(serde_json::json!({ "current_due": due }).to_string());
            entries.push(NewEntry { actor, action: "check-point-set", subject: ("assignment", Some(id)), before: None, after });
        }
    }
    let count = entries.len();
    audit::append_all(tx, entries).await?;
    Ok(count)
}

const INSERT: &str = "INSERT INTO check_points (assignment_id, due_on, met_on, evidence, confirmed_by) VALUES ($1, $2, $3, $4, $5)";
const GO_ON: &str =
    "UPDATE assignments SET phase = 'open', percent = 0, original_due = $2, current_due = $2 WHERE id = $1 AND phase = 'waiting'";
const NOTE: &str =
    "INSERT INTO progress_notes (assignment_id, kind, written_on, written_by, percent, note) VALUES ($1, 'confirmed', $2, $3, 100, $4)";

/// What a unit sent for one period is confirmed, and the next period begins.
///
/// # Errors
/// `Conflict` when nothing waits, or the database fails.
pub async fn meet(
    tx: &mut Tx,
    actor: Actor,
    assignment: i64,
    on: Date,
    (evidence, note): (Option<String>, String),
    next: Date,
) -> Result<()> {
    let mut work = assignments::load(tx, assignment).await?;
    let (due, met) = work.meet(next).map_err(|refusal| Error::Conflict(refusal.to_string()))?;
    let due = due.unwrap_or(met);
    tx.touch(Touched::Assignment(assignment));
    if tx.execute(GO_ON, args![assignment, next]).await? == 0 {
        return Err(Error::Conflict("Nhiệm vụ vừa được người khác cập nhật; đề nghị mở lại trang".to_owned()));
    }
    tx.execute(INSERT, args![assignment, due, met, evidence.as_deref(), actor.user]).await?;
    tx.execute(NOTE, args![assignment, on, actor.user, note.as_str()]).await?;
    let told = (serde_json::json!({ "current_due": due }), serde_json::json!({ "current_due": next, "words": evidence }));
    audit::append(tx, actor, "period-confirmed", ("assignment", Some(assignment)), (Some(&told.0), Some(&told.1))).await
}
