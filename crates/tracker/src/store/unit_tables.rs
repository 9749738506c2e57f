//! Tables of units as they were sent, between their preview and their entry.

use super::audit::{self, Actor};
use super::dialect::{Tx, args};
use crate::error::{Error, Result};

/// A table that waits.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct UnitTable {
    pub id: i64,
    /// Of the file.
    pub name: String,
    /// Of its bytes, lower-case hex.
    pub sha256: String,
    pub rows_json: String,
    /// Seconds since 1970-01-01 UTC.
    pub sent_at: i64,
    pub sent_by: i64,
}

/// Nobody comes back to a preview after a day.
const KEPT_SECONDS: i64 = 24 * 60 * 60;
const FORGET_OLD: &str = "DELETE FROM unit_tables WHERE sent_at < $1";
const INSERT: &str = "INSERT INTO unit_tables (name, sha256, rows_json, sent_at, sent_by) VALUES ($1, $2, $3, $4, $5) RETURNING id";
const FIND: &str = "SELECT id, name, sha256, rows_json, sent_at, sent_by FROM unit_tables WHERE id = $1 AND sent_by = $2";
const FORGET: &str = "DELETE FROM unit_tables WHERE id = $1";

/// Keeps a table that was read; those that were left lying go.
///
/// # Errors
/// The database fails.
pub async fn receive(tx: &mut Tx, actor: Actor, (name, sha256): (&str, &str), rows_json: &str) -> Result<i64> {
    tx.execute(FORGET_OLD, args![actor.at - KEPT_SECONDS]).await?;
    let (id,): (i64,) = tx.one(INSERT, args![name, sha256, rows_json, actor.at, actor.user]).await?;
    let told = serde_json::json!({ "name": name, "sha256": sha256 });
    audit::append(tx, actor, "unit-table-received", ("unit-table", Some(id)), (None::<&()>, Some(&told))).await?;
    Ok(id)
}

/// One that this person has sent.
///
/// # Errors
/// `NotFound`, or the database fails.
pub async fn find(tx: &mut Tx, id: i64, sender: i64) -> Result<UnitTable> {
    Ok(tx.one(FIND, args![id, sender]).await?)
}

/// Takes it out, for good.
///
/// # Errors
/// `Conflict` when somebody else has entered or removed it meanwhile, or the database fails.
pub async fn forget(tx: &mut Tx, id: i64) -> Result<()> {
    match tx.execute(FORGET, args![id]).await? {
        0 => Err(Error::Conflict("Bảng này đã được nhập hoặc bỏ trước đó".to_owned())),
        _ => Ok(()),
    }
}
