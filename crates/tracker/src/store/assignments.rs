//! What each unit has to do, its steps, and the notes beside them.

use jiff::civil::Date;

use super::audit::{self, Actor};
use super::dialect::{StoredDay, StoredDayOrNone, Tx, args};
use super::sql::{is_late, state_rank};
use super::work_changes::Touched;
use crate::domain::assignment::Phase;
use crate::domain::{AsOf, Assignment, AssignmentState};
use crate::error::{Error, Result};

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct AssignmentRow {
    pub id: i64,
    pub task_id: i64,
    pub unit_id: Option<i64>,
    /// Name as the directory has it, or as the plan writes it; `None` where the plan names no lead.
    pub unit_name: Option<String>,
    #[sqlx(try_from = "i64")]
    pub state: AssignmentState,
    pub late: bool,
    pub percent: i64,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub original_due: Option<Date>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub current_due: Option<Date>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub started_on: Option<Date>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub submitted_on: Option<Date>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub returned_on: Option<Date>,
    pub return_reason: Option<String>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub completed_on: Option<Date>,
    pub evidence: Option<String>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub stopped_on: Option<Date>,
    pub stopped_by: Option<String>,
}

macro_rules! assignment_rows {
    ($end:literal) => {
        concat!(
            "SELECT a.id, a.task_id, a.unit_id, COALESCE(u.name, a.unit_name) AS unit_name, ",
            state_rank!(),
            " AS state, ",
            is_late!(),
            " AS late, a.percent, a.original_due, a.current_due, a.started_on, a.submitted_on, a.returned_on, a.return_reason,
                a.completed_on, a.evidence, a.stopped_on, a.stopped_by
             FROM assignments a LEFT JOIN org_units u ON u.id = a.unit_id WHERE ",
            $end
        )
    };
}

const OF_TASK: &str = assignment_rows!("a.task_id = $3 ORDER BY state, u.sort_key NULLS LAST, a.id");
const ONE: &str = assignment_rows!("a.id = $3");

/// Worst first.
///
/// # Errors
/// The database fails.
pub async fn of_task(tx: &mut Tx, task: i64, as_of: AsOf) -> Result<Vec<AssignmentRow>> {
    Ok(tx.all(OF_TASK, args![as_of.today, as_of.near_until, task]).await?)
}

/// # Errors
/// `NotFound`, or the database fails.
pub async fn find(tx: &mut Tx, id: i64, as_of: AsOf) -> Result<AssignmentRow> {
    Ok(tx.one(ONE, args![as_of.today, as_of.near_until, id]).await?)
}

const UNIT: &str = "SELECT unit_id FROM assignments WHERE id = $1";

/// The unit that has to do it; `None` where nobody answers to the name in the plan.
///
/// # Errors
/// `NotFound`, or the database fails.
pub async fn unit_of(tx: &mut Tx, id: i64) -> Result<Option<i64>> {
    Ok(tx.one::<(Option<i64>,)>(UNIT, args![id]).await?.0)
}

const TASK: &str = "SELECT task_id FROM assignments WHERE id = $1";

/// # Errors
/// `NotFound`, or the database fails.
pub async fn task_of(tx: &mut Tx, id: i64) -> Result<i64> {
    Ok(tx.one::<(i64,)>(TASK, args![id]).await?.0)
}

const NAME: &str = "SELECT unit_name FROM assignments WHERE id = $1";

/// The unit as the plan writes it.
///
/// # Errors
/// `NotFound`, or the database fails.
pub async fn name_of(tx: &mut Tx, id: i64) -> Result<Option<String>> {
    Ok(tx.one::<(Option<String>,)>(NAME, args![id]).await?.0)
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct NoteRow {
    pub id: i64,
    pub assignment_id: i64,
    pub unit_name: Option<String>,
    /// "progress", "submitted", "returned", "confirmed", "stopped".
    pub kind: String,
    #[sqlx(try_from = "StoredDay")]
    pub written_on: Date,
    pub author: String,
    pub percent: Option<i64>,
    pub note: String,
    pub difficulties: Option<String>,
    pub proposals: Option<String>,
}

const NOTES_OF_TASK: &str = "SELECT n.id, n.assignment_id, COALESCE(u.name, a.unit_name) AS unit_name, n.kind, n.written_on,
        w.full_name AS author, n.percent, n.note, n.difficulties, n.proposals
    FROM progress_notes n JOIN assignments a ON a.id = n.assignment_id JOIN users w ON w.id = n.written_by
        LEFT JOIN org_units u ON u.id = a.unit_id
    WHERE a.task_id = $1 ORDER BY n.written_on DESC, n.id DESC";

/// Newest first.
///
/// # Errors
/// The database fails.
pub async fn notes_of_task(tx: &mut Tx, task: i64) -> Result<Vec<NoteRow>> {
    Ok(tx.all(NOTES_OF_TASK, args![task]).await?)
}

/// A step of an assignment, with the words that go beside it.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    Report {
        percent: u8,
        note: String,
    },
    Submit {
        note: String,
    },
    /// What was sent is taken back by the unit.
    TakeBack,
    /// `evidence` names what proves completion: number and date of the document.
    Confirm {
        evidence: Option<String>,
        note: String,
    },
    SendBack {
        reason: String,
    },
    /// `by` is the document that stops the work.
    Stop {
        by: String,
    },
}

#[derive(sqlx::FromRow)]
struct Facts {
    phase: String,
    percent: i64,
    #[sqlx(try_from = "StoredDayOrNone")]
    started_on: Option<Date>,
    #[sqlx(try_from = "StoredDayOrNone")]
    submitted_on: Option<Date>,
    #[sqlx(try_from = "StoredDayOrNone")]
    returned_on: Option<Date>,
    return_reason: Option<String>,
    #[sqlx(try_from = "StoredDayOrNone")]
    completed_on: Option<Date>,
    evidence: Option<String>,
    #[sqlx(try_from = "StoredDayOrNone")]
    stopped_on: Option<Date>,
    stopped_by: Option<String>,
    #[sqlx(try_from = "StoredDayOrNone")]
    original_due: Option<Date>,
    #[sqlx(try_from = "StoredDayOrNone")]
    current_due: Option<Date>,
}

impl Facts {
    /// The schema's checks keep a phase and its dates together.
    fn into_assignment(self) -> Option<Assignment> {
        let phase = match self.phase.as_str() {
            "open" => Phase::Open,
            "waiting" => Phase::Waiting { submitted_on: self.submitted_on? },
            "returned" => Phase::Returned { on: self.returned_on?, reason: self.return_reason? },
            "done" => Phase::Done { on: self.completed_on?, evidence: self.evidence },
            "stopped" => Phase::Stopped { on: self.stopped_on?, by: self.stopped_by? },
            _ => return None,
        };
        Some(Assignment {
            phase,
            percent: u8::try_from(self.percent).ok()?,
            started_on: self.started_on,
            original_due: self.original_due,
            current_due: self.current_due,
        })
    }
}

const LOAD: &str = "SELECT phase, percent, started_on, submitted_on, returned_on, return_reason, completed_on, evidence, stopped_on,
        stopped_by, original_due, current_due FROM assignments WHERE id = $1";

/// # Errors
/// `NotFound`, or the database fails.
pub async fn load(tx: &mut Tx, id: i64) -> Result<Assignment> {
    let facts: Facts = tx.one(LOAD, args![id]).await?;
    facts.into_assignment().ok_or_else(|| Error::Internal(format!("assignment {id} contradicts itself")))
}

// The submission and the return before the present phase stay readable; the phase decides which of them count.
const SAVE: &str = "UPDATE assignments SET phase = $2, percent = $3, started_on = $4, submitted_on = COALESCE($5, submitted_on),
        returned_on = COALESCE($6, returned_on), return_reason = COALESCE($7, return_reason), completed_on = $8, evidence = $9,
        stopped_on = $10, stopped_by = $11
    WHERE id = $1 AND phase = $12";

/// Writes an assignment that was in `before` when it was read.
async fn save(tx: &mut Tx, id: i64, before: &Phase, after: &Assignment) -> Result<()> {
    let (mut submitted, mut returned, mut completed, mut stopped) = (None, (None, None), (None, None), (None, None));
    match &after.phase {
        Phase::Open => {}
        Phase::Waiting { submitted_on } => submitted = Some(*submitted_on),
        Phase::Returned { on, reason } => returned = (Some(*on), Some(reason.as_str())),
        Phase::Done { on, evidence } => completed = (Some(*on), evidence.as_deref()),
        Phase::Stopped { on, by } => stopped = (Some(*on), Some(by.as_str())),
    }
    let values = args![
        id,
        phase_name(&after.phase),
        i64::from(after.percent),
        after.started_on,
        submitted,
        returned.0,
        returned.1,
        completed.0,
        completed.1,
        stopped.0,
        stopped.1,
        phase_name(before)
    ];
    tx.touch(Touched::Assignment(id));
    match tx.execute(SAVE, values).await? {
        1 => Ok(()),
        _ => Err(Error::Conflict("Nhiệm vụ vừa được người khác cập nhật; đề nghị mở lại trang".to_owned())),
    }
}

const ADD_NOTE: &str =
    "INSERT INTO progress_notes (assignment_id, kind, written_on, written_by, percent, note) VALUES ($1, $2, $3, $4, $5, $6)";

/// Takes one step on a day: the change, the note beside it and the audit entry, in the caller's transaction.
///
/// # Errors
/// `Conflict` when the step does not follow from where the assignment stands, `NotFound`, or the database fails.
pub async fn step(tx: &mut Tx, actor: Actor, id: i64, on: Date, step: Step) -> Result<Assignment> {
    let before = load(tx, id).await?;
    let mut after = before.clone();
    let (kind, note) = match step {
        Step::Report { percent, note } => (after.report(on, percent).map(|()| "progress"), note),
        Step::TakeBack => (after.take_back().map(|()| "progress"), "Rút lại kết quả đã gửi".to_owned()),
        Step::Submit { note } => (after.submit(on).map(|()| "submitted"), note),
        Step::Confirm { evidence, note } => (after.confirm(evidence).map(|()| "confirmed"), note),
        Step::SendBack { reason } => (after.send_back(on, reason.clone()).map(|()| "returned"), reason),
        Step::Stop { by } => (after.stop(on, by.clone()).map(|()| "stopped"), by),
    };
    let kind = kind.map_err(|refusal| Error::Conflict(refusal.to_string()))?;
    save(tx, id, &before.phase, &after).await?;
    tx.execute(ADD_NOTE, args![id, kind, on, actor.user, i64::from(after.percent), note]).await?;
    let change = (Some(&recorded(&before)), Some(&recorded(&after)));
    audit::append(tx, actor, kind, ("assignment", Some(id)), change).await?;
    Ok(after)
}

/// What a unit says of its work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// 0 to 99: only a confirmed result is whole.
    pub percent: u8,
    pub note: String,
    pub difficulties: Option<String>,
    pub proposals: Option<String>,
}

const ADD_REPORT: &str = "INSERT INTO progress_notes (assignment_id, kind, written_on, written_by, percent, note, difficulties, proposals)
    VALUES ($1, 'progress', $2, $3, $4, $5, $6, $7)";

/// As [`step`] with a [`Step::Report`], with what stands in the way and what is proposed.
///
/// # Errors
/// As [`step`].
pub async fn report(tx: &mut Tx, actor: Actor, id: i64, on: Date, report: Report) -> Result<()> {
    let before = load(tx, id).await?;
    let mut after = before.clone();
    after.report(on, report.percent).map_err(|refusal| Error::Conflict(refusal.to_string()))?;
    save(tx, id, &before.phase, &after).await?;
    let values = args![id, on, actor.user, i64::from(after.percent), report.note, report.difficulties, report.proposals];
    tx.execute(ADD_REPORT, values).await?;
    audit::append(tx, actor, "progress", ("assignment", Some(id)), (Some(&recorded(&before)), Some(&recorded(&after)))).await
}

fn phase_name(phase: &Phase) -> &'static str {
    match phase {
        Phase::Open => "open",
        Phase::Waiting { .. } => "waiting",
        Phase::Returned { .. } => "returned",
        Phase::Done { .. } => "done",
        Phase::Stopped { .. } => "stopped",
    }
}

fn recorded(assignment: &Assignment) -> serde_json::Value {
    serde_json::json!({
        "phase": phase_name(&assignment.phase),
        "percent": assignment.percent,
        "started_on": assignment.started_on,
        "current_due": assignment.current_due,
    })
}

/// What an assignment begins with.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAssignment {
    pub task_id: i64,
    pub unit_id: Option<i64>,
    pub unit_name: Option<String>,
    pub due: Option<Date>,
}

const INSERT: &str = "INSERT INTO assignments (task_id, unit_id, unit_name, original_due, current_due, phase, percent) VALUES";

/// # Errors
/// The database fails.
pub async fn insert_all(tx: &mut Tx, assignments: &[NewAssignment]) -> Result<()> {
    let row = |new: &NewAssignment| args![new.task_id, new.unit_id, new.unit_name.as_deref(), new.due, new.due, "open", 0_i64].to_vec();
    for new in assignments {
        tx.touch(Touched::Task(new.task_id));
    }
    Ok(tx.insert_all(INSERT, assignments.iter().map(row).collect()).await?)
}

/// An assignment of a plan's task as a new reading finds it.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct HeldAssignment {
    pub id: i64,
    pub task_id: i64,
    pub unit_id: Option<i64>,
    pub unit_name: Option<String>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub original_due: Option<Date>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub current_due: Option<Date>,
    /// "open", "waiting", "returned", "done", "stopped".
    pub phase: String,
    pub percent: i64,
    /// Somebody has reported, noted or begun something.
    pub has_progress: bool,
}

const HELD: &str = "SELECT a.id, a.task_id, a.unit_id, a.unit_name, a.original_due, a.current_due, a.phase, a.percent,
        (a.percent > 0 OR a.phase <> 'open' OR a.started_on IS NOT NULL
            OR EXISTS (SELECT 1 FROM progress_notes n WHERE n.assignment_id = a.id)
            OR EXISTS (SELECT 1 FROM task_parts k WHERE k.assignment_id = a.id)
            OR EXISTS (SELECT 1 FROM amendments m WHERE m.task_id = a.task_id)) AS has_progress
    FROM assignments a JOIN tasks t ON t.id = a.task_id WHERE t.plan_id = $1 AND NOT t.is_part ORDER BY a.id";

/// Every assignment of a plan.
///
/// # Errors
/// The database fails.
pub async fn held(tx: &mut Tx, plan: i64) -> Result<Vec<HeldAssignment>> {
    Ok(tx.all(HELD, args![plan]).await?)
}

const SET_DUE: &str = "UPDATE assignments SET original_due = $2, current_due = $3 WHERE id = $1";

/// # Errors
/// The database fails.
pub async fn set_due(tx: &mut Tx, id: i64, original: Option<Date>, current: Option<Date>) -> Result<()> {
    tx.touch(Touched::Assignment(id));
    tx.execute(SET_DUE, args![id, original, current]).await?;
    Ok(())
}

const SET_UNIT: &str = "UPDATE assignments SET unit_id = $2, unit_name = $3 WHERE id = $1";

/// The name that nobody answered to has turned out to be this unit.
///
/// # Errors
/// The unit has an assignment of the same task, or the database fails.
pub async fn set_unit(tx: &mut Tx, id: i64, unit: i64, name: Option<&str>) -> Result<()> {
    tx.touch(Touched::Assignment(id));
    tx.execute(SET_UNIT, args![id, unit, name]).await?;
    Ok(())
}

const DELETE: &str = "DELETE FROM assignments WHERE id = $1 RETURNING task_id";

/// Takes away an assignment on which nothing was done.
///
/// # Errors
/// A note still speaks of it, or the database fails.
pub async fn delete(tx: &mut Tx, id: i64) -> Result<()> {
    if let Some((task,)) = tx.optional(DELETE, args![id]).await? {
        tx.touch(Touched::Task(task));
    }
    Ok(())
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct OpenAssignment {
    pub id: i64,
    pub task_id: i64,
    pub unit_id: i64,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub current_due: Option<Date>,
    pub task_name: String,
    pub deliverable: Option<String>,
}

const OPEN: &str = "SELECT a.id, a.task_id, a.unit_id, a.current_due, t.name AS task_name, t.deliverable
    FROM assignments a JOIN tasks t ON t.id = a.task_id WHERE a.phase = 'open' AND a.unit_id IS NOT NULL ORDER BY a.task_id, a.id";

/// Assignments of recognised units that have not been finished, sent or returned.
///
/// # Errors
/// The database fails.
pub async fn open(tx: &mut Tx) -> Result<Vec<OpenAssignment>> {
    Ok(tx.all(OPEN, args![]).await?)
}
