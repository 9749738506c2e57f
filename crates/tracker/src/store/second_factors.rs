//! The second factor of a sign-in: the secret shared with an authenticator, the last time step taken, recovery codes.

use super::audit::{self, Actor};
use super::dialect::{Tx, args};
use crate::error::{Error, Result};

const SECRET: &str = "SELECT totp_secret FROM users WHERE id = $1";

/// The shared secret in Base32, where there is one.
///
/// # Errors
/// `NotFound`, or the database fails.
pub async fn secret(tx: &mut Tx, user: i64) -> Result<Option<String>> {
    let (secret,): (Option<String>,) = tx.one(SECRET, args![user]).await?;
    Ok(secret)
}

const SET: &str = "UPDATE users SET totp_secret = $2, totp_last_step = $3 WHERE id = $1";
const FORGET_CODES: &str = "DELETE FROM recovery_codes WHERE user_id = $1";
const ADD_CODES: &str = "INSERT INTO recovery_codes (user_id, code_digest) VALUES";

/// Takes a secret into use with the step whose code proved it, and its recovery codes by their digests.
///
/// # Errors
/// The database fails.
pub async fn set(tx: &mut Tx, actor: Actor, user: i64, (secret, step): (&str, i64), code_digests: &[String]) -> Result<()> {
    tx.execute(SET, args![user, secret, step]).await?;
    put_codes(tx, user, code_digests).await?;
    audit::append(tx, actor, "second-factor-set", ("user", Some(user)), (None::<&()>, None::<&()>)).await
}

/// New recovery codes in the place of the ones that are left.
///
/// # Errors
/// The database fails.
pub async fn renew_codes(tx: &mut Tx, actor: Actor, user: i64, code_digests: &[String]) -> Result<()> {
    put_codes(tx, user, code_digests).await?;
    audit::append(tx, actor, "recovery-codes-renewed", ("user", Some(user)), (None::<&()>, None::<&()>)).await
}

async fn put_codes(tx: &mut Tx, user: i64, code_digests: &[String]) -> Result<()> {
    tx.execute(FORGET_CODES, args![user]).await?;
    let rows = code_digests.iter().map(|digest| args![user, digest.as_str()].to_vec()).collect();
    Ok(tx.insert_all(ADD_CODES, rows).await?)
}

const REMOVE: &str = "UPDATE users SET totp_secret = NULL, totp_last_step = NULL WHERE id = $1 AND totp_secret IS NOT NULL";

/// The person lost the authenticator: the next sign-in sets another one up.
///
/// # Errors
/// `Conflict` when there is none, or the database fails.
pub async fn remove(tx: &mut Tx, actor: Actor, user: i64) -> Result<()> {
    if tx.execute(REMOVE, args![user]).await? == 0 {
        return Err(Error::Conflict("Tài khoản này chưa đặt xác thực hai lớp".to_owned()));
    }
    tx.execute(FORGET_CODES, args![user]).await?;
    audit::append(tx, actor, "second-factor-removed", ("user", Some(user)), (None::<&()>, None::<&()>)).await
}

const TAKE_STEP: &str =
    "UPDATE users SET totp_last_step = $2 WHERE id = $1 AND totp_secret IS NOT NULL AND (totp_last_step IS NULL OR totp_last_step < $2)";

/// Whether the code of this time step is taken for the first time.
///
/// # Errors
/// The database fails.
pub async fn take_step(tx: &mut Tx, user: i64, step: i64) -> Result<bool> {
    Ok(tx.execute(TAKE_STEP, args![user, step]).await? == 1)
}

const TAKE_CODE: &str = "DELETE FROM recovery_codes WHERE user_id = $1 AND code_digest = $2";
const LEFT: &str = "SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1";

/// Whether there was such a recovery code; it is gone then.
///
/// # Errors
/// The database fails.
pub async fn take_code(tx: &mut Tx, actor: Actor, user: i64, code_digest: &str) -> Result<bool> {
    let taken = tx.execute(TAKE_CODE, args![user, code_digest]).await? == 1;
    if taken {
        audit::append(tx, actor, "recovery-code-used", ("user", Some(user)), (None::<&()>, None::<&()>)).await?;
    }
    Ok(taken)
}

/// Recovery codes that have not been used.
///
/// # Errors
/// The database fails.
pub async fn codes_left(tx: &mut Tx, user: i64) -> Result<i64> {
    let (left,): (i64,) = tx.one(LEFT, args![user]).await?;
    Ok(left)
}
