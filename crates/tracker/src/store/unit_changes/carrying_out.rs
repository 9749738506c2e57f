//! The day of a change has come: names are those of the day, open work goes to the heir, and so does what was given to a unit
//! between the entry and the day.

use jiff::civil::Date;

use super::{Entered, held_posts, in_force, memberships, name_the_others, work};
use crate::domain::collation::sort_key;
use crate::domain::folding::folded;
use crate::domain::unit_change::{Change, Target};
use crate::error::Result;
use crate::store::audit::{self, Actor};
use crate::store::dialect::{Tx, args};
use crate::store::units;

pub(super) const CARRIED_OUT: &str = "UPDATE org_unit_changes SET carried_out_at = $2 WHERE id = $1";
const NAMED_NEWLY: &str = "SELECT unit_id FROM org_unit_change_parties WHERE change_id = $1 AND role IN ('renamed', 'founded')";

/// # Errors
/// The database fails.
pub(super) async fn carry_out(tx: &mut Tx, actor: Actor, entered: &Entered, today: Date) -> Result<()> {
    for (unit,) in tx.all::<(i64,)>(NAMED_NEWLY, args![entered.id]).await? {
        show_name(tx, unit, today).await?;
    }
    work::hand_over(tx, entered.id, entered.change.on).await?;
    tx.execute(CARRIED_OUT, args![entered.id, actor.at]).await?;
    Ok(())
}

const NAME_ON: &str = "SELECT name, short_name FROM org_unit_names WHERE unit_id = $1
    ORDER BY CASE WHEN valid_from <= $2 THEN 0 ELSE 1 END, CASE WHEN valid_from <= $2 THEN valid_from END DESC, valid_from LIMIT 1";
const SHOW_NAME: &str = "UPDATE org_units SET name = $2, short_name = $3, name_folded = $4, sort_key = $5 WHERE id = $1";

/// Writes the name of a day where every list reads it.
pub(super) async fn show_name(tx: &mut Tx, unit: i64, day: Date) -> Result<()> {
    if let Some((name, short)) = tx.optional::<(String, Option<String>)>(NAME_ON, args![unit, day]).await? {
        tx.execute(SHOW_NAME, args![unit, name.as_str(), short, folded(&name), sort_key(&name)]).await?;
    }
    Ok(())
}

const WAITING: &str = concat!(
    "SELECT c.id, c.operation_json FROM org_unit_changes c WHERE c.carried_out_at IS NULL AND c.effective_on <= $1 AND ",
    in_force!(),
    " ORDER BY c.effective_on, c.id"
);

/// Carries out what was entered ahead of its day, once the day has come. How many changes.
///
/// # Errors
/// The database fails.
pub async fn carry_out_due(tx: &mut Tx, actor: Actor, today: Date) -> Result<usize> {
    let waiting: Vec<(i64, String)> = tx.all(WAITING, args![today]).await?;
    for (id, operation) in &waiting {
        let change: Change = serde_json::from_str(operation)?;
        let targets = targets(tx, &change).await?;
        let entered = Entered { id: *id, change, targets };
        held_posts::hand_over(tx, actor, &entered).await?;
        memberships::hand_over(tx, &entered).await?;
        carry_out(tx, actor, &entered, today).await?;
        let action = "unit-change-carried-out";
        audit::append(tx, actor, action, ("unit-change", Some(*id)), (None::<&()>, None::<&()>)).await?;
        name_the_others(tx, actor, (action, *id), (*id, None)).await?;
    }
    Ok(waiting.len())
}

/// Units that take over, in the order of the operation; those it founded are known by their codes, which are given once.
async fn targets(tx: &mut Tx, change: &Change) -> Result<Vec<i64>> {
    let mut out = Vec::new();
    for target in change.operation.targets() {
        match target {
            Target::Known(unit) => out.push(*unit),
            Target::New(founded) => out.extend(units::by_code(tx, &founded.code).await?.map(|unit| unit.id)),
        }
    }
    Ok(out)
}
