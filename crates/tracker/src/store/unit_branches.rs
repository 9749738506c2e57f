//! The tree of units a branch at a time: who stands directly below whom on the map of a day, and what they lead today.

use std::collections::HashMap;

use jiff::civil::Date;

use super::dialect::{Tx, args};
use super::live_work::Live;
use crate::domain::AsOf;
use crate::domain::live_work::Sums;
use crate::domain::org_unit::Hierarchy;
use crate::error::Result;

/// A unit under the name it had on the day.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct BranchRow {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub short_name: Option<String>,
    /// Units directly below it.
    pub children: i64,
}

macro_rules! branch_rows {
    ($end:literal) => {
        concat!(
            "SELECT u.id, u.code, COALESCE((SELECT n.name FROM org_unit_names n WHERE n.unit_id = u.id AND n.valid_from <= $2
                    ORDER BY n.valid_from DESC LIMIT 1), u.name) AS name, u.short_name,
                (SELECT COUNT(*) FROM unit_ancestors c WHERE c.ancestor_id = u.id AND c.hierarchy = $1 AND c.depth = 1
                    AND $2 BETWEEN c.valid_from AND c.valid_to) AS children
             FROM unit_ancestors a JOIN org_units u ON u.id = a.unit_id
             WHERE a.hierarchy = $1 AND $2 BETWEEN a.valid_from AND a.valid_to AND ",
            $end,
            " ORDER BY u.sort_key, u.code"
        )
    };
}

const BELOW: &str = branch_rows!("a.ancestor_id = $3 AND a.depth = 1");
const TOPS: &str = branch_rows!(
    "a.depth = 0 AND NOT EXISTS (SELECT 1 FROM unit_ancestors up WHERE up.unit_id = a.unit_id AND up.hierarchy = $1 AND up.depth = 1
        AND $2 BETWEEN up.valid_from AND up.valid_to)"
);

/// Units directly below one, or those at the top.
///
/// # Errors
/// The database fails.
pub async fn branch(tx: &mut Tx, hierarchy: Hierarchy, parent: Option<i64>, on: Date) -> Result<Vec<BranchRow>> {
    Ok(match parent {
        Some(parent) => tx.all(BELOW, args![hierarchy.name(), on, parent]).await?,
        None => tx.all(TOPS, args![hierarchy.name(), on]).await?,
    })
}

const EVERY: &str = "SELECT u.id, u.code, COALESCE((SELECT n.name FROM org_unit_names n WHERE n.unit_id = u.id AND n.valid_from <= $2
            ORDER BY n.valid_from DESC LIMIT 1), u.name) AS name, u.short_name, CAST(0 AS BIGINT) AS children
    FROM unit_ancestors a JOIN org_units u ON u.id = a.unit_id
    WHERE a.hierarchy = $1 AND a.depth = 0 AND $2 BETWEEN a.valid_from AND a.valid_to ORDER BY u.sort_key, u.code";

/// Every unit of a hierarchy on a day; how many stand below is not told.
///
/// # Errors
/// The database fails.
pub async fn every(tx: &mut Tx, hierarchy: Hierarchy, on: Date) -> Result<Vec<BranchRow>> {
    Ok(tx.all(EVERY, args![hierarchy.name(), on]).await?)
}

const COUNT: &str = "SELECT COUNT(*) FROM unit_ancestors WHERE hierarchy = $1 AND depth = 0 AND $2 BETWEEN valid_from AND valid_to";

/// # Errors
/// The database fails.
pub async fn count(tx: &mut Tx, hierarchy: Hierarchy, on: Date) -> Result<i64> {
    Ok(tx.one::<(i64,)>(COUNT, args![hierarchy.name(), on]).await?.0)
}

const HIERARCHIES: &str = "SELECT DISTINCT hierarchy FROM unit_ancestors WHERE depth = 0 AND $1 BETWEEN valid_from AND valid_to";

/// Hierarchies in which anything stands on a day.
///
/// # Errors
/// The database fails.
pub async fn hierarchies(tx: &mut Tx, on: Date) -> Result<Vec<Hierarchy>> {
    let names: Vec<(String,)> = tx.all(HIERARCHIES, args![on]).await?;
    Ok(Hierarchy::ALL.into_iter().filter(|hierarchy| names.iter().any(|(name,)| name == hierarchy.name())).collect())
}

/// What is led: how much, how much of it late, how much due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    pub total: i64,
    pub late: i64,
    pub due: i64,
}

impl From<Sums> for Load {
    fn from(sums: Sums) -> Self {
        Self { total: sums.total(), late: sums.late, due: sums.due }
    }
}

/// What units lead today, each with all below it in a hierarchy.
///
/// # Errors
/// The database fails.
pub async fn loads(tx: &mut Tx, live: &Live, hierarchy: Hierarchy, branch: &[BranchRow], as_of: AsOf) -> Result<HashMap<i64, Load>> {
    let units: Vec<i64> = branch.iter().map(|row| row.id).collect();
    let sums = live.ask(tx, |work| work.sums_below(hierarchy, &units, as_of)).await?;
    Ok(sums.into_iter().map(|(unit, sums)| (unit, sums.into())).collect())
}

/// What one unit leads itself.
///
/// # Errors
/// The database fails.
pub async fn own(tx: &mut Tx, live: &Live, unit: i64, as_of: AsOf) -> Result<Load> {
    live.ask(tx, |work| work.sums(None, &work.scope(Some(unit), true, as_of.today), as_of).into()).await
}
