//! Hashes of passwords a person has had, so that none of the last ones comes back.

use super::dialect::{Tx, args};
use crate::error::Result;

/// No rule asks for more.
const MOST: i64 = 24;

const REMEMBER: &str = "INSERT INTO password_history (user_id, password_hash, set_at) SELECT $1, $2, $3
    WHERE NOT EXISTS (SELECT 1 FROM password_history h WHERE h.user_id = $1 AND h.password_hash = $2)";
const FORGET: &str = "DELETE FROM password_history WHERE user_id = $1
    AND id NOT IN (SELECT h.id FROM password_history h WHERE h.user_id = $1 ORDER BY h.id DESC LIMIT $2)";
const RECENT: &str = "SELECT password_hash FROM password_history WHERE user_id = $1 ORDER BY id DESC LIMIT $2";
const CURRENT: &str = "SELECT password_hash FROM users WHERE id = $1";
const REPLACE: &str = "UPDATE password_history SET password_hash = $3 WHERE user_id = $1 AND password_hash = $2";

/// # Errors
/// The database fails.
pub(super) async fn remember(tx: &mut Tx, user: i64, hash: &str, at: i64) -> Result<()> {
    tx.execute(REMEMBER, args![user, hash, at]).await?;
    tx.execute(FORGET, args![user, MOST]).await?;
    Ok(())
}

/// The same password under another hash.
///
/// # Errors
/// The database fails.
pub(super) async fn replace(tx: &mut Tx, user: i64, (before, after): (&str, &str)) -> Result<()> {
    tx.execute(REPLACE, args![user, before, after]).await?;
    Ok(())
}

/// Hashes of the last passwords, the one in use among them, the latest first.
///
/// # Errors
/// `NotFound`, or the database fails.
pub async fn recent(tx: &mut Tx, user: i64, count: i64) -> Result<Vec<String>> {
    let (current,): (String,) = tx.one(CURRENT, args![user]).await?;
    let mut hashes: Vec<String> = tx.all::<(String,)>(RECENT, args![user, count]).await?.into_iter().map(|(hash,)| hash).collect();
    if !hashes.contains(&current) {
        // Set before there was a history.
        hashes.insert(0, current);
        hashes.truncate(usize::try_from(count).unwrap_or_default());
    }
    Ok(hashes)
}
