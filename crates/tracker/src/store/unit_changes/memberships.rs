//! Named groups of a unit that ends or is divided: those who come after it are members in its place.

use jiff::civil::Date;

use super::Entered;
use crate::domain::unit_change::{Change, Operation};
use crate::error::Result;
use crate::store::dialect::{Tx, args};

const JOIN: &str = "INSERT INTO unit_group_members (group_id, unit_id, valid_from, valid_to, change_id)
    SELECT m.group_id, CAST($2 AS BIGINT), MIN(CASE WHEN m.valid_from > $3 THEN m.valid_from ELSE $3 END), MAX(m.valid_to),
        CAST($4 AS BIGINT)
    FROM unit_group_members m
    WHERE m.unit_id = $1 AND m.valid_to >= $3
        AND NOT EXISTS (SELECT 1 FROM unit_group_members o WHERE o.group_id = m.group_id AND o.unit_id = $2 AND o.valid_to >= $3)
        AND NOT EXISTS (SELECT 1 FROM group_handovers h WHERE h.change_id = $4 AND h.group_id = m.group_id AND h.unit_id = $1)
    GROUP BY m.group_id";
const RECORD: &str = "INSERT INTO group_handovers (change_id, group_id, unit_id)
    SELECT DISTINCT CAST($3 AS BIGINT), m.group_id, m.unit_id FROM unit_group_members m WHERE m.unit_id = $1 AND m.valid_to >= $2
    ON CONFLICT (change_id, group_id, unit_id) DO NOTHING";

/// From the day on. A unit that ends is a member no longer than it exists; one that is divided and goes on stays, and its parts
/// come beside it. Asked again on the day, it passes on what the unit joined since the entry.
///
/// # Errors
/// The database fails.
pub(super) async fn hand_over(tx: &mut Tx, entered: &Entered) -> Result<()> {
    let Entered { id, change, targets } = entered;
    let steps = change.operation.successions(change.on, targets);
    for unit in predecessors(change) {
        for step in steps.iter().filter(|step| step.predecessor == unit && step.successor != unit) {
            tx.execute(JOIN, args![unit, step.successor, change.on, *id]).await?;
        }
        tx.execute(RECORD, args![unit, change.on, *id]).await?;
    }
    Ok(())
}

/// Units that hand their memberships on, or lose them.
pub(super) fn predecessors(change: &Change) -> Vec<i64> {
    match &change.operation {
        Operation::Split { unit, .. } => vec![*unit],
        other => other.ends(),
    }
}

const OF_UNIT: &str = "SELECT DISTINCT g.name FROM unit_group_members m JOIN unit_groups g ON g.id = m.group_id
    WHERE m.unit_id = $1 AND m.valid_to >= $2 ORDER BY g.name";

/// Names of the groups to which a unit belongs on a day or later.
///
/// # Errors
/// The database fails.
pub(super) async fn of_unit(tx: &mut Tx, unit: i64, on: Date) -> Result<Vec<String>> {
    Ok(tx.all::<(String,)>(OF_UNIT, args![unit, on]).await?.into_iter().map(|(name,)| name).collect())
}
