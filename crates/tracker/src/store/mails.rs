//! The queue of e-mails: one for each digest of a person who has an address. Whoever sends one holds it for a while; where each is
//! stands here before the next step is taken (docs/decisions/0010-mail-once.md).

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use super::audit::{self, Actor};
use super::dialect::{StoredDay, Tx, args};
use crate::error::Result;

const TO_QUEUE: &str = "SELECT g.id FROM digests g JOIN users u ON u.id = g.user_id
    WHERE g.id > $1 AND g.id <= $2 AND g.day = $3 AND u.email IS NOT NULL AND NOT u.disabled
        AND NOT EXISTS (SELECT 1 FROM mails m WHERE m.digest_id = g.id)";
const QUEUE: &str = "INSERT INTO mails (digest_id, message_id, state, tries, queued_at, due_at) VALUES";

/// Puts the digests of a day within a stretch of ids into the queue, of those who have an address.
///
/// # Errors
/// The database fails.
pub async fn queue(tx: &mut Tx, actor: Actor, day: Date, page: (i64, i64), domain: &str) -> Result<()> {
    let digests: Vec<(i64,)> = tx.all(TO_QUEUE, args![page.0, page.1, day]).await?;
    let row = |(digest,): (i64,)| args![digest, message_id(actor.seed, digest, domain), "queued", 0_i64, actor.at, actor.at].to_vec();
    Ok(tx.insert_all(QUEUE, digests.into_iter().map(row).collect()).await?)
}

/// Nobody else's, and nothing of the board can be read from it.
fn message_id(seed: [u8; 16], digest: i64, domain: &str) -> String {
    let hash = Sha256::new().chain_update(seed).chain_update(digest.to_be_bytes()).finalize();
    format!("<{}@{domain}>", hash[..16].iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

/// A mail that somebody has taken to send.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Taken {
    pub id: i64,
    pub digest_id: i64,
    pub message_id: String,
    /// This one included.
    pub tries: i64,
    pub user_id: i64,
    pub full_name: String,
    pub email: Option<String>,
    #[sqlx(try_from = "StoredDay")]
    pub day: Date,
}

// Whoever held it is gone. Before the text was given to the server nothing has happened; after that nobody knows.
const GIVE_UP: &str = "UPDATE mails SET state = 'doubtful', reason = $2 WHERE state = 'handing-over' AND due_at <= $1";
const TAKE: &str = "UPDATE mails SET state = 'sending', tries = tries + 1, due_at = $2
    WHERE id = (SELECT id FROM mails WHERE state IN ('queued', 'sending') AND due_at <= $1 ORDER BY due_at, id LIMIT 1) RETURNING id";
const TAKEN: &str = "SELECT m.id, m.digest_id, m.message_id, m.tries, g.user_id, u.full_name,
        CASE WHEN u.disabled THEN NULL ELSE u.email END AS email, g.day
    FROM mails m JOIN digests g ON g.id = m.digest_id JOIN users u ON u.id = g.user_id WHERE m.id = $1";

/// Takes the mail that waits longest, until a second.
///
/// # Errors
/// The database fails.
pub async fn take(tx: &mut Tx, now: i64, until: i64) -> Result<Option<Taken>> {
    tx.execute(GIVE_UP, args![now, "Chương trình dừng giữa lúc chuyển thư cho máy chủ"]).await?;
    let Some((id,)) = tx.optional::<(i64,)>(TAKE, args![now, until]).await? else { return Ok(None) };
    Ok(Some(tx.one(TAKEN, args![id]).await?))
}

const HAND_OVER: &str = "UPDATE mails SET state = 'handing-over', due_at = $3 WHERE id = $1 AND state = 'sending' AND tries = $2";

/// The server waits for the text. False when somebody else has taken the mail meanwhile: nothing must be sent then.
///
/// # Errors
/// The database fails.
pub async fn hand_over(tx: &mut Tx, mail: &Taken, until: i64) -> Result<bool> {
    Ok(tx.execute(HAND_OVER, args![mail.id, mail.tries, until]).await? == 1)
}

/// How a try has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The server has taken it, at this second.
    Sent(i64),
    /// The server has it not; once more at this second.
    Later(i64, String),
    /// Nobody tries again.
    Failed(String),
    /// The server may have it.
    Doubtful(String),
}

const SETTLE: &str = "UPDATE mails SET state = $3, due_at = COALESCE($4, due_at), handed_at = $5, reason = $6
    WHERE id = $1 AND tries = $2 AND state IN ('sending', 'handing-over')";

/// # Errors
/// The database fails.
pub async fn settle(tx: &mut Tx, mail: &Taken, outcome: &Outcome) -> Result<()> {
    let (state, due, handed, reason) = match outcome {
        Outcome::Sent(at) => ("sent", None, Some(*at), None),
        Outcome::Later(due, reason) => ("queued", Some(*due), None, Some(reason.as_str())),
        Outcome::Failed(reason) => ("failed", None, None, Some(reason.as_str())),
        Outcome::Doubtful(reason) => ("doubtful", None, None, Some(reason.as_str())),
    };
    tx.execute(SETTLE, args![mail.id, mail.tries, state, due, handed, reason]).await?;
    Ok(())
}

// Of people who hold a post at a unit or below it; `$1` NULL: of everybody.
macro_rules! within {
    () => {
        "($1 IS NULL OR EXISTS (SELECT 1 FROM posts o JOIN unit_ancestors x ON x.unit_id = o.unit_id WHERE o.user_id = g.user_id
            AND x.ancestor_id = $1 AND $2 BETWEEN x.valid_from AND x.valid_to AND $2 BETWEEN o.valid_from AND o.valid_to))"
    };
}

const COUNTS: &str = concat!(
    "SELECT m.state, COUNT(*) FROM mails m JOIN digests g ON g.id = m.digest_id WHERE ",
    within!(),
    " GROUP BY m.state ORDER BY m.state"
);

/// How many mails to people of a unit are in each state.
///
/// # Errors
/// The database fails.
pub async fn counts(tx: &mut Tx, within: Option<i64>, on: Date) -> Result<Vec<(String, i64)>> {
    Ok(tx.all(COUNTS, args![within, on]).await?)
}

/// A mail that has not arrived.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Stuck {
    pub id: i64,
    pub user_id: i64,
    pub full_name: String,
    #[sqlx(try_from = "StoredDay")]
    pub day: Date,
    pub state: String,
    pub tries: i64,
    pub due_at: i64,
    pub reason: Option<String>,
}

const STUCK: &str = concat!(
    "SELECT m.id, g.user_id, u.full_name, g.day, m.state, m.tries, m.due_at, m.reason
     FROM mails m JOIN digests g ON g.id = m.digest_id JOIN users u ON u.id = g.user_id
     WHERE (m.state IN ('failed', 'doubtful') OR (m.state = 'queued' AND m.tries > 0)) AND ",
    within!(),
    " ORDER BY CASE m.state WHEN 'failed' THEN 0 WHEN 'doubtful' THEN 1 ELSE 2 END, m.id DESC LIMIT $3"
);

/// Mails to people of a unit that did not go, may not have gone, or wait for another try; the latest first.
///
/// # Errors
/// The database fails.
pub async fn stuck(tx: &mut Tx, within: Option<i64>, on: Date, limit: i64) -> Result<Vec<Stuck>> {
    Ok(tx.all(STUCK, args![within, on, limit]).await?)
}

const USER: &str = "SELECT g.user_id FROM mails m JOIN digests g ON g.id = m.digest_id WHERE m.id = $1";

/// To whom a mail goes.
///
/// # Errors
/// `NotFound`, or the database fails.
pub async fn user(tx: &mut Tx, id: i64) -> Result<i64> {
    Ok(tx.one::<(i64,)>(USER, args![id]).await?.0)
}

const AGAIN: &str = "UPDATE mails SET state = 'queued', due_at = $2 WHERE id = $1 AND state IN ('failed', 'doubtful')";

/// Into the queue once more, because an administrator says so. False when it is not one that has failed.
///
/// # Errors
/// The database fails.
pub async fn again(tx: &mut Tx, actor: Actor, id: i64) -> Result<bool> {
    let is_queued = tx.execute(AGAIN, args![id, actor.at]).await? == 1;
    if is_queued {
        audit::append(tx, actor, "mail-sent-again", ("mail", Some(id)), (None::<&()>, None::<&()>)).await?;
    }
    Ok(is_queued)
}
