//! People who sign in, their posts, and wrong passwords counted by login.

use jiff::civil::Date;

use super::dialect::{Tx, args};
use crate::domain::{Post, Role};
use crate::error::Result;

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
    #[sqlx(try_from = "String")]
    role: Role,
    unit_id: Option<i64>,
    unit_name: Option<String>,
}

const FIND: &str = "SELECT id, login, full_name FROM users WHERE id = $1 AND NOT disabled";
const POSTS: &str = "SELECT p.role, p.unit_id, u.name AS unit_name FROM posts p LEFT JOIN org_units u ON u.id = p.unit_id
    WHERE p.user_id = $1 AND $2 BETWEEN p.valid_from AND p.valid_to ORDER BY p.id";

/// A person who may sign in, with the posts held on a day.
///
/// # Errors
/// `NotFound` (also when disabled), or the database fails.
pub async fn find(tx: &mut Tx, id: i64, on: Date) -> Result<User> {
    let row: UserRow = tx.one(FIND, args![id]).await?;
    let posts = tx.all::<PostRow>(POSTS, args![id, on]).await?;
    let posts = posts.into_iter().map(|post| Post { role: post.role, unit_id: post.unit_id, unit_name: post.unit_name }).collect();
    Ok(User { id: row.id, login: row.login, full_name: row.full_name, posts })
}
