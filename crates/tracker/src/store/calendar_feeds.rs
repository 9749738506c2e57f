//! Secret addresses of people's own calendars, and what these show.

use jiff::civil::Date;

use super::audit::{self, Actor};
use super::dialect::{StoredDay, Tx, args};
use crate::error::Result;

/// A person's address, without the token: only its digest is kept.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Feed {
    pub made_at: i64,
    pub asked_at: Option<i64>,
}

const OF_USER: &str = "SELECT made_at, asked_at FROM calendar_feeds WHERE user_id = $1";
const MAKE: &str = "INSERT INTO calendar_feeds (user_id, token_digest, made_at) VALUES ($1, $2, $3)
    ON CONFLICT (user_id) DO UPDATE SET token_digest = excluded.token_digest, made_at = excluded.made_at, asked_at = NULL";
const END: &str = "DELETE FROM calendar_feeds WHERE user_id = $1";

/// # Errors
/// The database fails.
pub async fn of_user(tx: &mut Tx, user: i64) -> Result<Option<Feed>> {
    Ok(tx.optional(OF_USER, args![user]).await?)
}

/// An address in place of any other the person had.
///
/// # Errors
/// The database fails.
pub async fn make(tx: &mut Tx, actor: Actor, user: i64, token_digest: &str) -> Result<()> {
    tx.execute(MAKE, args![user, token_digest, actor.at]).await?;
    audit::append(tx, actor, "calendar-feed-made", ("user", Some(user)), (None::<&()>, None::<&()>)).await
}

/// The address opens nothing any more.
///
/// # Errors
/// The database fails.
pub async fn end(tx: &mut Tx, actor: Actor, user: i64) -> Result<()> {
    if tx.execute(END, args![user]).await? == 1 {
        audit::append(tx, actor, "calendar-feed-ended", ("user", Some(user)), (None::<&()>, None::<&()>)).await?;
    }
    Ok(())
}

const BY_TOKEN: &str = "SELECT f.user_id, f.asked_at FROM calendar_feeds f JOIN users u ON u.id = f.user_id
    WHERE f.token_digest = $1 AND NOT u.disabled";
const ASKED: &str = "UPDATE calendar_feeds SET asked_at = $2 WHERE token_digest = $1 AND (asked_at IS NULL OR asked_at <= $3)";

/// Whose address it is, and when it was last asked.
///
/// # Errors
/// The database fails.
pub async fn owner(tx: &mut Tx, token_digest: &str) -> Result<Option<(i64, Option<i64>)>> {
    Ok(tx.optional(BY_TOKEN, args![token_digest]).await?)
}

/// Notes that it is asked. False when that was done after `not_after`.
///
/// # Errors
/// The database fails.
pub async fn asked(tx: &mut Tx, token_digest: &str, now: i64, not_after: i64) -> Result<bool> {
    Ok(tx.execute(ASKED, args![token_digest, now, not_after]).await? == 1)
}

/// A day on which something that the person answers for is due.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DueDay {
    pub assignment_id: i64,
    pub task_name: String,
    pub unit_name: Option<String>,
    pub plan_number: Option<String>,
    #[sqlx(try_from = "StoredDay")]
    pub due: Date,
}

// Of the units in which the person works or answers for the work on the day, by right or in somebody's stead; as `posts::held`.
const DUE_DAYS: &str =
    "SELECT a.id AS assignment_id, t.name AS task_name, u.name AS unit_name, n.number AS plan_number, a.current_due AS due
    FROM assignments a JOIN tasks t ON t.id = a.task_id JOIN plans n ON n.id = t.plan_id JOIN org_units u ON u.id = a.unit_id
    WHERE a.unit_id IN (SELECT p.unit_id FROM posts p LEFT JOIN posts d ON d.id = p.delegates_id LEFT JOIN users w ON w.id = d.user_id
            WHERE p.user_id = $1 AND p.role IN ('unit-officer', 'unit-head') AND $2 BETWEEN p.valid_from AND p.valid_to
                AND (p.delegates_id IS NULL OR ($2 BETWEEN d.valid_from AND d.valid_to AND NOT w.disabled)))
        AND a.phase IN ('open', 'returned') AND a.current_due >= $3 AND n.state <> 'replaced'
    ORDER BY a.current_due, a.id LIMIT $4";

/// Due days of a person's open work from a day on, the first first.
///
/// # Errors
/// The database fails.
pub async fn due_days(tx: &mut Tx, user: i64, today: Date, from: Date, limit: i64) -> Result<Vec<DueDay>> {
    Ok(tx.all(DUE_DAYS, args![user, today, from, limit]).await?)
}
