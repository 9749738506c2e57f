//! What the ledger tells of one unit: entries, names, parents, and of a task: from whom its work came.

use jiff::civil::Date;

use crate::domain::org_unit::Hierarchy;
use crate::domain::unit_change::{Change, Kind};
use crate::error::Result;
use crate::store::dialect::{StoredDay, StoredDayOrNone, Tx, args};

/// An entry that names a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryRow {
    pub id: i64,
    pub kind: Kind,
    pub effective_on: Date,
    pub basis_number: String,
    pub basis_on: Date,
    pub change: Change,
    /// Entry that this one takes back, and why.
    pub reverses_id: Option<i64>,
    pub reason: Option<String>,
    /// Entry by which it was taken back.
    pub reversed_by: Option<i64>,
    pub is_carried_out: bool,
    pub author: Option<String>,
    pub entered_at: i64,
    /// Units with the names they had: id, role, name.
    pub parties: Vec<(i64, String, String)>,
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    #[sqlx(try_from = "String")]
    kind: Kind,
    #[sqlx(try_from = "StoredDay")]
    effective_on: Date,
    basis_number: String,
    #[sqlx(try_from = "StoredDay")]
    basis_on: Date,
    operation_json: String,
    reverses_id: Option<i64>,
    reason: Option<String>,
    reversed_by: Option<i64>,
    is_carried_out: bool,
    author: Option<String>,
    entered_at: i64,
}

impl HistoryRow {
    /// Units it is about, each once.
    pub fn named(&self) -> Vec<&(i64, String, String)> {
        let mut out: Vec<&(i64, String, String)> = Vec::new();
        for party in self.parties.iter().filter(|(_, role, _)| role != "parent") {
            if out.iter().all(|(id, ..)| *id != party.0) {
                out.push(party);
            }
        }
        out
    }
}

macro_rules! entries {
    ($end:literal) => {
        concat!(
            "SELECT c.id, c.kind, c.effective_on, c.basis_number, c.basis_on, c.operation_json, c.reverses_id, c.reason,
        (SELECT r.id FROM org_unit_changes r WHERE r.reverses_id = c.id) AS reversed_by,
        c.carried_out_at IS NOT NULL AS is_carried_out, u.full_name AS author, c.entered_at
    FROM org_unit_changes c LEFT JOIN users u ON u.id = c.entered_by WHERE ",
            $end
        )
    };
}

const OF_UNIT: &str = entries!(
    "EXISTS (SELECT 1 FROM org_unit_change_parties p
        WHERE p.change_id = COALESCE(c.reverses_id, c.id) AND p.unit_id = $1 AND p.role <> 'parent')
     ORDER BY c.effective_on DESC, c.id DESC"
);
const ONE: &str = entries!("c.id = $1");
const PARTIES: &str = "SELECT p.unit_id, p.role, p.name FROM org_unit_change_parties p JOIN org_units u ON u.id = p.unit_id
    WHERE p.change_id = $1 ORDER BY u.sort_key, p.unit_id";

/// Newest day first; what was taken back is told too.
///
/// # Errors
/// The database fails.
pub async fn history(tx: &mut Tx, unit: i64) -> Result<Vec<HistoryRow>> {
    let mut out = Vec::new();
    for row in tx.all::<Stored>(OF_UNIT, args![unit]).await? {
        out.push(with_parties(tx, row).await?);
    }
    Ok(out)
}

/// One entry, a reversal too.
///
/// # Errors
/// `NotFound`, or the database fails.
pub async fn one(tx: &mut Tx, id: i64) -> Result<HistoryRow> {
    let row = tx.one::<Stored>(ONE, args![id]).await?;
    with_parties(tx, row).await
}

async fn with_parties(tx: &mut Tx, row: Stored) -> Result<HistoryRow> {
    let parties = tx.all(PARTIES, args![row.reverses_id.unwrap_or(row.id)]).await?;
    Ok(HistoryRow {
        id: row.id,
        kind: row.kind,
        effective_on: row.effective_on,
        basis_number: row.basis_number,
        basis_on: row.basis_on,
        change: serde_json::from_str(&row.operation_json)?,
        reverses_id: row.reverses_id,
        reason: row.reason,
        reversed_by: row.reversed_by,
        is_carried_out: row.is_carried_out,
        author: row.author,
        entered_at: row.entered_at,
        parties,
    })
}

/// A name from a day on.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct NameSpan {
    #[sqlx(try_from = "StoredDay")]
    pub from: Date,
    pub name: String,
    pub short_name: Option<String>,
}

const NAMES: &str = "SELECT valid_from AS \"from\", name, short_name FROM org_unit_names WHERE unit_id = $1 ORDER BY valid_from";

/// Oldest first.
///
/// # Errors
/// The database fails.
pub async fn names(tx: &mut Tx, unit: i64) -> Result<Vec<NameSpan>> {
    Ok(tx.all(NAMES, args![unit]).await?)
}

/// A parent from a day to a day.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ParentSpan {
    #[sqlx(try_from = "String")]
    pub hierarchy: Hierarchy,
    pub parent_id: i64,
    pub name: String,
    #[sqlx(try_from = "StoredDay")]
    pub valid_from: Date,
    #[sqlx(try_from = "StoredDay")]
    pub valid_to: Date,
}

const PARENTS: &str = "SELECT a.hierarchy, a.ancestor_id AS parent_id, u.name, a.valid_from, a.valid_to
    FROM unit_ancestors a JOIN org_units u ON u.id = a.ancestor_id
    WHERE a.unit_id = $1 AND a.depth = 1 ORDER BY a.hierarchy, a.valid_from";

/// In every hierarchy, oldest first.
///
/// # Errors
/// The database fails.
pub async fn parents(tx: &mut Tx, unit: i64) -> Result<Vec<ParentSpan>> {
    Ok(tx.all(PARENTS, args![unit]).await?)
}

/// Work of a task that went to another unit.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct HandoverRow {
    pub assignment_id: i64,
    #[sqlx(try_from = "StoredDay")]
    pub handed_on: Date,
    pub from_name: String,
    pub to_name: String,
    pub percent: i64,
    /// It ended, because the other unit had the same task.
    pub is_stopped: bool,
    pub basis_number: String,
    #[sqlx(try_from = "StoredDay")]
    pub basis_on: Date,
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    pub author: Option<String>,
    /// Day on which it was taken back, as an entry of the ledger.
    #[sqlx(try_from = "StoredDayOrNone")]
    pub returned_basis_on: Option<Date>,
}

const OF_TASK: &str = "SELECT k.assignment_id, k.handed_on, f.name AS from_name, t.name AS to_name, k.percent,
        k.stopped_from IS NOT NULL AS is_stopped, c.basis_number, c.basis_on, c.kind, u.full_name AS author,
        r.basis_on AS returned_basis_on
    FROM assignment_handovers k JOIN assignments a ON a.id = k.assignment_id JOIN org_unit_changes c ON c.id = k.change_id
        JOIN org_units f ON f.id = k.from_unit_id JOIN org_units t ON t.id = k.to_unit_id
        LEFT JOIN users u ON u.id = c.entered_by LEFT JOIN org_unit_changes r ON r.id = k.returned_by
    WHERE a.task_id = $1 ORDER BY k.handed_on DESC, k.id DESC";

/// Newest first.
///
/// # Errors
/// The database fails.
pub async fn handovers_of_task(tx: &mut Tx, task: i64) -> Result<Vec<HandoverRow>> {
    Ok(tx.all(OF_TASK, args![task]).await?)
}
