//! What happened to one thing and to what belongs to it, newest first.

use super::listing::{ListedEntry, columns, names};
use crate::error::Result;
use crate::store::Tx;
use crate::store::dialect::args;

/// A thing that has a history of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// With its readings.
    Plan,
    /// With its assignments.
    Task,
    /// With its observations.
    Indicator,
    Unit,
    Intake,
    Spreadsheet,
    User,
}

impl Thing {
    pub const ALL: [Self; 7] = [Self::Plan, Self::Task, Self::Indicator, Self::Unit, Self::Intake, Self::Spreadsheet, Self::User];

    /// As entries name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Task => "task",
            Self::Indicator => "indicator",
            Self::Unit => "unit",
            Self::Intake => "intake",
            Self::Spreadsheet => "spreadsheet",
            Self::User => "user",
        }
    }
}

/// Ids of entries about `$1` itself, and of what the rest of the statement joins. Each part goes through its index.
macro_rules! of {
    ($subject:literal $(, $part:literal, $joined:literal)?) => {
        (
            concat!(
                "SELECT ", columns!(), " FROM audit_entries e ", names!(), " WHERE e.id IN (", ids!($subject $(, $part, $joined)?),
                ") ORDER BY e.id DESC LIMIT $2 OFFSET $3"
            ),
            concat!("SELECT COUNT(*) FROM (", ids!($subject $(, $part, $joined)?), ") all_of"),
        )
    };
}
macro_rules! ids {
    ($subject:literal $(, $part:literal, $joined:literal)?) => {
        concat!(
            "SELECT x.id FROM audit_entries x WHERE x.subject = '", $subject, "' AND x.subject_id = $1"
            $(, " UNION ALL SELECT x.id FROM ", $joined, " JOIN audit_entries x ON x.subject = '", $part, "' AND x.subject_id = p.id")?
        )
    };
}

const PLAN: (&str, &str) = of!("plan", "intake", "(SELECT id FROM intakes WHERE plan_id = $1) p");
const TASK: (&str, &str) = of!("task", "assignment", "(SELECT id FROM assignments WHERE task_id = $1) p");
const INDICATOR: (&str, &str) = of!("indicator", "observation", "(SELECT id FROM observations WHERE indicator_id = $1) p");
const UNIT: (&str, &str) = of!("unit");
const INTAKE: (&str, &str) = of!("intake");
const SPREADSHEET: (&str, &str) = of!("spreadsheet");
const USER: (&str, &str) = of!("user");

/// One page of the history and how many entries it has.
///
/// # Errors
/// The database fails.
pub async fn history(tx: &mut Tx, (thing, id): (Thing, i64), (offset, limit): (i64, i64)) -> Result<(Vec<ListedEntry>, i64)> {
    let (list, count) = match thing {
        Thing::Plan => PLAN,
        Thing::Task => TASK,
        Thing::Indicator => INDICATOR,
        Thing::Unit => UNIT,
        Thing::Intake => INTAKE,
        Thing::Spreadsheet => SPREADSHEET,
        Thing::User => USER,
    };
    let rows = tx.all(list, args![id, limit, offset]).await?;
    let (total,): (i64,) = tx.one(count, args![id]).await?;
    Ok((rows, total))
}
