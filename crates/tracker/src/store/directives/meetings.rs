//! Meetings at which directives were given.

use jiff::civil::Date;

use super::super::audit::Actor;
use super::super::dialect::{StoredDay, Tx, args};
use crate::domain::folding::folded;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Meeting {
    pub id: i64,
    /// Whose meeting it is.
    pub unit_id: Option<i64>,
    pub unit_name: Option<String>,
    pub name: String,
    #[sqlx(try_from = "StoredDay")]
    pub held_on: Date,
}

const NOTE: &str =
    "INSERT INTO meetings (unit_id, name, name_folded, held_on, noted_by) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
const KNOWN: &str = "SELECT id FROM meetings WHERE held_on = $1 AND name_folded = $2 AND COALESCE(unit_id, 0) = COALESCE($3, 0)";

/// The meeting of a unit of this name and day; a new one where there is none.
///
/// # Errors
/// The database fails.
pub async fn note_meeting(tx: &mut Tx, actor: Actor, unit: Option<i64>, (name, on): (&str, Date)) -> Result<i64> {
    let key = folded(name);
    tx.execute(NOTE, args![unit, name, key.as_str(), on, actor.user]).await?;
    Ok(tx.one::<(i64,)>(KNOWN, args![on, key, unit]).await?.0)
}

macro_rules! meeting_rows {
    ($end:literal) => {
        concat!(
            "SELECT m.id, m.unit_id, u.name AS unit_name, m.name, m.held_on FROM meetings m LEFT JOIN org_units u ON u.id = m.unit_id ",
            $end
        )
    };
}

const FIND: &str = meeting_rows!("WHERE m.id = $1");
const LATEST: &str = meeting_rows!("ORDER BY m.held_on DESC, m.id DESC LIMIT 200");

/// # Errors
/// `NotFound`, or the database fails.
pub async fn find_meeting(tx: &mut Tx, id: i64) -> Result<Meeting> {
    Ok(tx.one(FIND, args![id]).await?)
}

/// The latest two hundred, the latest first.
///
/// # Errors
/// The database fails.
pub async fn meetings(tx: &mut Tx) -> Result<Vec<Meeting>> {
    Ok(tx.all(LATEST, args![]).await?)
}
