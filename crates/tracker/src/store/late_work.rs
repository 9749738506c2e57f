//! Work that is late: by unit, with the people who answer for it, for calls and letters.

use jiff::civil::Date;

use super::audit::{self, Actor, NewEntry};
use super::dialect::{StoredDay, Tx, args};
use crate::domain::Role;
use crate::error::Result;

/// A unit with work that is late.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LateUnit {
    pub unit_id: i64,
    pub name: String,
    pub count: i64,
    #[sqlx(try_from = "StoredDay")]
    pub oldest: Date,
    /// Units of the whole list.
    pub total: i64,
}

// The worst first: how much is late, then how long.
const UNITS: &str = "SELECT a.unit_id, u.name, COUNT(*) AS count, MIN(a.current_due) AS oldest, COUNT(*) OVER () AS total
    FROM assignments a JOIN tasks t ON t.id = a.task_id JOIN plans p ON p.id = t.plan_id JOIN org_units u ON u.id = a.unit_id
    WHERE a.phase IN ('open', 'returned') AND a.current_due < $1 AND p.state <> 'replaced'
        AND ($2 IS NULL OR a.unit_id IN (SELECT x.unit_id FROM unit_ancestors x WHERE x.ancestor_id = $2
            AND $1 BETWEEN x.valid_from AND x.valid_to))
    GROUP BY a.unit_id, u.name ORDER BY COUNT(*) DESC, MIN(a.current_due), u.name, a.unit_id LIMIT $3 OFFSET $4";

/// Units that are late within a unit; `None`: of the whole board.
///
/// # Errors
/// The database fails.
pub async fn units(tx: &mut Tx, within: Option<i64>, today: Date, (offset, limit): (i64, i64)) -> Result<Vec<LateUnit>> {
    Ok(tx.all(UNITS, args![today, within, limit, offset]).await?)
}

/// Work of one unit.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LateRow {
    pub assignment_id: i64,
    pub unit_id: i64,
    pub unit_name: String,
    pub task_name: String,
    pub plan_number: Option<String>,
    #[sqlx(try_from = "StoredDay")]
    pub due: Date,
}

const OF_UNIT: &str = "SELECT a.id AS assignment_id, u.id AS unit_id, u.name AS unit_name, t.name AS task_name, p.number AS plan_number,
        a.current_due AS due
    FROM assignments a JOIN tasks t ON t.id = a.task_id JOIN plans p ON p.id = t.plan_id JOIN org_units u ON u.id = a.unit_id
    WHERE a.unit_id = $1 AND a.phase IN ('open', 'returned') AND a.current_due <= $2 AND p.state <> 'replaced'
    ORDER BY a.current_due, a.id LIMIT $3";

/// Open work of a unit that is due by a day, the latest first.
///
/// # Errors
/// The database fails.
pub async fn of_unit(tx: &mut Tx, unit: i64, until: Date, limit: i64) -> Result<Vec<LateRow>> {
    Ok(tx.all(OF_UNIT, args![unit, until, limit]).await?)
}

/// Somebody to call.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Person {
    pub unit_id: i64,
    pub user_id: i64,
    pub full_name: String,
    #[sqlx(try_from = "String")]
    pub role: Role,
    pub phone: Option<String>,
}

const PEOPLE: &str = "SELECT p.unit_id, u.id AS user_id, u.full_name, p.role, u.phone FROM posts p JOIN users u ON u.id = p.user_id
    WHERE p.unit_id = $1 AND p.role IN ('unit-head', 'unit-officer') AND NOT u.disabled AND p.delegates_id IS NULL
        AND $2 BETWEEN p.valid_from AND p.valid_to
    ORDER BY CASE WHEN p.role = 'unit-head' THEN 0 ELSE 1 END, u.sort_key, u.id LIMIT $3";

/// Somebody of a unit, without a number.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Named {
    pub user_id: i64,
    pub full_name: String,
    #[sqlx(try_from = "String")]
    pub role: Role,
}

/// People whom a message to a unit may address.
const NAMED: i64 = 10;

/// Who answers for the work of a unit or does it.
///
/// # Errors
/// The database fails.
pub async fn names(tx: &mut Tx, unit: i64, today: Date) -> Result<Vec<Named>> {
    let named = |person: Person| Named { user_id: person.user_id, full_name: person.full_name, role: person.role };
    Ok(tx.all::<Person>(PEOPLE, args![unit, today, NAMED]).await?.into_iter().map(named).collect())
}

/// People who answer for the work of units or do it, with their telephone numbers: who reads them leaves an entry for each person.
///
/// # Errors
/// The database fails.
pub async fn people(tx: &mut Tx, reader: Actor, units: &[i64], today: Date, limit: i64) -> Result<Vec<Person>> {
    let mut out: Vec<Person> = Vec::new();
    for unit in units {
        out.extend(tx.all::<Person>(PEOPLE, args![*unit, today, limit]).await?);
    }
    let mut read: Vec<i64> = Vec::new();
    for person in out.iter().filter(|person| person.phone.is_some() && reader.user != Some(person.user_id)) {
        if !read.contains(&person.user_id) {
            read.push(person.user_id);
        }
    }
    let entry =
        |user: i64| NewEntry { actor: reader, action: "personal-data-read", subject: ("user", Some(user)), before: None, after: None };
    audit::append_all(tx, read.into_iter().map(entry).collect()).await?;
    Ok(out)
}

/// That a letter was made, to which units, with how much work.
///
/// # Errors
/// The database fails.
pub async fn letter_made(tx: &mut Tx, actor: Actor, units: &[i64], count: usize) -> Result<()> {
    let told = serde_json::json!({ "units": units, "count": count });
    audit::append(tx, actor, "reminder-letter-made", ("unit", units.first().copied()), (None::<&()>, Some(&told))).await
}
