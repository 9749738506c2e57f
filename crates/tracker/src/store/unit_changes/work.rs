//! What goes over from a unit that ends to the one that takes its place: open work, posts, membership of groups.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::domain::Role;
use crate::domain::org_unit::{NEVER, OPEN_END};
use crate::domain::unit_change::Change;
use crate::domain::unit_tree::day_before;
use crate::domain::written;
use crate::error::{Error, Result};
use crate::store::dialect::{StoredDay, StoredDayOrNone, Tx, args};

#[derive(sqlx::FromRow)]
struct OpenWork {
    id: i64,
    task_id: i64,
    unit_id: i64,
    heir_id: i64,
    phase: String,
    percent: i64,
    /// The heir has the same task.
    heir_has_it: bool,
    basis_number: String,
    #[sqlx(try_from = "StoredDay")]
    basis_on: Date,
    heir_name: String,
}

// Of several assignments of one task the one that is due first and stands worst goes on.
const OPEN_WORK: &str = "SELECT a.id, a.task_id, s.predecessor_id AS unit_id, s.successor_id AS heir_id, a.phase, a.percent,
        (h.id IS NOT NULL) AS heir_has_it,
        c.basis_number, c.basis_on, u.name AS heir_name
    FROM org_unit_successions s JOIN org_unit_changes c ON c.id = s.change_id JOIN org_units u ON u.id = s.successor_id
        JOIN assignments a ON a.unit_id = s.predecessor_id
        LEFT JOIN assignments h ON h.task_id = a.task_id AND h.unit_id = s.successor_id
    WHERE s.change_id = $1 AND s.takes_work AND a.phase IN ('open', 'waiting', 'returned')
        AND (h.id IS NULL OR h.phase NOT IN ('done', 'stopped'))
    ORDER BY a.task_id, a.current_due NULLS LAST, a.percent, a.id";
const GIVE: &str = "UPDATE assignments SET unit_id = $2, unit_name = COALESCE(unit_name, $3) WHERE id = $1";
const STOP: &str = "UPDATE assignments SET phase = 'stopped', stopped_on = $2, stopped_by = $3 WHERE id = $1";
const RECORD: &str =
    "INSERT INTO assignment_handovers (assignment_id, change_id, from_unit_id, to_unit_id, handed_on, percent, stopped_from)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Open work of the units that ended. What the heir has to do already is stopped at the predecessor, unless the heir is through
/// with it: then it stays and waits for a decision.
///
/// # Errors
/// The database fails.
pub(super) async fn hand_over(tx: &mut Tx, change: i64, on: Date) -> Result<()> {
    let mut given = BTreeSet::new();
    for work in tx.all::<OpenWork>(OPEN_WORK, args![change]).await? {
        let OpenWork { id, unit_id, heir_id, percent, .. } = work;
        let stopped_from = if work.heir_has_it || !given.insert((work.task_id, heir_id)) {
            let basis = format!("{} ngày {}", work.basis_number, written::day(work.basis_on));
            let by = format!("{basis}; {} đã được giao cùng nhiệm vụ", work.heir_name);
            tx.execute(STOP, args![id, on, by]).await?;
            Some(work.phase)
        } else {
            tx.execute(GIVE, args![id, heir_id, work.heir_name.as_str()]).await?;
            None
        };
        tx.execute(RECORD, args![id, change, unit_id, heir_id, on, percent, stopped_from]).await?;
    }
    Ok(())
}

const GIVE_BACK: &str = "UPDATE assignments SET unit_id = (SELECT k.from_unit_id FROM assignment_handovers k
            WHERE k.assignment_id = assignments.id AND k.change_id = $1 AND k.returned_by IS NULL)
    WHERE id IN (SELECT k.assignment_id FROM assignment_handovers k WHERE k.change_id = $1 AND k.returned_by IS NULL
            AND k.stopped_from IS NULL AND k.to_unit_id = assignments.unit_id)";
const GO_ON: &str = "UPDATE assignments SET stopped_on = NULL, stopped_by = NULL,
        phase = (SELECT k.stopped_from FROM assignment_handovers k WHERE k.assignment_id = assignments.id AND k.change_id = $1)
    WHERE phase = 'stopped' AND id IN (SELECT k.assignment_id FROM assignment_handovers k
        WHERE k.change_id = $1 AND k.returned_by IS NULL AND k.stopped_from IS NOT NULL)";
const RETURNED: &str = "UPDATE assignment_handovers SET returned_by = $2 WHERE change_id = $1 AND returned_by IS NULL";

/// Work goes back to whom it was taken from, with what was done on it since.
///
/// # Errors
/// The database fails.
pub(super) async fn hand_back(tx: &mut Tx, change: i64, reversal: i64) -> Result<()> {
    tx.execute(GIVE_BACK, args![change]).await?;
    tx.execute(GO_ON, args![change]).await?;
    tx.execute(RETURNED, args![change, reversal]).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct HeldPost {
    id: i64,
    user_id: i64,
    role: String,
    #[sqlx(try_from = "StoredDay")]
    valid_from: Date,
    #[sqlx(try_from = "StoredDay")]
    valid_to: Date,
    delegates_id: Option<i64>,
    reviewed_at: Option<i64>,
    reviewed_by: Option<i64>,
}

// What is delegated after what it is delegated from.
const POSTS: &str = "SELECT id, user_id, role, valid_from, valid_to, delegates_id, reviewed_at, reviewed_by FROM posts
    WHERE unit_id = $1 AND valid_to >= $2 ORDER BY CASE WHEN delegates_id IS NULL THEN 0 ELSE 1 END, id";
const END_POST: &str = "UPDATE posts SET valid_from = $2, valid_to = $3 WHERE id = $1";
const NEW_POST: &str = "INSERT INTO posts (user_id, unit_id, role, valid_from, valid_to, delegates_id, reviewed_at, reviewed_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id";
const HELD_ALREADY: &str =
    "SELECT COUNT(*) FROM posts WHERE user_id = $1 AND unit_id = $2 AND role = $3 AND valid_from <= $5 AND valid_to >= $4
    AND delegates_id IS NULL";
const RECORD_POST: &str = "INSERT INTO post_handovers (change_id, post_id, new_post_id, valid_from_before, valid_to_before)
    VALUES ($1, $2, $3, $4, $5)";

/// Posts at a unit end with it; where people go along, each gets the same post at the unit that takes the work.
///
/// # Errors
/// `Invalid` when an administrator would be left without a post, or the database fails.
pub(super) async fn move_posts(tx: &mut Tx, id: i64, change: &Change, targets: &[i64]) -> Result<()> {
    let heir = change.operation.heir(targets).filter(|_| change.moves_posts);
    let mut moved: BTreeMap<i64, i64> = BTreeMap::new();
    for unit in change.operation.ends() {
        for post in tx.all::<HeldPost>(POSTS, args![unit, change.on]).await? {
            if heir.is_none() && post.role == Role::Administrator.name() {
                return Err(Error::Invalid(
                    "Đơn vị có người đang giữ quyền quản trị; hãy chuyển quyền đó sang đơn vị khác trước, hoặc chọn chuyển chức trách"
                        .to_owned(),
                ));
            }
            let last = day_before(change.on);
            let (from, to) = if post.valid_from <= last { (post.valid_from, last) } else { (NEVER, NEVER) };
            tx.execute(END_POST, args![post.id, from, to]).await?;
            let new = match heir {
                Some(heir) => move_post(tx, &post, (heir, change.on), &moved).await?,
                None => None,
            };
            moved.extend(new.map(|new| (post.id, new)));
            tx.execute(RECORD_POST, args![id, post.id, new, post.valid_from, post.valid_to]).await?;
        }
    }
    Ok(())
}

/// The same post at the heir; none where the person holds it there already. What was delegated stays delegated, from the post
/// that took the place of the other.
async fn move_post(tx: &mut Tx, post: &HeldPost, (heir, on): (i64, Date), moved: &BTreeMap<i64, i64>) -> Result<Option<i64>> {
    let (from, to) = (post.valid_from.max(on), post.valid_to);
    let (known,): (i64,) = tx.one(HELD_ALREADY, args![post.user_id, heir, post.role.as_str(), from, to]).await?;
    if known > 0 && post.delegates_id.is_none() {
        return Ok(None);
    }
    let delegates = post.delegates_id.map(|from| moved.get(&from).copied().unwrap_or(from));
    let values = args![post.user_id, heir, post.role.as_str(), from, to, delegates, post.reviewed_at, post.reviewed_by];
    Ok(Some(tx.one::<(i64,)>(NEW_POST, values).await?.0))
}

#[derive(sqlx::FromRow)]
struct MovedPost {
    post_id: i64,
    new_post_id: Option<i64>,
    #[sqlx(try_from = "StoredDay")]
    valid_from_before: Date,
    #[sqlx(try_from = "StoredDay")]
    valid_to_before: Date,
    /// Last day of the post that took its place, as it is now.
    #[sqlx(try_from = "StoredDayOrNone")]
    new_to: Option<Date>,
}

const MOVED_POSTS: &str = "SELECT h.post_id, h.new_post_id, h.valid_from_before, h.valid_to_before, n.valid_to AS new_to
    FROM post_handovers h LEFT JOIN posts n ON n.id = h.new_post_id WHERE h.change_id = $1";

/// As it was before. A post that took another's place may be named in the audit: it stays, with no day on which it holds.
///
/// # Errors
/// The database fails.
pub(super) async fn return_posts(tx: &mut Tx, change: i64) -> Result<()> {
    for post in tx.all::<MovedPost>(MOVED_POSTS, args![change]).await? {
        // What was taken from the person meanwhile is not given back.
        let to = post.new_to.map_or(post.valid_to_before, |new| new.min(post.valid_to_before));
        let (from, to) = if to < post.valid_from_before { (NEVER, NEVER) } else { (post.valid_from_before, to) };
        tx.execute(END_POST, args![post.post_id, from, to]).await?;
        if let Some(new) = post.new_post_id {
            tx.execute(END_POST, args![new, NEVER, NEVER]).await?;
        }
    }
    Ok(())
}

const JOIN_GROUPS: &str = "INSERT INTO unit_group_members (group_id, unit_id, valid_from, valid_to, change_id)
    SELECT DISTINCT m.group_id, CAST($2 AS BIGINT), $3, $4, CAST($5 AS BIGINT) FROM unit_group_members m
    WHERE m.unit_id = $1 AND $3 BETWEEN m.valid_from AND m.valid_to
        AND NOT EXISTS (SELECT 1 FROM unit_group_members o WHERE o.group_id = m.group_id AND o.unit_id = $2 AND o.valid_to >= $3)";

/// Units that take over from one that ends are in its groups from then on; the one that ended is a member no longer than it was.
///
/// # Errors
/// The database fails.
pub(super) async fn join_groups(tx: &mut Tx, id: i64, change: &Change, targets: &[i64]) -> Result<()> {
    for unit in change.operation.ends() {
        for target in targets {
            tx.execute(JOIN_GROUPS, args![unit, *target, change.on, OPEN_END, id]).await?;
        }
    }
    Ok(())
}

/// Open work of a unit that is no more and has no heir.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Undecided {
    pub task_id: i64,
    pub task_name: String,
    pub unit_id: i64,
    pub unit_name: String,
    #[sqlx(try_from = "StoredDay")]
    pub ended_on: Date,
}

const UNDECIDED: &str = "SELECT t.id AS task_id, t.name AS task_name, u.id AS unit_id, u.name AS unit_name, u.valid_to AS ended_on
    FROM assignments a JOIN tasks t ON t.id = a.task_id JOIN plans p ON p.id = t.plan_id JOIN org_units u ON u.id = a.unit_id
    WHERE u.valid_to < $1 AND a.phase IN ('open', 'waiting', 'returned') AND p.state <> 'replaced'
        AND ($2 IS NULL OR u.id = $2)
    ORDER BY u.sort_key, u.id, t.position";

/// Of one unit or of all, on a day.
///
/// # Errors
/// The database fails.
pub async fn undecided(tx: &mut Tx, unit: Option<i64>, on: Date) -> Result<Vec<Undecided>> {
    Ok(tx.all(UNDECIDED, args![on, unit]).await?)
}
