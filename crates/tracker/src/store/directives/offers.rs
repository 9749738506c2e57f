//! To whom a directive may be given, and in whose name.

use jiff::civil::Date;

use super::super::dialect::{Tx, args};
use crate::domain::folding::folded;
use crate::error::Result;

/// A unit that may be chosen.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Offer {
    pub id: i64,
    pub name: String,
    /// Of the unit above it, in its own hierarchy.
    pub above: Option<String>,
}

macro_rules! offers {
    ($which:literal) => {
        concat!(
            "SELECT u.id, u.name, (SELECT p.name FROM unit_ancestors b JOIN org_units p ON p.id = b.ancestor_id WHERE b.unit_id = u.id
                AND b.hierarchy = u.hierarchy AND b.depth = 1 AND $2 BETWEEN b.valid_from AND b.valid_to) AS above
             FROM org_units u WHERE $2 BETWEEN u.valid_from AND u.valid_to AND ",
            $which
        )
    };
}

const DIRECTLY: &str = offers!(
    "CASE WHEN $1 IS NULL
        THEN NOT EXISTS (SELECT 1 FROM unit_ancestors x WHERE x.unit_id = u.id AND x.depth >= 2 AND $2 BETWEEN x.valid_from AND x.valid_to)
        ELSE EXISTS (SELECT 1 FROM unit_ancestors x WHERE x.unit_id = u.id AND x.ancestor_id = $1 AND x.depth = 1
            AND $2 BETWEEN x.valid_from AND x.valid_to) END
     ORDER BY u.sort_key, u.id LIMIT 300"
);
const SEARCHED: &str = offers!(
    "u.name_folded LIKE $3 AND ($1 IS NULL OR EXISTS (SELECT 1 FROM unit_ancestors x WHERE x.unit_id = u.id AND x.ancestor_id = $1
        AND $2 BETWEEN x.valid_from AND x.valid_to))
     ORDER BY length(u.name_folded), u.sort_key, u.id LIMIT 20"
);
const ONE: &str = offers!("u.id = $1");

/// The units directly below one; below nobody in particular: those at the top and directly below them.
///
/// # Errors
/// The database fails.
pub async fn offered(tx: &mut Tx, within: Option<i64>, on: Date) -> Result<Vec<Offer>> {
    Ok(tx.all(DIRECTLY, args![within, on]).await?)
}

/// Twenty units within one whose names hold these words in this order, without regard to diacritics.
///
/// # Errors
/// The database fails.
pub async fn searched(tx: &mut Tx, within: Option<i64>, text: &str, on: Date) -> Result<Vec<Offer>> {
    let words = folded(&text.chars().take(200).collect::<String>());
    if words.is_empty() {
        return Ok(Vec::new());
    }
    Ok(tx.all(SEARCHED, args![within, on, format!("%{}%", words.replace(' ', "%"))]).await?)
}

/// Units that exist on a day, by their ids, in that order.
///
/// # Errors
/// The database fails.
pub async fn chosen(tx: &mut Tx, units: &[i64], on: Date) -> Result<Vec<Offer>> {
    let mut out = Vec::new();
    for unit in units {
        out.extend(tx.optional::<Offer>(ONE, args![*unit, on]).await?);
    }
    Ok(out)
}

/// A leader in whose name a focal point writes.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Leader {
    pub post_id: i64,
    pub user_id: i64,
    pub full_name: String,
    pub unit_id: Option<i64>,
    pub unit_name: Option<String>,
}

const LEADERS: &str = "SELECT p.id AS post_id, u.id AS user_id, u.full_name, p.unit_id, o.name AS unit_name
    FROM posts p JOIN users u ON u.id = p.user_id LEFT JOIN org_units o ON o.id = p.unit_id
    WHERE p.role = 'leader' AND $2 BETWEEN p.valid_from AND p.valid_to AND p.delegates_id IS NULL AND NOT u.disabled
        AND ($1 IS NULL OR p.unit_id = $1 OR p.unit_id IS NULL)
    ORDER BY u.sort_key, u.id LIMIT 100";

/// Who leads a unit on a day; of no unit in particular: everybody who leads one.
///
/// # Errors
/// The database fails.
pub async fn leaders(tx: &mut Tx, unit: Option<i64>, on: Date) -> Result<Vec<Leader>> {
    Ok(tx.all(LEADERS, args![unit, on]).await?)
}
