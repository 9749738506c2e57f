//! What people said of the rows of superior plans, beside what the machine finds anew each time.

use serde::Serialize;

use super::audit::{self, Actor};
use super::dialect::{Tx, args};
use crate::error::{Error, Result};

/// Which lists of two plans are held against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Task,
    Indicator,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::Task, Self::Indicator];

    pub fn name(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Indicator => "indicator",
        }
    }
}

/// A row of a plan: a task, or the target of an indicator for one year (0 where it names none).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RowId {
    pub id: i64,
    pub horizon: i64,
}

/// What a person said of a row of the superior.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    Answered(RowId),
    NotOurs,
    Uncovered,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    pub kind: Kind,
    pub row: RowId,
    pub said: Said,
}

/// Our plan and the one above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Between {
    pub plan: i64,
    pub superior: i64,
}

#[derive(sqlx::FromRow)]
struct Stored {
    kind: String,
    row_id: i64,
    horizon: i64,
    verdict: String,
    own_id: Option<i64>,
    own_horizon: i64,
}

impl From<Stored> for Decided {
    fn from(stored: Stored) -> Self {
        let said = match (stored.verdict.as_str(), stored.own_id) {
            (_, Some(id)) => Said::Answered(RowId { id, horizon: stored.own_horizon }),
            ("not-ours", None) => Said::NotOurs,
            _ => Said::Uncovered,
        };
        let kind = if stored.kind == "task" { Kind::Task } else { Kind::Indicator };
        Self { kind, row: RowId { id: stored.row_id, horizon: stored.horizon }, said }
    }
}

const OF: &str = "SELECT kind, row_id, horizon, verdict, own_id, own_horizon FROM cascade_decisions
    WHERE plan_id = $1 AND superior_id = $2 ORDER BY kind, row_id, horizon";

/// # Errors
/// The database fails.
pub async fn of(tx: &mut Tx, between: Between) -> Result<Vec<Decided>> {
    Ok(tx.all::<Stored>(OF, args![between.plan, between.superior]).await?.into_iter().map(Decided::from).collect())
}

const SUPERIORS: &str = "SELECT DISTINCT superior_id FROM cascade_decisions WHERE plan_id = $1 ORDER BY superior_id";

/// Plans that people have held this one against.
///
/// # Errors
/// The database fails.
pub async fn superiors(tx: &mut Tx, plan: i64) -> Result<Vec<i64>> {
    Ok(tx.all::<(i64,)>(SUPERIORS, args![plan]).await?.into_iter().map(|(id,)| id).collect())
}

const DECIDE: &str =
    "INSERT INTO cascade_decisions (plan_id, superior_id, kind, row_id, horizon, verdict, own_id, own_horizon, decided_at, decided_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (plan_id, superior_id, kind, row_id, horizon) DO UPDATE SET verdict = excluded.verdict, own_id = excluded.own_id,
        own_horizon = excluded.own_horizon, decided_at = excluded.decided_at, decided_by = excluded.decided_by";
const WITHDRAW: &str =
    "DELETE FROM cascade_decisions WHERE plan_id = $1 AND superior_id = $2 AND kind = $3 AND row_id = $4 AND horizon = $5";

const TASK_OF: &str = "SELECT COUNT(*) FROM tasks WHERE id = $1 AND plan_id = $2";
const INDICATOR_OF: &str = "SELECT COUNT(*) FROM indicators WHERE id = $1 AND plan_id = $2";

/// # Errors
/// `Conflict` where a new reading has taken the row out of its plan, or the database fails.
async fn require_row(tx: &mut Tx, kind: Kind, plan: i64, row: RowId) -> Result<()> {
    let sql = match kind {
        Kind::Task => TASK_OF,
        Kind::Indicator => INDICATOR_OF,
    };
    let (found,): (i64,) = tx.one(sql, args![row.id, plan]).await?;
    if found > 0 {
        return Ok(());
    }
    Err(Error::Conflict("Một trong hai hàng vừa bị bỏ khỏi kế hoạch; đề nghị mở lại trang".to_owned()))
}

#[derive(Serialize)]
struct Entry {
    superior: i64,
    kind: Kind,
    row: RowId,
    said: Option<Said>,
}

/// A person says what answers a row, anew where it was said before; `None` takes back what was said.
///
/// # Errors
/// `Conflict` where one of the rows is no longer there, or the database fails.
pub async fn decide(tx: &mut Tx, actor: Actor, between: Between, (kind, row): (Kind, RowId), said: Option<Said>) -> Result<()> {
    let entry = |said| Entry { superior: between.superior, kind, row, said };
    let before = of(tx, between).await?.into_iter().find(|decided| decided.kind == kind && decided.row == row);
    match said {
        None => {
            tx.execute(WITHDRAW, args![between.plan, between.superior, kind.name(), row.id, row.horizon]).await?;
        }
        Some(said) => {
            require_row(tx, kind, between.superior, row).await?;
            if let Said::Answered(own) = said {
                require_row(tx, kind, between.plan, own).await?;
            }
            let (verdict, own) = match said {
                Said::Answered(own) => ("answered", Some(own)),
                Said::NotOurs => ("not-ours", None),
                Said::Uncovered => ("uncovered", None),
            };
            let (own_id, own_horizon) = (own.map(|own| own.id), own.map_or(0, |own| own.horizon));
            tx.execute(
                DECIDE,
                args![between.plan, between.superior, kind.name(), row.id, row.horizon, verdict, own_id, own_horizon, actor.at, actor.user],
            )
            .await?;
        }
    }
    let (before, after) = (before.map(|before| entry(Some(before.said))), entry(said));
    audit::append(tx, actor, "cascade-decided", ("plan", Some(between.plan)), (before.as_ref(), Some(&after))).await
}
