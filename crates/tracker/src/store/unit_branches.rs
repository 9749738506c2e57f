//! The tree of units a branch at a time: who stands directly below whom on the map of a day, and what they lead today.

use std::collections::HashMap;

use jiff::civil::Date;

use super::dialect::{Tx, args};
use super::sql::{is_due, is_late, scoped};
use crate::domain::AsOf;
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

const LOADS: &str = concat!(
    "SELECT x.ancestor_id, COUNT(*), COUNT(*) FILTER (WHERE s.late), COUNT(*) FILTER (WHERE s.due) FROM (",
    scoped!(),
    ") s JOIN org_units w ON w.id = s.unit_id
        JOIN unit_ancestors x ON x.unit_id = w.id AND x.hierarchy = $5
            AND CASE WHEN w.valid_to < $1 THEN w.valid_to ELSE $1 END BETWEEN x.valid_from AND x.valid_to
        JOIN unit_ancestors c ON c.unit_id = x.ancestor_id AND c.hierarchy = $5 AND $1 BETWEEN c.valid_from AND c.valid_to
            AND ((c.ancestor_id = $4 AND c.depth = 1) OR ($4 IS NULL AND c.depth = 0 AND NOT EXISTS (SELECT 1 FROM unit_ancestors up
                WHERE up.unit_id = c.unit_id AND up.hierarchy = $5 AND up.depth = 1 AND $1 BETWEEN up.valid_from AND up.valid_to)))
     GROUP BY x.ancestor_id"
);

/// What each unit directly below one (or at the top) leads today, with all below it.
///
/// # Errors
/// The database fails.
pub async fn loads(tx: &mut Tx, hierarchy: Hierarchy, parent: Option<i64>, as_of: AsOf) -> Result<HashMap<i64, Load>> {
    let values = args![as_of.today, as_of.near_until, None::<i64>, parent, hierarchy.name()];
    let rows: Vec<(i64, i64, i64, i64)> = tx.all(LOADS, values).await?;
    Ok(rows.into_iter().map(|(id, total, late, due)| (id, Load { total, late, due })).collect())
}

const OWN: &str = concat!(
    "SELECT COUNT(*), COUNT(*) FILTER (WHERE ",
    is_late!(),
    "), COUNT(*) FILTER (WHERE ",
    is_due!(),
    ") FROM assignments a JOIN tasks t ON t.id = a.task_id JOIN plans p ON p.id = t.plan_id
     WHERE a.unit_id = $2 AND p.state <> 'replaced'"
);

/// What one unit leads itself.
///
/// # Errors
/// The database fails.
pub async fn own(tx: &mut Tx, unit: i64, today: Date) -> Result<Load> {
    let (total, late, due): (i64, i64, i64) = tx.one(OWN, args![today, unit]).await?;
    Ok(Load { total, late, due })
}
