//! What the board counts: assignments by state, late over due, worst units first. The sums come from the work in memory, the names of
//! units and plans from the database.

use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use super::dialect::{Arg, Tx, args};
use super::live_work::{Live, places_after};
use crate::domain::AsOf;
use crate::domain::clarity::Clarity;
use crate::domain::live_work::{LateOn, Sums};
use crate::error::Result;

pub use crate::domain::live_work::DUE_SOON_DAYS;

/// Which assignments are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scope {
    pub plan: Option<i64>,
    /// The unit with all units below it.
    pub unit: Option<i64>,
}

/// # Errors
/// The database fails.
pub async fn counts(tx: &mut Tx, live: &Live, scope: Scope, as_of: AsOf) -> Result<Sums> {
    live.ask(tx, |work| work.sums(scope.plan, &work.scope(scope.unit, false, as_of.today), as_of)).await
}

/// One unit, or the assignments without a recognised unit (`unit_id` is `None`).
#[derive(Debug, Clone, PartialEq)]
pub struct UnitCounts {
    pub unit_id: Option<i64>,
    pub unit_name: Option<String>,
    /// Name of the unit above, where that one is not at the top itself: offices of communes share their names.
    pub above: Option<String>,
    pub sums: Sums,
}

#[derive(sqlx::FromRow)]
struct UnitName {
    id: i64,
    name: String,
    sort_key: String,
    above: Option<String>,
}

const UNIT_NAMES: &str =
    "SELECT u.id, u.name, u.sort_key, (SELECT MIN(o.name) FROM unit_ancestors p JOIN org_units o ON o.id = p.ancestor_id
            WHERE p.unit_id = u.id AND p.depth = 1 AND $1 BETWEEN p.valid_from AND p.valid_to
              AND EXISTS (SELECT 1 FROM unit_ancestors g WHERE g.unit_id = u.id AND g.depth = 2
                AND $1 BETWEEN g.valid_from AND g.valid_to)) AS above
     FROM org_units u WHERE u.id IN ";
const NAMELESS: &str = "SELECT a.id, a.unit_name FROM assignments a WHERE a.unit_id IS NULL";
/// Units named in one statement.
const ROWS: usize = 500;

/// Worst first: most late, then the larger share late, then as they come (the database gives names in Vietnamese order).
fn by_lateness(left: &Sums, right: &Sums) -> Ordering {
    let share = |sums: &Sums| sums.late as f64 / (1 + sums.due) as f64;
    right.late.cmp(&left.late).then_with(|| share(right).total_cmp(&share(left)))
}

/// Worst first: most late, then the larger share late.
///
/// # Errors
/// The database fails.
pub async fn by_unit(tx: &mut Tx, live: &Live, scope: Scope, as_of: AsOf) -> Result<Vec<UnitCounts>> {
    let nameless: HashMap<i64, Option<String>> = tx.all::<(i64, Option<String>)>(NAMELESS, args![]).await?.into_iter().collect();
    let groups = live.ask(tx, |work| {
        let units = work.scope(scope.unit, false, as_of.today);
        work.sums_by(scope.plan, &units, as_of, |_, one| match one.unit {
            Some(unit) => Some((Some(unit), None)),
            None => Some((None, nameless.get(&one.id).cloned().flatten())),
        })
    });
    let mut groups = groups.await?;
    let ids: Vec<i64> = groups.keys().filter_map(|(unit, _)| *unit).collect();
    let mut out = Vec::new();
    for name in unit_names(tx, &ids, as_of.today).await? {
        if let Some(sums) = groups.remove(&(Some(name.id), None)) {
            out.push(UnitCounts { unit_id: Some(name.id), unit_name: Some(name.name), above: name.above, sums });
        }
    }
    let mut rest: Vec<_> = groups.into_iter().filter(|((unit, _), _)| unit.is_none()).collect();
    rest.sort_by(|((_, left), _), ((_, right), _)| left.cmp(right));
    out.extend(rest.into_iter().map(|((unit_id, unit_name), sums)| UnitCounts { unit_id, unit_name, above: None, sums }));
    out.sort_by(|left, right| by_lateness(&left.sums, &right.sums));
    Ok(out)
}

/// In Vietnamese order.
async fn unit_names(tx: &mut Tx, ids: &[i64], today: Date) -> Result<Vec<UnitName>> {
    let mut out: Vec<UnitName> = Vec::new();
    for part in ids.chunks(ROWS) {
        let sql = format!("{UNIT_NAMES}{}", places_after(1, part.len()));
        let values = args![today].into_iter().chain(part.iter().map(|id| Arg::from(*id)));
        // Only places of values are written into the text.
        out.extend(tx.all::<UnitName>(AssertSqlSafe(sql), values).await?);
    }
    out.sort_by(|left, right| left.sort_key.cmp(&right.sort_key).then(left.id.cmp(&right.id)));
    Ok(out)
}

#[derive(Debug, Clone, PartialEq)]
pub struct PlanCounts {
    pub plan_id: i64,
    pub sums: Sums,
}

/// Worst first.
///
/// # Errors
/// The database fails.
pub async fn by_plan(tx: &mut Tx, live: &Live, scope: Scope, as_of: AsOf) -> Result<Vec<PlanCounts>> {
    let groups = live.ask(tx, |work| {
        let units = work.scope(scope.unit, false, as_of.today);
        work.sums_by(scope.plan, &units, as_of, |task, _| Some(task.plan))
    });
    let mut out: Vec<PlanCounts> = groups.await?.into_iter().map(|(plan_id, sums)| PlanCounts { plan_id, sums }).collect();
    out.sort_by_key(|plan| (Reverse(plan.sums.late), plan.plan_id));
    Ok(out)
}

/// Not finished and past the deadline at the end of a day, counted on both deadlines.
///
/// # Errors
/// The database fails.
pub async fn late_on(tx: &mut Tx, live: &Live, scope: Scope, day: Date, as_of: AsOf) -> Result<LateOn> {
    live.ask(tx, |work| work.late_on(scope.plan, &work.scope(scope.unit, false, as_of.today), day)).await
}

/// How many tasks that run lack each clarity, in the order of [`Clarity::ALL`].
///
/// # Errors
/// The database fails.
pub async fn lacking(tx: &mut Tx, live: &Live, scope: Scope, as_of: AsOf) -> Result<[(Clarity, i64); 6]> {
    live.ask(tx, |work| work.lacking(scope.plan, &work.scope(scope.unit, false, as_of.today))).await
}
