//! Keys of forms that were taken: what a bad line sends twice is done once.

use super::audit::Actor;
use super::dialect::{Tx, args};
use crate::error::{Error, Result};

const TAKE: &str = "INSERT INTO taken_forms (user_id, form_key, taken_at) VALUES ($1, $2, $3) ON CONFLICT (user_id, form_key) DO NOTHING";

/// Whether a form is new; in the transaction that does what it asks for. A form without a key always is.
///
/// # Errors
/// `Invalid` for a key that no page made, or the database fails.
pub async fn take(tx: &mut Tx, actor: Actor, key: &str) -> Result<bool> {
    if key.is_empty() {
        return Ok(true);
    }
    if !(16..=64).contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Err(Error::Invalid("Biểu mẫu không đúng; đề nghị mở lại trang".to_owned()));
    }
    Ok(tx.execute(TAKE, args![actor.user, key, actor.at]).await? == 1)
}

const FORGET: &str = "DELETE FROM taken_forms WHERE taken_at < $1";

/// Forgets those that nobody sends any more.
///
/// # Errors
/// The database fails.
pub async fn forget(tx: &mut Tx, before: i64) -> Result<u64> {
    Ok(tx.execute(FORGET, args![before]).await?)
}
