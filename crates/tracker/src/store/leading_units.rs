//! Units that have work, to choose one by.

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use super::dialect::{Arg, Tx, args};
use super::live_work::{Live, places_after};
use crate::error::Result;

/// More of them nobody looks through.
const MOST: usize = 400;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LeadingUnit {
    pub id: i64,
    pub name: String,
    /// Name of the unit above, where that one is not at the top itself: offices of communes share their names.
    pub above: Option<String>,
}

const LEADING: &str = "SELECT u.id, u.name, (SELECT MIN(o.name) FROM unit_ancestors p JOIN org_units o ON o.id = p.ancestor_id
            WHERE p.unit_id = u.id AND p.depth = 1 AND $1 BETWEEN p.valid_from AND p.valid_to
              AND EXISTS (SELECT 1 FROM unit_ancestors g WHERE g.unit_id = u.id AND g.depth = 2
                AND $1 BETWEEN g.valid_from AND g.valid_to)) AS above
    FROM org_units u WHERE u.id IN ";

/// Those that have work, within one unit or all of them, in Vietnamese order, and whether there is work that no unit of the directory has.
///
/// # Errors
/// The database fails.
pub async fn leading(tx: &mut Tx, live: &Live, within: Option<i64>, today: Date) -> Result<(Vec<LeadingUnit>, bool)> {
    let (mut units, nameless) = live.ask(tx, |work| (work.working_units(within, today), work.has_work_without_unit())).await?;
    units.sort_unstable();
    units.truncate(MOST);
    if units.is_empty() {
        return Ok((Vec::new(), nameless));
    }
    let sql = format!("{LEADING}{} ORDER BY u.sort_key, u.id", places_after(1, units.len()));
    let values = args![today].into_iter().chain(units.into_iter().map(Arg::from));
    // Only places of values are written into the text.
    Ok((tx.all(AssertSqlSafe(sql), values).await?, nameless))
}

const PROVINCES: &str = "SELECT id FROM org_units WHERE kind = 'province' AND $1 BETWEEN valid_from AND valid_to LIMIT 2";
const PROVINCE: &str = "SELECT x.ancestor_id FROM unit_ancestors x JOIN org_units u ON u.id = x.ancestor_id
    WHERE x.unit_id = $1 AND $2 BETWEEN x.valid_from AND x.valid_to AND u.kind = 'province' ORDER BY x.depth DESC LIMIT 1";

/// The province of a unit on a board that several provinces share; `None` elsewhere.
///
/// # Errors
/// The database fails.
pub async fn own_province(tx: &mut Tx, unit: Option<i64>, today: Date) -> Result<Option<i64>> {
    if tx.all::<(i64,)>(PROVINCES, args![today]).await?.len() < 2 {
        return Ok(None);
    }
    Ok(tx.optional::<(i64,)>(PROVINCE, args![unit, today]).await?.map(|(id,)| id))
}
