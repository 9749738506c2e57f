//! The names by which units and groups can be given work on one day: for suggestions beside a form.

use jiff::civil::Date;

use super::dialect::{Tx, args};
use crate::error::Result;

/// A unit or a group under one of its names.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct KnownAgency {
    pub id: i64,
    pub is_group: bool,
    /// The name it bears officially.
    pub name: String,
    /// The name this row is about: the official one, a short one, another way plans write it.
    pub alias: String,
}

const NAMES: &str = "SELECT u.id, FALSE AS is_group, u.name, n.alias FROM org_unit_aliases n JOIN org_units u ON u.id = n.unit_id
        WHERE $1 BETWEEN u.valid_from AND u.valid_to
    UNION ALL
    SELECT g.id, TRUE AS is_group, g.name, n.alias FROM unit_group_aliases n JOIN unit_groups g ON g.id = n.group_id
    ORDER BY 2, 3, 1, 4";

/// Every name in force on a day, units before groups.
///
/// # Errors
/// The database fails.
pub async fn names(tx: &mut Tx, on: Date) -> Result<Vec<KnownAgency>> {
    Ok(tx.all(NAMES, args![on]).await?)
}
