//! Which of the six clarities tasks have.

use super::dialect::{Tx, args};
use crate::domain::clarity::{Clarity, Facts};
use crate::error::Result;

#[derive(sqlx::FromRow)]
struct Row {
    unknown_units: i64,
    name_characters: i64,
    issuer_is_known: bool,
    leads: i64,
    has_deadline: bool,
    is_conditional: bool,
    has_deliverable: bool,
}

const FACTS: &str = "SELECT (SELECT COUNT(*) FROM assignments a WHERE a.task_id = t.id AND a.unit_id IS NULL) AS unknown_units,
        CAST(LENGTH(t.name) AS BIGINT) AS name_characters, (p.issuer_unit_id IS NOT NULL) AS issuer_is_known,
        (SELECT COUNT(*) FROM task_units l WHERE l.task_id = t.id AND l.role = 'lead') AS leads,
        (t.deadline_kind IS NOT NULL) AS has_deadline, (COALESCE(t.deadline_kind, '') = 'conditional') AS is_conditional,
        (t.deliverable IS NOT NULL) AS has_deliverable
    FROM tasks t JOIN plans p ON p.id = t.plan_id WHERE t.id = $1";

/// # Errors
/// `NotFound`, or the database fails.
pub async fn facts(tx: &mut Tx, task: i64) -> Result<Facts> {
    let Row { unknown_units, name_characters, issuer_is_known, leads, has_deadline, is_conditional, has_deliverable } =
        tx.one(FACTS, args![task]).await?;
    Ok(Facts { unknown_units, name_characters, issuer_is_known, leads, has_deadline, is_conditional, has_deliverable })
}

/// The condition under which a task `t` of a plan `p` lacks a clarity; the same as [`Clarity::is_met`].
macro_rules! lacks {
    (person) => {
        "EXISTS (SELECT 1 FROM assignments q WHERE q.task_id = t.id AND q.unit_id IS NULL)"
    };
    (work) => {
        "LENGTH(t.name) < 15"
    };
    (authority) => {
        "p.issuer_unit_id IS NULL"
    };
    (responsibility) => {
        "(SELECT COUNT(*) FROM task_units q WHERE q.task_id = t.id AND q.role = 'lead') <> 1"
    };
    (time) => {
        "COALESCE(t.deadline_kind, 'conditional') = 'conditional'"
    };
    (result) => {
        "t.deliverable IS NULL"
    };
}

/// As SQL on a task `t` of a plan `p`.
pub(super) fn lacking(clarity: Clarity) -> &'static str {
    match clarity {
        Clarity::Person => lacks!(person),
        Clarity::Work => lacks!(work),
        Clarity::Authority => lacks!(authority),
        Clarity::Responsibility => lacks!(responsibility),
        Clarity::Time => lacks!(time),
        Clarity::Result => lacks!(result),
    }
}
