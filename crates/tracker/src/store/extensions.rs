//! Extensions that were asked for, and the answers to them.

use jiff::civil::Date;

use super::assignments;
use super::audit::{self, Actor};
use super::dialect::{StoredDay, StoredDayOrNone, Tx, args};
use super::work_changes::Touched;
use crate::domain::extension::ExtensionState;
use crate::domain::unit_change::LegalBasis;
use crate::error::{Error, Result};

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Extension {
    pub id: i64,
    pub assignment_id: i64,
    #[sqlx(try_from = "String")]
    pub state: ExtensionState,
    #[sqlx(try_from = "StoredDay")]
    pub due_before: Date,
    #[sqlx(try_from = "StoredDay")]
    pub due_asked: Date,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub due_granted: Option<Date>,
    pub reason: String,
    #[sqlx(try_from = "StoredDay")]
    pub asked_on: Date,
    pub asked_by: i64,
    pub asker: String,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub answered_on: Option<Date>,
    pub answerer: Option<String>,
    pub basis_number: Option<String>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub basis_on: Option<Date>,
    pub answer: Option<String>,
}

macro_rules! extensions {
    ($end:literal) => {
        concat!(
            "SELECT e.id, e.assignment_id, e.state, e.due_before, e.due_asked, e.due_granted, e.reason, e.asked_on, e.asked_by,
                a.full_name AS asker, e.answered_on, w.full_name AS answerer, e.basis_number, e.basis_on, e.answer
             FROM extensions e JOIN users a ON a.id = e.asked_by LEFT JOIN users w ON w.id = e.answered_by WHERE ",
            $end
        )
    };
}

const FIND: &str = extensions!("e.id = $1");
const OF_TASK: &str = extensions!("e.assignment_id IN (SELECT id FROM assignments WHERE task_id = $1) ORDER BY e.id DESC");
const ASKED: &str = extensions!("e.assignment_id = $1 AND e.state = 'asked'");

/// # Errors
/// `NotFound`, or the database fails.
pub async fn find(tx: &mut Tx, id: i64) -> Result<Extension> {
    Ok(tx.one(FIND, args![id]).await?)
}

/// Of every unit of a task, newest first.
///
/// # Errors
/// The database fails.
pub async fn of_task(tx: &mut Tx, task: i64) -> Result<Vec<Extension>> {
    Ok(tx.all(OF_TASK, args![task]).await?)
}

/// What waits for an answer.
///
/// # Errors
/// The database fails.
pub async fn asked_of(tx: &mut Tx, assignment: i64) -> Result<Option<Extension>> {
    Ok(tx.optional(ASKED, args![assignment]).await?)
}

const OPEN: &str = "SELECT COUNT(*) FROM extensions WHERE assignment_id = $1 AND state = 'asked'";
const ASK: &str = "INSERT INTO extensions (assignment_id, state, due_before, due_asked, reason, asked_on, asked_by)
    VALUES ($1, 'asked', $2, $3, $4, $5, $6) RETURNING id";

/// A unit asks for a later day.
///
/// # Errors
/// `Conflict` with why it cannot be asked for, or the database fails.
pub async fn ask(tx: &mut Tx, actor: Actor, assignment: i64, on: Date, (new_due, reason): (Date, &str)) -> Result<i64> {
    let work = assignments::load(tx, assignment).await?;
    work.may_extend(on, new_due).map_err(|refusal| Error::Conflict(refusal.to_string()))?;
    let (open,): (i64,) = tx.one(OPEN, args![assignment]).await?;
    if open > 0 {
        return Err(Error::Conflict("Đơn vị đã có một đề nghị gia hạn chưa được trả lời".to_owned()));
    }
    tx.touch(Touched::Assignment(assignment));
    let (id,): (i64,) = tx.one(ASK, args![assignment, work.current_due, new_due, reason, on, actor.user]).await?;
    let told = serde_json::json!({ "due": work.current_due, "due_asked": new_due, "reason": reason });
    audit::append(tx, actor, "extension-asked", ("assignment", Some(assignment)), (None::<&()>, Some(&told))).await?;
    Ok(id)
}

/// Work that ends: more time is not asked for any longer.
///
/// # Errors
/// The database fails.
pub async fn close_open(tx: &mut Tx, actor: Actor, assignment: i64, on: Date) -> Result<()> {
    match asked_of(tx, assignment).await? {
        Some(asked) => answer(tx, actor, asked.id, on, &Answer::Withdrawn).await,
        None => Ok(()),
    }
}

const ANSWER: &str = "UPDATE extensions SET state = $2, answered_on = $3, answered_by = $4, due_granted = $5, basis_number = $6,
        basis_on = $7, answer = $8 WHERE id = $1 AND state = 'asked'";

/// How a request is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Granted { due: Date, basis: LegalBasis, words: String },
    Refused { basis: LegalBasis, words: String },
    Withdrawn,
}

/// Answers a request; a day that is granted becomes the current deadline.
///
/// # Errors
/// `Conflict` when it was answered already or the day does not follow, or the database fails.
pub async fn answer(tx: &mut Tx, actor: Actor, id: i64, on: Date, answer: &Answer) -> Result<()> {
    let extension = find(tx, id).await?;
    let (state, due, basis, words) = match answer {
        Answer::Granted { due, basis, words } => (ExtensionState::Granted, Some(*due), Some(basis), Some(words.as_str())),
        Answer::Refused { basis, words } => (ExtensionState::Refused, None, Some(basis), Some(words.as_str())),
        Answer::Withdrawn => (ExtensionState::Withdrawn, None, None, None),
    };
    let (number, day) = (basis.map(|basis| basis.number.as_str()), basis.map(|basis| basis.on));
    let values = args![id, state.name(), on, actor.user, due, number, day, words];
    tx.touch(Touched::Assignment(extension.assignment_id));
    if tx.execute(ANSWER, values).await? == 0 {
        return Err(Error::Conflict("Đề nghị gia hạn này đã được trả lời hoặc đã rút lại".to_owned()));
    }
    let mut work = assignments::load(tx, extension.assignment_id).await?;
    let before = work.current_due;
    if let Some(due) = due {
        work.extend(due).map_err(|refusal| Error::Conflict(refusal.to_string()))?;
        assignments::set_due(tx, extension.assignment_id, work.original_due, work.current_due).await?;
    }
    let action = match state {
        ExtensionState::Granted => "extension-granted",
        ExtensionState::Refused => "extension-refused",
        _ => "extension-withdrawn",
    };
    let told = (
        serde_json::json!({ "due": before }),
        serde_json::json!({ "due": work.current_due, "due_asked": extension.due_asked, "basis": number, "basis_on": day, "answer": words }),
    );
    audit::append(tx, actor, action, ("assignment", Some(extension.assignment_id)), (Some(&told.0), Some(&told.1))).await
}
