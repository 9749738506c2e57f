//! People who sign in, their posts, and wrong passwords counted by login.

use jiff::civil::Date;

use super::audit::{self, Actor};
use super::dialect::{Tx, args};
use crate::domain::org_unit::OPEN_END;
use crate::domain::{Post, Role};
use crate::error::{Error, Result};

/// A person as pages see one; never the password hash.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    pub id: i64,
    pub login: String,
    pub full_name: String,
    /// In force today.
    pub posts: Vec<Post>,
}

#[derive(sqlx::FromRow)]
struct UserRow {
    id: i64,
    login: String,
    full_name: String,
}

#[derive(sqlx::FromRow)]
struct PostRow {
    id: i64,
    #[sqlx(try_from = "String")]
    role: Role,
    unit_id: Option<i64>,
    unit_name: Option<String>,
}

const FIND: &str = "SELECT id, login, full_name FROM users WHERE id = $1 AND NOT disabled";
const POSTS: &str = "SELECT p.id, p.role, p.unit_id, u.name AS unit_name FROM posts p LEFT JOIN org_units u ON u.id = p.unit_id
    WHERE p.user_id = $1 AND $2 BETWEEN p.valid_from AND p.valid_to ORDER BY p.id";

/// A person who may sign in, with the posts held on a day.
///
/// # Errors
/// `NotFound` (also when disabled), or the database fails.
pub async fn find(tx: &mut Tx, id: i64, on: Date) -> Result<User> {
    let row: UserRow = tx.one(FIND, args![id]).await?;
    let posts = tx.all::<PostRow>(POSTS, args![id, on]).await?;
    let posts =
        posts.into_iter().map(|post| Post { id: post.id, role: post.role, unit_id: post.unit_id, unit_name: post.unit_name }).collect();
    Ok(User { id: row.id, login: row.login, full_name: row.full_name, posts })
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
}

const CREDENTIALS: &str = "SELECT id, password_hash FROM users WHERE login = $1 AND NOT disabled";

/// # Errors
/// The database fails.
pub async fn credentials(tx: &mut Tx, login: &str) -> Result<Option<Credentials>> {
    Ok(tx.optional(CREDENTIALS, args![login]).await?)
}

const INSERT: &str = "INSERT INTO users (login, full_name, password_hash, created_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (login) DO NOTHING RETURNING id";

/// # Errors
/// `Conflict` when the login is taken, or the database fails.
pub async fn add(tx: &mut Tx, actor: Actor, login: &str, full_name: &str, password_hash: &str) -> Result<i64> {
    let added: Option<(i64,)> = tx.optional(INSERT, args![login, full_name, password_hash, actor.at]).await?;
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

const SET_PASSWORD: &str = "UPDATE users SET password_hash = $2 WHERE login = $1 RETURNING id";

/// # Errors
/// `NotFound`, or the database fails.
pub async fn set_password(tx: &mut Tx, actor: Actor, login: &str, password_hash: &str) -> Result<i64> {
    let (id,): (i64,) = tx.one(SET_PASSWORD, args![login, password_hash]).await?;
    audit::append(tx, actor, "password-changed", ("user", Some(id)), (None::<&()>, None::<&()>)).await?;
    Ok(id)
}

const ADD_POST: &str = "INSERT INTO posts (user_id, unit_id, role, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5) RETURNING id";

/// A role from a day on, without an end.
///
/// # Errors
/// The database fails.
pub async fn add_post(tx: &mut Tx, actor: Actor, user: i64, unit: Option<i64>, role: Role, from: Date) -> Result<i64> {
    let (id,): (i64,) = tx.one(ADD_POST, args![user, unit, role.name(), from, OPEN_END]).await?;
    audit::append(
        tx,
        actor,
        "post-added",
        ("user", Some(user)),
        (None::<&()>, Some(&serde_json::json!({ "role": role.name(), "unit": unit, "from": from }))),
    )
    .await?;
    Ok(id)
}

/// Wrong passwords of one login since the last right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Failures {
    pub failures: i64,
    pub last_at: i64,
    pub locked_until: i64,
}

const FAILURES: &str = "SELECT failures, last_at, locked_until FROM sign_in_failures WHERE login = $1";

/// # Errors
/// The database fails.
pub async fn failures(tx: &mut Tx, login: &str) -> Result<Option<Failures>> {
    Ok(tx.optional(FAILURES, args![login]).await?)
}

const SET_FAILURES: &str = "INSERT INTO sign_in_failures (login, failures, last_at, locked_until) VALUES ($1, $2, $3, $4)
    ON CONFLICT (login) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, locked_until = excluded.locked_until";

/// # Errors
/// The database fails.
pub async fn set_failures(tx: &mut Tx, login: &str, failures: Failures) -> Result<()> {
    tx.execute(SET_FAILURES, args![login, failures.failures, failures.last_at, failures.locked_until]).await?;
    Ok(())
}

const CLEAR_FAILURES: &str = "DELETE FROM sign_in_failures WHERE login = $1";
const FORGET_FAILURES: &str = "DELETE FROM sign_in_failures WHERE last_at < $1 AND locked_until < $1";

/// # Errors
/// The database fails.
pub async fn clear_failures(tx: &mut Tx, login: &str) -> Result<()> {
    tx.execute(CLEAR_FAILURES, args![login]).await?;
    Ok(())
}

/// Forgets what ended before a second, so that made-up logins do not fill the table.
///
/// # Errors
/// The database fails.
pub async fn forget_failures_before(tx: &mut Tx, second: i64) -> Result<u64> {
    Ok(tx.execute(FORGET_FAILURES, args![second]).await?)
}

const DISABLE: &str = "UPDATE users SET disabled = TRUE WHERE id = $1";

/// A person who is named in the history but never signs in.
///
/// # Errors
/// `Conflict` when the login is taken, or the database fails.
pub async fn add_without_sign_in(tx: &mut Tx, actor: Actor, login: &str, full_name: &str) -> Result<i64> {
    let id = add(tx, actor, login, full_name, "-").await?;
    tx.execute(DISABLE, args![id]).await?;
    Ok(id)
}
