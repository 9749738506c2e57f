//! Spreadsheets received, until their rows are loaded, and the columns people decided on under a header.

use super::audit::{self, Actor};
use super::dialect::{Tx, args};
use crate::error::{Error, Result};

/// A spreadsheet without its bytes.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct SpreadsheetRow {
    pub id: i64,
    pub name: String,
    pub sha256: String,
    /// What the person has decided so far.
    pub choices_json: String,
    /// Seconds since 1970-01-01 UTC.
    pub received_at: i64,
    pub received_by: i64,
    /// The plan its rows went to.
    pub plan_id: Option<i64>,
    /// What came of the loading.
    pub outcome_json: Option<String>,
}

const INSERT: &str =
    "INSERT INTO spreadsheets (name, sha256, bytes, choices_json, received_at, received_by) VALUES ($1, $2, $3, $4, $5, $6)
    RETURNING id";

/// Keeps a spreadsheet that was read.
///
/// # Errors
/// The database fails.
pub async fn receive(tx: &mut Tx, actor: Actor, (name, sha256): (&str, &str), bytes: &[u8], choices_json: &str) -> Result<i64> {
    let (id,): (i64,) = tx.one(INSERT, args![name, sha256, bytes, choices_json, actor.at, actor.user]).await?;
    audit::append(tx, actor, "spreadsheet-received", ("spreadsheet", Some(id)), (None::<&()>, Some(&name))).await?;
    Ok(id)
}

const FIND: &str = "SELECT id, name, sha256, choices_json, received_at, received_by, plan_id, outcome_json FROM spreadsheets WHERE id = $1";

/// # Errors
/// `NotFound`, or the database fails.
pub async fn find(tx: &mut Tx, id: i64) -> Result<SpreadsheetRow> {
    Ok(tx.one(FIND, args![id]).await?)
}

const BYTES: &str = "SELECT bytes FROM spreadsheets WHERE id = $1";

/// The file as it was received, byte for byte.
///
/// # Errors
/// `NotFound`, or the database fails.
pub async fn bytes(tx: &mut Tx, id: i64) -> Result<Vec<u8>> {
    let (bytes,): (Vec<u8>,) = tx.one(BYTES, args![id]).await?;
    Ok(bytes)
}

const CHOOSE: &str = "UPDATE spreadsheets SET choices_json = $2 WHERE id = $1 AND plan_id IS NULL";

/// Remembers what the person has decided so far.
///
/// # Errors
/// `Conflict` when it was loaded meanwhile, or the database fails.
pub async fn choose(tx: &mut Tx, actor: Actor, id: i64, choices_json: &str) -> Result<()> {
    changed(tx.execute(CHOOSE, args![id, choices_json]).await?)?;
    audit::append(tx, actor, "spreadsheet-mapped", ("spreadsheet", Some(id)), (None::<&()>, Some(&choices_json))).await
}

// The row's lock makes two people who press the button at once take turns; the second finds it loaded.
const LOADED: &str = "UPDATE spreadsheets SET plan_id = $2, outcome_json = $3 WHERE id = $1 AND plan_id IS NULL";

/// Its rows went to a plan.
///
/// # Errors
/// `Conflict` when it was loaded meanwhile, or the database fails.
pub async fn loaded(tx: &mut Tx, actor: Actor, id: i64, plan: i64, outcome_json: &str) -> Result<()> {
    changed(tx.execute(LOADED, args![id, plan, outcome_json]).await?)?;
    let outcome = serde_json::from_str::<serde_json::Value>(outcome_json)?;
    audit::append(tx, actor, "spreadsheet-loaded", ("spreadsheet", Some(id)), (None::<&()>, Some(&outcome))).await
}

const REMOVE: &str = "DELETE FROM spreadsheets WHERE id = $1 AND plan_id IS NULL";

/// A person drops a spreadsheet that was not loaded.
///
/// # Errors
/// `Conflict` when it was loaded meanwhile, or the database fails.
pub async fn remove(tx: &mut Tx, actor: Actor, id: i64) -> Result<()> {
    changed(tx.execute(REMOVE, args![id]).await?)?;
    audit::append(tx, actor, "spreadsheet-removed", ("spreadsheet", Some(id)), (None::<&()>, None::<&()>)).await
}

fn changed(rows: u64) -> Result<()> {
    match rows {
        1 => Ok(()),
        _ => Err(Error::Conflict("Bảng theo dõi này đã được đưa vào hoặc đã bỏ; đề nghị mở lại trang".to_owned())),
    }
}

// One's own decision before that of a colleague of the same unit.
const REMEMBERED: &str = "SELECT columns_json FROM sheet_mappings WHERE fingerprint = $1 AND (user_id = $2 OR unit_id = $3)
    ORDER BY CASE WHEN user_id = $2 THEN 0 ELSE 1 END, used_at DESC LIMIT 1";

/// The columns decided on under this header last time.
///
/// # Errors
/// The database fails.
pub async fn remembered(tx: &mut Tx, fingerprint: &str, user: i64, unit: Option<i64>) -> Result<Option<String>> {
    Ok(tx.optional::<(String,)>(REMEMBERED, args![fingerprint, user, unit]).await?.map(|(json,)| json))
}

const REMEMBER: &str = "INSERT INTO sheet_mappings (fingerprint, user_id, unit_id, columns_json, used_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (fingerprint, user_id) DO UPDATE SET unit_id = excluded.unit_id, columns_json = excluded.columns_json,
        used_at = excluded.used_at";

/// Remembers the columns for next time.
///
/// # Errors
/// The database fails.
pub async fn remember(tx: &mut Tx, fingerprint: &str, (user, unit): (i64, Option<i64>), columns_json: &str, at: i64) -> Result<()> {
    tx.execute(REMEMBER, args![fingerprint, user, unit, columns_json, at]).await?;
    Ok(())
}
