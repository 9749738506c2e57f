//! Links by which a person sets a password of their own; only a digest of the token is kept.

use super::audit::{self, Actor};
use super::dialect::{Tx, args};
use crate::error::Result;

/// An invitation that has not been used.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Invitation {
    pub user_id: i64,
    pub expires_at: i64,
}

const INVITE: &str = "INSERT INTO invitations (user_id, token_digest, made_at, made_by, expires_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (user_id) DO UPDATE SET token_digest = excluded.token_digest, made_at = excluded.made_at, made_by = excluded.made_by,
        expires_at = excluded.expires_at";

/// A new link in the place of any other one of this person.
///
/// # Errors
/// The database fails.
pub async fn invite(tx: &mut Tx, actor: Actor, user: i64, token_digest: &str, (made_at, expires_at): (i64, i64)) -> Result<()> {
    tx.execute(INVITE, args![user, token_digest, made_at, actor.user, expires_at]).await?;
    audit::append(tx, actor, "user-invited", ("user", Some(user)), (None::<&()>, None::<&()>)).await
}

const FIND: &str = "SELECT i.user_id, i.expires_at FROM invitations i JOIN users u ON u.id = i.user_id
    WHERE i.token_digest = $1 AND i.expires_at > $2 AND NOT u.disabled";
const OF_USER: &str = "SELECT user_id, expires_at FROM invitations WHERE user_id = $1 AND expires_at > $2";
const USE_UP: &str = "DELETE FROM invitations WHERE token_digest = $1 AND expires_at > $2 RETURNING user_id";
const WITHDRAW: &str = "DELETE FROM invitations WHERE user_id = $1";

/// # Errors
/// The database fails.
pub async fn find(tx: &mut Tx, token_digest: &str, now: i64) -> Result<Option<Invitation>> {
    Ok(tx.optional(FIND, args![token_digest, now]).await?)
}

/// The link of a person that can still be used.
///
/// # Errors
/// The database fails.
pub async fn of_user(tx: &mut Tx, user: i64, now: i64) -> Result<Option<Invitation>> {
    Ok(tx.optional(OF_USER, args![user, now]).await?)
}

/// Takes the link out, so that it works once; whose it was.
///
/// # Errors
/// The database fails.
pub async fn use_up(tx: &mut Tx, token_digest: &str, now: i64) -> Result<Option<i64>> {
    Ok(tx.optional::<(i64,)>(USE_UP, args![token_digest, now]).await?.map(|(user,)| user))
}

/// # Errors
/// The database fails.
pub async fn withdraw(tx: &mut Tx, user: i64) -> Result<()> {
    tx.execute(WITHDRAW, args![user]).await?;
    Ok(())
}
