//! Sign-ins that were sent to the OpenID Connect provider and are not back yet.

use super::dialect::{Tx, args};
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ProviderSignIn {
    pub nonce: String,
    pub verifier: String,
    /// The page that was asked for.
    pub next: String,
}

const BEGIN: &str = "INSERT INTO provider_sign_ins (state_digest, nonce, verifier, next, expires_at) VALUES ($1, $2, $3, $4, $5)";
const FORGET: &str = "DELETE FROM provider_sign_ins WHERE expires_at <= $1";
const TAKE: &str = "DELETE FROM provider_sign_ins WHERE state_digest = $1 AND expires_at > $2 RETURNING nonce, verifier, next";

/// # Errors
/// The database fails.
pub async fn begin(tx: &mut Tx, state_digest: &str, sent: &ProviderSignIn, (now, expires_at): (i64, i64)) -> Result<()> {
    tx.execute(FORGET, args![now]).await?;
    let ProviderSignIn { nonce, verifier, next } = sent;
    tx.execute(BEGIN, args![state_digest, nonce.as_str(), verifier.as_str(), next.as_str(), expires_at]).await?;
    Ok(())
}

/// Takes the sign-in out, so that a second answer finds nothing.
///
/// # Errors
/// The database fails.
pub async fn take(tx: &mut Tx, state_digest: &str, now: i64) -> Result<Option<ProviderSignIn>> {
    Ok(tx.optional(TAKE, args![state_digest, now]).await?)
}
