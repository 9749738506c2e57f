//! Which unit or group a name in a plan means, seen from the authority that issued it.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::dialect::{Tx, args};
use crate::domain::agency_name::{candidate_keys, name_key};
use crate::error::Result;

/// What a name turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    Unit(i64),
    Group(i64),
    Nobody,
}

/// The names in force on one day, and what stands where.
#[derive(Debug)]
pub struct UnitNames {
    units: HashMap<String, Vec<i64>>,
    groups: HashMap<String, i64>,
    members: HashMap<i64, Vec<i64>>,
    /// Ancestors of a unit, itself included, in every hierarchy.
    above: HashMap<i64, HashSet<i64>>,
    parents: HashMap<i64, HashSet<i64>>,
}

const UNIT_NAMES: &str = "SELECT n.match_key, n.unit_id FROM org_unit_aliases n JOIN org_units u ON u.id = n.unit_id
    WHERE $1 BETWEEN u.valid_from AND u.valid_to ORDER BY n.unit_id";
const GROUP_NAMES: &str = "SELECT match_key, group_id FROM unit_group_aliases";
const MEMBERS: &str = "SELECT m.group_id, m.unit_id FROM unit_group_members m JOIN org_units u ON u.id = m.unit_id
    WHERE $1 BETWEEN m.valid_from AND m.valid_to ORDER BY m.group_id, u.sort_key, u.id";
const ABOVE: &str = "SELECT unit_id, ancestor_id, depth FROM unit_ancestors WHERE $1 BETWEEN valid_from AND valid_to";

impl UnitNames {
    /// # Errors
    /// The database fails.
    pub async fn load(tx: &mut Tx, on: Date) -> Result<Self> {
        let mut names =
            Self { units: HashMap::new(), groups: HashMap::new(), members: HashMap::new(), above: HashMap::new(), parents: HashMap::new() };
        for (key, unit) in tx.all::<(String, i64)>(UNIT_NAMES, args![on]).await? {
            names.units.entry(key).or_default().push(unit);
        }
        names.groups = tx.all::<(String, i64)>(GROUP_NAMES, args![]).await?.into_iter().collect();
        for (group, unit) in tx.all::<(i64, i64)>(MEMBERS, args![on]).await? {
            names.members.entry(group).or_default().push(unit);
        }
        for (unit, ancestor, depth) in tx.all::<(i64, i64, i64)>(ABOVE, args![on]).await? {
            names.above.entry(unit).or_default().insert(ancestor);
            if depth == 1 {
                names.parents.entry(unit).or_default().insert(ancestor);
            }
        }
        Ok(names)
    }

    /// The unit that issued a plan, by its full name.
    pub fn issuer(&self, name: &str) -> Option<i64> {
        match self.units.get(&name_key(name)).map(Vec::as_slice) {
            Some([only]) => Some(*only),
            _ => None,
        }
    }

    /// A unit before a group; among units of one name the one below the issuer, else the only one near it.
    pub fn meant(&self, name: &str, issuer: Option<i64>) -> Meant {
        for key in candidate_keys(name) {
            if let Some(unit) = self.unit_of_key(&key, issuer).or_else(|| self.unnamed_authority(&key, issuer)) {
                return Meant::Unit(unit);
            }
            if let Some(group) = self.groups.get(&key) {
                return Meant::Group(*group);
            }
        }
        Meant::Nobody
    }

    /// Members on the day the names were loaded for, in Vietnamese order.
    pub fn members(&self, group: i64) -> &[i64] {
        self.members.get(&group).map_or(&[], Vec::as_slice)
    }

    fn unit_of_key(&self, key: &str, issuer: Option<i64>) -> Option<i64> {
        let candidates = self.units.get(key)?;
        let Some(issuer) = issuer else { return only(candidates.iter().copied()) };
        let below = candidates.iter().copied().filter(|unit| self.is_above(issuer, *unit));
        only(below).or_else(|| only(candidates.iter().copied().filter(|unit| self.is_near(*unit, issuer))))
    }

    /// "UBND xã" in a commune's plan is that commune; "UBND tỉnh" is the province above it.
    fn unnamed_authority(&self, key: &str, issuer: Option<i64>) -> Option<i64> {
        let issuer = issuer?;
        let wanted = ["xã", "phường", "đặc khu", "tỉnh", "thành phố"].iter().any(|level| key.ends_with(&format!(" {}", name_key(level))));
        if !wanted {
            return None;
        }
        let prefix = format!("{key} ");
        let matching: HashSet<i64> =
            self.units.iter().filter(|(name, _)| name.starts_with(&prefix)).flat_map(|(_, units)| units.iter().copied()).collect();
        only(matching.into_iter().filter(|unit| self.is_above(*unit, issuer)))
    }

    fn is_above(&self, ancestor: i64, unit: i64) -> bool {
        self.above.get(&unit).is_some_and(|above| above.contains(&ancestor))
    }

    /// Above the issuer, or a child of something above it: the offices of another commune are not near.
    fn is_near(&self, unit: i64, issuer: i64) -> bool {
        let no_parent = self.parents.get(&unit).is_none_or(HashSet::is_empty);
        no_parent
            || self.is_above(unit, issuer)
            || self.parents.get(&unit).is_some_and(|parents| parents.iter().any(|up| self.is_above(*up, issuer)))
    }
}

fn only(mut units: impl Iterator<Item = i64>) -> Option<i64> {
    let first = units.next()?;
    units.all(|other| other == first).then_some(first)
}
