//! The ledger of what happened to units. Entering a change writes, in the caller's transaction, the entry, the names, places
//! and shares that follow from it, what goes over to another unit, and the audit.

mod carrying_out;
mod facts;
mod held_posts;
mod history;
mod memberships;
mod open_work;
mod preview;
mod reversal;
mod work;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::audit::{self, Actor, NewEntry};
use super::dialect::{StoredDay, Tx, args};
use super::unit_places;
use super::work_changes::Touched;
use crate::domain::agency_name::name_key;
use crate::domain::collation::sort_key;
use crate::domain::folding::folded;
use crate::domain::org_unit::{Hierarchy, NEVER, OPEN_END};
use crate::domain::unit_change::{self, Change, Facts, Founded, Operation, Target};
use crate::domain::unit_map::Succession;
use crate::domain::unit_tree::{Placement, day_before};
use crate::error::{Error, Result};

pub use carrying_out::carry_out_due;
pub use history::{HandoverRow, HistoryRow, NameSpan, ParentSpan, handovers_of_task, history, names, one, parents};
pub use open_work::{Reassignment, Undecided, reassign, undecided};
pub use preview::{MovedPost, MovedTask, Preview, preview};
pub use reversal::{entry, reverse};

/// Entries that were not taken back; `c` is the change.
macro_rules! in_force {
    () => {
        "c.kind <> 'reversal' AND NOT EXISTS (SELECT 1 FROM org_unit_changes taken WHERE taken.reverses_id = c.id)"
    };
}
use in_force;

const INSERT: &str = "INSERT INTO org_unit_changes (kind, effective_on, basis_number, basis_on, operation_json, reverses_id, reason,
        entered_at, entered_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id";
const NAMED: &str = "SELECT DISTINCT unit_id FROM org_unit_change_parties WHERE change_id = $1 ORDER BY unit_id";

/// Enters a change; when its day has come, names and open work change at once.
///
/// # Errors
/// `Invalid` with the reason why it cannot be, or the database fails.
pub async fn enter(tx: &mut Tx, actor: Actor, change: &Change, today: Date) -> Result<i64> {
    let facts = checked(tx, change, today).await?;
    let (basis, operation) = (&change.basis, &change.operation);
    let values = args![
        operation.kind().name(),
        change.on,
        basis.number.trim(),
        basis.on,
        serde_json::to_string(change)?,
        None::<i64>,
        None::<&str>,
        actor.at,
        actor.user
    ];
    let (id,): (i64,) = tx.one(INSERT, values).await?;
    let entering = Entering { id, change, facts: &facts };
    let targets = entering.targets(tx).await?;
    // Before anything ends: the chain is that of the post as it stood when its holder acted.
    let subject = facts.keys().chain(&targets).next().copied();
    audit::append(tx, actor, audit_action(operation), ("unit", subject), (None::<&()>, Some(change))).await?;
    entering.write(tx, &targets).await?;
    name_the_others(tx, actor, (audit_action(operation), id), (id, subject)).await?;
    let entered = Entered { id, change: change.clone(), targets };
    held_posts::hand_over(tx, actor, &entered).await?;
    memberships::hand_over(tx, &entered).await?;
    if change.on <= today {
        carrying_out::carry_out(tx, actor, &entered, today).await?;
    }
    Ok(id)
}

/// A change that stands in the ledger, with the units that take over or were founded, in the order of its operation.
struct Entered {
    id: i64,
    change: Change,
    targets: Vec<i64>,
}

/// An entry of the audit is about one unit: the others that the change names get one that points to it. `told` is the entry of the
/// ledger they are told of, `change` the one whose units they are.
async fn name_the_others(tx: &mut Tx, actor: Actor, (action, told): (&str, i64), (change, subject): (i64, Option<i64>)) -> Result<()> {
    let units: Vec<(i64,)> = tx.all(NAMED, args![change]).await?;
    let after = serde_json::json!({ "unit_change": told }).to_string();
    let entry = |unit| NewEntry { actor, action, subject: ("unit", Some(unit)), before: None, after: Some(after.clone()) };
    let others = units.into_iter().map(|(unit,)| unit).filter(|unit| Some(*unit) != subject);
    audit::append_all(tx, others.map(entry).collect()).await
}

/// The facts of the units a change names, where it may happen.
async fn checked(tx: &mut Tx, change: &Change, today: Date) -> Result<BTreeMap<i64, Facts>> {
    let facts = facts::of(tx, change).await?;
    unit_change::check(change, &facts, today).map_err(|refusal| Error::Invalid(refusal.to_string()))?;
    for founded in change.operation.founds() {
        let known = super::units::by_code(tx, &founded.code).await?.filter(|unit| unit.valid_from != NEVER);
        if let Some(unit) = known {
            return Err(Error::Invalid(format!("Mã {} đã cấp cho {}; mã đơn vị không dùng lại", founded.code, unit.name)));
        }
    }
    if let Operation::Transfer { unit, hierarchy, parent } = &change.operation {
        let now = unit_places::of_unit(tx, *hierarchy, *unit).await?;
        let there = now.iter().any(|span| span.from <= change.on && change.on <= span.to && span.parent == *parent);
        if there {
            let name = facts.get(unit).map(|facts| facts.name.clone()).unwrap_or_default();
            return Err(Error::Invalid(unit_change::Refusal::SameParent(name).to_string()));
        }
    }
    held_posts::leave_no_administrator_behind(tx, change).await?;
    Ok(facts)
}

struct Entering<'a> {
    id: i64,
    change: &'a Change,
    facts: &'a BTreeMap<i64, Facts>,
}

const ADD_PARTY: &str = "INSERT INTO org_unit_change_parties (change_id, unit_id, role, name, valid_to_before) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (change_id, unit_id, role) DO NOTHING";
const ADD_NAME: &str = "INSERT INTO org_unit_names (unit_id, valid_from, name, short_name, change_id) VALUES ($1, $2, $3, $4, $5)";
const ADD_ALIAS: &str = "INSERT INTO org_unit_aliases (match_key, unit_id, alias, change_id) VALUES ($1, $2, $3, $4)
    ON CONFLICT (match_key, unit_id) DO NOTHING";
const ADD_SUCCESSION: &str =
    "INSERT INTO org_unit_successions (change_id, predecessor_id, successor_id, effective_on, per_mille, takes_work)
    VALUES ($1, $2, $3, $4, $5, $6)";
const END: &str = "UPDATE org_units SET valid_to = $2 WHERE id = $1";
const FOUND: &str =
    "INSERT INTO org_units (code, identifier, name, short_name, kind, hierarchy, valid_from, valid_to, name_folded, sort_key)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (code) DO UPDATE SET identifier = excluded.identifier, name = excluded.name, short_name = excluded.short_name,
        kind = excluded.kind, hierarchy = excluded.hierarchy, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
        name_folded = excluded.name_folded, sort_key = excluded.sort_key
    RETURNING id";

impl Entering<'_> {
    /// Units that take over, or that are founded, in the order of the operation.
    async fn targets(&self, tx: &mut Tx) -> Result<Vec<i64>> {
        let mut out = Vec::new();
        if let Operation::Creation(founded) = &self.change.operation {
            out.push(self.found(tx, founded).await?);
        }
        for target in self.change.operation.targets() {
            out.push(match target {
                Target::Known(unit) => *unit,
                Target::New(founded) => self.found(tx, founded).await?,
            });
        }
        Ok(out)
    }

    async fn found(&self, tx: &mut Tx, founded: &Founded) -> Result<i64> {
        let (name, short) = (founded.name.trim(), founded.short_name.as_deref());
        let values = args![
            founded.code.as_str(),
            founded.identifier.as_deref(),
            name,
            short,
            founded.kind.as_str(),
            founded.hierarchy.name(),
            self.change.on,
            OPEN_END,
            folded(name),
            sort_key(name)
        ];
        let (unit,): (i64,) = tx.one(FOUND, values).await?;
        self.party(tx, unit, ("founded", name), None).await?;
        self.called(tx, unit, name, short).await?;
        let placement = Placement { unit, parent: founded.parent, from: self.change.on, to: OPEN_END };
        self.placed(tx, founded.hierarchy, placement).await?;
        unit_places::rebuild(tx, &[unit]).await?;
        Ok(unit)
    }

    async fn party(&self, tx: &mut Tx, unit: i64, (role, name): (&str, &str), valid_to: Option<Date>) -> Result<()> {
        tx.execute(ADD_PARTY, args![self.id, unit, role, name, valid_to]).await?;
        Ok(())
    }

    async fn known_party(&self, tx: &mut Tx, unit: i64, role: &str) -> Result<()> {
        match self.facts.get(&unit) {
            Some(facts) => self.party(tx, unit, (role, &facts.name), None).await,
            None => Ok(()),
        }
    }

    async fn called(&self, tx: &mut Tx, unit: i64, name: &str, short: Option<&str>) -> Result<()> {
        tx.execute(ADD_NAME, args![unit, self.change.on, name, short, self.id]).await?;
        for alias in [Some(name), short].into_iter().flatten() {
            tx.execute(ADD_ALIAS, args![name_key(alias), unit, alias, self.id]).await?;
        }
        Ok(())
    }

    async fn placed(&self, tx: &mut Tx, hierarchy: Hierarchy, placement: Placement) -> Result<()> {
        unit_places::state(tx, hierarchy, placement, Some(self.id)).await?;
        if let Some(parent) = placement.parent {
            unit_places::top(tx, hierarchy, parent, Some(self.id)).await?;
            self.known_party(tx, parent, "parent").await?;
        }
        Ok(())
    }

    async fn write(&self, tx: &mut Tx, targets: &[i64]) -> Result<()> {
        let (on, operation) = (self.change.on, &self.change.operation);
        let mut touched = operation.ends();
        match operation {
            Operation::Creation(_) => {}
            Operation::Rename { unit, name, short_name } => {
                self.known_party(tx, *unit, "renamed").await?;
                self.called(tx, *unit, name.trim(), short_name.as_deref()).await?;
            }
            Operation::Transfer { unit, hierarchy, parent } => {
                self.known_party(tx, *unit, "moved").await?;
                self.placed(tx, *hierarchy, Placement { unit: *unit, parent: *parent, from: on, to: OPEN_END }).await?;
                touched.push(*unit);
            }
            Operation::Merge { from, .. } => {
                for unit in from {
                    touched.extend(self.take_children(tx, *unit, from, targets).await?);
                }
            }
            Operation::Split { unit, .. } if touched.is_empty() => self.known_party(tx, *unit, "divided").await?,
            Operation::Split { .. } | Operation::Dissolution { .. } => {}
        }
        for target in operation.targets().into_iter().filter_map(Target::known) {
            self.known_party(tx, target, "into").await?;
        }
        for unit in operation.ends() {
            self.end(tx, unit).await?;
        }
        let heir = operation.heir(targets);
        for step in operation.successions(on, targets) {
            let takes_work = step.predecessor != step.successor && heir == Some(step.successor);
            let Succession { predecessor, successor, share, .. } = step;
            let values = args![self.id, predecessor, successor, on, i64::from(share.thousandths()), takes_work];
            tx.execute(ADD_SUCCESSION, values).await?;
        }
        unit_places::rebuild(tx, &touched).await
    }

    /// What stood below a merged unit stands below the one that takes it in.
    async fn take_children(&self, tx: &mut Tx, unit: i64, from: &[i64], targets: &[i64]) -> Result<Vec<i64>> {
        let Some(target) = targets.first() else { return Ok(Vec::new()) };
        let mut moved = Vec::new();
        for child in facts::children(tx, unit, self.change.on).await? {
            let hierarchy: Hierarchy = child.hierarchy;
            if from.contains(&child.unit_id) {
                continue;
            }
            self.party(tx, child.unit_id, ("moved", &child.name), None).await?;
            let from = child.valid_from.max(self.change.on);
            self.placed(tx, hierarchy, Placement { unit: child.unit_id, parent: Some(*target), from, to: child.valid_to }).await?;
            moved.push(child.unit_id);
        }
        Ok(moved)
    }

    async fn end(&self, tx: &mut Tx, unit: i64) -> Result<()> {
        let Some(facts) = self.facts.get(&unit) else { return Ok(()) };
        let role = match self.change.operation {
            Operation::Split { .. } => "divided",
            Operation::Dissolution { .. } => "dissolved",
            _ => "merged",
        };
        self.party(tx, unit, (role, &facts.name), Some(facts.to)).await?;
        tx.touch(Touched::Units);
        tx.execute(END, args![unit, day_before(self.change.on)]).await?;
        Ok(())
    }
}

fn audit_action(operation: &Operation) -> &'static str {
    match operation {
        Operation::Creation(_) => "unit-created",
        Operation::Rename { .. } => "unit-renamed",
        Operation::Merge { .. } => "units-merged",
        Operation::Split { .. } => "unit-split",
        Operation::Dissolution { .. } => "unit-dissolved",
        Operation::Transfer { .. } => "unit-transferred",
    }
}

const TOUCHED: &str = concat!(
    "SELECT COUNT(*) FROM org_unit_change_parties p JOIN org_unit_changes c ON c.id = p.change_id
     WHERE p.unit_id = $1 AND p.role NOT IN ('parent', 'into') AND ",
    in_force!()
);

/// Whether the ledger says something of the unit that a file of units must not overwrite.
///
/// # Errors
/// The database fails.
pub async fn has_history(tx: &mut Tx, unit: i64) -> Result<bool> {
    Ok(tx.one::<(i64,)>(TOUCHED, args![unit]).await?.0 > 0)
}

const SUCCESSIONS: &str = "SELECT effective_on, predecessor_id, successor_id, per_mille FROM org_unit_successions
    ORDER BY effective_on, change_id";

#[derive(sqlx::FromRow)]
struct SuccessionRow {
    #[sqlx(try_from = "StoredDay")]
    effective_on: Date,
    predecessor_id: i64,
    successor_id: i64,
    per_mille: i64,
}

/// All in force, oldest first.
///
/// # Errors
/// The database fails.
pub async fn successions(tx: &mut Tx) -> Result<Vec<Succession>> {
    let rows: Vec<SuccessionRow> = tx.all(SUCCESSIONS, args![]).await?;
    let succession = |row: SuccessionRow| {
        let share = crate::domain::share::Share::per_mille(row.per_mille)?;
        Some(Succession { on: row.effective_on, predecessor: row.predecessor_id, successor: row.successor_id, share })
    };
    Ok(rows.into_iter().filter_map(succession).collect())
}
