//! What was changed by hand of a task's text, day or unit, and by which document.

use jiff::civil::Date;

use super::audit::{self, Actor};
use super::dialect::{StoredDay, Tx, args};
use super::work_changes::Touched;
use super::{assignments, units};
use crate::domain::assignment::Phase;
use crate::domain::collation::sort_key;
use crate::domain::folding::folded;
use crate::domain::unit_change::LegalBasis;
use crate::domain::written;
use crate::error::{Error, Result};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Amendment {
    pub assignment_id: Option<i64>,
    /// "name", "deliverable", "due", "unit".
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
    pub basis_number: String,
    #[sqlx(try_from = "StoredDay")]
    pub basis_on: Date,
    #[sqlx(try_from = "StoredDay")]
    pub amended_on: Date,
    pub author: String,
    /// The unit it concerns; `None` for the whole task.
    pub unit_name: Option<String>,
}

const OF_TASK: &str = "SELECT m.assignment_id, m.field, m.before, m.after, m.basis_number, m.basis_on, m.amended_on, w.full_name AS author,
        COALESCE(u.name, a.unit_name) AS unit_name
    FROM amendments m JOIN users w ON w.id = m.amended_by LEFT JOIN assignments a ON a.id = m.assignment_id
        LEFT JOIN org_units u ON u.id = a.unit_id
    WHERE m.task_id = $1 ORDER BY m.id DESC";

/// Newest first.
///
/// # Errors
/// The database fails.
pub async fn of_task(tx: &mut Tx, task: i64) -> Result<Vec<Amendment>> {
    Ok(tx.all(OF_TASK, args![task]).await?)
}

/// Where something was changed, by what, when.
struct Place<'a> {
    task: i64,
    assignment: Option<i64>,
    field: &'static str,
    basis: &'a LegalBasis,
    on: Date,
}

const INSERT: &str = "INSERT INTO amendments (task_id, assignment_id, field, before, after, basis_number, basis_on, amended_on, amended_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

async fn record(tx: &mut Tx, actor: Actor, place: Place<'_>, (before, after): (Option<&str>, Option<&str>)) -> Result<()> {
    let Place { task, assignment, field, basis, on } = place;
    let values = args![task, assignment, field, before, after, basis.number.as_str(), basis.on, on, actor.user];
    tx.execute(INSERT, values).await?;
    let subject = assignment.map_or(("task", Some(task)), |id| ("assignment", Some(id)));
    let told = |text: Option<&str>| serde_json::json!({ field: text, "basis": basis.number, "basis_on": basis.on });
    audit::append(tx, actor, "amended", subject, (Some(&serde_json::json!({ field: before })), Some(&told(after)))).await
}

const TASK: &str = "SELECT name, deliverable, number FROM tasks WHERE id = $1";
const AGENCIES: &str = "SELECT name FROM task_units WHERE task_id = $1 ORDER BY role DESC, position";
const SET_TEXTS: &str = "UPDATE tasks SET name = $2, deliverable = $3, search_text = $4, sort_key = $5 WHERE id = $1";

/// New words for what has to be done and what has to come of it; `None` leaves them.
///
/// # Errors
/// `Invalid` when nothing changes, `NotFound`, or the database fails.
pub async fn reword(
    tx: &mut Tx,
    actor: Actor,
    task: i64,
    on: Date,
    (name, deliverable): (Option<&str>, Option<&str>),
    basis: &LegalBasis,
) -> Result<()> {
    let (old_name, old_product, number): (String, Option<String>, Option<String>) = tx.one(TASK, args![task]).await?;
    let new_name = name.unwrap_or(&old_name);
    let new_product = deliverable.or(old_product.as_deref());
    if new_name == old_name && new_product == old_product.as_deref() {
        return Err(Error::Invalid("Nội dung và sản phẩm không có gì thay đổi".to_owned()));
    }
    let agencies = tx.all::<(String,)>(AGENCIES, args![task]).await?.into_iter().map(|(name,)| name);
    let searched: Vec<String> =
        [number.unwrap_or_default(), new_name.to_owned(), new_product.unwrap_or_default().to_owned()].into_iter().chain(agencies).collect();
    tx.touch(Touched::Task(task));
    tx.execute(SET_TEXTS, args![task, new_name, new_product, folded(&searched.join(" ")), sort_key(new_name)]).await?;
    let place = |field| Place { task, assignment: None, field, basis, on };
    if new_name != old_name {
        record(tx, actor, place("name"), (Some(&old_name), Some(new_name))).await?;
    }
    if new_product != old_product.as_deref() {
        record(tx, actor, place("deliverable"), (old_product.as_deref(), new_product)).await?;
    }
    Ok(())
}

/// Another day for one unit's work; the original day stays to be told by.
///
/// # Errors
/// `Conflict` when the work is over or the day is the one it has, `NotFound`, or the database fails.
pub async fn move_due(tx: &mut Tx, actor: Actor, assignment: i64, on: Date, due: Date, basis: &LegalBasis) -> Result<()> {
    let work = assignments::load(tx, assignment).await?;
    require_going_on(&work.phase)?;
    if work.current_due == Some(due) {
        return Err(Error::Conflict(format!("Thời hạn hiện nay đã là {}", written::day(due))));
    }
    assignments::set_due(tx, assignment, work.original_due.or(Some(due)), Some(due)).await?;
    let task = assignments::task_of(tx, assignment).await?;
    let before = work.current_due.map(written::day);
    let place = Place { task, assignment: Some(assignment), field: "due", basis, on };
    record(tx, actor, place, (before.as_deref(), Some(&written::day(due)))).await
}

const THERE: &str = "SELECT COUNT(*) FROM assignments WHERE task_id = $1 AND unit_id = $2";

/// The work of one unit goes over to another, with what was done on it.
///
/// # Errors
/// `Conflict` when the work is over or waits for an answer, or the other unit has the same task; `NotFound`; the database fails.
pub async fn hand_over(tx: &mut Tx, actor: Actor, assignment: i64, on: Date, to: i64, basis: &LegalBasis) -> Result<()> {
    let work = assignments::load(tx, assignment).await?;
    require_going_on(&work.phase)?;
    let from = assignments::unit_of(tx, assignment).await?;
    let task = assignments::task_of(tx, assignment).await?;
    let unit = units::find(tx, to).await?;
    if from == Some(to) {
        return Err(Error::Conflict(format!("{} đang thực hiện nhiệm vụ này", unit.name)));
    }
    if on < unit.valid_from || unit.valid_to < on {
        return Err(Error::Invalid(format!("{} không hoạt động vào ngày {}", unit.name, written::day(on))));
    }
    if tx.one::<(i64,)>(THERE, args![task, to]).await?.0 > 0 {
        return Err(Error::Conflict(format!("{} đã được giao cùng nhiệm vụ; hãy dừng nhiệm vụ ở một trong hai đơn vị", unit.name)));
    }
    let before = match from {
        Some(from) => Some(units::find(tx, from).await?.name),
        None => assignments::name_of(tx, assignment).await?,
    };
    assignments::set_unit(tx, assignment, to, Some(&unit.name)).await?;
    let place = Place { task, assignment: Some(assignment), field: "unit", basis, on };
    record(tx, actor, place, (before.as_deref(), Some(&unit.name))).await
}

fn require_going_on(phase: &Phase) -> Result<()> {
    match phase {
        Phase::Open | Phase::Returned { .. } => Ok(()),
        Phase::Waiting { .. } => Err(Error::Conflict("Đơn vị đã gửi kết quả; hãy xác nhận hoặc trả lại trước khi điều chỉnh".to_owned())),
        Phase::Done { .. } | Phase::Stopped { .. } => {
            Err(Error::Conflict("Nhiệm vụ đã hoàn thành hoặc đã dừng, không nhận thêm thay đổi".to_owned()))
        }
    }
}
