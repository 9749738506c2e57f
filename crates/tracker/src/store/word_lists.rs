//! What the office adds to the word lists of the compiler.

use std::collections::BTreeMap;

use roviec_plan::vocabulary::List;

use super::audit::{self, Actor};
use super::dialect::{Tx, args};
use crate::error::{Error, Result};

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct EntryRow {
    pub id: i64,
    /// The cells, parted by tabs.
    pub row_text: String,
    /// Seconds since 1970-01-01 UTC.
    pub added_at: i64,
    pub author: Option<String>,
}

const OF: &str = "SELECT e.id, e.row_text, e.added_at, u.full_name AS author
    FROM word_list_entries e LEFT JOIN users u ON u.id = e.added_by WHERE e.list = $1 ORDER BY e.id DESC";

/// The entries of one list, newest first.
///
/// # Errors
/// The database fails.
pub async fn of(tx: &mut Tx, list: &str) -> Result<Vec<EntryRow>> {
    Ok(tx.all(OF, args![list]).await?)
}

const ALL: &str = "SELECT list, row_text FROM word_list_entries ORDER BY list, id";

/// Rows by list, in the order they were added.
///
/// # Errors
/// The database fails.
pub async fn all(tx: &mut Tx) -> Result<BTreeMap<String, Vec<String>>> {
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (list, row) in tx.all::<(String, String)>(ALL, args![]).await? {
        out.entry(list).or_default().push(row);
    }
    Ok(out)
}

/// Name and text of each list that was added to, as [`roviec_plan::Vocabulary::add`] takes them.
///
/// # Errors
/// The database fails.
pub async fn files(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    let file = |(name, rows): (String, Vec<String>)| Some((List::named(&name)?.file(&rows), name)).map(|(text, name)| (name, text));
    Ok(all(tx).await?.into_iter().filter_map(file).collect())
}

const INSERT: &str = "INSERT INTO word_list_entries (list, row_text, added_at, added_by) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

/// How many of the rows were not there before.
///
/// # Errors
/// The database fails.
pub async fn add(tx: &mut Tx, actor: Actor, list: &str, rows: &[String]) -> Result<usize> {
    let mut added = Vec::new();
    for row in rows {
        if tx.execute(INSERT, args![list, row.as_str(), actor.at, actor.user]).await? == 1 {
            added.push(row);
        }
    }
    if !added.is_empty() {
        let entry = serde_json::json!({ "list": list, "rows": added });
        audit::append(tx, actor, "word-list-extended", ("word-list", None), (None::<&()>, Some(&entry))).await?;
    }
    Ok(added.len())
}

const REMOVE: &str = "DELETE FROM word_list_entries WHERE id = $1 AND list = $2 RETURNING row_text";

/// # Errors
/// `NotFound` when it is gone already, or the database fails.
pub async fn remove(tx: &mut Tx, actor: Actor, list: &str, id: i64) -> Result<()> {
    let (row,) = tx.optional::<(String,)>(REMOVE, args![id, list]).await?.ok_or(Error::NotFound)?;
    let entry = serde_json::json!({ "list": list, "rows": [row] });
    audit::append(tx, actor, "word-list-shortened", ("word-list", None), (Some(&entry), None::<&()>)).await
}
