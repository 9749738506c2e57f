//! Open work of units that are no more and that nobody took over, until a person gives it to another unit.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::domain::org_unit::NEVER;
use crate::error::{Error, Result};
use crate::store::audit::{self, Actor, NewEntry};
use crate::store::dialect::{StoredDay, Tx, args};
use crate::store::units::{self, Unit};
use crate::store::work_changes::Touched;

/// Open work of a unit that is no more and has no heir.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Undecided {
    pub assignment_id: i64,
    pub task_id: i64,
    pub task_name: String,
    pub unit_id: i64,
    pub unit_name: String,
    #[sqlx(try_from = "StoredDay")]
    pub ended_on: Date,
}

const UNDECIDED: &str = "SELECT a.id AS assignment_id, t.id AS task_id, t.name AS task_name, u.id AS unit_id, u.name AS unit_name,
        u.valid_to AS ended_on
    FROM assignments a JOIN tasks t ON t.id = a.task_id JOIN plans p ON p.id = t.plan_id JOIN org_units u ON u.id = a.unit_id
    WHERE u.valid_to < $1 AND a.phase IN ('open', 'waiting', 'returned') AND p.state <> 'replaced'
        AND ($2 IS NULL OR u.id = $2)
    ORDER BY u.sort_key, u.id, t.position, a.id";

/// Of one unit or of all, on a day.
///
/// # Errors
/// The database fails.
pub async fn undecided(tx: &mut Tx, unit: Option<i64>, on: Date) -> Result<Vec<Undecided>> {
    Ok(tx.all(UNDECIDED, args![on, unit]).await?)
}

/// Open work that goes to a unit, by a document or whatever else it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Reassignment<'a> {
    pub assignments: &'a BTreeSet<i64>,
    pub to: i64,
    pub basis: &'a str,
    pub on: Date,
}

#[derive(sqlx::FromRow)]
struct Given {
    task_id: i64,
    task_name: String,
    unit_id: i64,
    phase: String,
    percent: i64,
    /// Phase of the same task at the unit that is to take it.
    there: Option<String>,
}

const GIVEN: &str = "SELECT a.task_id, t.name AS task_name, a.unit_id, a.phase, a.percent, h.phase AS there
    FROM assignments a JOIN tasks t ON t.id = a.task_id JOIN plans p ON p.id = t.plan_id JOIN org_units u ON u.id = a.unit_id
        LEFT JOIN assignments h ON h.task_id = a.task_id AND h.unit_id = $2
    WHERE a.id = $1 AND u.valid_to < $3 AND a.phase IN ('open', 'waiting', 'returned') AND p.state <> 'replaced'";
const GIVE: &str = "UPDATE assignments SET unit_id = $2, unit_name = COALESCE(unit_name, $3) WHERE id = $1";
const STOP: &str = "UPDATE assignments SET phase = 'stopped', stopped_on = $2, stopped_by = $3 WHERE id = $1";
// The entry by which the unit ended, if there is one: when that is taken back, the work goes back with it.
const RECORD: &str =
    "INSERT INTO assignment_handovers (assignment_id, change_id, from_unit_id, to_unit_id, handed_on, percent, stopped_from)
    SELECT $1, p.change_id, p.unit_id, $3, $4, $5, $6 FROM org_unit_change_parties p
    WHERE p.unit_id = $2 AND p.valid_to_before IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM org_unit_changes taken WHERE taken.reverses_id = p.change_id)
    ORDER BY p.change_id DESC LIMIT 1";

/// Gives open work of units that are no more to one that is. Where that unit has the same task to do already, the work ends
/// instead, with what it rests on. How much work it was.
///
/// # Errors
/// `Invalid` when nothing is chosen, something is not open any more, or the unit is through with the same task; nothing is given
/// then. `NotFound`; the database fails.
pub async fn reassign(tx: &mut Tx, actor: Actor, of: &Reassignment<'_>) -> Result<usize> {
    let to = standing(tx, of).await?;
    let mut entries = Vec::new();
    for assignment in of.assignments {
        entries.push(reassign_one(tx, actor, of, (*assignment, &to)).await?);
    }
    audit::append_all(tx, entries).await?;
    Ok(of.assignments.len())
}

async fn standing(tx: &mut Tx, of: &Reassignment<'_>) -> Result<Unit> {
    let refused = |sentence: &str| Err(Error::Invalid(sentence.to_owned()));
    if of.assignments.is_empty() {
        return refused("Chưa chọn việc nào");
    }
    if of.basis.trim().is_empty() {
        return refused("Chưa ghi căn cứ giao lại");
    }
    let to = units::find(tx, of.to).await?;
    if to.valid_from == NEVER || to.valid_to < of.on || of.on < to.valid_from {
        return refused("Đơn vị nhận việc không hoạt động vào ngày này");
    }
    Ok(to)
}

async fn reassign_one<'a>(tx: &mut Tx, actor: Actor, of: &Reassignment<'_>, (assignment, to): (i64, &Unit)) -> Result<NewEntry<'a>> {
    let given: Option<Given> = tx.optional(GIVEN, args![assignment, to.id, of.on]).await?;
    let given = given.ok_or_else(|| Error::Invalid("Một việc đã chọn không còn chờ quyết định; đề nghị xem lại danh sách".to_owned()))?;
    tx.touch(Touched::Assignment(assignment));
    let stopped_from = match given.there.as_deref() {
        Some("done" | "stopped") => {
            let (unit, task) = (&to.name, &given.task_name);
            return Err(Error::Invalid(format!("{unit} đã kết thúc nhiệm vụ “{task}”; hãy bỏ chọn việc này hoặc giao đơn vị khác")));
        }
        Some(_) => {
            let by = format!("{}; {} đã được giao cùng nhiệm vụ", of.basis.trim(), to.name);
            tx.execute(STOP, args![assignment, of.on, by]).await?;
            Some(given.phase.as_str())
        }
        None => {
            tx.execute(GIVE, args![assignment, to.id, to.name.as_str()]).await?;
            None
        }
    };
    tx.execute(RECORD, args![assignment, given.unit_id, to.id, of.on, given.percent, stopped_from]).await?;
    let before = serde_json::json!({ "unit": given.unit_id, "phase": given.phase, "task": given.task_id });
    let after = match stopped_from {
        Some(_) => serde_json::json!({ "phase": "stopped", "to": to.id, "basis": of.basis.trim() }),
        None => serde_json::json!({ "unit": to.id, "phase": given.phase, "basis": of.basis.trim() }),
    };
    let subject = ("assignment", Some(assignment));
    Ok(NewEntry { actor, action: "assignment-reassigned", subject, before: Some(before.to_string()), after: Some(after.to_string()) })
}
