//! Open work of a unit that ends goes over to the one that takes its place.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::domain::written;
use crate::error::Result;
use crate::store::dialect::{StoredDay, Tx, args};
use crate::store::work_changes::Touched;

#[derive(sqlx::FromRow)]
struct OpenWork {
    id: i64,
    task_id: i64,
    unit_id: i64,
    heir_id: i64,
    phase: String,
    percent: i64,
    /// The heir has the same task.
    heir_has_it: bool,
    basis_number: String,
    #[sqlx(try_from = "StoredDay")]
    basis_on: Date,
    heir_name: String,
}

// Of several assignments of one task the one that is due first and stands worst goes on.
const OPEN_WORK: &str = "SELECT a.id, a.task_id, s.predecessor_id AS unit_id, s.successor_id AS heir_id, a.phase, a.percent,
        (h.id IS NOT NULL) AS heir_has_it,
        c.basis_number, c.basis_on, u.name AS heir_name
    FROM org_unit_successions s JOIN org_unit_changes c ON c.id = s.change_id JOIN org_units u ON u.id = s.successor_id
        JOIN assignments a ON a.unit_id = s.predecessor_id
        LEFT JOIN assignments h ON h.task_id = a.task_id AND h.unit_id = s.successor_id
    WHERE s.change_id = $1 AND s.takes_work AND a.phase IN ('open', 'waiting', 'returned')
        AND (h.id IS NULL OR h.phase NOT IN ('done', 'stopped'))
    ORDER BY a.task_id, a.current_due NULLS LAST, a.percent, a.id";
const GIVE: &str = "UPDATE assignments SET unit_id = $2, unit_name = COALESCE(unit_name, $3) WHERE id = $1";
const STOP: &str = "UPDATE assignments SET phase = 'stopped', stopped_on = $2, stopped_by = $3 WHERE id = $1";
const RECORD: &str =
    "INSERT INTO assignment_handovers (assignment_id, change_id, from_unit_id, to_unit_id, handed_on, percent, stopped_from)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Open work of the units that ended. What the heir has to do already is stopped at the predecessor, unless the heir is through
/// with it: then it stays and waits for a decision.
///
/// # Errors
/// The database fails.
pub(super) async fn hand_over(tx: &mut Tx, change: i64, on: Date) -> Result<()> {
    let mut given = BTreeSet::new();
    for work in tx.all::<OpenWork>(OPEN_WORK, args![change]).await? {
        tx.touch(Touched::Assignment(work.id));
        let OpenWork { id, unit_id, heir_id, percent, .. } = work;
        let stopped_from = if work.heir_has_it || !given.insert((work.task_id, heir_id)) {
            let basis = format!("{} ngày {}", work.basis_number, written::day(work.basis_on));
            let by = format!("{basis}; {} đã được giao cùng nhiệm vụ", work.heir_name);
            tx.execute(STOP, args![id, on, by]).await?;
            Some(work.phase)
        } else {
            tx.execute(GIVE, args![id, heir_id, work.heir_name.as_str()]).await?;
            None
        };
        tx.execute(RECORD, args![id, change, unit_id, heir_id, on, percent, stopped_from]).await?;
    }
    Ok(())
}

const GIVE_BACK: &str = "UPDATE assignments SET unit_id = (SELECT k.from_unit_id FROM assignment_handovers k
            WHERE k.assignment_id = assignments.id AND k.change_id = $1 AND k.returned_by IS NULL)
    WHERE id IN (SELECT k.assignment_id FROM assignment_handovers k WHERE k.change_id = $1 AND k.returned_by IS NULL
            AND k.stopped_from IS NULL AND k.to_unit_id = assignments.unit_id)";
const GO_ON: &str = "UPDATE assignments SET stopped_on = NULL, stopped_by = NULL,
        phase = (SELECT k.stopped_from FROM assignment_handovers k WHERE k.assignment_id = assignments.id AND k.change_id = $1)
    WHERE phase = 'stopped' AND id IN (SELECT k.assignment_id FROM assignment_handovers k
        WHERE k.change_id = $1 AND k.returned_by IS NULL AND k.stopped_from IS NOT NULL)";
const RETURNED: &str = "UPDATE assignment_handovers SET returned_by = $2 WHERE change_id = $1 AND returned_by IS NULL";

/// Work goes back to whom it was taken from, with what was done on it since.
///
/// # Errors
/// The database fails.
pub(super) async fn hand_back(tx: &mut Tx, change: i64, reversal: i64) -> Result<()> {
    tx.touch(Touched::All);
    tx.execute(GIVE_BACK, args![change]).await?;
    tx.execute(GO_ON, args![change]).await?;
    tx.execute(RETURNED, args![change, reversal]).await?;
    Ok(())
}
