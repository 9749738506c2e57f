//! Taking back an entry made by mistake: another entry that names it, after which everything stands as if it had not been.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::carrying_out::{CARRIED_OUT, show_name};
use super::{INSERT, held_posts, in_force, name_the_others, work};
use crate::domain::org_unit::{Hierarchy, NEVER};
use crate::domain::unit_change::{self, Change, Kind, LegalBasis};
use crate::domain::unit_tree::day_before;
use crate::domain::written;
use crate::error::{Error, Result};
use crate::store::audit::{self, Actor};
use crate::store::dialect::{StoredDay, StoredDayOrNone, Tx, args};
use crate::store::unit_places;
use crate::store::work_changes::Touched;

/// An entry of the ledger that is not a reversal.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub id: i64,
    pub kind: Kind,
    pub change: Change,
    /// Taken back since.
    pub is_reversed: bool,
    /// Its day has come and names and work have changed.
    pub is_carried_out: bool,
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    #[sqlx(try_from = "String")]
    kind: Kind,
    operation_json: String,
    is_reversed: bool,
    is_carried_out: bool,
}

const FIND: &str = "SELECT c.id, c.kind, c.operation_json, c.carried_out_at IS NOT NULL AS is_carried_out,
        EXISTS (SELECT 1 FROM org_unit_changes r WHERE r.reverses_id = c.id) AS is_reversed
    FROM org_unit_changes c WHERE c.id = $1 AND c.kind <> 'reversal'";

/// # Errors
/// `NotFound`, or the database fails.
pub async fn entry(tx: &mut Tx, id: i64) -> Result<Entry> {
    let Stored { id, kind, operation_json, is_reversed, is_carried_out } = tx.one(FIND, args![id]).await?;
    Ok(Entry { id, kind, change: serde_json::from_str(&operation_json)?, is_reversed, is_carried_out })
}

#[derive(sqlx::FromRow)]
struct Later {
    #[sqlx(try_from = "String")]
    kind: Kind,
    #[sqlx(try_from = "StoredDay")]
    effective_on: Date,
    name: String,
}

// What was entered after it and rests on it. Units it founded, ended or divided: anything. A name: the next name. A place: the
// next place, and who came to stand below.
const LATER: &str = concat!(
    "SELECT c.kind, c.effective_on, q.name FROM org_unit_changes c JOIN org_unit_change_parties q ON q.change_id = c.id
        JOIN org_unit_change_parties p ON p.unit_id = q.unit_id AND p.change_id = $1
     WHERE c.id > $1 AND (p.role IN ('founded', 'merged', 'dissolved', 'divided')
        OR (p.role = 'renamed' AND q.role = 'renamed')
        OR (p.role = 'moved' AND q.role IN ('moved', 'parent', 'merged', 'divided', 'dissolved'))
        OR (p.role = 'into' AND q.role IN ('merged', 'divided', 'dissolved'))) AND ",
    in_force!(),
    " ORDER BY c.id DESC LIMIT 1"
);

#[derive(sqlx::FromRow)]
struct Party {
    unit_id: i64,
    role: String,
    name: String,
    #[sqlx(try_from = "StoredDayOrNone")]
    valid_to_before: Option<Date>,
}

const PARTIES: &str = "SELECT unit_id, role, name, valid_to_before FROM org_unit_change_parties WHERE change_id = $1 ORDER BY unit_id";
const LIVE_ON: &str = "UPDATE org_units SET valid_to = $2 WHERE id = $1";
const NEVER_WAS: &str = "UPDATE org_units SET valid_from = $2, valid_to = $2 WHERE id = $1";
// A parent became the top of a hierarchy with this change, and others have come to stand below it since.
const KEEP_TOPS: &str = "UPDATE org_unit_placements SET change_id = NULL WHERE change_id = $1
    AND unit_id IN (SELECT p.unit_id FROM org_unit_change_parties p WHERE p.change_id = $1 AND p.role = 'parent')
    AND unit_id NOT IN (SELECT p.unit_id FROM org_unit_change_parties p WHERE p.change_id = $1 AND p.role IN ('founded', 'moved'))
    AND EXISTS (SELECT 1 FROM org_unit_placements o WHERE o.parent_id = org_unit_placements.unit_id
        AND o.hierarchy = org_unit_placements.hierarchy AND (o.change_id IS NULL OR o.change_id <> $1))";
const PLACED: &str = "SELECT DISTINCT unit_id FROM org_unit_placements WHERE change_id = $1";
const FORGET: [&str; 6] = [
    "DELETE FROM org_unit_names WHERE change_id = $1",
    "DELETE FROM org_unit_aliases WHERE change_id = $1",
    "DELETE FROM org_unit_placements WHERE change_id = $1",
    "DELETE FROM org_unit_successions WHERE change_id = $1",
    "DELETE FROM unit_group_members WHERE change_id = $1",
    "DELETE FROM group_handovers WHERE change_id = $1",
];

/// Takes an entry back, with the reason and the document that says so.
///
/// # Errors
/// `Conflict` when something entered later rests on it or a unit it founded is in use; `NotFound`; the database fails.
pub async fn reverse(tx: &mut Tx, actor: Actor, id: i64, (basis, reason): (&LegalBasis, &str), today: Date) -> Result<i64> {
    let entry = entry(tx, id).await?;
    if entry.is_reversed {
        return Err(Error::Conflict("Thay đổi này đã được hủy trước đó".to_owned()));
    }
    unit_change::basis(basis, today).map_err(|refusal| Error::Invalid(refusal.to_string()))?;
    if let Some(later) = tx.optional::<Later>(LATER, args![id]).await? {
        let (kind, day) = (later.kind.label().to_lowercase(), written::day(later.effective_on));
        return Err(Error::Conflict(format!(
            "Sau đó đã ghi thay đổi khác dựa trên thay đổi này: {kind}, {}, ngày {day}; hãy hủy thay đổi đó trước",
            later.name
        )));
    }
    let values = args![
        Kind::Reversal.name(),
        entry.change.on,
        basis.number.trim(),
        basis.on,
        serde_json::to_string(&entry.change)?,
        id,
        reason.trim(),
        actor.at,
        actor.user
    ];
    let (reversal,): (i64,) = tx.one(INSERT, values).await?;
    let parties: Vec<Party> = tx.all(PARTIES, args![id]).await?;
    let subject = parties.first().map(|party| party.unit_id);
    let after = serde_json::json!({ "reversal": reversal, "reason": reason.trim(), "basis": basis });
    audit::append(tx, actor, "unit-change-reversed", ("unit", subject), (Some(&entry.change), Some(&after))).await?;
    name_the_others(tx, actor, ("unit-change-reversed", reversal), (id, subject)).await?;
    work::hand_back(tx, id, reversal).await?;
    held_posts::give_back(tx, actor, (id, reversal)).await?;
    tx.execute(KEEP_TOPS, args![id]).await?;
    let placed: Vec<(i64,)> = tx.all(PLACED, args![id]).await?;
    for statement in FORGET {
        tx.execute(statement, args![id]).await?;
    }
    undo(tx, &parties, (placed.into_iter().map(|(unit,)| unit), today)).await?;
    let eve = day_before(entry.change.on);
    for party in &parties {
        let ended = party.valid_to_before.is_some();
        if ended || party.role == "moved" {
            below_the_living(tx, party, if ended { eve } else { NEVER }).await?;
        }
    }
    tx.execute(CARRIED_OUT, args![reversal, actor.at]).await?;
    Ok(reversal)
}

/// `placed`: units that the change had put somewhere.
async fn undo(tx: &mut Tx, parties: &[Party], (placed, today): (impl Iterator<Item = i64>, Date)) -> Result<()> {
    for party in parties {
        if let Some(to) = party.valid_to_before {
            tx.touch(Touched::Units);
            tx.execute(LIVE_ON, args![party.unit_id, to]).await?;
        }
    }
    for party in parties.iter().filter(|party| party.role == "founded") {
        unused(tx, party).await?;
        tx.touch(Touched::Units);
        tx.execute(NEVER_WAS, args![party.unit_id, NEVER]).await?;
    }
    for party in parties.iter().filter(|party| party.role == "renamed") {
        show_name(tx, party.unit_id, today).await?;
    }
    let ended = parties.iter().filter(|party| party.valid_to_before.is_some()).map(|party| party.unit_id);
    let touched: BTreeSet<i64> = placed.chain(ended).collect();
    unit_places::rebuild(tx, &touched.into_iter().collect::<Vec<_>>()).await
}

/// What may hang on a unit, as it is said of it, and how much of it there is.
const USES: [(&str, &str, &str); 9] = [
    ("đã có", "số liệu", "SELECT COUNT(*) FROM observations WHERE unit_id = $1"),
    ("đã có", "nhiệm vụ được giao", "SELECT COUNT(*) FROM assignments WHERE unit_id = $1"),
    ("đã có", "nhiệm vụ nêu tên", "SELECT COUNT(*) FROM task_units WHERE unit_id = $1"),
    ("đã có", "chỉ tiêu nêu tên", "SELECT COUNT(*) FROM indicator_units WHERE unit_id = $1"),
    ("đã có", "kế hoạch đã ban hành", "SELECT COUNT(*) FROM plans WHERE issuer_unit_id = $1"),
    ("đã có", "người giữ chức trách", "SELECT COUNT(*) FROM posts WHERE unit_id = $1 AND valid_to >= '1900-01-01'"),
    // Those that the change itself brought below it are back where they were.
    ("là cấp trên của", "đơn vị", "SELECT COUNT(DISTINCT unit_id) FROM org_unit_placements WHERE parent_id = $1"),
    ("là thành viên của", "nhóm đơn vị", "SELECT COUNT(DISTINCT group_id) FROM unit_group_members WHERE unit_id = $1"),
    ("đứng tên", "nhóm đơn vị", "SELECT COUNT(*) FROM unit_groups WHERE owner_id = $1"),
];

/// A unit that should not have been founded can go only while nothing hangs on it.
async fn unused(tx: &mut Tx, party: &Party) -> Result<()> {
    for (how, what, count) in USES {
        let (number,): (i64,) = tx.one(count, args![party.unit_id]).await?;
        if number > 0 {
            let number = written::count(number);
            return Err(Error::Conflict(format!(
                "{} {how} {number} {what}; hãy chuyển sang đơn vị khác trước khi hủy việc thành lập",
                party.name
            )));
        }
    }
    Ok(())
}

const PARENT_LIFE: &str = "SELECT name, valid_to FROM org_units WHERE id = $1";

#[derive(sqlx::FromRow)]
struct Parent {
    name: String,
    #[sqlx(try_from = "StoredDay")]
    valid_to: Date,
}

/// The parent to which a unit comes back has to be there still; one that was gone before `eve` was so before the change too.
async fn below_the_living(tx: &mut Tx, party: &Party, eve: Date) -> Result<()> {
    for hierarchy in Hierarchy::ALL {
        for span in unit_places::of_unit(tx, hierarchy, party.unit_id).await? {
            let Some(parent) = span.parent else { continue };
            let parent: Parent = tx.one(PARENT_LIFE, args![parent]).await?;
            if parent.valid_to < span.to && parent.valid_to >= eve {
                return Err(Error::Conflict(format!(
                    "{} sẽ trở về trực thuộc {}, đơn vị đã hết hoạt động sau ngày {}",
                    party.name,
                    parent.name,
                    written::day(parent.valid_to)
                )));
            }
        }
    }
    Ok(())
}
