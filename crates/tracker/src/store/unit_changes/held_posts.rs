//! Posts at a unit that ends: they end with it, and where people go along, each goes on at the unit that takes its place.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Entered;
use crate::domain::Role;
use crate::domain::org_unit::NEVER;
use crate::domain::unit_change::Change;
use crate::domain::unit_tree::day_before;
use crate::error::{Error, Result};
use crate::store::audit::{self, Actor};
use crate::store::dialect::{StoredDay, StoredDayOrNone, Tx, args};

#[derive(sqlx::FromRow)]
struct HeldPost {
    id: i64,
    user_id: i64,
    unit_id: i64,
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
const POSTS: &str = "SELECT id, user_id, unit_id, role, valid_from, valid_to, delegates_id, reviewed_at, reviewed_by FROM posts
    WHERE unit_id = $1 AND valid_to >= $2 ORDER BY CASE WHEN delegates_id IS NULL THEN 0 ELSE 1 END, id";
const END_POST: &str = "UPDATE posts SET valid_from = $2, valid_to = $3 WHERE id = $1";
const NEW_POST: &str = "INSERT INTO posts (user_id, unit_id, role, valid_from, valid_to, delegates_id, reviewed_at, reviewed_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id";
const HELD_ALREADY: &str =
    "SELECT COUNT(*) FROM posts WHERE user_id = $1 AND unit_id = $2 AND role = $3 AND valid_from <= $5 AND valid_to >= $4
    AND delegates_id IS NULL";
const RECORD_POST: &str = "INSERT INTO post_handovers (change_id, post_id, new_post_id, valid_from_before, valid_to_before)
    VALUES ($1, $2, $3, $4, $5)";
const MOVED: &str = "SELECT post_id, new_post_id FROM post_handovers WHERE change_id = $1 AND new_post_id IS NOT NULL";

/// # Errors
/// `Invalid` when an administrator would be left without a post, or the database fails.
pub(super) async fn leave_no_administrator_behind(tx: &mut Tx, change: &Change) -> Result<()> {
    if change.moves_posts && change.operation.has_heir() {
        return Ok(());
    }
    for unit in change.operation.ends() {
        let posts = tx.all::<HeldPost>(POSTS, args![unit, change.on]).await?;
        if posts.iter().any(|post| post.role == Role::Administrator.name()) {
            return Err(Error::Invalid(
                "Đơn vị có người đang giữ quyền quản trị; hãy chuyển quyền đó sang đơn vị khác trước, hoặc chọn chuyển chức trách"
                    .to_owned(),
            ));
        }
    }
    Ok(())
}

/// Posts that reach beyond the eve of the change. Asked again on the day, it moves those that were given since the entry.
///
/// # Errors
/// The database fails.
pub(super) async fn hand_over(tx: &mut Tx, actor: Actor, entered: &Entered) -> Result<()> {
    let Entered { id, change, targets } = entered;
    let heir = change.operation.heir(targets).filter(|_| change.moves_posts);
    let mut moved: BTreeMap<i64, i64> = tx.all::<(i64, i64)>(MOVED, args![*id]).await?.into_iter().collect();
    for unit in change.operation.ends() {
        for post in tx.all::<HeldPost>(POSTS, args![unit, change.on]).await? {
            // Only one that was given after the entry: no date locks everybody out.
            if heir.is_none() && post.role == Role::Administrator.name() {
                continue;
            }
            let last = day_before(change.on);
            let (from, to) = if post.valid_from <= last { (post.valid_from, last) } else { (NEVER, NEVER) };
            tx.execute(END_POST, args![post.id, from, to]).await?;
            let new = match heir {
                Some(heir) => go_on(tx, &post, (heir, change.on), &moved).await?,
                None => None,
            };
            moved.extend(new.map(|new| (post.id, new)));
            tx.execute(RECORD_POST, args![*id, post.id, new, post.valid_from, post.valid_to]).await?;
            record(tx, actor, (*id, change.on), &post, heir.zip(new)).await?;
        }
    }
    Ok(())
}

/// The same post at the heir; none where the person holds it there already. What was delegated stays delegated, from the post
/// that took the place of the other.
async fn go_on(tx: &mut Tx, post: &HeldPost, (heir, on): (i64, Date), moved: &BTreeMap<i64, i64>) -> Result<Option<i64>> {
    let (from, to) = (post.valid_from.max(on), post.valid_to);
    let (known,): (i64,) = tx.one(HELD_ALREADY, args![post.user_id, heir, post.role.as_str(), from, to]).await?;
    if known > 0 && post.delegates_id.is_none() {
        return Ok(None);
    }
    let delegates = post.delegates_id.map(|from| moved.get(&from).copied().unwrap_or(from));
    let values = args![post.user_id, heir, post.role.as_str(), from, to, delegates, post.reviewed_at, post.reviewed_by];
    Ok(Some(tx.one::<(i64,)>(NEW_POST, values).await?.0))
}

/// Among what was done to the person: the right went elsewhere, or ended.
async fn record(tx: &mut Tx, actor: Actor, (change, on): (i64, Date), post: &HeldPost, new: Option<(i64, i64)>) -> Result<()> {
    let before = serde_json::json!({ "post": post.id, "role": post.role, "unit": post.unit_id, "to": post.valid_to });
    let (action, after) = match new {
        Some((heir, new)) => {
            let from = post.valid_from.max(on);
            ("post-moved", serde_json::json!({ "post": new, "unit": heir, "from": from, "unit_change": change }))
        }
        None => ("post-ended", serde_json::json!({ "post": post.id, "to": day_before(on), "unit_change": change })),
    };
    audit::append(tx, actor, action, ("user", Some(post.user_id)), (Some(&before), Some(&after))).await
}

#[derive(sqlx::FromRow)]
struct MovedPost {
    post_id: i64,
    user_id: i64,
    unit_id: i64,
    new_post_id: Option<i64>,
    new_unit_id: Option<i64>,
    #[sqlx(try_from = "StoredDay")]
    valid_from_before: Date,
    #[sqlx(try_from = "StoredDay")]
    valid_to_before: Date,
    /// Last day of the post that took its place, as it is now.
    #[sqlx(try_from = "StoredDayOrNone")]
    new_to: Option<Date>,
}

const MOVED_POSTS: &str = "SELECT h.post_id, p.user_id, p.unit_id, h.new_post_id, n.unit_id AS new_unit_id, h.valid_from_before,
        h.valid_to_before, n.valid_to AS new_to
    FROM post_handovers h JOIN posts p ON p.id = h.post_id LEFT JOIN posts n ON n.id = h.new_post_id
    WHERE h.change_id = $1 ORDER BY h.post_id";

/// As it was before. A post that took another's place may be named in the audit: it stays, with no day on which it holds.
///
/// # Errors
/// The database fails.
pub(super) async fn give_back(tx: &mut Tx, actor: Actor, (change, reversal): (i64, i64)) -> Result<()> {
    for post in tx.all::<MovedPost>(MOVED_POSTS, args![change]).await? {
        // What was taken from the person meanwhile is not given back.
        let to = post.new_to.map_or(post.valid_to_before, |new| new.min(post.valid_to_before));
        let (from, to) = if to < post.valid_from_before { (NEVER, NEVER) } else { (post.valid_from_before, to) };
        tx.execute(END_POST, args![post.post_id, from, to]).await?;
        if let Some(new) = post.new_post_id {
            tx.execute(END_POST, args![new, NEVER, NEVER]).await?;
        }
        let before = serde_json::json!({ "post": post.new_post_id, "unit": post.new_unit_id });
        let after = serde_json::json!({ "post": post.post_id, "unit": post.unit_id, "from": from, "to": to, "unit_change": reversal });
        audit::append(tx, actor, "post-returned", ("user", Some(post.user_id)), (Some(&before), Some(&after))).await?;
    }
    Ok(())
}
