//! Units found by what people type: a code, any name the unit had or has, or words of it without diacritics.

use jiff::civil::Date;

use super::dialect::{Tx, args};
use crate::domain::agency_name::name_key;
use crate::domain::folding::folded;
use crate::error::Result;

/// A unit as a person is asked about it.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Found {
    pub id: i64,
    pub code: String,
    pub name: String,
    /// Of the unit above it, in its own hierarchy.
    pub parent: Option<String>,
}

const NAMED: &str = "SELECT u.id, u.code, u.name, (SELECT p.name FROM unit_ancestors a JOIN org_units p ON p.id = a.ancestor_id
            WHERE a.unit_id = u.id AND a.hierarchy = u.hierarchy AND a.depth = 1 AND $3 BETWEEN a.valid_from AND a.valid_to) AS parent
    FROM org_units u
    WHERE $3 BETWEEN u.valid_from AND u.valid_to
        AND (u.code = $1 OR u.id IN (SELECT n.unit_id FROM org_unit_aliases n WHERE n.match_key = $2))
    ORDER BY CASE WHEN u.code = $1 THEN 0 ELSE 1 END, u.sort_key, u.code LIMIT 20";

/// Units of a day that bear this code or, else, this very name; several where a name is borne by several.
///
/// # Errors
/// The database fails.
pub async fn named(tx: &mut Tx, text: &str, on: Date) -> Result<Vec<Found>> {
    let text = text.trim();
    let mut found: Vec<Found> = tx.all(NAMED, args![text, name_key(text), on]).await?;
    if found.first().is_some_and(|first| first.code == text) {
        found.truncate(1);
    }
    Ok(found)
}

const LIKE: &str = "SELECT u.id, u.code, u.name, (SELECT p.name FROM unit_ancestors a JOIN org_units p ON p.id = a.ancestor_id
            WHERE a.unit_id = u.id AND a.hierarchy = u.hierarchy AND a.depth = 1 AND $2 BETWEEN a.valid_from AND a.valid_to) AS parent
    FROM org_units u
    WHERE $2 BETWEEN u.valid_from AND u.valid_to AND u.name_folded LIKE $1 ORDER BY length(u.name_folded), u.sort_key LIMIT 4";

/// A few units of a day whose name holds these words in this order.
///
/// # Errors
/// The database fails.
pub async fn like(tx: &mut Tx, text: &str, on: Date) -> Result<Vec<Found>> {
    let words = folded(text);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    Ok(tx.all(LIKE, args![format!("%{}%", words.replace(' ', "%")), on]).await?)
}
