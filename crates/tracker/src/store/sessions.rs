//! Sessions by the digest of their id.

use super::dialect::{Tx, args};
use crate::error::Result;

const SAVE: &str = "INSERT INTO sessions (id_digest, data, expires_at) VALUES ($1, $2, $3)
    ON CONFLICT (id_digest) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at";
const CREATE: &str = "INSERT INTO sessions (id_digest, data, expires_at) VALUES ($1, $2, $3) ON CONFLICT (id_digest) DO NOTHING";
const LOAD: &str = "SELECT data FROM sessions WHERE id_digest = $1 AND expires_at > $2";
const DELETE: &str = "DELETE FROM sessions WHERE id_digest = $1";
const DELETE_EXPIRED: &str = "DELETE FROM sessions WHERE expires_at <= $1";

/// # Errors
/// The database fails.
pub async fn save(tx: &mut Tx, id_digest: &str, data: &str, expires_at: i64) -> Result<()> {
    tx.execute(SAVE, args![id_digest, data, expires_at]).await?;
    Ok(())
}

/// Whether the id was free.
///
/// # Errors
/// The database fails.
pub async fn create(tx: &mut Tx, id_digest: &str, data: &str, expires_at: i64) -> Result<bool> {
    Ok(tx.execute(CREATE, args![id_digest, data, expires_at]).await? == 1)
}

/// The data of a session that has not expired.
///
/// # Errors
/// The database fails.
pub async fn load(tx: &mut Tx, id_digest: &str, now: i64) -> Result<Option<String>> {
    Ok(tx.optional::<(String,)>(LOAD, args![id_digest, now]).await?.map(|(data,)| data))
}

/// # Errors
/// The database fails.
pub async fn delete(tx: &mut Tx, id_digest: &str) -> Result<()> {
    tx.execute(DELETE, args![id_digest]).await?;
    Ok(())
}

/// # Errors
/// The database fails.
pub async fn delete_expired(tx: &mut Tx, now: i64) -> Result<u64> {
    Ok(tx.execute(DELETE_EXPIRED, args![now]).await?)
}
