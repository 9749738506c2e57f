//! People who sign in. Their posts, second factors, invitations and wrong tries are in files of their own.

mod listing;

use jiff::civil::Date;

pub use listing::{Account, Filter, ListedUser, Reading, Standing, account, by_login, id_of, list};

use super::audit::{self, Actor};
use super::dialect::{Tx, args};
use super::{invitations, password_history, posts};
use crate::domain::person_name::{person_key, search_text};
use crate::domain::{Post, Role};
use crate::error::{Error, Result};

/// A person as pages see one; never the password hash.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    pub id: i64,
    pub login: String,
    pub full_name: String,
    /// In force today; once signed in, the one that is acted in.
    pub posts: Vec<Post>,
    /// Somebody else set the password.
    pub password_is_given: bool,
    /// The sign-in asks for a code too.
    pub has_second_factor: bool,
    /// Without one of ours the person comes in by the provider only.
    pub has_password: bool,
    /// From here the age of the password counts.
    pub password_set_at: Option<i64>,
    /// Another one ends every sign-in that has begun.
    pub security_stamp: i64,
}

#[derive(sqlx::FromRow)]
struct UserRow {
    id: i64,
    login: String,
    full_name: String,
    password_is_given: bool,
    has_second_factor: bool,
    has_password: bool,
    password_set_at: Option<i64>,
    security_stamp: i64,
}

const FIND: &str = "SELECT id, login, full_name, password_is_given, totp_secret IS NOT NULL AS has_second_factor,
        password_hash <> '-' AS has_password, password_set_at, security_stamp
    FROM users WHERE id = $1 AND NOT disabled";

/// A person who may sign in, with the posts held on a day.
///
/// # Errors
/// `NotFound` (also when disabled), or the database fails.
pub async fn find(tx: &mut Tx, id: i64, on: Date) -> Result<User> {
    let row: UserRow = tx.one(FIND, args![id]).await?;
    let posts = posts::held(tx, id, on).await?;
    Ok(User {
        id: row.id,
        login: row.login,
        full_name: row.full_name,
        posts,
        password_is_given: row.password_is_given,
        has_second_factor: row.has_second_factor,
        has_password: row.has_password,
        password_set_at: row.password_set_at,
        security_stamp: row.security_stamp,
    })
}

const NAME: &str = "SELECT full_name FROM users WHERE id = $1";

/// Full name of a person, who may have left.
///
/// # Errors
/// `NotFound`, or the database fails.
pub async fn name(tx: &mut Tx, id: i64) -> Result<String> {
    let (name,): (String,) = tx.one(NAME, args![id]).await?;
    Ok(name)
}

/// What a sign-in compares with.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Credentials {
    pub id: i64,
    pub password_hash: String,
    /// From here days without a sign-in are counted.
    pub active_from: Option<i64>,
    /// A sign-in goes on as long as it is the same.
    pub security_stamp: i64,
}

const CREDENTIALS: &str = "SELECT id, password_hash, active_from, security_stamp FROM users WHERE login = $1 AND NOT disabled";

/// # Errors
/// The database fails.
pub async fn credentials(tx: &mut Tx, login: &str) -> Result<Option<Credentials>> {
    Ok(tx.optional(CREDENTIALS, args![login]).await?)
}

/// Stands where a password hash would, and is none.
pub const NO_PASSWORD: &str = "-";

const INSERT: &str =
    "INSERT INTO users (login, full_name, password_hash, created_at, search_text, sort_key) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (login) DO NOTHING RETURNING id";

/// # Errors
/// `Conflict` when the login is taken, or the database fails.
pub async fn add(tx: &mut Tx, actor: Actor, login: &str, full_name: &str, password_hash: &str) -> Result<i64> {
    let values = args![login, full_name, password_hash, actor.at, search_text(full_name, login), person_key(full_name)];
    let added: Option<(i64,)> = tx.optional(INSERT, values).await?;
    let Some((id,)) = added else { return Err(Error::Conflict(format!("Tên đăng nhập {login} đã có"))) };
    audit::append(
        tx,
        actor,
        "user-added",
        ("user", Some(id)),
        (None::<&()>, Some(&serde_json::json!({ "login": login, "full_name": full_name }))),
    )
    .await?;
    Ok(id)
}

const HASH: &str = "SELECT id, password_hash FROM users WHERE login = $1";
const SET_PASSWORD: &str = "UPDATE users SET password_hash = $2, security_stamp = security_stamp + 1 WHERE id = $1";

/// Sign-ins that wait for their code are over with it.
///
/// # Errors
/// `NotFound`, or the database fails.
pub async fn set_password(tx: &mut Tx, actor: Actor, login: &str, password_hash: &str) -> Result<i64> {
    let (id, before): (i64, String) = tx.one(HASH, args![login]).await?;
    tx.execute(SET_PASSWORD, args![id, password_hash]).await?;
    // One that was set before there was a history comes in with its successor.
    for hash in [before.as_str(), password_hash].into_iter().filter(|hash| *hash != NO_PASSWORD) {
        password_history::remember(tx, id, hash, actor.at).await?;
    }
    audit::append(tx, actor, "password-changed", ("user", Some(id)), (None::<&()>, None::<&()>)).await?;
    Ok(id)
}

const OWN_PASSWORD: &str = "UPDATE users SET password_is_given = $2, active_from = $3, password_set_at = $3 WHERE id = $1";

/// Whether somebody else knows the password that was just set, and from when its age and days without a sign-in count.
///
/// # Errors
/// The database fails.
pub async fn note_password(tx: &mut Tx, id: i64, is_given: bool, now: i64) -> Result<()> {
    tx.execute(OWN_PASSWORD, args![id, is_given, now]).await?;
    invitations::withdraw(tx, id).await
}

const REHASH: &str = "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2";

/// The same password under the method that is configured now.
///
/// # Errors
/// The database fails.
pub async fn rehash(tx: &mut Tx, actor: Actor, id: i64, (before, after): (&str, &str)) -> Result<()> {
    if tx.execute(REHASH, args![id, before, after]).await? == 1 {
        password_history::replace(tx, id, (before, after)).await?;
        audit::append(tx, actor, "password-rehashed", ("user", Some(id)), (None::<&()>, None::<&()>)).await?;
    }
    Ok(())
}

/// A role from a day on, without an end.
///
/// # Errors
/// The database fails.
pub async fn add_post(tx: &mut Tx, actor: Actor, user: i64, unit: Option<i64>, role: Role, from: Date) -> Result<i64> {
    posts::add(tx, actor, user, (unit, role), (from, None)).await
}

// A password whose age nobody knows is counted from here on.
const SIGNED_IN: &str =
    "UPDATE users SET last_sign_in_at = $2, active_from = $2, password_set_at = COALESCE(password_set_at, $2) WHERE id = $1";

/// # Errors
/// The database fails.
pub async fn signed_in(tx: &mut Tx, actor: Actor, id: i64, now: i64) -> Result<()> {
    tx.execute(SIGNED_IN, args![id, now]).await?;
    audit::append(tx, actor, "signed-in", ("user", Some(id)), (None::<&()>, None::<&()>)).await
}

const DISABLE: &str = "UPDATE users SET disabled = TRUE, security_stamp = security_stamp + 1 WHERE id = $1 AND NOT disabled";
const ENABLE: &str = "UPDATE users SET disabled = FALSE, active_from = $2 WHERE id = $1";

/// Signs in no more. What the person did stays.
///
/// # Errors
/// The database fails.
pub async fn disable(tx: &mut Tx, actor: Actor, id: i64) -> Result<()> {
    if tx.execute(DISABLE, args![id]).await? == 1 {
        invitations::withdraw(tx, id).await?;
        audit::append(tx, actor, "user-disabled", ("user", Some(id)), (None::<&()>, None::<&()>)).await?;
    }
    Ok(())
}

/// Signs in again, after being disabled or after too long away.
///
/// # Errors
/// The database fails.
pub async fn enable(tx: &mut Tx, actor: Actor, id: i64, now: i64) -> Result<()> {
    tx.execute(ENABLE, args![id, now]).await?;
    audit::append(tx, actor, "user-enabled", ("user", Some(id)), (None::<&()>, None::<&()>)).await
}

/// A person who is named in the history but never signs in.
///
/// # Errors
/// `Conflict` when the login is taken, or the database fails.
pub async fn add_without_sign_in(tx: &mut Tx, actor: Actor, login: &str, full_name: &str) -> Result<i64> {
    let id = add(tx, actor, login, full_name, NO_PASSWORD).await?;
    tx.execute(DISABLE, args![id]).await?;
    Ok(id)
}

/// Personal data of a user.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Contact {
    pub phone: Option<String>,
    pub email: Option<String>,
}

const CONTACT: &str = "SELECT phone, email FROM users WHERE id = $1";
const SET_CONTACT: &str = "UPDATE users SET phone = $2, email = $3 WHERE id = $1";

/// Whoever reads them leaves an entry, but for the person itself.
///
/// # Errors
/// `NotFound`, or the database fails.
pub async fn contact(tx: &mut Tx, reader: Actor, id: i64) -> Result<Contact> {
    let contact: Contact = tx.one(CONTACT, args![id]).await?;
    if reader.user != Some(id) && contact != Contact::default() {
        audit::append(tx, reader, "personal-data-read", ("user", Some(id)), (None::<&()>, None::<&()>)).await?;
    }
    Ok(contact)
}

/// # Errors
/// The database fails.
pub async fn set_contact(tx: &mut Tx, actor: Actor, id: i64, contact: &Contact) -> Result<()> {
    tx.execute(SET_CONTACT, args![id, contact.phone.as_deref(), contact.email.as_deref()]).await?;
    // Which fields, not what stands in them: the audit is read by more people.
    let told = serde_json::json!({ "phone": contact.phone.is_some(), "email": contact.email.is_some() });
    audit::append(tx, actor, "contact-changed", ("user", Some(id)), (None::<&()>, Some(&told))).await
}

const WITHOUT_SEARCH: &str = "SELECT id, login, full_name FROM users WHERE search_text = ''";
const FILL_IN: &str = "UPDATE users SET search_text = $2, sort_key = $3 WHERE id = $1";

/// For people from before there was a search: SQL cannot fold Vietnamese letters.
///
/// # Errors
/// The database fails.
pub async fn fill_in_search(tx: &mut Tx) -> Result<(), sqlx::Error> {
    for (id, login, full_name) in tx.all::<(i64, String, String)>(WITHOUT_SEARCH, args![]).await? {
        tx.execute(FILL_IN, args![id, search_text(&full_name, &login), person_key(&full_name)]).await?;
    }
    Ok(())
}
