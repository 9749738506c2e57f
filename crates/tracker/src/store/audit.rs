//! Who changed what, when, from what to what: appended in the transaction of the change.

use serde::Serialize;

use super::dialect::{Tx, args};
use crate::error::Result;

/// Who acts, and when.
#[derive(Debug, Clone, Copy)]
pub struct Actor {
    /// `None` for the program itself: an import from the command line.
    pub user: Option<i64>,
    /// Seconds since 1970-01-01 UTC.
    pub at: i64,
}

const APPEND: &str = "INSERT INTO audit_entries (at, user_id, action, subject, subject_id, before_json, after_json)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// # Errors
/// The database fails.
pub async fn append<B: Serialize, A: Serialize>(
    tx: &mut Tx,
    actor: Actor,
    action: &str,
    subject: (&str, Option<i64>),
    change: (Option<&B>, Option<&A>),
) -> Result<()> {
    let before = change.0.map(serde_json::to_string).transpose()?;
    let after = change.1.map(serde_json::to_string).transpose()?;
    tx.execute(APPEND, args![actor.at, actor.user, action, subject.0, subject.1, before, after]).await?;
    Ok(())
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct AuditEntry {
    pub id: i64,
    pub at: i64,
    pub user_id: Option<i64>,
    pub action: String,
    pub subject: String,
    pub subject_id: Option<i64>,
    pub before_json: Option<String>,
    pub after_json: Option<String>,
}

const OF: &str = "SELECT id, at, user_id, action, subject, subject_id, before_json, after_json
    FROM audit_entries WHERE subject = $1 AND ($2 IS NULL OR subject_id = $2) ORDER BY id";

/// Entries about one thing, or about all of a kind, oldest first.
///
/// # Errors
/// The database fails.
pub async fn of(tx: &mut Tx, subject: &str, id: Option<i64>) -> Result<Vec<AuditEntry>> {
    Ok(tx.all(OF, args![subject, id]).await?)
}
