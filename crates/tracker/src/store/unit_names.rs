//! Which unit or group a name in a plan means, seen from the authority that issued it.

use std::collections::HashMap;

use jiff::civil::Date;

use super::dialect::{Tx, args};
use crate::domain::agency_name::{candidate_keys, name_key, place_of};
use crate::error::Result;

/// What a name turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    Unit(i64),
    Group(i64),
    Nobody,
}

#[derive(Debug, sqlx::FromRow)]
struct KnownUnit {
    id: i64,
    name: String,
    kind: String,
}

/// The names in force on one day, and what stands where.
#[derive(Debug, Default)]
pub struct UnitNames {
    known: HashMap<i64, KnownUnit>,
    units: HashMap<String, Vec<i64>>,
    /// Groups of a name, each with the unit in whose plans it is meant.
    groups: HashMap<String, Vec<(i64, Option<i64>)>>,
    members: HashMap<i64, Vec<i64>>,
    /// Ancestors of a unit, itself included, in every hierarchy, with how far up they are.
    above: HashMap<i64, HashMap<i64, i64>>,
}

const KNOWN: &str = "SELECT id, name, kind FROM org_units WHERE $1 BETWEEN valid_from AND valid_to";
const UNIT_NAMES: &str = "SELECT n.match_key, n.unit_id FROM org_unit_aliases n JOIN org_units u ON u.id = n.unit_id
    WHERE $1 BETWEEN u.valid_from AND u.valid_to ORDER BY n.unit_id";
const GROUP_NAMES: &str = "SELECT n.match_key, n.group_id, g.owner_id FROM unit_group_aliases n JOIN unit_groups g ON g.id = n.group_id
    ORDER BY n.group_id";
const MEMBERS: &str = "SELECT m.group_id, m.unit_id FROM unit_group_members m JOIN org_units u ON u.id = m.unit_id
    WHERE $1 BETWEEN m.valid_from AND m.valid_to ORDER BY m.group_id, u.sort_key, u.id";
const ABOVE: &str = "SELECT unit_id, ancestor_id, depth FROM unit_ancestors WHERE $1 BETWEEN valid_from AND valid_to";

impl UnitNames {
    /// # Errors
    /// The database fails.
    pub async fn load(tx: &mut Tx, on: Date) -> Result<Self> {
        let known = tx.all::<KnownUnit>(KNOWN, args![on]).await?.into_iter().map(|unit| (unit.id, unit)).collect();
        let mut names = Self { known, ..Self::default() };
        for (key, unit) in tx.all::<(String, i64)>(UNIT_NAMES, args![on]).await? {
            names.units.entry(key).or_default().push(unit);
        }
        for (key, group, owner) in tx.all::<(String, i64, Option<i64>)>(GROUP_NAMES, args![]).await? {
            names.groups.entry(key).or_default().push((group, owner));
        }
        for (group, unit) in tx.all::<(i64, i64)>(MEMBERS, args![on]).await? {
            names.members.entry(group).or_default().push(unit);
        }
        for (unit, ancestor, depth) in tx.all::<(i64, i64, i64)>(ABOVE, args![on]).await? {
            names.above.entry(unit).or_default().insert(ancestor, depth);
        }
        Ok(names)
    }

    /// The unit that issued a plan, by its full name.
    pub fn issuer(&self, name: &str) -> Option<i64> {
        only(self.units.get(&name_key(name))?.iter().copied())
    }

    /// A unit before a group, each as the issuer would mean it.
    pub fn meant(&self, name: &str, issuer: Option<i64>) -> Meant {
        for key in candidate_keys(name) {
            if let Some(unit) = self.unit_of_key(&key, issuer).or_else(|| self.unnamed_authority(&key, issuer)) {
                return Meant::Unit(unit);
            }
            if let Some(group) = self.group_of_key(&key, issuer) {
                return Meant::Group(group);
            }
        }
        Meant::Nobody
    }

    /// Members on the day the names were loaded for, in Vietnamese order.
    pub fn members(&self, group: i64) -> &[i64] {
        self.members.get(&group).map_or(&[], Vec::as_slice)
    }

    /// Among units of one name: the one below the issuer, else the one that bears its place ("Đoàn Thanh niên
    /// xã Tân Hòa"), else a neighbour or superior, else the only one there is when it belongs to nobody else.
    fn unit_of_key(&self, key: &str, issuer: Option<i64>) -> Option<i64> {
        let candidates = self.units.get(key)?;
        let all = || candidates.iter().copied();
        let Some(issuer) = issuer else { return only(all()) };
        let place = self.known.get(&issuer).and_then(|unit| place_of(&unit.name));
        let of_place = |unit: &i64| {
            let name = self.known.get(unit).map(|unit| format!(" {} ", name_key(&unit.name)));
            place.as_ref().is_some_and(|place| name.is_some_and(|name| name.contains(&format!(" {place} "))))
        };
        only(all().filter(|unit| self.is_above(issuer, *unit)))
            .or_else(|| only(all().filter(of_place)))
            .or_else(|| only(all().filter(|unit| self.is_near(*unit, issuer))))
            .or_else(|| only(all()).filter(|unit| !self.belongs_elsewhere(*unit, issuer)))
    }

    /// The issuer's own group of this name, else that of the nearest unit above it.
    fn group_of_key(&self, key: &str, issuer: Option<i64>) -> Option<i64> {
        let groups = self.groups.get(key)?;
        let Some(above) = issuer.and_then(|issuer| self.above.get(&issuer)) else { return only(groups.iter().map(|(group, _)| *group)) };
        let distance = |owner: &Option<i64>| owner.map_or(Some(i64::MAX), |owner| above.get(&owner).copied());
        groups.iter().filter_map(|(group, owner)| Some((distance(owner)?, *group))).min().map(|(_, group)| group)
    }

    /// "UBND xã" in a commune's plan is that commune; "UBND tỉnh" is the province above it.
    fn unnamed_authority(&self, key: &str, issuer: Option<i64>) -> Option<i64> {
        let issuer = issuer?;
        if !LEVELS.iter().any(|level| key.ends_with(&format!(" {}", name_key(level)))) {
            return None;
        }
        let prefix = format!("{key} ");
        let above = self.above.get(&issuer)?;
        only(above.keys().copied().filter(|unit| self.known.get(unit).is_some_and(|unit| name_key(&unit.name).starts_with(&prefix))))
    }

    fn is_above(&self, ancestor: i64, unit: i64) -> bool {
        self.above.get(&unit).is_some_and(|above| above.contains_key(&ancestor))
    }

    /// Above the issuer, or a child of something above it: the offices of another commune are not near.
    fn is_near(&self, unit: i64, issuer: i64) -> bool {
        let parents = self.above.get(&unit).into_iter().flatten().filter(|(_, depth)| **depth == 1);
        self.is_above(unit, issuer) || parents.into_iter().any(|(parent, _)| self.is_above(*parent, issuer))
    }

    /// Below another authority of the issuer's kind, or named after a commune the issuer is not.
    fn belongs_elsewhere(&self, unit: i64, issuer: i64) -> bool {
        let kind = |unit: &i64| self.known.get(unit).map(|unit| unit.kind.as_str());
        let of_another = self.above.get(&unit).into_iter().flatten().any(|(up, _)| *up != issuer && kind(up) == kind(&issuer));
        let name = self.known.get(&unit).map(|unit| format!(" {} ", name_key(&unit.name))).unwrap_or_default();
        let of_commune = COMMUNES.iter().any(|level| name.contains(&format!(" {} ", name_key(level))));
        of_another || of_commune
    }
}

const LEVELS: [&str; 5] = ["xã", "phường", "đặc khu", "tỉnh", "thành phố"];
const COMMUNES: [&str; 3] = ["xã", "phường", "đặc khu"];

fn only(mut units: impl Iterator<Item = i64>) -> Option<i64> {
    let first = units.next()?;
    units.all(|other| other == first).then_some(first)
}
