//! What a change would move, asked before it is entered.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{checked, facts, memberships};
use crate::domain::Role;
use crate::domain::unit_change::{Change, Operation, Target};
use crate::domain::unit_tree::day_before;
use crate::error::Result;
use crate::store::dialect::{Tx, args};
use crate::store::unit_groups;

/// Tasks named in a preview; the number says how many there are.
const SHOWN: usize = 20;

/// Everything that goes over, or stays behind.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Preview {
    /// Open work of the units that end, the first ones by name.
    pub tasks: Vec<MovedTask>,
    pub task_count: usize,
    /// Of these, what the heir has to do already: it ends at the predecessor.
    pub doubled: usize,
    pub posts: Vec<MovedPost>,
    /// Accepted and waiting figures of the units that end or are divided, and of how many indicators.
    pub figures: i64,
    pub indicators: i64,
    /// Names of units below those that end, which come to stand below the heir.
    pub children: Vec<String>,
    /// Groups to which units that end or are divided belong: those who take over come in.
    pub groups: Vec<String>,
    /// Groups named in the plans of units that end: from then on they are meant in those of the heir.
    pub owned: Vec<String>,
    /// Somebody takes the work over.
    pub has_heir: bool,
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct MovedTask {
    pub task_id: i64,
    pub task_name: String,
    pub unit_name: String,
    /// The heir has the same task, and has not finished it.
    pub heir_has_it: bool,
    /// The heir has finished the same task: it stays with the unit that ends.
    pub heir_is_done: bool,
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct MovedPost {
    pub full_name: String,
    #[sqlx(try_from = "String")]
    pub role: Role,
    pub unit_name: String,
}

const TASKS: &str = "SELECT t.id AS task_id, t.name AS task_name, u.name AS unit_name,
        EXISTS (SELECT 1 FROM assignments h WHERE h.task_id = t.id AND h.unit_id = $2
            AND h.phase IN ('open', 'waiting', 'returned')) AS heir_has_it,
        EXISTS (SELECT 1 FROM assignments h WHERE h.task_id = t.id AND h.unit_id = $2 AND h.phase IN ('done', 'stopped')) AS heir_is_done
    FROM assignments a JOIN tasks t ON t.id = a.task_id JOIN org_units u ON u.id = a.unit_id
    WHERE a.unit_id = $1 AND a.phase IN ('open', 'waiting', 'returned') ORDER BY a.current_due NULLS LAST, t.id";
const POSTS: &str = "SELECT w.full_name, p.role, u.name AS unit_name
    FROM posts p JOIN users w ON w.id = p.user_id JOIN org_units u ON u.id = p.unit_id
    WHERE p.unit_id = $1 AND p.valid_to >= $2 ORDER BY w.full_name, p.id";
const FIGURES: &str = "SELECT indicator_id, COUNT(*) FROM observations WHERE unit_id = $1 GROUP BY indicator_id";

/// What entering the change would do; nothing is written.
///
/// # Errors
/// `Invalid` with the reason why it cannot be entered, or the database fails.
pub async fn preview(tx: &mut Tx, change: &Change, today: Date) -> Result<Preview> {
    checked(tx, change, today).await?;
    let (operation, on) = (&change.operation, change.on);
    let heir = known_heir(operation);
    let mut out = Preview { has_heir: operation.has_heir(), ..Preview::default() };
    let mut given = BTreeSet::new();
    for unit in gives_work(operation) {
        for mut task in tx.all::<MovedTask>(TASKS, args![unit, heir]).await? {
            task.heir_has_it |= !given.insert(task.task_id);
            out.task_count += 1;
            out.doubled += usize::from(task.heir_has_it);
            if out.tasks.len() < SHOWN {
                out.tasks.push(task);
            }
        }
    }
    for unit in operation.ends() {
        out.posts.extend(tx.all::<MovedPost>(POSTS, args![unit, on]).await?);
        out.owned.extend(unit_groups::owned(tx, unit, day_before(on)).await?);
        if matches!(operation, Operation::Merge { .. }) {
            out.children.extend(facts::children(tx, unit, on).await?.into_iter().map(|child| child.name));
        }
    }
    for unit in memberships::predecessors(change) {
        out.groups.extend(memberships::of_unit(tx, unit, on).await?);
    }
    let mut indicators = BTreeSet::new();
    for unit in figures_of(operation) {
        for (indicator, figures) in tx.all::<(i64, i64)>(FIGURES, args![unit]).await? {
            indicators.insert(indicator);
            out.figures += figures;
        }
    }
    out.indicators = indicators.len() as i64;
    out.groups.sort_unstable();
    out.groups.dedup();
    out.owned.sort_unstable();
    out.owned.dedup();
    Ok(out)
}

/// Units whose open work goes to another, or stays without a unit.
fn gives_work(operation: &Operation) -> Vec<i64> {
    match operation {
        Operation::Split { unit, parts, heir } => {
            let to = parts.get(*heir).and_then(|(target, _)| target.known());
            if to == Some(*unit) { vec![] } else { vec![*unit] }
        }
        _ => operation.ends(),
    }
}

fn figures_of(operation: &Operation) -> Vec<i64> {
    match operation {
        Operation::Split { unit, .. } => vec![*unit],
        _ => operation.ends(),
    }
}

fn known_heir(operation: &Operation) -> Option<i64> {
    match operation {
        Operation::Merge { into, .. } => into.known(),
        Operation::Split { parts, heir, .. } => parts.get(*heir).map(|(target, _)| target).and_then(Target::known),
        _ => None,
    }
}
