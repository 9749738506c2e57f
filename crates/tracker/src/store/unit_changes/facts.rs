//! What has to be known of the units that a change names, before it may happen.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::in_force;
use crate::domain::org_unit::Hierarchy;
use crate::domain::unit_change::{Change, Facts, Operation};
use crate::error::Result;
use crate::store::dialect::{StoredDay, Tx, args};

#[derive(sqlx::FromRow)]
struct Named {
    name: String,
    #[sqlx(try_from = "StoredDay")]
    valid_from: Date,
    #[sqlx(try_from = "StoredDay")]
    valid_to: Date,
}

// The name on the day, or the first one.
const NAMED: &str = "SELECT COALESCE((SELECT n.name FROM org_unit_names n WHERE n.unit_id = u.id AND n.valid_from <= $2
            ORDER BY n.valid_from DESC LIMIT 1), u.name) AS name, u.valid_from, u.valid_to
    FROM org_units u WHERE u.id = $1";

#[derive(sqlx::FromRow)]
struct Touch {
    role: String,
    #[sqlx(try_from = "StoredDay")]
    effective_on: Date,
}

const TOUCHES: &str = concat!(
    "SELECT p.role, c.effective_on FROM org_unit_change_parties p JOIN org_unit_changes c ON c.id = p.change_id
     WHERE p.unit_id = $1 AND ",
    in_force!()
);

#[derive(sqlx::FromRow)]
struct PlacedOn {
    #[sqlx(try_from = "String")]
    hierarchy: Hierarchy,
    #[sqlx(try_from = "StoredDay")]
    valid_from: Date,
}

const PLACED: &str = "SELECT hierarchy, valid_from FROM org_unit_placements WHERE unit_id = $1 AND change_id IS NOT NULL";
const BELOW: &str = "SELECT DISTINCT unit_id FROM unit_ancestors WHERE ancestor_id = $1 AND depth > 0 AND valid_to >= $2
    AND ($3 IS NULL OR hierarchy = $3)";

/// Of every unit the change names, as on its day.
///
/// # Errors
/// The database fails. A unit that does not exist is left out.
pub(super) async fn of(tx: &mut Tx, change: &Change) -> Result<BTreeMap<i64, Facts>> {
    let hierarchy = match &change.operation {
        Operation::Transfer { hierarchy, .. } => Some(hierarchy.name()),
        _ => None,
    };
    let mut out = BTreeMap::new();
    for unit in change.operation.named() {
        let Some(named) = tx.optional::<Named>(NAMED, args![unit, change.on]).await? else { continue };
        let mut facts = Facts { name: named.name, from: named.valid_from, to: named.valid_to, ..Facts::default() };
        for touch in tx.all::<Touch>(TOUCHES, args![unit]).await? {
            match touch.role.as_str() {
                "renamed" => facts.renamed.extend([touch.effective_on]),
                "merged" | "divided" => {
                    facts.divided.insert(touch.effective_on);
                    facts.touched.insert(touch.effective_on);
                }
                _ => facts.touched.extend([touch.effective_on]),
            }
        }
        let placed = tx.all::<PlacedOn>(PLACED, args![unit]).await?;
        facts.placed = placed.into_iter().map(|placed| (placed.hierarchy.name(), placed.valid_from)).collect();
        facts.children = children(tx, unit, change.on).await?.into_iter().map(|child| child.name).collect();
        facts.below = tx.all::<(i64,)>(BELOW, args![unit, change.on, hierarchy]).await?.into_iter().map(|(id,)| id).collect();
        out.insert(unit, facts);
    }
    Ok(out)
}

/// A unit that stands directly below another.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Child {
    #[sqlx(try_from = "String")]
    pub hierarchy: Hierarchy,
    pub unit_id: i64,
    pub name: String,
    #[sqlx(try_from = "StoredDay")]
    pub valid_from: Date,
    #[sqlx(try_from = "StoredDay")]
    pub valid_to: Date,
}

const CHILDREN: &str = "SELECT a.hierarchy, a.unit_id, u.name, a.valid_from, a.valid_to
    FROM unit_ancestors a JOIN org_units u ON u.id = a.unit_id
    WHERE a.ancestor_id = $1 AND a.depth = 1 AND a.valid_to >= $2 ORDER BY u.sort_key, u.id, a.hierarchy";

/// On a day or later, in any hierarchy.
///
/// # Errors
/// The database fails.
pub(super) async fn children(tx: &mut Tx, unit: i64, from: Date) -> Result<Vec<Child>> {
    Ok(tx.all(CHILDREN, args![unit, from]).await?)
}
