//! What has to be done before a task can be.

use jiff::civil::Date;

use super::audit::{self, Actor};
use super::dialect::{StoredDayOrNone, Tx, args};
use super::sql::state_rank;
use crate::domain::{AsOf, AssignmentState};
use crate::error::{Error, Result};

/// The other task of a pair.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Linked {
    pub task_id: i64,
    pub number: Option<String>,
    pub name: String,
    /// Worst among its units; `None` where it is given to nobody.
    pub state: Option<i64>,
    /// The last day on which any of its units has to be done.
    #[sqlx(try_from = "StoredDayOrNone")]
    pub due: Option<Date>,
}

impl Linked {
    pub fn state(&self) -> Option<AssignmentState> {
        self.state.and_then(|rank| AssignmentState::try_from(rank).ok())
    }

    pub fn is_done(&self) -> bool {
        matches!(self.state(), Some(AssignmentState::DoneLate | AssignmentState::DoneOnTime | AssignmentState::Stopped))
    }
}

macro_rules! linked {
    ($other:literal, $own:literal) => {
        concat!(
            "SELECT t.id AS task_id, t.number, t.name, (SELECT MIN(",
            state_rank!(),
            ") FROM assignments a WHERE a.task_id = t.id) AS state,
                (SELECT MAX(a.current_due) FROM assignments a WHERE a.task_id = t.id) AS due
             FROM task_prerequisites k JOIN tasks t ON t.id = k.",
            $other,
            " WHERE k.",
            $own,
            " = $3 ORDER BY t.plan_id, t.position"
        )
    };
}

const NEEDS: &str = linked!("needs_id", "task_id");
const NEEDED_BY: &str = linked!("task_id", "needs_id");

/// What has to be done before a task.
///
/// # Errors
/// The database fails.
pub async fn needs(tx: &mut Tx, task: i64, as_of: AsOf) -> Result<Vec<Linked>> {
    Ok(tx.all(NEEDS, args![as_of.today, as_of.near_until, task]).await?)
}

/// What waits for a task.
///
/// # Errors
/// The database fails.
pub async fn needed_by(tx: &mut Tx, task: i64, as_of: AsOf) -> Result<Vec<Linked>> {
    Ok(tx.all(NEEDED_BY, args![as_of.today, as_of.near_until, task]).await?)
}

const IN_PLAN: &str = "SELECT t.id FROM tasks t WHERE t.plan_id = (SELECT o.plan_id FROM tasks o WHERE o.id = $1) AND NOT t.is_part
        AND (t.number = $2 OR t.name = $2) AND t.id <> $1 ORDER BY t.position";

/// Tasks of the same plan with a number or name as typed.
///
/// # Errors
/// The database fails.
pub async fn named(tx: &mut Tx, task: i64, text: &str) -> Result<Vec<i64>> {
    Ok(tx.all::<(i64,)>(IN_PLAN, args![task, text]).await?.into_iter().map(|(id,)| id).collect())
}

const REACHES: &str = "WITH RECURSIVE before (id) AS (
        SELECT needs_id FROM task_prerequisites WHERE task_id = $1
        UNION SELECT k.needs_id FROM task_prerequisites k JOIN before b ON k.task_id = b.id)
    SELECT COUNT(*) FROM before WHERE id = $2";
const ADD: &str = "INSERT INTO task_prerequisites (task_id, needs_id, added_on, added_by) VALUES ($1, $2, $3, $4)
    ON CONFLICT (task_id, needs_id) DO NOTHING";

/// `needs` has to be done before `task`.
///
/// # Errors
/// `Conflict` where each would wait for the other, or the database fails.
pub async fn add(tx: &mut Tx, actor: Actor, task: i64, needs: i64, on: Date) -> Result<()> {
    if task == needs || tx.one::<(i64,)>(REACHES, args![needs, task]).await?.0 > 0 {
        return Err(Error::Conflict("Hai nhiệm vụ sẽ chờ nhau mãi: nhiệm vụ được chọn phải xong sau nhiệm vụ này".to_owned()));
    }
    if tx.execute(ADD, args![task, needs, on, actor.user]).await? == 0 {
        return Ok(());
    }
    let told = serde_json::json!({ "task": needs });
    audit::append(tx, actor, "prerequisite-added", ("task", Some(task)), (None::<&()>, Some(&told))).await
}

const REMOVE: &str = "DELETE FROM task_prerequisites WHERE task_id = $1 AND needs_id = $2";

/// # Errors
/// The database fails.
pub async fn remove(tx: &mut Tx, actor: Actor, task: i64, needs: i64) -> Result<()> {
    if tx.execute(REMOVE, args![task, needs]).await? == 0 {
        return Ok(());
    }
    let told = serde_json::json!({ "task": needs });
    audit::append(tx, actor, "prerequisite-removed", ("task", Some(task)), (Some(&told), None::<&()>)).await
}
