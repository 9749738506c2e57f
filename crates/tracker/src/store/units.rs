//! Organisational units, their names, their places in the hierarchies, and named groups of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::dialect::{StoredDay, Tx, args};
pub use super::unit_places::{parent, place};
use super::work_changes::Touched;
use crate::domain::agency_name::name_key;
use crate::domain::collation::sort_key;
use crate::domain::folding::folded;
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

const PATH_IN: &str = "SELECT u.id, u.code, u.identifier, u.name, u.short_name, u.kind, u.hierarchy, u.valid_from, u.valid_to
    FROM unit_ancestors a JOIN org_units u ON u.id = a.ancestor_id
    WHERE a.unit_id = $1 AND a.depth > 0 AND a.hierarchy = $3 AND $2 BETWEEN a.valid_from AND a.valid_to ORDER BY a.depth DESC";

/// As [`path`], in a chosen hierarchy.
///
/// # Errors
/// The database fails.
pub async fn path_in(tx: &mut Tx, hierarchy: Hierarchy, id: i64, on: Date) -> Result<Vec<Unit>> {
    Ok(tx.all(PATH_IN, args![id, on, hierarchy.name()]).await?)
}

const ALIASES: &str = "SELECT alias FROM org_unit_aliases WHERE unit_id = $1 ORDER BY alias";

/// Every way plans write the unit.
///
/// # Errors
/// The database fails.
pub async fn aliases(tx: &mut Tx, id: i64) -> Result<Vec<String>> {
    Ok(tx.all::<(String,)>(ALIASES, args![id]).await?.into_iter().map(|(alias,)| alias).collect())
}

/// A unit with what a table of units says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub unit: Unit,
    /// Of the unit above it in its own hierarchy; of a unit that is no more or not yet, on its last or first day.
    pub parent_code: Option<String>,
    pub aliases: Vec<String>,
}

const EVERY: &str = "SELECT id, code, identifier, name, short_name, kind, hierarchy, valid_from, valid_to FROM org_units ORDER BY code";
const EVERY_ALIAS: &str = "SELECT unit_id, alias FROM org_unit_aliases ORDER BY unit_id, alias";
const EVERY_PARENT: &str = "SELECT s.unit_id, p.code FROM org_unit_placements s JOIN org_units u ON u.id = s.unit_id
        JOIN org_units p ON p.id = s.parent_id
    WHERE s.id = (SELECT l.id FROM org_unit_placements l WHERE l.hierarchy = u.hierarchy AND l.unit_id = u.id
            AND l.valid_from <= CASE WHEN u.valid_from > $1 THEN u.valid_from WHEN u.valid_to < $1 THEN u.valid_to ELSE $1 END
        ORDER BY l.valid_from DESC, l.id DESC LIMIT 1)";

/// Every unit there is or was, by code, with its parent on a day.
///
/// # Errors
/// The database fails.
pub async fn listed(tx: &mut Tx, on: Date) -> Result<Vec<Listed>> {
    let mut aliases: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for (unit, alias) in tx.all::<(i64, String)>(EVERY_ALIAS, args![]).await? {
        aliases.entry(unit).or_default().push(alias);
    }
    let mut parents: BTreeMap<i64, String> = tx.all::<(i64, String)>(EVERY_PARENT, args![on]).await?.into_iter().collect();
    let listed = |unit: Unit| {
        let (parent_code, aliases) = (parents.remove(&unit.id), aliases.remove(&unit.id).unwrap_or_default());
        Listed { unit, parent_code, aliases }
    };
    Ok(tx.all::<Unit>(EVERY, args![]).await?.into_iter().map(listed).collect())
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct GroupRow {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub members: i64,
}

const GROUPS: &str = "SELECT g.id, g.code, g.name,
        (SELECT COUNT(*) FROM unit_group_members m JOIN org_units u ON u.id = m.unit_id
            WHERE m.group_id = g.id AND $1 BETWEEN m.valid_from AND m.valid_to AND $1 BETWEEN u.valid_from AND u.valid_to) AS members
    FROM unit_groups g ORDER BY g.code";

/// # Errors
/// The database fails.
pub async fn groups(tx: &mut Tx, on: Date) -> Result<Vec<GroupRow>> {
    Ok(tx.all(GROUPS, args![on]).await?)
}

/// A unit to be entered.
#[derive(Debug, Clone, PartialEq)]
pub struct NewUnit {
    pub code: String,
    pub identifier: Option<String>,
    pub name: String,
    pub short_name: Option<String>,
    pub kind: String,
    pub hierarchy: Hierarchy,
    pub valid_from: Date,
    pub valid_to: Date,
    /// Further ways plans write it; name and short name need not be repeated.
    pub aliases: Vec<String>,
}

/// Whether a row was new, differed, or said what was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered {
    Added,
    Changed,
    Same,
}

const BY_CODE: &str = "SELECT id, code, identifier, name, short_name, kind, hierarchy, valid_from, valid_to FROM org_units WHERE code = $1";
const INSERT: &str =
    "INSERT INTO org_units (code, identifier, name, short_name, kind, hierarchy, valid_from, valid_to, name_folded, sort_key)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id";
const UPDATE: &str = "UPDATE org_units SET identifier = $2, name = $3, short_name = $4, kind = $5, hierarchy = $6, valid_from = $7,
    valid_to = $8, name_folded = $9, sort_key = $10 WHERE code = $1 RETURNING id";
const FORGET_ALIASES: &str = "DELETE FROM org_unit_aliases WHERE unit_id = $1 AND change_id IS NULL";
const ADD_ALIAS: &str =
    "INSERT INTO org_unit_aliases (match_key, unit_id, alias) VALUES ($1, $2, $3) ON CONFLICT (match_key, unit_id) DO NOTHING";

/// # Errors
/// The database fails.
pub async fn by_code(tx: &mut Tx, code: &str) -> Result<Option<Unit>> {
    Ok(tx.optional(BY_CODE, args![code]).await?)
}

/// Adds a unit or brings the one of the same code up to date, with its names.
///
/// # Errors
/// The database fails.
pub async fn enter(tx: &mut Tx, new: &NewUnit) -> Result<(i64, Entered)> {
    let known = by_code(tx, &new.code).await?;
    let mut names = names_of(new);
    if let Some(unit) = &known {
        names.extend(former_names(tx, unit.id).await?);
        let said: BTreeSet<String> = aliases(tx, unit.id).await?.iter().map(|alias| name_key(alias)).collect();
        if same(unit, new) && said.iter().eq(names.keys()) {
            return Ok((unit.id, Entered::Same));
        }
    }
    let values = args![
        new.code.as_str(),
        new.identifier.as_deref(),
        new.name.as_str(),
        new.short_name.as_deref(),
        new.kind.as_str(),
        new.hierarchy.name(),
        new.valid_from,
        new.valid_to,
        folded(&new.name),
        sort_key(&new.name)
    ];
    tx.touch(Touched::Units);
    let (id,): (i64,) = tx.one(if known.is_some() { UPDATE } else { INSERT }, values).await?;
    tx.execute(FORGET_ALIASES, args![id]).await?;
    for (key, alias) in names {
        tx.execute(ADD_ALIAS, args![key, id, alias]).await?;
    }
    tx.execute(CORRECT_NAME, args![id, new.valid_from, new.name.as_str(), new.short_name.as_deref()]).await?;
    tx.execute(FIRST_NAME, args![id]).await?;
    Ok((id, if known.is_some() { Entered::Changed } else { Entered::Added }))
}

const CORRECT: &str = "UPDATE org_units SET identifier = $2, kind = $3 WHERE id = $1";

/// Of a unit that the ledger tells of: identifier and kind as a table says, and names it adds. No name is taken away.
///
/// # Errors
/// The database fails.
pub async fn correct(tx: &mut Tx, unit: &Unit, new: &NewUnit) -> Result<Entered> {
    let said: BTreeSet<String> = aliases(tx, unit.id).await?.iter().map(|alias| name_key(alias)).collect();
    let names: Vec<(String, String)> = names_of(new).into_iter().filter(|(key, _)| !said.contains(key)).collect();
    if names.is_empty() && unit.identifier == new.identifier && unit.kind == new.kind {
        return Ok(Entered::Same);
    }
    tx.execute(CORRECT, args![unit.id, new.identifier.as_deref(), new.kind.as_str()]).await?;
    for (key, alias) in names {
        tx.execute(ADD_ALIAS, args![key, unit.id, alias]).await?;
    }
    Ok(Entered::Changed)
}

/// Match key to the name as first written.
fn names_of(new: &NewUnit) -> BTreeMap<String, String> {
    let all = new.aliases.iter().chain(new.short_name.as_ref()).chain([&new.name]);
    all.map(|name| (name_key(name), name.trim().to_owned())).filter(|(key, _)| !key.is_empty()).collect()
}

// Only of a unit whose name was changed: any other name that a file no longer has was a slip.
const FORMER_NAMES: &str = "SELECT name, short_name FROM org_unit_names WHERE unit_id = $1
    AND EXISTS (SELECT 1 FROM org_unit_names c WHERE c.unit_id = $1 AND c.change_id IS NOT NULL)";

async fn former_names(tx: &mut Tx, unit: i64) -> Result<Vec<(String, String)>> {
    let rows: Vec<(String, Option<String>)> = tx.all(FORMER_NAMES, args![unit]).await?;
    Ok(rows.into_iter().flat_map(|(name, short)| [Some(name), short]).flatten().map(|name| (name_key(&name), name)).collect())
}

// A unit whose name was changed keeps the names it had.
const CORRECT_NAME: &str = "UPDATE org_unit_names SET valid_from = $2, name = $3, short_name = $4 WHERE unit_id = $1
    AND NOT EXISTS (SELECT 1 FROM org_unit_names c WHERE c.unit_id = $1 AND c.change_id IS NOT NULL)";
const FIRST_NAME: &str = "INSERT INTO org_unit_names (unit_id, valid_from, name, short_name) SELECT id, valid_from, name, short_name
    FROM org_units WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM org_unit_names n WHERE n.unit_id = $1)";

fn same(unit: &Unit, new: &NewUnit) -> bool {
    unit.identifier == new.identifier
        && unit.name == new.name
        && unit.short_name == new.short_name
        && unit.kind == new.kind
        && unit.hierarchy == new.hierarchy
        && unit.valid_from == new.valid_from
        && unit.valid_to == new.valid_to
}

/// A named group of units: "các sở, ban, ngành".
#[derive(Debug, Clone, PartialEq)]
pub struct NewGroup {
    pub code: String,
    pub name: String,
    /// In whose plans the name means this group.
    pub owner: Option<i64>,
    pub aliases: Vec<String>,
    /// Members from a day to a day.
    pub members: Vec<(i64, Date, Date)>,
}

const ENTER_GROUP: &str = "INSERT INTO unit_groups (code, name, owner_id) VALUES ($1, $2, $3)
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, owner_id = excluded.owner_id RETURNING id";
const FORGET_GROUP_ALIASES: &str = "DELETE FROM unit_group_aliases WHERE group_id = $1";
const ADD_GROUP_ALIASES: &str = "INSERT INTO unit_group_aliases (match_key, group_id, alias) VALUES";
// Who came in with a merger stays; a file of groups tells what it knows of.
const FORGET_MEMBERS: &str = "DELETE FROM unit_group_members WHERE group_id = $1 AND change_id IS NULL";
const JOINED: &str = "SELECT unit_id FROM unit_group_members WHERE group_id = $1";
const ADD_MEMBERS: &str = "INSERT INTO unit_group_members (group_id, unit_id, valid_from, valid_to) VALUES";

const KNOWN_GROUP: &str = "SELECT id, name, owner_id FROM unit_groups WHERE code = $1";
const SAID_MEMBERS: &str = "SELECT unit_id, valid_from, valid_to FROM unit_group_members WHERE group_id = $1 ORDER BY unit_id, valid_from";
const SAID_ALIASES: &str = "SELECT match_key, alias FROM unit_group_aliases WHERE group_id = $1 ORDER BY match_key";

/// Everything a table of groups tells of one.
#[derive(Debug, PartialEq)]
struct SaidGroup {
    named: (i64, String, Option<i64>),
    members: Vec<(i64, String, String)>,
    aliases: Vec<(String, String)>,
}

async fn said_of_group(tx: &mut Tx, code: &str) -> Result<Option<SaidGroup>> {
    let Some(named) = tx.optional::<(i64, String, Option<i64>)>(KNOWN_GROUP, args![code]).await? else { return Ok(None) };
    let members = tx.all(SAID_MEMBERS, args![named.0]).await?;
    let aliases = tx.all(SAID_ALIASES, args![named.0]).await?;
    Ok(Some(SaidGroup { named, members, aliases }))
}

/// Adds a group or replaces the names and members of the one of the same code.
///
/// # Errors
/// The database fails, or a member stands twice from the same day.
pub async fn enter_group(tx: &mut Tx, new: &NewGroup) -> Result<(i64, Entered)> {
    let before = said_of_group(tx, &new.code).await?;
    let (id,): (i64,) = tx.one(ENTER_GROUP, args![new.code.as_str(), new.name.as_str(), new.owner]).await?;
    tx.execute(FORGET_GROUP_ALIASES, args![id]).await?;
    let names: BTreeMap<String, &String> = new.aliases.iter().chain([&new.name]).map(|name| (name_key(name), name)).collect();
    let names = names.into_iter().filter(|(key, _)| !key.is_empty());
    tx.insert_all(ADD_GROUP_ALIASES, names.map(|(key, alias)| args![key, id, alias.trim()].to_vec()).collect()).await?;
    tx.execute(FORGET_MEMBERS, args![id]).await?;
    let joined: BTreeSet<i64> = tx.all::<(i64,)>(JOINED, args![id]).await?.into_iter().map(|(unit,)| unit).collect();
    let members = new.members.iter().filter(|(unit, ..)| !joined.contains(unit));
    tx.insert_all(ADD_MEMBERS, members.map(|(unit, from, to)| args![id, *unit, *from, *to].to_vec()).collect()).await?;
    let entered = match before {
        None => Entered::Added,
        Some(before) if said_of_group(tx, &new.code).await?.is_some_and(|after| after == before) => Entered::Same,
        Some(_) => Entered::Changed,
    };
    Ok((id, entered))
}
