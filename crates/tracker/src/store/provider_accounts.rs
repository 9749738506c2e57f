//! Whose account at the OpenID Connect provider is whose here: bound at the first sign-in, by issuer and subject.

use super::audit::{self, Actor};
use super::dialect::{Tx, args};
use super::users::Credentials;
use crate::error::{Error, Result};

/// An account at a provider, as its tokens name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProviderAccount<'a> {
    pub issuer: &'a str,
    pub subject: &'a str,
}

const OWNER: &str =
    "SELECT u.id, u.password_hash, u.active_from, u.security_stamp FROM provider_accounts a JOIN users u ON u.id = a.user_id
    WHERE a.issuer = $1 AND a.subject = $2 AND NOT u.disabled";
const SUBJECT: &str = "SELECT subject FROM provider_accounts WHERE user_id = $1 AND issuer = $2";
const BIND: &str = "INSERT INTO provider_accounts (user_id, issuer, subject, bound_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

/// Whose it is, of those who may sign in.
///
/// # Errors
/// The database fails.
pub async fn owner(tx: &mut Tx, account: ProviderAccount<'_>) -> Result<Option<Credentials>> {
    Ok(tx.optional(OWNER, args![account.issuer, account.subject]).await?)
}

/// The subject a person is bound to at an issuer.
///
/// # Errors
/// The database fails.
pub async fn subject(tx: &mut Tx, user: i64, issuer: &str) -> Result<Option<String>> {
    Ok(tx.optional::<(String,)>(SUBJECT, args![user, issuer]).await?.map(|(subject,)| subject))
}

/// Binds a person to the account, where that has not been done.
///
/// # Errors
/// `Conflict` when one of the two is bound otherwise by now, or the database fails.
pub async fn bind(tx: &mut Tx, actor: Actor, user: i64, account: ProviderAccount<'_>, now: i64) -> Result<()> {
    let ProviderAccount { issuer, subject: theirs } = account;
    if subject(tx, user, issuer).await?.as_deref() == Some(theirs) {
        return Ok(());
    }
    if tx.execute(BIND, args![user, issuer, theirs, now]).await? == 0 {
        return Err(Error::Conflict("Tài khoản dùng chung này vừa được gắn với tài khoản khác; đề nghị đăng nhập lại từ đầu".to_owned()));
    }
    audit::append(tx, actor, "provider-account-bound", ("user", Some(user)), (None::<&()>, Some(&serde_json::json!({ "issuer": issuer }))))
        .await
}

/// Somebody with another account at the provider came under this person's login and was refused.
///
/// # Errors
/// The database fails.
pub async fn tell_refusal(tx: &mut Tx, actor: Actor, user: i64, issuer: &str) -> Result<()> {
    let told = serde_json::json!({ "issuer": issuer });
    audit::append(tx, actor, "provider-account-refused", ("user", Some(user)), (None::<&()>, Some(&told))).await
}

const BOUND: &str = "SELECT issuer, bound_at FROM provider_accounts WHERE user_id = $1 ORDER BY issuer";
const UNBIND: &str = "DELETE FROM provider_accounts WHERE user_id = $1";

/// The issuers at which a person has an account, and since when that is known.
///
/// # Errors
/// The database fails.
pub async fn of_user(tx: &mut Tx, user: i64) -> Result<Vec<(String, i64)>> {
    Ok(tx.all(BOUND, args![user]).await?)
}

/// The next sign-in by a provider binds the person anew.
///
/// # Errors
/// `Conflict` when nothing is bound, or the database fails.
pub async fn unbind(tx: &mut Tx, actor: Actor, user: i64) -> Result<()> {
    if tx.execute(UNBIND, args![user]).await? == 0 {
        return Err(Error::Conflict("Tài khoản này chưa gắn với tài khoản dùng chung nào".to_owned()));
    }
    audit::append(tx, actor, "provider-account-unbound", ("user", Some(user)), (None::<&()>, None::<&()>)).await
}
