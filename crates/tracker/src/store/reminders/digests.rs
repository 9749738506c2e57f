//! What people were told.

use jiff::civil::Date;

use crate::domain::reminder::Occasion;
use crate::domain::{AsOf, AssignmentState};
use crate::error::Result;
use crate::store::dialect::{StoredDay, Tx, args};
use crate::store::sql::state_rank;

/// One person's digest of one day.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Digest {
    pub id: i64,
    #[sqlx(try_from = "StoredDay")]
    pub day: Date,
    pub read_at: Option<i64>,
    /// How many things it tells of.
    pub count: i64,
}

macro_rules! digests {
    ($where:literal) => {
        concat!(
            "SELECT g.id, g.day, g.read_at, (SELECT COUNT(*) FROM reminders m WHERE m.digest_id = g.id) AS count
             FROM digests g WHERE ",
            finished!(),
            $where
        )
    };
}

const OF_USER: &str = digests!(" AND g.user_id = $1 ORDER BY g.day DESC LIMIT $2");
const ON: &str = digests!(" AND g.user_id = $1 AND g.day = $2");
const UNREAD: &str = digests!(" AND g.user_id = $1 AND g.day = $2 AND g.read_at IS NULL");

/// The latest digests of a person.
///
/// # Errors
/// The database fails.
pub async fn of_user(tx: &mut Tx, user: i64, limit: i64) -> Result<Vec<Digest>> {
    Ok(tx.all(OF_USER, args![user, limit]).await?)
}

/// The digest of a person on a day.
///
/// # Errors
/// The database fails.
pub async fn digest(tx: &mut Tx, user: i64, day: Date) -> Result<Option<Digest>> {
    Ok(tx.optional(ON, args![user, day]).await?)
}

/// Today's digest, as long as the person has not opened it.
///
/// # Errors
/// The database fails.
pub async fn unread(tx: &mut Tx, user: i64, today: Date) -> Result<Option<Digest>> {
    Ok(tx.optional(UNREAD, args![user, today]).await?)
}

const MARK_READ: &str = "UPDATE digests SET read_at = $2 WHERE id = $1 AND read_at IS NULL";

/// # Errors
/// The database fails.
pub async fn mark_read(tx: &mut Tx, digest: i64, at: i64) -> Result<()> {
    tx.execute(MARK_READ, args![digest, at]).await?;
    Ok(())
}

/// One thing of a digest, with how the work stands now.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Item {
    pub assignment_id: i64,
    #[sqlx(try_from = "String")]
    pub occasion: Occasion,
    #[sqlx(try_from = "StoredDay")]
    pub about: Date,
    /// `None` where a new reading of the plan has taken the work out.
    pub task_name: Option<String>,
    pub unit_name: Option<String>,
    pub plan_number: Option<String>,
    #[sqlx(try_from = "i64")]
    pub state: AssignmentState,
}

// The worst first: what is latest, by what the person is asked to do.
const ITEMS: &str = concat!(
    "SELECT m.assignment_id, m.occasion, m.about, t.name AS task_name, COALESCE(u.name, a.unit_name) AS unit_name, p.number AS plan_number, ",
    state_rank!(),
    " AS state
     FROM reminders m LEFT JOIN assignments a ON a.id = m.assignment_id LEFT JOIN tasks t ON t.id = a.task_id
        LEFT JOIN plans p ON p.id = t.plan_id LEFT JOIN org_units u ON u.id = a.unit_id
     WHERE m.digest_id = $3
     ORDER BY CASE m.occasion WHEN 'approval' THEN 0 WHEN 'answer' THEN 1 WHEN 'extension' THEN 2 ELSE 3 END, m.about, m.assignment_id
     LIMIT $4"
);

/// What a digest tells of, at most `limit` things.
///
/// # Errors
/// The database fails.
pub async fn items(tx: &mut Tx, digest: i64, as_of: AsOf, limit: i64) -> Result<Vec<Item>> {
    Ok(tx.all(ITEMS, args![as_of.today, as_of.near_until, digest, limit]).await?)
}

/// A reminder of one piece of work: who was told, when, by which way.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Given {
    #[sqlx(try_from = "StoredDay")]
    pub day: Date,
    pub full_name: String,
    #[sqlx(try_from = "String")]
    pub occasion: Occasion,
    #[sqlx(try_from = "StoredDay")]
    pub about: Date,
    pub read_at: Option<i64>,
    /// State of the mail and when the server took it; `None`: on the board only.
    pub mail: Option<String>,
    pub handed_at: Option<i64>,
}

const OF_ASSIGNMENT: &str = concat!(
    "SELECT g.day, w.full_name, m.occasion, m.about, g.read_at, s.state AS mail, s.handed_at
     FROM reminders m JOIN digests g ON g.id = m.digest_id JOIN users w ON w.id = g.user_id LEFT JOIN mails s ON s.digest_id = g.id
     WHERE m.assignment_id = $1 AND ",
    finished!(),
    " ORDER BY g.day DESC, g.id DESC LIMIT $2"
);

/// The latest reminders of one piece of work.
///
/// # Errors
/// The database fails.
pub async fn of_assignment(tx: &mut Tx, assignment: i64, limit: i64) -> Result<Vec<Given>> {
    Ok(tx.all(OF_ASSIGNMENT, args![assignment, limit]).await?)
}
