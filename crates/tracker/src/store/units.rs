//! Organisational units, their names, their places in the hierarchies, and named groups of them.

use jiff::civil::Date;

use super::dialect::{StoredDay, Tx, args};
use super::sql::scoped;
use crate::domain::AsOf;
use crate::domain::org_unit::Hierarchy;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Unit {
    pub id: i64,
    pub code: String,
    /// Identifier under QĐ 20/2020/QĐ-TTg.
    pub identifier: Option<String>,
    pub name: String,
    pub short_name: Option<String>,
    pub kind: String,
    #[sqlx(try_from = "String")]
    pub hierarchy: Hierarchy,
    #[sqlx(try_from = "StoredDay")]
    pub valid_from: Date,
    #[sqlx(try_from = "StoredDay")]
    pub valid_to: Date,
}

/// A unit in its tree with what it leads (`own` counts; what stands below is not added in).
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct TreeRow {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub short_name: Option<String>,
    pub kind: String,
    /// `None` at the top.
    pub parent_id: Option<i64>,
    /// From 0 at the top.
    pub depth: i64,
    pub total: i64,
    /// Not finished, not stopped.
    pub unfinished: i64,
    pub late: i64,
    pub due: i64,
    pub waiting: i64,
}

const TREE: &str = concat!(
    "SELECT u.id, u.code, u.name, u.short_name, u.kind,
        (SELECT up.ancestor_id FROM unit_ancestors up WHERE up.unit_id = u.id AND up.hierarchy = $5 AND up.depth = 1
            AND $1 BETWEEN up.valid_from AND up.valid_to) AS parent_id,
        (SELECT MAX(up.depth) FROM unit_ancestors up WHERE up.unit_id = u.id AND up.hierarchy = $5
            AND $1 BETWEEN up.valid_from AND up.valid_to) AS depth,
        COALESCE(c.total, 0) AS total, COALESCE(c.unfinished, 0) AS unfinished, COALESCE(c.late, 0) AS late,
        COALESCE(c.due, 0) AS due, COALESCE(c.waiting, 0) AS waiting
     FROM org_units u LEFT JOIN (SELECT s.unit_id, COUNT(*) AS total,
            COUNT(*) FILTER (WHERE s.phase NOT IN ('done', 'stopped')) AS unfinished, COUNT(*) FILTER (WHERE s.late) AS late,
            COUNT(*) FILTER (WHERE s.due) AS due, COUNT(*) FILTER (WHERE s.phase = 'waiting') AS waiting
         FROM (",
    scoped!(),
    ") s GROUP BY s.unit_id) c ON c.unit_id = u.id
     WHERE u.id IN (SELECT m.unit_id FROM unit_ancestors m WHERE m.hierarchy = $5 AND $1 BETWEEN m.valid_from AND m.valid_to)
     ORDER BY u.sort_key, u.code"
);

/// Units of a hierarchy today, each parent before its children, siblings in Vietnamese order.
///
/// # Errors
/// The database fails.
pub async fn tree(tx: &mut Tx, hierarchy: Hierarchy, as_of: AsOf) -> Result<Vec<TreeRow>> {
    let rows: Vec<TreeRow> = tx.all(TREE, args![as_of.today, as_of.near_until, None::<i64>, None::<i64>, hierarchy.name()]).await?;
    Ok(in_tree_order(rows))
}

fn in_tree_order(rows: Vec<TreeRow>) -> Vec<TreeRow> {
    let mut children: std::collections::BTreeMap<Option<i64>, Vec<TreeRow>> = std::collections::BTreeMap::new();
    for row in rows.into_iter().rev() {
        children.entry(row.parent_id).or_default().push(row);
    }
    let mut stack = children.remove(&None).unwrap_or_default();
    let mut out = Vec::new();
    while let Some(row) = stack.pop() {
        stack.extend(children.remove(&Some(row.id)).unwrap_or_default());
        out.push(row);
    }
    out
}

const FIND: &str = "SELECT id, code, identifier, name, short_name, kind, hierarchy, valid_from, valid_to FROM org_units WHERE id = $1";

/// # Errors
/// `NotFound`, or the database fails.
pub async fn find(tx: &mut Tx, id: i64) -> Result<Unit> {
    Ok(tx.one(FIND, args![id]).await?)
}

const ALL: &str = "SELECT id, code, identifier, name, short_name, kind, hierarchy, valid_from, valid_to FROM org_units
    WHERE $1 BETWEEN valid_from AND valid_to ORDER BY sort_key, code";

/// Every unit that exists on a day, in Vietnamese order: what a filter offers.
///
/// # Errors
/// The database fails.
pub async fn all(tx: &mut Tx, on: Date) -> Result<Vec<Unit>> {
    Ok(tx.all(ALL, args![on]).await?)
}

const PATH: &str = "SELECT u.id, u.code, u.identifier, u.name, u.short_name, u.kind, u.hierarchy, u.valid_from, u.valid_to
    FROM unit_ancestors a JOIN org_units u ON u.id = a.ancestor_id
    WHERE a.unit_id = $1 AND a.depth > 0 AND a.hierarchy = (SELECT own.hierarchy FROM org_units own WHERE own.id = $1)
        AND $2 BETWEEN a.valid_from AND a.valid_to ORDER BY a.depth DESC";

/// From the top down to the parent, in the unit's own hierarchy.
///
/// # Errors
/// The database fails.
pub async fn path(tx: &mut Tx, id: i64, on: Date) -> Result<Vec<Unit>> {
    Ok(tx.all(PATH, args![id, on]).await?)
}

const ALIASES: &str = "SELECT alias FROM org_unit_aliases WHERE unit_id = $1 ORDER BY alias";

/// Every way plans write the unit.
///
/// # Errors
/// The database fails.
pub async fn aliases(tx: &mut Tx, id: i64) -> Result<Vec<String>> {
    Ok(tx.all::<(String,)>(ALIASES, args![id]).await?.into_iter().map(|(alias,)| alias).collect())
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct GroupRow {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub members: i64,
}

const GROUPS: &str = "SELECT g.id, g.code, g.name,
        (SELECT COUNT(*) FROM unit_group_members m WHERE m.group_id = g.id AND $1 BETWEEN m.valid_from AND m.valid_to) AS members
    FROM unit_groups g ORDER BY g.code";

/// # Errors
/// The database fails.
pub async fn groups(tx: &mut Tx, on: Date) -> Result<Vec<GroupRow>> {
    Ok(tx.all(GROUPS, args![on]).await?)
}
