//! Who belongs to a named group, from a day to a day.

use jiff::civil::Date;

use super::audit::{self, Actor};
use super::dialect::{StoredDay, Tx, args};
use crate::domain::org_unit::OPEN_END;
use crate::domain::unit_tree::day_before;
use crate::domain::written;
use crate::error::{Error, Result};

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Group {
    pub id: i64,
    pub name: String,
    pub owner: Option<String>,
}

const ALL: &str = "SELECT g.id, g.name, u.name AS owner FROM unit_groups g LEFT JOIN org_units u ON u.id = g.owner_id
    ORDER BY u.sort_key NULLS FIRST, g.name, g.id";
const FIND: &str = "SELECT g.id, g.name, u.name AS owner FROM unit_groups g LEFT JOIN org_units u ON u.id = g.owner_id WHERE g.id = $1";

/// Groups of everybody first, then by the unit in whose plans they are meant.
///
/// # Errors
/// The database fails.
pub async fn all(tx: &mut Tx) -> Result<Vec<Group>> {
    Ok(tx.all(ALL, args![]).await?)
}

/// # Errors
/// `NotFound`, or the database fails.
pub async fn find(tx: &mut Tx, id: i64) -> Result<Group> {
    Ok(tx.one(FIND, args![id]).await?)
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
    find(tx, group).await?;
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
    find(tx, group).await?;
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
