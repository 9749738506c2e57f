//! Who belongs to a named group, from a day to a day, and in whose plans its name is meant.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::audit::{self, Actor};
use super::dialect::{StoredDay, Tx, args};
use crate::domain::collation::sort_key;
use crate::domain::org_unit::OPEN_END;
use crate::domain::unit_tree::day_before;
use crate::domain::written;
use crate::error::{Error, Result};

#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub id: i64,
    pub name: String,
    /// In whose plans the name means this group, on the day asked for.
    pub owner: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    name: String,
    owner_id: Option<i64>,
    owner: Option<String>,
}

const ALL: &str =
    "SELECT g.id, g.name, g.owner_id, u.name AS owner FROM unit_groups g LEFT JOIN org_units u ON u.id = g.owner_id ORDER BY g.name, g.id";
const FIND: &str =
    "SELECT g.id, g.name, g.owner_id, u.name AS owner FROM unit_groups g LEFT JOIN org_units u ON u.id = g.owner_id WHERE g.id = $1";
const NAME: &str = "SELECT name FROM org_units WHERE id = $1";

/// Groups of everybody first, then by the unit in whose plans they are meant on a day.
///
/// # Errors
/// The database fails.
pub async fn all(tx: &mut Tx, on: Date) -> Result<Vec<Group>> {
    let owners = Owners::load(tx, on).await?;
    let mut out = Vec::new();
    for group in tx.all::<Stored>(ALL, args![]).await? {
        out.push(owners.shown(tx, group).await?);
    }
    out.sort_by_cached_key(|group| group.owner.as_deref().map(sort_key));
    Ok(out)
}

/// # Errors
/// `NotFound`, or the database fails.
pub async fn find(tx: &mut Tx, id: i64, on: Date) -> Result<Group> {
    let group = tx.one(FIND, args![id]).await?;
    Owners::load(tx, on).await?.shown(tx, group).await
}

/// Names of the groups that are meant in the plans of a unit on a day.
///
/// # Errors
/// The database fails.
pub(super) async fn owned(tx: &mut Tx, unit: i64, on: Date) -> Result<Vec<String>> {
    let owners = Owners::load(tx, on).await?;
    let all = tx.all::<Stored>(ALL, args![]).await?.into_iter();
    Ok(all.filter(|group| group.owner_id.is_some_and(|owner| owners.on_day(owner) == unit)).map(|group| group.name).collect())
}

/// Who stands in the place of units that are no more on a day. A group keeps the unit it was made for: whose it is on a day follows
/// from the ledger, so nothing has to be put back when a change is.
#[derive(Debug, Default)]
pub(super) struct Owners(BTreeMap<i64, i64>);

const HEIRS: &str = "SELECT s.predecessor_id, s.successor_id FROM org_unit_successions s JOIN org_units u ON u.id = s.predecessor_id
    WHERE s.takes_work AND s.effective_on <= $1 AND u.valid_to < $1 ORDER BY s.effective_on, s.change_id";

impl Owners {
    /// # Errors
    /// The database fails.
    pub(super) async fn load(tx: &mut Tx, on: Date) -> Result<Self> {
        Ok(Self(tx.all::<(i64, i64)>(HEIRS, args![on]).await?.into_iter().collect()))
    }

    pub(super) fn on_day(&self, unit: i64) -> i64 {
        let mut unit = unit;
        // Each step is another unit that ended, so there are no more of them than heirs.
        for _ in 0..self.0.len() {
            match self.0.get(&unit) {
                Some(heir) => unit = *heir,
                None => break,
            }
        }
        unit
    }

    async fn shown(&self, tx: &mut Tx, group: Stored) -> Result<Group> {
        let owner = match group.owner_id.map(|made_for| (made_for, self.on_day(made_for))) {
            Some((made_for, owner)) if owner != made_for => Some(tx.one::<(String,)>(NAME, args![owner]).await?.0),
            _ => group.owner,
        };
        Ok(Group { id: group.id, name: group.name, owner })
    }
}

/// A unit in a group; it is a member no longer than it exists.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Member {
    pub unit_id: i64,
    pub code: String,
    pub name: String,
    #[sqlx(try_from = "StoredDay")]
    pub valid_from: Date,
    #[sqlx(try_from = "StoredDay")]
    pub valid_to: Date,
}

const MEMBERS: &str = "SELECT u.id AS unit_id, u.code, u.name, m.valid_from,
        CASE WHEN m.valid_to < u.valid_to THEN m.valid_to ELSE u.valid_to END AS valid_to
    FROM unit_group_members m JOIN org_units u ON u.id = m.unit_id
    WHERE m.group_id = $1 ORDER BY u.sort_key, u.id, m.valid_from";

/// At any time.
///
/// # Errors
/// The database fails.
pub async fn members(tx: &mut Tx, group: i64) -> Result<Vec<Member>> {
    Ok(tx.all(MEMBERS, args![group]).await?)
}

const LATER: &str = "SELECT COUNT(*) FROM unit_group_members WHERE group_id = $1 AND unit_id = $2 AND valid_to >= $3";
const ADD: &str = "INSERT INTO unit_group_members (group_id, unit_id, valid_from, valid_to) VALUES ($1, $2, $3, $4)";

/// From a day on.
///
/// # Errors
/// `Invalid` when it is a member on that day or later, `NotFound`, or the database fails.
pub async fn add(tx: &mut Tx, actor: Actor, group: i64, (unit, from): (i64, Date)) -> Result<()> {
    find(tx, group, from).await?;
    let (later,): (i64,) = tx.one(LATER, args![group, unit, from]).await?;
    if later > 0 {
        return Err(Error::Invalid(format!("Đơn vị đã thuộc nhóm này vào ngày {} hoặc sau đó", written::day(from))));
    }
    tx.execute(ADD, args![group, unit, from, OPEN_END]).await?;
    record(tx, actor, group, (unit, "joined", from)).await
}

const END: &str = "UPDATE unit_group_members SET valid_to = $4
    WHERE group_id = $1 AND unit_id = $2 AND valid_from < $3 AND valid_to >= $3";
const NEVER_BEGAN: &str = "DELETE FROM unit_group_members WHERE group_id = $1 AND unit_id = $2 AND valid_from >= $3";

/// From a day on it is no member.
///
/// # Errors
/// `Invalid` when it is none on that day or later, `NotFound`, or the database fails.
pub async fn remove(tx: &mut Tx, actor: Actor, group: i64, (unit, from): (i64, Date)) -> Result<()> {
    find(tx, group, from).await?;
    let ended = tx.execute(END, args![group, unit, from, day_before(from)]).await?;
    let before = tx.execute(NEVER_BEGAN, args![group, unit, from]).await?;
    if ended + before == 0 {
        return Err(Error::Invalid(format!("Đơn vị không thuộc nhóm này từ ngày {}", written::day(from))));
    }
    record(tx, actor, group, (unit, "left", from)).await
}

async fn record(tx: &mut Tx, actor: Actor, group: i64, (unit, what, on): (i64, &str, Date)) -> Result<()> {
    let entry = serde_json::json!({ "unit": unit, "change": what, "from": on });
    audit::append(tx, actor, "group-members-changed", ("group", Some(group)), (None::<&()>, Some(&entry))).await
}
