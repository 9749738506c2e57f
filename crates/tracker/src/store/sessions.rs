//! Sessions by the digest of their id: what they hold, whose they are, when they were last used.

use super::audit::{self, Actor};
use super::dialect::{Tx, args};
use crate::error::Result;

/// What the table tells of a session beside its data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owner {
    /// `None` before signing in.
    pub user: Option<i64>,
    /// Network address and browser at signing in.
    pub source: Option<String>,
    pub agent: Option<String>,
}

/// A session as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SessionRow {
    pub id_digest: String,
    pub began_at: i64,
    pub seen_at: i64,
    pub source: Option<String>,
    pub agent: Option<String>,
}

const CREATE: &str = "INSERT INTO sessions (id_digest, data, expires_at, user_id, source, agent, began_at, seen_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT (id_digest) DO NOTHING";
// Not an insert: a session that was ended meanwhile does not come back.
const SAVE: &str = "UPDATE sessions SET data = $2, expires_at = $3 WHERE id_digest = $1";
const LOAD: &str = "SELECT data FROM sessions WHERE id_digest = $1 AND expires_at > $2 AND (began_at IS NULL OR began_at > $3)";
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
pub async fn create(tx: &mut Tx, id_digest: &str, data: &str, owner: &Owner, (now, expires_at): (i64, i64)) -> Result<bool> {
    let (source, agent) = (owner.source.as_deref(), owner.agent.as_deref());
    Ok(tx.execute(CREATE, args![id_digest, data, expires_at, owner.user, source, agent, now]).await? == 1)
}

/// The data of a session that has not expired and began after a second.
///
/// # Errors
/// The database fails.
pub async fn load(tx: &mut Tx, id_digest: &str, (now, begun_after): (i64, i64)) -> Result<Option<String>> {
    Ok(tx.optional::<(String,)>(LOAD, args![id_digest, now, begun_after]).await?.map(|(data,)| data))
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

const TIMES: &str = "SELECT began_at, seen_at FROM sessions WHERE id_digest = $1";
const TOUCH: &str = "UPDATE sessions SET seen_at = $2 WHERE id_digest = $1";

/// When a session began, and when its last request was noted; 0 where nothing tells.
///
/// # Errors
/// The database fails.
pub async fn times(tx: &mut Tx, id_digest: &str) -> Result<(i64, i64)> {
    let times: Option<(Option<i64>, Option<i64>)> = tx.optional(TIMES, args![id_digest]).await?;
    let (began_at, seen_at) = times.unwrap_or_default();
    Ok((began_at.unwrap_or_default(), seen_at.unwrap_or_default()))
}

/// Notes a request.
///
/// # Errors
/// The database fails.
pub async fn touch(tx: &mut Tx, id_digest: &str, now: i64) -> Result<()> {
    tx.execute(TOUCH, args![id_digest, now]).await?;
    Ok(())
}

const OF_USER: &str = "SELECT id_digest, began_at, seen_at, source, agent FROM sessions
    WHERE user_id = $1 AND expires_at > $2 AND began_at IS NOT NULL ORDER BY seen_at DESC, id_digest";

/// A person's sessions, the last used first.
///
/// # Errors
/// The database fails.
pub async fn of_user(tx: &mut Tx, user: i64, now: i64) -> Result<Vec<SessionRow>> {
    Ok(tx.all(OF_USER, args![user, now]).await?)
}

const END: &str = "DELETE FROM sessions WHERE user_id = $1 AND ($2 IS NULL OR id_digest = $2) AND ($3 IS NULL OR id_digest <> $3)";

const RENEW_STAMP: &str = "UPDATE users SET security_stamp = security_stamp + 1 WHERE id = $1";

/// Ends one session of a person (`only`), or all of them but one (`but`), and with these what has begun as a sign-in and waits
/// for its code; how many sessions there were.
///
/// # Errors
/// The database fails.
pub async fn end(tx: &mut Tx, actor: Actor, user: i64, only: Option<&str>, but: Option<&str>) -> Result<u64> {
    let ended = tx.execute(END, args![user, only, but]).await?;
    if only.is_none() {
        tx.execute(RENEW_STAMP, args![user]).await?;
    }
    if ended > 0 {
        let count = i64::try_from(ended).unwrap_or(i64::MAX);
        audit::append(tx, actor, "sessions-ended", ("user", Some(user)), (None::<&()>, Some(&serde_json::json!({ "sessions": count }))))
            .await?;
    }
    Ok(ended)
}

const FORGET: [&str; 3] = ["DELETE FROM sessions", "DELETE FROM invitations", "DELETE FROM provider_sign_ins"];

/// Every session, link and sign-in under way: after a backup is put back none of them counts.
///
/// # Errors
/// The database fails.
pub async fn forget_all(tx: &mut Tx) -> Result<()> {
    for sql in FORGET {
        tx.execute(sql, args![]).await?;
    }
    Ok(())
}
