//! The audit as inspectors read it: newest first, filtered, with names.

use crate::error::Result;
use crate::store::Tx;
use crate::store::dialect::args;

/// What is looked for; `None` and an empty word mean all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub user: Option<i64>,
    /// As [`super::append`] is given it.
    pub action: Option<String>,
    pub subject: Option<String>,
    pub subject_id: Option<i64>,
    /// Seconds since 1970-01-01 UTC: from this one, and before that one.
    pub from: Option<i64>,
    pub before: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ListedEntry {
    pub id: i64,
    pub at: i64,
    pub chain: Option<String>,
    pub number: Option<i64>,
    /// `None` for the program itself.
    pub person: Option<String>,
    pub login: Option<String>,
    /// Role and unit of the post.
    pub role: Option<String>,
    pub unit: Option<String>,
    pub source: Option<String>,
    pub action: String,
    pub subject: String,
    pub subject_id: Option<i64>,
    pub before_json: Option<String>,
    pub after_json: Option<String>,
}

/// Entries with the names of what they refer to; conditions follow.
macro_rules! columns {
    () => {
        "SELECT e.id, e.at, e.chain, e.number, u.full_name AS person, u.login, p.role, o.name AS unit, e.source, e.action, e.subject,
            e.subject_id, e.before_json, e.after_json
        FROM audit_entries e LEFT JOIN users u ON u.id = e.user_id LEFT JOIN posts p ON p.id = e.post_id
            LEFT JOIN org_units o ON o.id = p.unit_id"
    };
}
pub(super) use columns;

macro_rules! matching {
    () => {
        " WHERE ($1 IS NULL OR e.user_id = $1) AND ($2 IS NULL OR e.action = $2) AND ($3 IS NULL OR e.subject = $3)
            AND ($4 IS NULL OR e.subject_id = $4) AND ($5 IS NULL OR e.at >= $5) AND ($6 IS NULL OR e.at < $6)"
    };
}

const LIST: &str = concat!(columns!(), matching!(), " ORDER BY e.id DESC LIMIT $7 OFFSET $8");
const COUNT: &str = concat!("SELECT COUNT(*) FROM audit_entries e", matching!());

/// One page of entries and how many match, newest first.
///
/// # Errors
/// The database fails.
pub async fn list(tx: &mut Tx, filter: &Filter, (offset, limit): (i64, i64)) -> Result<(Vec<ListedEntry>, i64)> {
    let Filter { user, action, subject, subject_id, from, before } = filter;
    let (action, subject) = (action.as_deref(), subject.as_deref());
    let rows = tx.all(LIST, args![*user, action, subject, *subject_id, *from, *before, limit, offset]).await?;
    let (total,): (i64,) = tx.one(COUNT, args![*user, action, subject, *subject_id, *from, *before]).await?;
    Ok((rows, total))
}

const ACTIONS: &str = "SELECT DISTINCT action FROM audit_entries ORDER BY action";
const PEOPLE: &str = "SELECT u.id, u.full_name, u.login FROM users u WHERE EXISTS (SELECT 1 FROM audit_entries e WHERE e.user_id = u.id)
    ORDER BY u.full_name, u.id";

/// Every kind of action that was recorded.
///
/// # Errors
/// The database fails.
pub async fn actions(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(tx.all::<(String,)>(ACTIONS, args![]).await?.into_iter().map(|(action,)| action).collect())
}

/// Everybody who did something: id, name, login.
///
/// # Errors
/// The database fails.
pub async fn people(tx: &mut Tx) -> Result<Vec<(i64, String, String)>> {
    Ok(tx.all(PEOPLE, args![]).await?)
}
