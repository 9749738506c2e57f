//! Which unit or group a name in a plan means, seen from the authority that issued it.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::audit::{self, Actor};
use super::dialect::{StoredDayOrNone, Tx, args};
use super::unit_groups::Owners;
use super::work_changes::Touched;
use crate::domain::agency_name::{candidate_keys, name_key, place_of};
use crate::error::Result;

/// What a name turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meant {
    Unit(i64),
    Group(i64),
    Nobody,
}

impl Meant {
    /// As stored: a unit, a group, or neither.
    pub(super) fn columns(self) -> (Option<i64>, Option<i64>) {
        match self {
            Self::Unit(unit) => (Some(unit), None),
            Self::Group(group) => (None, Some(group)),
            Self::Nobody => (None, None),
        }
    }
}

#[derive(Debug, sqlx::FromRow)]
struct KnownUnit {
    id: i64,
    name: String,
    kind: String,
}

/// A group that bears a name.
#[derive(Debug)]
struct NamedGroup {
    id: i64,
    /// In whose plans it is meant; `None` in all.
    owner: Option<i64>,
    /// It was made for a unit that is no more.
    inherited: bool,
}

/// The names in force on one day, and what stands where.
#[derive(Debug, Default)]
pub struct UnitNames {
    known: HashMap<i64, KnownUnit>,
    units: HashMap<String, Vec<i64>>,
    groups: HashMap<String, Vec<NamedGroup>>,
    members: HashMap<i64, Vec<i64>>,
    group_names: HashMap<i64, String>,
    /// Ancestors of a unit, itself included, in every hierarchy, with how far up they are.
    above: HashMap<i64, HashMap<i64, i64>>,
    /// Who has taken the work of a unit over since that day.
    heirs: HashMap<i64, i64>,
}

const KNOWN: &str = "SELECT id, name, kind FROM org_units WHERE $1 BETWEEN valid_from AND valid_to";
const UNIT_NAMES: &str = "SELECT n.match_key, n.unit_id FROM org_unit_aliases n JOIN org_units u ON u.id = n.unit_id
    WHERE $1 BETWEEN u.valid_from AND u.valid_to ORDER BY n.unit_id";
const GROUP_NAMES: &str = "SELECT n.match_key, n.group_id, g.owner_id FROM unit_group_aliases n JOIN unit_groups g ON g.id = n.group_id
    ORDER BY n.group_id";
const GROUPS: &str = "SELECT id, name FROM unit_groups";
const MEMBERS: &str = "SELECT m.group_id, m.unit_id FROM unit_group_members m JOIN org_units u ON u.id = m.unit_id
    WHERE $1 BETWEEN m.valid_from AND m.valid_to AND $1 BETWEEN u.valid_from AND u.valid_to ORDER BY m.group_id, u.sort_key, u.id";
const HEIRS: &str = "SELECT s.predecessor_id, s.successor_id FROM org_unit_successions s JOIN org_unit_changes c ON c.id = s.change_id
    WHERE s.takes_work AND s.effective_on > $1 AND c.carried_out_at IS NOT NULL ORDER BY s.effective_on";
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
        let owners = Owners::load(tx, on).await?;
        for (key, id, made_for) in tx.all::<(String, i64, Option<i64>)>(GROUP_NAMES, args![]).await? {
            let owner = made_for.map(|unit| owners.on_day(unit));
            names.groups.entry(key).or_default().push(NamedGroup { id, owner, inherited: owner != made_for });
        }
        names.group_names = tx.all::<(i64, String)>(GROUPS, args![]).await?.into_iter().collect();
        for (group, unit) in tx.all::<(i64, i64)>(MEMBERS, args![on]).await? {
            names.members.entry(group).or_default().push(unit);
        }
        for (unit, ancestor, depth) in tx.all::<(i64, i64, i64)>(ABOVE, args![on]).await? {
            names.above.entry(unit).or_default().insert(ancestor, depth);
        }
        names.heirs = tx.all::<(i64, i64)>(HEIRS, args![on]).await?.into_iter().collect();
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

    /// Who does the work of a unit of that day now: itself, or whoever took it over.
    pub fn at_work(&self, unit: i64) -> i64 {
        let mut unit = unit;
        // Each step is a later change, so there are no more of them than changes.
        for _ in 0..self.heirs.len() {
            match self.heirs.get(&unit) {
                Some(heir) => unit = *heir,
                None => break,
            }
        }
        unit
    }

    /// Name in the directory, of a unit in force on the day.
    pub fn unit_name(&self, unit: i64) -> Option<&str> {
        self.known.get(&unit).map(|unit| unit.name.as_str())
    }

    pub fn group_name(&self, group: i64) -> Option<&str> {
        self.group_names.get(&group).map(String::as_str)
    }

    /// Units and groups a plan of this issuer may speak of: what is above it, below it or beside it.
    pub fn within_reach(&self, issuer: Option<i64>) -> Vec<(Meant, &str)> {
        let near = |unit: i64| issuer.is_none_or(|issuer| self.is_near(unit, issuer) || self.is_above(issuer, unit));
        let units = self.known.values().filter(|unit| near(unit.id)).map(|unit| (Meant::Unit(unit.id), unit.name.as_str()));
        let above = issuer.and_then(|issuer| self.above.get(&issuer));
        let meant_here = |group: i64, owner: Option<i64>| {
            let here = above.is_none_or(|above| owner.is_none_or(|owner| above.contains_key(&owner)));
            here.then(|| self.group_names.get(&group)).flatten().map(|name| (Meant::Group(group), name.as_str()))
        };
        let mut groups: Vec<_> = self.groups.values().flatten().filter_map(|group| meant_here(group.id, group.owner)).collect();
        groups.sort_unstable_by_key(|(_, name)| *name);
        groups.dedup();
        units.chain(groups).collect()
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

    /// The issuer's own group of this name, else that of the nearest unit above it. Of several that a unit got with a merger
    /// nobody knows which is meant: a person says so.
    fn group_of_key(&self, key: &str, issuer: Option<i64>) -> Option<i64> {
        let groups = self.groups.get(key)?;
        let Some(above) = issuer.and_then(|issuer| self.above.get(&issuer)) else { return only(groups.iter().map(|group| group.id)) };
        let distance = |owner: &Option<i64>| owner.map_or(Some(i64::MAX), |owner| above.get(&owner).copied());
        let mut near: Vec<_> = groups.iter().filter_map(|group| Some((distance(&group.owner)?, group.inherited, group.id))).collect();
        near.sort_unstable();
        match near.as_slice() {
            [(first, true, _), (second, true, _), ..] if first == second => None,
            [(_, _, group), ..] => Some(*group),
            [] => None,
        }
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

const ADD_UNIT_ALIAS: &str =
    "INSERT INTO org_unit_aliases (match_key, unit_id, alias) VALUES ($1, $2, $3) ON CONFLICT (match_key, unit_id) DO NOTHING";
const ADD_GROUP_ALIAS: &str =
    "INSERT INTO unit_group_aliases (match_key, group_id, alias) VALUES ($1, $2, $3) ON CONFLICT (match_key, group_id) DO NOTHING";
const LEAVE_OPEN: &str = "INSERT INTO left_open_agencies (match_key, name, decided_at, decided_by) VALUES ($1, $2, $3, $4)
    ON CONFLICT (match_key) DO NOTHING";
const CLOSE: &str = "DELETE FROM left_open_agencies WHERE match_key = $1";

/// A person says once what a name means: from now on every plan that writes it means the same; `Nobody` leaves it open.
///
/// # Errors
/// The database fails.
pub async fn decide(tx: &mut Tx, actor: Actor, name: &str, meant: Meant) -> Result<()> {
    let key = name_key(name);
    match meant {
        Meant::Nobody => tx.execute(LEAVE_OPEN, args![key.as_str(), name, actor.at, actor.user]).await?,
        Meant::Unit(unit) => tx.execute(ADD_UNIT_ALIAS, args![key.as_str(), unit, name]).await?,
        Meant::Group(group) => tx.execute(ADD_GROUP_ALIAS, args![key.as_str(), group, name]).await?,
    };
    if meant != Meant::Nobody {
        tx.execute(CLOSE, args![key.as_str()]).await?;
    }
    let (subject, id) = match meant {
        Meant::Unit(unit) => ("unit", Some(unit)),
        Meant::Group(group) => ("group", Some(group)),
        Meant::Nobody => ("agency-name", None),
    };
    audit::append(tx, actor, "agency-name-decided", (subject, id), (None::<&()>, Some(&name))).await
}

const LEFT_OPEN: &str = "SELECT match_key FROM left_open_agencies";

/// Keys of the names a person has left open.
///
/// # Errors
/// The database fails.
pub async fn left_open(tx: &mut Tx) -> Result<HashSet<String>> {
    Ok(tx.all::<(String,)>(LEFT_OPEN, args![]).await?.into_iter().map(|(key,)| key).collect())
}

/// A name that no unit answers to, in a plan in force.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct OpenName {
    pub plan_id: i64,
    pub issuer_unit_id: Option<i64>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub issued_on: Option<Date>,
    pub name: String,
}

const OPEN_NAMES: &str = "SELECT DISTINCT n.plan_id, p.issuer_unit_id, p.issued_on, n.name FROM (
        SELECT t.plan_id, u.name FROM task_units u JOIN tasks t ON t.id = u.task_id WHERE u.unit_id IS NULL AND u.group_id IS NULL
        UNION SELECT i.plan_id, u.name FROM indicator_units u JOIN indicators i ON i.id = u.indicator_id
            WHERE u.unit_id IS NULL AND u.group_id IS NULL) n
    JOIN plans p ON p.id = n.plan_id WHERE p.state <> 'replaced' ORDER BY n.plan_id, n.name";

/// # Errors
/// The database fails.
pub async fn open_names(tx: &mut Tx) -> Result<Vec<OpenName>> {
    Ok(tx.all(OPEN_NAMES, args![]).await?)
}

const RECOGNISE_TASKS: &str = "UPDATE task_units SET unit_id = $3, group_id = $4 WHERE name = $2 AND unit_id IS NULL AND group_id IS NULL
        AND task_id IN (SELECT id FROM tasks WHERE plan_id = $1) RETURNING task_id, role";
const RECOGNISE_INDICATORS: &str = "UPDATE indicator_units SET unit_id = $3, group_id = $4
    WHERE name = $2 AND unit_id IS NULL AND group_id IS NULL AND indicator_id IN (SELECT id FROM indicators WHERE plan_id = $1)";

/// Writes into a plan what a name of it means; the tasks it leads.
///
/// # Errors
/// The database fails.
pub async fn recognise(tx: &mut Tx, open: &OpenName, meant: Meant) -> Result<Vec<i64>> {
    let (unit, group) = meant.columns();
    let touched: Vec<(i64, String)> = tx.all(RECOGNISE_TASKS, args![open.plan_id, open.name.as_str(), unit, group]).await?;
    for (task, _) in &touched {
        tx.touch(Touched::Task(*task));
    }
    tx.execute(RECOGNISE_INDICATORS, args![open.plan_id, open.name.as_str(), unit, group]).await?;
    Ok(touched.into_iter().filter(|(_, role)| role == "lead").map(|(task, _)| task).collect())
}
