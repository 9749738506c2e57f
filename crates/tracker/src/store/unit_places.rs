//! Under whom a unit stands, by hierarchy and day; what is above each unit follows from it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::dialect::{StoredDay, Tx, args};
use super::work_changes::Touched;
use crate::domain::org_unit::Hierarchy;
use crate::domain::unit_tree::{self, Above, Placement};
use crate::error::{Error, Result};

// As it was stated: a parent that began later than the unit stands above it on no day of its own.
const PARENT: &str = "SELECT s.parent_id FROM org_unit_placements s JOIN org_units u ON u.id = s.unit_id
    WHERE s.hierarchy = $1 AND s.unit_id = $2
        AND s.valid_from <= CASE WHEN u.valid_from > $3 THEN u.valid_from WHEN u.valid_to < $3 THEN u.valid_to ELSE $3 END
    ORDER BY s.valid_from DESC, s.id DESC LIMIT 1";
const FORGET: &str = "DELETE FROM org_unit_placements WHERE hierarchy = $1 AND unit_id = $2";
const STATE: &str = "INSERT INTO org_unit_placements (hierarchy, unit_id, parent_id, valid_from, valid_to, change_id)
    VALUES ($1, $2, $3, $4, $5, $6)";
const STANDS: &str = "SELECT COUNT(*) FROM org_unit_placements WHERE hierarchy = $1 AND unit_id = $2";
const LIFE: &str = "SELECT valid_from, valid_to FROM org_units WHERE id = $1";

/// Puts a unit under a parent (or at the top) from a day to a day, whatever was said of it before. Parents must be placed
/// before children.
///
/// # Errors
/// `Conflict` when it would stand above itself, or the database fails.
pub async fn place(tx: &mut Tx, hierarchy: Hierarchy, unit: i64, parent: Option<i64>, from: Date, to: Date) -> Result<()> {
    tx.execute(FORGET, args![hierarchy.name(), unit]).await?;
    state(tx, hierarchy, Placement { unit, parent, from, to }, None).await?;
    if let Some(parent) = parent {
        top(tx, hierarchy, parent, None).await?;
    }
    rebuild_in(tx, hierarchy, &[unit]).await
}

/// Says where a unit stands from a day on, beside what was said of other days; [`rebuild`] has to follow.
///
/// # Errors
/// The database fails.
pub(super) async fn state(tx: &mut Tx, hierarchy: Hierarchy, placement: Placement, change: Option<i64>) -> Result<()> {
    let Placement { unit, parent, from, to } = placement;
    tx.execute(STATE, args![hierarchy.name(), unit, parent, from, to, change]).await?;
    Ok(())
}

/// A commune of the government is the top of its villages in the territory.
///
/// # Errors
/// The database fails.
pub(super) async fn top(tx: &mut Tx, hierarchy: Hierarchy, unit: i64, change: Option<i64>) -> Result<()> {
    let (stands,): (i64,) = tx.one(STANDS, args![hierarchy.name(), unit]).await?;
    if stands == 0 {
        let life: Life = tx.one(LIFE, args![unit]).await?;
        state(tx, hierarchy, Placement { unit, parent: None, from: life.valid_from, to: life.valid_to }, change).await?;
        rebuild_in(tx, hierarchy, &[unit]).await?;
    }
    Ok(())
}

/// The parent under which a unit stands on a day; of one that is no more or not yet, on its last or first day.
///
/// # Errors
/// The database fails.
pub async fn parent(tx: &mut Tx, hierarchy: Hierarchy, unit: i64, on: Date) -> Result<Option<i64>> {
    Ok(tx.optional::<(Option<i64>,)>(PARENT, args![hierarchy.name(), unit, on]).await?.and_then(|(id,)| id))
}

#[derive(sqlx::FromRow)]
struct Life {
    #[sqlx(try_from = "StoredDay")]
    valid_from: Date,
    #[sqlx(try_from = "StoredDay")]
    valid_to: Date,
}

#[derive(sqlx::FromRow)]
struct Statement {
    id: i64,
    unit_id: i64,
    parent_id: Option<i64>,
    #[sqlx(try_from = "StoredDay")]
    valid_from: Date,
    #[sqlx(try_from = "StoredDay")]
    valid_to: Date,
    #[sqlx(try_from = "StoredDay")]
    unit_from: Date,
    #[sqlx(try_from = "StoredDay")]
    unit_to: Date,
}

#[derive(sqlx::FromRow)]
struct AboveRow {
    unit_id: i64,
    ancestor_id: i64,
    depth: i64,
    #[sqlx(try_from = "StoredDay")]
    valid_from: Date,
    #[sqlx(try_from = "StoredDay")]
    valid_to: Date,
}

// Of the unit and of all that has ever stood below it.
const STATEMENTS: &str = "SELECT p.id, p.unit_id, p.parent_id, p.valid_from, p.valid_to, u.valid_from AS unit_from, u.valid_to AS unit_to
    FROM org_unit_placements p JOIN org_units u ON u.id = p.unit_id
    WHERE p.hierarchy = $1 AND (p.unit_id = $2
        OR p.unit_id IN (SELECT a.unit_id FROM unit_ancestors a WHERE a.hierarchy = $1 AND a.ancestor_id = $2))
    ORDER BY p.valid_from, p.id";
const BELOW: &str = "SELECT DISTINCT unit_id FROM unit_ancestors WHERE hierarchy = $1 AND ancestor_id = $2";
const ABOVE: &str = "SELECT unit_id, ancestor_id, depth, valid_from, valid_to FROM unit_ancestors WHERE hierarchy = $1 AND unit_id = $2";
const FORGET_ABOVE: &str = "DELETE FROM unit_ancestors WHERE hierarchy = $1 AND unit_id = $2";
const INSERT_ABOVE: &str = "INSERT INTO unit_ancestors (hierarchy, ancestor_id, unit_id, depth, valid_from, valid_to) VALUES";

/// Works out anew what is above these units and above all below them, in every hierarchy.
///
/// # Errors
/// `Conflict` when a unit would stand above itself, or the database fails.
pub(super) async fn rebuild(tx: &mut Tx, units: &[i64]) -> Result<()> {
    for hierarchy in Hierarchy::ALL {
        rebuild_in(tx, hierarchy, units).await?;
    }
    Ok(())
}

async fn rebuild_in(tx: &mut Tx, hierarchy: Hierarchy, units: &[i64]) -> Result<()> {
    let mut touched: BTreeSet<i64> = units.iter().copied().collect();
    let mut statements: BTreeMap<i64, Vec<Statement>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for unit in units {
        touched.extend(tx.all::<(i64,)>(BELOW, args![hierarchy.name(), *unit]).await?.into_iter().map(|(id,)| id));
        for statement in tx.all::<Statement>(STATEMENTS, args![hierarchy.name(), *unit]).await? {
            if seen.insert(statement.id) {
                statements.entry(statement.unit_id).or_default().push(statement);
            }
        }
    }
    let placed: Vec<Placement> = statements.into_values().flat_map(in_force).collect();
    let mut outside = BTreeMap::new();
    for parent in placed.iter().filter_map(|placement| placement.parent).collect::<BTreeSet<i64>>() {
        if !touched.contains(&parent) {
            outside
                .insert(parent, tx.all::<AboveRow>(ABOVE, args![hierarchy.name(), parent]).await?.into_iter().map(Above::from).collect());
        }
    }
    let rows = unit_tree::above(&placed, &outside)
        .map_err(|_| Error::Conflict("Một đơn vị sẽ trực thuộc chính mình hoặc đơn vị cấp dưới của mình".to_owned()))?;
    tx.touch(Touched::Units);
    for unit in touched {
        tx.execute(FORGET_ABOVE, args![hierarchy.name(), unit]).await?;
    }
    let row = |row: Above| args![hierarchy.name(), row.ancestor, row.unit, row.depth, row.from, row.to].to_vec();
    Ok(tx.insert_all(INSERT_ABOVE, rows.into_iter().map(row).collect()).await?)
}

/// All of one unit.
fn in_force(statements: Vec<Statement>) -> Vec<Placement> {
    let Some(life) = statements.first().map(|first| (first.unit_from, first.unit_to)) else { return Vec::new() };
    let placement = |one: Statement| Placement { unit: one.unit_id, parent: one.parent_id, from: one.valid_from, to: one.valid_to };
    unit_tree::in_force(statements.into_iter().map(placement).collect(), life)
}

/// Where one unit stands in a hierarchy, oldest first.
///
/// # Errors
/// The database fails.
pub async fn of_unit(tx: &mut Tx, hierarchy: Hierarchy, unit: i64) -> Result<Vec<Placement>> {
    let all: Vec<Statement> = tx.all(STATEMENTS, args![hierarchy.name(), unit]).await?;
    Ok(in_force(all.into_iter().filter(|statement| statement.unit_id == unit).collect()))
}

impl From<AboveRow> for Above {
    fn from(row: AboveRow) -> Self {
        Self { unit: row.unit_id, ancestor: row.ancestor_id, depth: row.depth, from: row.valid_from, to: row.valid_to }
    }
}
