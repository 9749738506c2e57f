//! Wrong passwords and codes, counted by login; of names nobody has by their digest.

use super::audit::{self, Actor};
use super::dialect::{Tx, args};
use crate::error::Result;

/// Wrong tries of one login since the last right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Failures {
    pub failures: i64,
    pub last_at: i64,
    pub locked_until: i64,
}

const FAILURES: &str = "SELECT failures, last_at, locked_until FROM sign_in_failures WHERE login = $1";

/// # Errors
/// The database fails.
pub async fn of(tx: &mut Tx, login: &str) -> Result<Option<Failures>> {
    Ok(tx.optional(FAILURES, args![login]).await?)
}

const SET: &str = "INSERT INTO sign_in_failures (login, failures, last_at, locked_until) VALUES ($1, $2, $3, $4)
    ON CONFLICT (login) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, locked_until = excluded.locked_until";

/// # Errors
/// The database fails.
pub async fn set(tx: &mut Tx, login: &str, failures: Failures) -> Result<()> {
    tx.execute(SET, args![login, failures.failures, failures.last_at, failures.locked_until]).await?;
    Ok(())
}

const TAKE_BACK_ONLY: &str = "DELETE FROM sign_in_failures WHERE login = $1 AND failures = 1";
const TAKE_BACK: &str = "UPDATE sign_in_failures SET failures = failures - 1, locked_until = 0 WHERE login = $1 AND failures > 1";

/// One try was right after all; those counted meanwhile stay.
///
/// # Errors
/// The database fails.
pub async fn take_back(tx: &mut Tx, login: &str) -> Result<()> {
    if tx.execute(TAKE_BACK_ONLY, args![login]).await? == 0 {
        tx.execute(TAKE_BACK, args![login]).await?;
    }
    Ok(())
}

const CLEAR: &str = "DELETE FROM sign_in_failures WHERE login = $1";
const FORGET: &str = "DELETE FROM sign_in_failures WHERE last_at < $1 AND locked_until < $1";

/// # Errors
/// The database fails.
pub async fn clear(tx: &mut Tx, login: &str) -> Result<u64> {
    Ok(tx.execute(CLEAR, args![login]).await?)
}

/// Lets a person try again who was locked out.
///
/// # Errors
/// The database fails.
pub async fn unlock(tx: &mut Tx, actor: Actor, user: i64, login: &str) -> Result<()> {
    if clear(tx, login).await? > 0 {
        audit::append(tx, actor, "user-unlocked", ("user", Some(user)), (None::<&()>, None::<&()>)).await?;
    }
    Ok(())
}

/// What the audit is told of a wrong try of somebody there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongTry {
    /// `password` or `code`.
    pub step: &'static str,
    /// The how manieth it is.
    pub number: i64,
    /// For how long the login is locked by it.
    pub lock_minutes: Option<i64>,
}

/// # Errors
/// The database fails.
pub async fn tell(tx: &mut Tx, actor: Actor, user: i64, wrong: WrongTry) -> Result<()> {
    let told = serde_json::json!({ "failures": wrong.number, "step": wrong.step });
    audit::append(tx, actor, "sign-in-failed", ("user", Some(user)), (None::<&()>, Some(&told))).await?;
    if let Some(minutes) = wrong.lock_minutes {
        let told = serde_json::json!({ "lock_minutes": minutes });
        audit::append(tx, actor, "user-locked", ("user", Some(user)), (None::<&()>, Some(&told))).await?;
    }
    Ok(())
}

/// Forgets what ended before a second, so that made-up logins do not fill the table.
///
/// # Errors
/// The database fails.
pub async fn forget_before(tx: &mut Tx, second: i64) -> Result<u64> {
    Ok(tx.execute(FORGET, args![second]).await?)
}
