//! What a transaction changes of where work stands, told to every server that keeps it in memory ([`super::live_work`]).

use super::dialect::{Tx, args};
use crate::error::Result;

/// Whatever lists and sums of work are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Touched {
    /// A task by one of its assignments.
    Assignment(i64),
    /// A task with its assignments and agencies; also one that was taken away.
    Task(i64),
    /// Every task of a plan.
    Plan(i64),
    /// Who stands below whom.
    Units,
    /// So much that nobody counts it.
    All,
}

/// More than this are not told one by one.
const MOST: usize = 5_000;

impl Touched {
    fn columns(self) -> (&'static str, i64) {
        match self {
            Self::Assignment(id) => ("assignment", id),
            Self::Task(id) => ("task", id),
            Self::Plan(id) => ("plan", id),
            Self::Units => ("units", 0),
            Self::All => ("all", 0),
        }
    }

    fn of(kind: &str, object: i64) -> Self {
        match kind {
            "assignment" => Self::Assignment(object),
            "task" => Self::Task(object),
            "plan" => Self::Plan(object),
            "units" => Self::Units,
            _ => Self::All,
        }
    }
}

impl Tx {
    /// Has this told with the commit.
    pub(in crate::store) fn touch(&mut self, touched: Touched) {
        self.touched.insert(touched);
    }
}

const INSERT: &str = "INSERT INTO work_changes (kind, object_id) VALUES";

/// Writes down what the transaction touched: the last thing before its commit. Whoever writes here waits for those before it, so that
/// numbers appear in their order and nobody who reads on from the last one misses any.
pub(super) async fn keep(tx: &mut Tx) -> Result<(), sqlx::Error> {
    let touched = std::mem::take(&mut tx.touched);
    if touched.is_empty() {
        return Ok(());
    }
    tx.in_turn().await?;
    let all = if touched.len() > MOST { [Touched::All].into() } else { touched };
    let row = |touched: Touched| {
        let (kind, object) = touched.columns();
        args![kind, object].to_vec()
    };
    tx.insert_all(INSERT, all.into_iter().map(row).collect()).await
}

const SINCE: &str = "SELECT id, kind, object_id FROM work_changes WHERE id >= $1 ORDER BY id LIMIT $2";
const LAST: &str = "SELECT COALESCE(MAX(id), 0) FROM work_changes";
/// Rows taken at a time.
const TAKEN: i64 = 10_000;

/// The number of the last change, 0 before the first.
///
/// # Errors
/// The database fails.
pub async fn last(tx: &mut Tx) -> Result<i64> {
    Ok(tx.one::<(i64,)>(LAST, args![]).await?.0)
}

/// What was touched after a change, with the number of the last one; `None` where that one is gone or there is too much: everything
/// has to be read anew.
///
/// # Errors
/// The database fails.
pub async fn since(tx: &mut Tx, seen: i64) -> Result<Option<(Vec<Touched>, i64)>> {
    let mut rows: Vec<(i64, String, i64)> = tx.all(SINCE, args![seen, TAKEN]).await?;
    if seen > 0 {
        if rows.first().map(|row| row.0) != Some(seen) {
            return Ok(None);
        }
        rows.remove(0);
    }
    let last = rows.last().map_or(seen, |row| row.0);
    let mut touched: Vec<Touched> = rows.iter().map(|(_, kind, object)| Touched::of(kind, *object)).collect();
    touched.sort_unstable();
    touched.dedup();
    Ok((touched.len() <= MOST && !touched.contains(&Touched::All)).then_some((touched, last)))
}

/// Changes that stay: a server that has seen nothing for longer reads everything.
const KEPT: i64 = 100_000;
const FORGET: &str = "DELETE FROM work_changes WHERE id < $1";

/// Takes out what nobody reads any more.
///
/// # Errors
/// The database fails.
pub async fn forget(tx: &mut Tx) -> Result<()> {
    let last = last(tx).await?;
    forget_before(tx, last - KEPT).await
}

/// Takes out the changes before one.
///
/// # Errors
/// The database fails.
pub async fn forget_before(tx: &mut Tx, id: i64) -> Result<()> {
    tx.execute(FORGET, args![id]).await?;
    Ok(())
}
