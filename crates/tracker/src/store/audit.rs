//! Who changed what, when, from what to what: appended in the transaction of the change, in a chain that shows
//! whether an entry was altered or taken out afterwards.

mod chain;
mod history;
mod listing;
mod scope;
mod verification;

use std::net::IpAddr;

use serde::Serialize;

pub use chain::{Head, OpenChain};
pub(in crate::store) use chain::{PROGRAM, TOPMOST, keep as keep_heads};
pub use history::{Thing, history};
pub use listing::{Filter, Listed, ListedEntry, Mark, Person, Start, actions, count, list, people, person, reached};
pub use scope::Within;
pub use verification::{Fault, Known, Verified, verify, verify_in_parts};

use super::dialect::{Arg, Tx, args};
use crate::error::Result;

/// Who acts, in which post, from where, and when.
#[derive(Debug, Clone, Copy)]
pub struct Actor {
    /// `None` for the program itself: an import from the command line.
    pub user: Option<i64>,
    pub post: Option<i64>,
    pub source: Option<IpAddr>,
    /// Seconds since 1970-01-01 UTC.
    pub at: i64,
    /// Drawn at random for each request or run: the salts of its entries come from it. Kept nowhere.
    pub seed: [u8; 16],
}

const APPEND: &str = "INSERT INTO audit_entries (at, user_id, post_id, source, action, subject, subject_id, before_json, after_json,
        chain, number, salt, payload_digest, hash) VALUES";

/// # Errors
/// The database fails.
pub async fn append<B: Serialize, A: Serialize>(
    tx: &mut Tx,
    actor: Actor,
    action: &str,
    subject: (&str, Option<i64>),
    change: (Option<&B>, Option<&A>),
) -> Result<()> {
    let before = change.0.map(serde_json::to_string).transpose()?;
    let after = change.1.map(serde_json::to_string).transpose()?;
    append_all(tx, vec![NewEntry { actor, action, subject, before, after }]).await
}

/// One entry of several.
#[derive(Debug, Clone)]
pub struct NewEntry<'a> {
    pub actor: Actor,
    pub action: &'a str,
    pub subject: (&'a str, Option<i64>),
    /// JSON.
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Appends entries in their order, each to the chain of its actor.
///
/// # Errors
/// The database fails.
pub async fn append_all(tx: &mut Tx, entries: Vec<NewEntry<'_>>) -> Result<()> {
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        let (chain, head) = chain::of(tx, entry.actor).await?;
        let (row, head) = linked(entry, &chain, &head);
        rows.push(row);
        chain::advance(tx, &chain, head);
    }
    Ok(tx.insert_all(APPEND, rows).await?)
}

/// The row of an entry that comes next in a chain, and the head it makes.
fn linked(entry: NewEntry<'_>, chain: &str, last: &Head) -> (Vec<Arg>, Head) {
    let NewEntry { actor, action, subject, before, after } = entry;
    let source = actor.source.map(|address| address.to_string());
    let number = last.number + 1;
    let salt = chain::salt(actor.seed, chain, number);
    let payload = chain::payload_digest(&salt, before.as_deref(), after.as_deref());
    let said = chain::Said {
        chain,
        number,
        at: actor.at,
        user: actor.user,
        post: actor.post,
        source: source.as_deref(),
        action,
        subject: subject.0,
        subject_id: subject.1,
        payload: &payload,
    };
    let hash = said.hash(&last.hash);
    let (who, what) = (args![actor.at, actor.user, actor.post, source], args![action, subject.0, subject.1, before, after]);
    let place = args![chain, number, salt, payload, hash.as_str()];
    (who.into_iter().chain(what).chain(place).collect(), Head { number, hash })
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct AuditEntry {
    pub id: i64,
    pub at: i64,
    pub user_id: Option<i64>,
    pub action: String,
    pub subject: String,
    pub subject_id: Option<i64>,
    pub before_json: Option<String>,
    pub after_json: Option<String>,
}

const OF: &str = "SELECT id, at, user_id, action, subject, subject_id, before_json, after_json
    FROM audit_entries WHERE subject = $1 AND ($2 IS NULL OR subject_id = $2) ORDER BY id";

/// Entries about one thing, or about all of a kind, oldest first.
///
/// # Errors
/// The database fails.
pub async fn of(tx: &mut Tx, subject: &str, id: Option<i64>) -> Result<Vec<AuditEntry>> {
    Ok(tx.all(OF, args![subject, id]).await?)
}
