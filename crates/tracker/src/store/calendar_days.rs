//! The board's calendar: days off and days worked in exchange.

use jiff::civil::Date;

use super::audit::{self, Actor};
use super::dialect::{StoredDay, Tx, args};
use crate::domain::working_days::{Exception, WorkingDays};
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CalendarDay {
    #[sqlx(try_from = "StoredDay")]
    pub day: Date,
    /// "off" or "worked".
    pub kind: String,
    pub name: String,
}

const ALL: &str = "SELECT day, kind, name FROM calendar_days ORDER BY day";

/// Earliest first.
///
/// # Errors
/// The database fails.
pub async fn all(tx: &mut Tx) -> Result<Vec<CalendarDay>> {
    Ok(tx.all(ALL, args![]).await?)
}

/// # Errors
/// The database fails.
pub async fn working_days(tx: &mut Tx) -> Result<WorkingDays> {
    let exception = |row: CalendarDay| (row.day, if row.kind == "worked" { Exception::Worked } else { Exception::Off });
    Ok(WorkingDays::new(all(tx).await?.into_iter().map(exception)))
}

const SET: &str = "INSERT INTO calendar_days (day, kind, name) VALUES ($1, $2, $3)
    ON CONFLICT (day) DO UPDATE SET kind = excluded.kind, name = excluded.name";
const CLEAR: &str = "DELETE FROM calendar_days WHERE day = $1";

/// Makes a day one off or one that is worked; `None`: as its weekday has it.
///
/// # Errors
/// The database fails.
pub async fn set(tx: &mut Tx, actor: Actor, day: Date, exception: Option<(Exception, &str)>) -> Result<()> {
    let told = match exception {
        Some((exception, name)) => {
            let kind = if exception == Exception::Worked { "worked" } else { "off" };
            tx.execute(SET, args![day, kind, name]).await?;
            serde_json::json!({ "day": day, "kind": kind, "name": name })
        }
        None => {
            tx.execute(CLEAR, args![day]).await?;
            serde_json::json!({ "day": day, "kind": null })
        }
    };
    audit::append(tx, actor, "calendar-changed", ("calendar", None), (None::<&()>, Some(&told))).await
}
