//! Rules that a plan has of its own.

use std::collections::HashMap;

use crate::domain::reminder::{Line, Occasion, Rules};
use crate::error::Result;
use crate::store::audit::{self, Actor};
use crate::store::dialect::{Tx, args};

#[derive(sqlx::FromRow)]
struct LineRow {
    plan_id: i64,
    #[sqlx(try_from = "String")]
    occasion: Occasion,
    before_days: String,
    on_day: bool,
    after_from: i64,
    after_every: i64,
}

impl LineRow {
    fn into_line(self) -> Line {
        let before = self.before_days.split(',').filter_map(|days| days.parse().ok()).collect();
        Line { before, on_day: self.on_day, from: self.after_from, every: self.after_every }
    }
}

const ALL: &str = "SELECT plan_id, occasion, before_days, on_day, after_from, after_every FROM reminder_rules ORDER BY plan_id";
const OF_PLAN: &str = "SELECT plan_id, occasion, before_days, on_day, after_from, after_every FROM reminder_rules WHERE plan_id = $1";

/// Of every plan that has its own.
///
/// # Errors
/// The database fails.
pub async fn all(tx: &mut Tx) -> Result<HashMap<i64, Rules>> {
    let mut out: HashMap<i64, Rules> = HashMap::new();
    for row in tx.all::<LineRow>(ALL, args![]).await? {
        let (plan, occasion) = (row.plan_id, row.occasion);
        *out.entry(plan).or_default().line_mut(occasion) = row.into_line();
    }
    Ok(out)
}

/// Of one plan; `None`: it goes by the configuration.
///
/// # Errors
/// The database fails.
pub async fn of_plan(tx: &mut Tx, plan: i64) -> Result<Option<Rules>> {
    let mut out: Option<Rules> = None;
    for row in tx.all::<LineRow>(OF_PLAN, args![plan]).await? {
        let occasion = row.occasion;
        *out.get_or_insert_default().line_mut(occasion) = row.into_line();
    }
    Ok(out)
}

const ISSUER: &str = "SELECT issuer_unit_id FROM plans WHERE id = $1";

/// The unit that issued a plan; `None` where it is not known.
///
/// # Errors
/// `NotFound`, or the database fails.
pub async fn issuer_of(tx: &mut Tx, plan: i64) -> Result<Option<i64>> {
    Ok(tx.one::<(Option<i64>,)>(ISSUER, args![plan]).await?.0)
}

const CLEAR: &str = "DELETE FROM reminder_rules WHERE plan_id = $1";
const ADD: &str = "INSERT INTO reminder_rules (plan_id, occasion, before_days, on_day, after_from, after_every) VALUES";

/// Rules of the plan's own.
///
/// # Errors
/// The database fails.
pub async fn set(tx: &mut Tx, actor: Actor, plan: i64, rules: &Rules) -> Result<()> {
    let before = of_plan(tx, plan).await?;
    tx.execute(CLEAR, args![plan]).await?;
    let row = |occasion: Occasion| {
        let line = rules.line(occasion);
        args![plan, occasion.name(), commas(&line.before), line.on_day, line.from, line.every].to_vec()
    };
    tx.insert_all(ADD, Occasion::ALL.into_iter().map(row).collect()).await?;
    let change = (before.as_ref().map(told), Some(told(rules)));
    audit::append(tx, actor, "reminder-rules-changed", ("plan", Some(plan)), (change.0.as_ref(), change.1.as_ref())).await
}

/// Back to the configuration.
///
/// # Errors
/// The database fails.
pub async fn clear(tx: &mut Tx, actor: Actor, plan: i64) -> Result<()> {
    let before = of_plan(tx, plan).await?;
    if tx.execute(CLEAR, args![plan]).await? > 0 {
        audit::append(tx, actor, "reminder-rules-cleared", ("plan", Some(plan)), (before.as_ref().map(told).as_ref(), None::<&()>)).await?;
    }
    Ok(())
}

fn commas(days: &[i64]) -> String {
    days.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}

fn told(rules: &Rules) -> serde_json::Value {
    let line = |occasion: Occasion| {
        let line = rules.line(occasion);
        (
            occasion.name().to_owned(),
            serde_json::json!({ "before": commas(&line.before), "on_day": line.on_day, "from": line.from, "every": line.every }),
        )
    };
    Occasion::ALL.into_iter().map(line).collect::<serde_json::Map<_, _>>().into()
}
