//! What the board counts: assignments by state, late over due, worst units first.

use jiff::civil::Date;

use super::dialect::{StoredDayOrNone, Tx, args};
use super::sql::scoped;
use crate::domain::as_of::days_after;
use crate::domain::{AsOf, AssignmentState};
use crate::error::Result;

/// Which assignments are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scope {
    pub plan: Option<i64>,
    /// The unit with all units below it.
    pub unit: Option<i64>,
}

/// Days ahead that the board calls "đến hạn 30 ngày".
pub const DUE_SOON_DAYS: i64 = 30;

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Counts {
    pub overdue: i64,
    pub returned: i64,
    pub near_due: i64,
    pub waiting: i64,
    pub open: i64,
    pub done_late: i64,
    pub done_on_time: i64,
    pub stopped: i64,
    /// Late among [`Counts::due`]: not done and past the deadline, or done too late.
    pub late: i64,
    /// Assignments whose deadline is today or before, stopped ones apart.
    pub due: i64,
    /// Not finished, deadline within [`DUE_SOON_DAYS`] from today.
    pub due_soon: i64,
    /// Lead missing or not recognised.
    pub without_unit: i64,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub waiting_since: Option<Date>,
}

impl Counts {
    pub fn of(&self, state: AssignmentState) -> i64 {
        match state {
            AssignmentState::Overdue => self.overdue,
            AssignmentState::Returned => self.returned,
            AssignmentState::NearDue => self.near_due,
            AssignmentState::Waiting => self.waiting,
            AssignmentState::Open => self.open,
            AssignmentState::DoneLate => self.done_late,
            AssignmentState::DoneOnTime => self.done_on_time,
            AssignmentState::Stopped => self.stopped,
        }
    }

    pub fn total(&self) -> i64 {
        AssignmentState::ALL.into_iter().map(|state| self.of(state)).sum()
    }
}

const COUNTS: &str = concat!(
    "SELECT COUNT(*) FILTER (WHERE s.state_rank = 0) AS overdue, COUNT(*) FILTER (WHERE s.state_rank = 1) AS returned,
        COUNT(*) FILTER (WHERE s.state_rank = 2) AS near_due, COUNT(*) FILTER (WHERE s.state_rank = 3) AS waiting,
        COUNT(*) FILTER (WHERE s.state_rank = 4) AS open, COUNT(*) FILTER (WHERE s.state_rank = 5) AS done_late,
        COUNT(*) FILTER (WHERE s.state_rank = 6) AS done_on_time, COUNT(*) FILTER (WHERE s.state_rank = 7) AS stopped,
        COUNT(*) FILTER (WHERE s.late) AS late, COUNT(*) FILTER (WHERE s.due) AS due,
        COUNT(*) FILTER (WHERE s.phase IN ('open', 'returned') AND s.current_due BETWEEN $1 AND $5) AS due_soon,
        COUNT(*) FILTER (WHERE s.unit_id IS NULL) AS without_unit,
        MIN(s.submitted_on) FILTER (WHERE s.phase = 'waiting') AS waiting_since
     FROM (",
    scoped!(),
    ") s"
);

/// # Errors
/// The database fails.
pub async fn counts(tx: &mut Tx, scope: Scope, as_of: AsOf) -> Result<Counts> {
    let soon = days_after(as_of.today, DUE_SOON_DAYS);
    Ok(tx.one(COUNTS, args![as_of.today, as_of.near_until, scope.plan, scope.unit, soon]).await?)
}

/// One unit, or the assignments without a recognised unit (`unit_id` is `None`).
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct UnitCounts {
    pub unit_id: Option<i64>,
    pub unit_name: Option<String>,
    /// Name of the unit above, where that one is not at the top itself: offices of communes share their names.
    pub above: Option<String>,
    pub total: i64,
    pub done: i64,
    pub late: i64,
    pub due: i64,
    pub waiting: i64,
    pub due_soon: i64,
}

const BY_UNIT: &str = concat!(
    "SELECT s.unit_id, COALESCE(u.name, s.unit_name) AS unit_name, COUNT(*) AS total,
        (SELECT MIN(o.name) FROM unit_ancestors p JOIN org_units o ON o.id = p.ancestor_id
            WHERE p.unit_id = s.unit_id AND p.depth = 1 AND $1 BETWEEN p.valid_from AND p.valid_to
              AND EXISTS (SELECT 1 FROM unit_ancestors g WHERE g.unit_id = s.unit_id AND g.depth = 2
                AND $1 BETWEEN g.valid_from AND g.valid_to)) AS above,
        COUNT(*) FILTER (WHERE s.phase = 'done') AS done, COUNT(*) FILTER (WHERE s.late) AS late,
        COUNT(*) FILTER (WHERE s.due) AS due, COUNT(*) FILTER (WHERE s.phase = 'waiting') AS waiting,
        COUNT(*) FILTER (WHERE s.phase IN ('open', 'returned') AND s.current_due BETWEEN $1 AND $5) AS due_soon
     FROM (",
    scoped!(),
    ") s LEFT JOIN org_units u ON u.id = s.unit_id
     GROUP BY s.unit_id, COALESCE(u.name, s.unit_name), u.sort_key
     ORDER BY COUNT(*) FILTER (WHERE s.late) DESC,
        1.0 * COUNT(*) FILTER (WHERE s.late) / (1 + COUNT(*) FILTER (WHERE s.due)) DESC, u.sort_key NULLS LAST, unit_name"
);

/// Worst first: most late, then the larger share late.
///
/// # Errors
/// The database fails.
pub async fn by_unit(tx: &mut Tx, scope: Scope, as_of: AsOf) -> Result<Vec<UnitCounts>> {
    let soon = days_after(as_of.today, DUE_SOON_DAYS);
    Ok(tx.all(BY_UNIT, args![as_of.today, as_of.near_until, scope.plan, scope.unit, soon]).await?)
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct PlanCounts {
    pub plan_id: i64,
    pub number: Option<String>,
    pub title: String,
    pub total: i64,
    pub done: i64,
    pub late: i64,
    pub due: i64,
    pub waiting: i64,
}

const BY_PLAN: &str = concat!(
    "SELECT p.id AS plan_id, p.number, p.title, COUNT(*) AS total, COUNT(*) FILTER (WHERE s.phase = 'done') AS done,
        COUNT(*) FILTER (WHERE s.late) AS late, COUNT(*) FILTER (WHERE s.due) AS due,
        COUNT(*) FILTER (WHERE s.phase = 'waiting') AS waiting
     FROM (",
    scoped!(),
    ") s JOIN plans p ON p.id = s.plan_id GROUP BY p.id, p.number, p.title
     ORDER BY COUNT(*) FILTER (WHERE s.late) DESC, p.id"
);

/// # Errors
/// The database fails.
pub async fn by_plan(tx: &mut Tx, scope: Scope, as_of: AsOf) -> Result<Vec<PlanCounts>> {
    Ok(tx.all(BY_PLAN, args![as_of.today, as_of.near_until, scope.plan, scope.unit]).await?)
}

/// A cell of units × groups of tasks (sections of the plan).
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct HeatCell {
    pub unit_id: Option<i64>,
    pub unit_name: Option<String>,
    pub section_title: Option<String>,
    pub total: i64,
    pub late: i64,
    pub due: i64,
}

const HEAT: &str = concat!(
    "SELECT s.unit_id, COALESCE(u.name, s.unit_name) AS unit_name, s.section_title, COUNT(*) AS total,
        COUNT(*) FILTER (WHERE s.late) AS late, COUNT(*) FILTER (WHERE s.due) AS due
     FROM (",
    scoped!(),
    ") s LEFT JOIN org_units u ON u.id = s.unit_id
     GROUP BY s.unit_id, COALESCE(u.name, s.unit_name), s.section_title ORDER BY s.unit_id, s.section_title"
);

/// # Errors
/// The database fails.
pub async fn heat(tx: &mut Tx, scope: Scope, as_of: AsOf) -> Result<Vec<HeatCell>> {
    Ok(tx.all(HEAT, args![as_of.today, as_of.near_until, scope.plan, scope.unit]).await?)
}

/// Not finished and past the deadline at the end of a day, counted on both deadlines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct LateOn {
    pub on_original: i64,
    pub on_current: i64,
}

const LATE_ON: &str = concat!(
    "SELECT COUNT(*) FILTER (WHERE s.original_due < $5) AS on_original, COUNT(*) FILTER (WHERE s.current_due < $5) AS on_current
     FROM (",
    scoped!(),
    ") s WHERE (s.phase <> 'done' OR s.completed_on > $5) AND (s.phase <> 'waiting' OR s.submitted_on > $5)
        AND (s.phase <> 'stopped' OR s.stopped_on > $5)"
);

/// # Errors
/// The database fails.
pub async fn late_on(tx: &mut Tx, scope: Scope, day: Date, as_of: AsOf) -> Result<LateOn> {
    Ok(tx.one(LATE_ON, args![as_of.today, as_of.near_until, scope.plan, scope.unit, day]).await?)
}
