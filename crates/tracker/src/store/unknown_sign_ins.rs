//! Wrong sign-ins under names that nobody has, counted by where they come from. The names are kept nowhere: a person who
//! mistakes one field for the other types the password there.

use super::audit::{self, Actor};
use super::dialect::{Tx, args};
use crate::error::Result;

/// Seconds between two entries about one source: a list of names that is tried does not fill the audit.
const TOLD_EVERY: i64 = 3600;

const COUNT: &str = "INSERT INTO unknown_sign_ins (source, tries, told_at) VALUES ($1, 1, 0)
    ON CONFLICT (source) DO UPDATE SET tries = unknown_sign_ins.tries + 1";
const DUE: &str = "SELECT source, tries FROM unknown_sign_ins WHERE tries > 0 AND told_at <= $1 ORDER BY source";
const TOLD: &str = "UPDATE unknown_sign_ins SET tries = 0, told_at = $2 WHERE source = $1";
const FORGET: &str = "DELETE FROM unknown_sign_ins WHERE tries = 0 AND told_at <= $1";

/// Counts one more, and tells the audit of every source that it has not been told of for an hour: the first at once.
///
/// # Errors
/// The database fails.
pub async fn count(tx: &mut Tx, actor: Actor, now: i64) -> Result<()> {
    let source = actor.source.map(|source| source.to_string()).unwrap_or_default();
    tx.execute(COUNT, args![source]).await?;
    let since = now - TOLD_EVERY;
    for (source, tries) in tx.all::<(String, i64)>(DUE, args![since]).await? {
        tx.execute(TOLD, args![source.as_str(), now]).await?;
        let told = serde_json::json!({ "tries": tries });
        let from = Actor { source: source.parse().ok(), ..actor };
        audit::append(tx, from, "unknown-sign-ins", ("sign-in", None), (None::<&()>, Some(&told))).await?;
    }
    tx.execute(FORGET, args![since]).await?;
    Ok(())
}
