//! Posts: which role a person has at which unit, from a day to a day, by right or by delegation; their six-monthly review.

use jiff::civil::Date;

use super::audit::{self, Actor};
use super::dialect::{StoredDay, Tx, args};
use super::invitations;
use crate::clock::start_of;
use crate::domain::org_unit::{NEVER, OPEN_END};
use crate::domain::{Post, Role};
use crate::error::{Error, Result};

#[derive(sqlx::FromRow)]
struct PostRow {
    id: i64,
    #[sqlx(try_from = "String")]
    role: Role,
    unit_id: Option<i64>,
    unit_name: Option<String>,
    delegated_by: Option<String>,
}

// Own posts before delegated ones: without a choice the first is acted in. A delegation ends with the post it stands in for.
const HELD: &str = "SELECT p.id, p.role, p.unit_id, o.name AS unit_name, w.full_name AS delegated_by
    FROM posts p LEFT JOIN org_units o ON o.id = p.unit_id LEFT JOIN posts d ON d.id = p.delegates_id LEFT JOIN users w ON w.id = d.user_id
    WHERE p.user_id = $1 AND $2 BETWEEN p.valid_from AND p.valid_to
        AND (p.delegates_id IS NULL OR ($2 BETWEEN d.valid_from AND d.valid_to AND NOT w.disabled))
    ORDER BY CASE WHEN p.delegates_id IS NULL THEN 0 ELSE 1 END, p.id";

/// What a person holds on a day.
///
/// # Errors
/// The database fails.
pub async fn held(tx: &mut Tx, user: i64, on: Date) -> Result<Vec<Post>> {
    let rows: Vec<PostRow> = tx.all(HELD, args![user, on]).await?;
    let post =
        |row: PostRow| Post { id: row.id, role: row.role, unit_id: row.unit_id, unit_name: row.unit_name, delegated_by: row.delegated_by };
    Ok(rows.into_iter().map(post).collect())
}

/// A post with its days, as the page of a person and the review list it.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ListedPost {
    pub id: i64,
    pub user_id: i64,
    pub full_name: String,
    pub login: String,
    #[sqlx(try_from = "String")]
    pub role: Role,
    pub unit_id: Option<i64>,
    pub unit_name: Option<String>,
    #[sqlx(try_from = "StoredDay")]
    pub valid_from: Date,
    #[sqlx(try_from = "StoredDay")]
    pub valid_to: Date,
    /// The post this one stands in for, and whose it is.
    pub delegates_id: Option<i64>,
    pub delegated_by: Option<String>,
    /// Seconds since 1970-01-01 UTC.
    pub reviewed_at: Option<i64>,
    pub reviewed_by: Option<String>,
    pub last_sign_in_at: Option<i64>,
}

macro_rules! listed {
    () => {
        "SELECT p.id, p.user_id, u.full_name, u.login, p.role, p.unit_id, o.name AS unit_name, p.valid_from, p.valid_to, p.delegates_id,
            w.full_name AS delegated_by, p.reviewed_at, r.full_name AS reviewed_by, u.last_sign_in_at
        FROM posts p JOIN users u ON u.id = p.user_id LEFT JOIN org_units o ON o.id = p.unit_id LEFT JOIN posts d ON d.id = p.delegates_id
            LEFT JOIN users w ON w.id = d.user_id LEFT JOIN users r ON r.id = p.reviewed_by "
    };
}

const OF_USER: &str = concat!(listed!(), "WHERE p.user_id = $1 ORDER BY p.valid_to DESC, p.valid_from DESC, p.id DESC");
const DELEGATED_BY: &str = concat!(listed!(), "WHERE d.user_id = $1 AND p.valid_to >= $2 ORDER BY p.valid_from DESC, p.id DESC");
const FIND: &str = concat!(listed!(), "WHERE p.id = $1");

/// Every post a person holds, held or will hold, the latest first.
///
/// # Errors
/// The database fails.
pub async fn of_user(tx: &mut Tx, user: i64) -> Result<Vec<ListedPost>> {
    Ok(tx.all(OF_USER, args![user]).await?)
}

/// What a person has delegated to others, as far as it has not ended before a day.
///
/// # Errors
/// The database fails.
pub async fn delegated_by(tx: &mut Tx, user: i64, on: Date) -> Result<Vec<ListedPost>> {
    Ok(tx.all(DELEGATED_BY, args![user, on]).await?)
}

/// # Errors
/// `NotFound`, or the database fails.
pub async fn find(tx: &mut Tx, id: i64) -> Result<ListedPost> {
    Ok(tx.one(FIND, args![id]).await?)
}

const ADD: &str =
    "INSERT INTO posts (user_id, unit_id, role, valid_from, valid_to, delegates_id) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
const OVERLAP: &str = "SELECT COUNT(*) FROM posts WHERE user_id = $1 AND role = $2 AND COALESCE(unit_id, 0) = COALESCE($3, 0)
    AND valid_from <= $5 AND valid_to >= $4 AND COALESCE(delegates_id, 0) = COALESCE($6, 0)";

/// A role at a unit from a day to a day; `None` for the end means until further notice.
///
/// # Errors
/// `Conflict` when the person holds the same in these days already, or the database fails.
pub async fn add(tx: &mut Tx, actor: Actor, user: i64, place: (Option<i64>, Role), days: (Date, Option<Date>)) -> Result<i64> {
    let id = insert(tx, user, place, days, None).await?;
    let told = serde_json::json!({ "role": place.1.name(), "unit": place.0, "from": days.0, "to": days.1 });
    audit::append(tx, actor, "post-added", ("user", Some(user)), (None::<&()>, Some(&told))).await?;
    Ok(id)
}

/// A post of somebody else's, held in their stead for a time.
///
/// # Errors
/// `Conflict` when it is delegated to this person in these days already, or the database fails.
pub async fn delegate(tx: &mut Tx, actor: Actor, post: &ListedPost, to: i64, days: (Date, Date)) -> Result<i64> {
    let id = insert(tx, to, (post.unit_id, post.role), (days.0, Some(days.1)), Some(post.id)).await?;
    let told =
        serde_json::json!({ "post": post.id, "role": post.role.name(), "unit": post.unit_id, "to_user": to, "from": days.0, "to": days.1 });
    audit::append(tx, actor, "post-delegated", ("user", Some(post.user_id)), (None::<&()>, Some(&told))).await?;
    Ok(id)
}

async fn insert(
    tx: &mut Tx,
    user: i64,
    (unit, role): (Option<i64>, Role),
    (from, to): (Date, Option<Date>),
    delegates: Option<i64>,
) -> Result<i64> {
    let to = to.unwrap_or(OPEN_END);
    let (known,): (i64,) = tx.one(OVERLAP, args![user, role.name(), unit, from, to, delegates]).await?;
    if known > 0 {
        return Err(Error::Conflict("Người này đã có chức trách đó trong khoảng ngày này".to_owned()));
    }
    // A link made before would open what the account may do from now on.
    invitations::withdraw(tx, user).await?;
    let (id,): (i64,) = tx.one(ADD, args![user, unit, role.name(), from, to, delegates]).await?;
    Ok(id)
}

// Who acted in a post is told by the audit: only what has not begun can go.
const DROP: &str = "DELETE FROM posts WHERE id = $1 AND valid_from > $2 AND valid_from > $3
    AND NOT EXISTS (SELECT 1 FROM post_handovers h WHERE h.post_id = posts.id OR h.new_post_id = posts.id)";
// The posts that take its place when its unit merges on a day to come, and what a change of units is named with.
const SHUT: &str = "UPDATE posts SET valid_from = CASE WHEN valid_from > $2 THEN $3 ELSE valid_from END,
        valid_to = CASE WHEN valid_from > $2 THEN $3 ELSE $2 END
    WHERE valid_to > $2 AND (id IN (SELECT h.new_post_id FROM post_handovers h WHERE h.post_id = $1)
        OR (id = $1 AND valid_from > $2 AND EXISTS (SELECT 1 FROM post_handovers h WHERE h.new_post_id = posts.id)))";
const DROP_DELEGATED: &str = "DELETE FROM posts WHERE delegates_id = $1 AND valid_from > $2 AND valid_from > $3";
const END: &str = "UPDATE posts SET valid_to = CASE WHEN valid_from > $2 THEN valid_from ELSE $2 END
    WHERE (id = $1 OR delegates_id = $1) AND valid_to > $2";

/// The last day of a post, and of everything delegated from it. What has not begun by then falls away.
///
/// # Errors
/// `Conflict` when it has ended by then, or the database fails.
pub async fn end(tx: &mut Tx, actor: Actor, post: &ListedPost, (last, today): (Date, Date)) -> Result<()> {
    tx.execute(DROP_DELEGATED, args![post.id, last, today]).await?;
    let changed = tx.execute(SHUT, args![post.id, last, NEVER]).await?
        + tx.execute(DROP, args![post.id, last, today]).await?
        + tx.execute(END, args![post.id, last]).await?;
    if changed == 0 {
        return Err(Error::Conflict("Chức trách này đã kết thúc".to_owned()));
    }
    let before = serde_json::json!({ "post": post.id, "role": post.role.name(), "unit": post.unit_id, "to": post.valid_to });
    let after = serde_json::json!({ "post": post.id, "to": last });
    audit::append(tx, actor, "post-ended", ("user", Some(post.user_id)), (Some(&before), Some(&after))).await
}

const ABOVE: &str = "SELECT DISTINCT ancestor_id FROM unit_ancestors WHERE unit_id = $1 AND $2 BETWEEN valid_from AND valid_to";

/// A unit and everything it stands below on a day, in every hierarchy; nothing for no unit.
///
/// # Errors
/// The database fails.
pub async fn above(tx: &mut Tx, unit: Option<i64>, on: Date) -> Result<Vec<i64>> {
    let mut out: Vec<i64> = tx.all::<(i64,)>(ABOVE, args![unit, on]).await?.into_iter().map(|(id,)| id).collect();
    // A unit that stands nowhere on the day is still itself.
    out.extend(unit.filter(|unit| !out.contains(unit)));
    Ok(out)
}

// An authority consolidates for itself; an office of it does so for the authority.
const PARENTS: &str = "SELECT a.ancestor_id FROM unit_ancestors a JOIN org_units u ON u.id = a.unit_id
    WHERE a.unit_id = $1 AND a.depth = 1 AND $2 BETWEEN a.valid_from AND a.valid_to
        AND u.kind NOT IN ('province', 'district', 'commune', 'party-committee', 'front')
    ORDER BY CASE WHEN a.hierarchy = 'government' THEN 1 ELSE 0 END, a.ancestor_id";

/// The units whose work a post oversees, with all below them: its own; for a focal point of an office, which consolidates for the
/// authority it belongs to, that too, the one in the government last. Nothing for a post at no unit, which oversees
/// everything.
///
/// # Errors
/// The database fails.
pub async fn desk(tx: &mut Tx, post: &Post, on: Date) -> Result<Vec<i64>> {
    let mut out: Vec<i64> = post.unit_id.into_iter().collect();
    if post.role == Role::FocalPoint {
        out.extend(tx.all::<(i64,)>(PARENTS, args![post.unit_id, on]).await?.into_iter().map(|(id,)| id));
    }
    Ok(out)
}

/// As [`desk`], of several posts together.
///
/// # Errors
/// The database fails.
pub async fn desks(tx: &mut Tx, posts: &[Post], on: Date) -> Result<Vec<i64>> {
    let mut out = Vec::new();
    for post in posts {
        out.extend(desk(tx, post, on).await?);
    }
    Ok(out)
}

const HIGHEST: &str =
    "SELECT COUNT(*), COALESCE(MAX(depth), 0) FROM unit_ancestors WHERE unit_id = $1 AND $2 BETWEEN valid_from AND valid_to";

/// Whether a unit stands on a day, and below no other in any hierarchy.
///
/// # Errors
/// The database fails.
pub async fn is_topmost(tx: &mut Tx, unit: i64, on: Date) -> Result<bool> {
    let (places, depth): (i64, i64) = tx.one(HIGHEST, args![unit, on]).await?;
    Ok(places > 0 && depth == 0)
}

// Those that have not ended; of a person who has none of these, the ones held before.
macro_rules! places {
    ($which:literal) => {
        concat!(
            "SELECT DISTINCT p.unit_id FROM posts p WHERE p.user_id = $1 AND ",
            $which,
            " AND (p.valid_to >= $2 OR NOT EXISTS (SELECT 1 FROM posts o WHERE o.user_id = $1 AND o.valid_to >= $2))"
        )
    };
}
const PLACES: &str = places!("p.delegates_id IS NULL");
const ALL_PLACES: &str = places!("p.id > 0");

/// The units of the posts a person holds by right, each with all above it; an empty list for a post at no unit.
///
/// # Errors
/// The database fails.
pub async fn places(tx: &mut Tx, user: i64, on: Date) -> Result<Vec<Vec<i64>>> {
    places_of(tx, PLACES, user, on).await
}

/// As [`places`], with those of posts that others have delegated to the person.
///
/// # Errors
/// The database fails.
pub async fn all_places(tx: &mut Tx, user: i64, on: Date) -> Result<Vec<Vec<i64>>> {
    places_of(tx, ALL_PLACES, user, on).await
}

async fn places_of(tx: &mut Tx, sql: &'static str, user: i64, on: Date) -> Result<Vec<Vec<i64>>> {
    let mut out = Vec::new();
    for (unit,) in tx.all::<(Option<i64>,)>(sql, args![user, on]).await? {
        out.push(above(tx, unit, on).await?);
    }
    Ok(out)
}

/// Which posts a review asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Review {
    pub on: Date,
    /// The unit of the reviewer, with all below it.
    pub within: Option<i64>,
    /// Only those that stand since this day and were not reviewed from then on.
    pub due_since: Option<Date>,
}

macro_rules! reviewed {
    () => {
        "WHERE $1 BETWEEN p.valid_from AND p.valid_to AND NOT u.disabled AND p.delegates_id IS NULL
            AND ($2 IS NULL OR p.unit_id IN (SELECT b.unit_id FROM unit_ancestors b WHERE b.ancestor_id = $2
                AND $1 BETWEEN b.valid_from AND b.valid_to))
            AND ($3 IS NULL OR (p.valid_from <= $3 AND COALESCE(p.reviewed_at, 0) < $4))"
    };
}

const TO_REVIEW: &str = concat!(listed!(), reviewed!(), " ORDER BY COALESCE(p.reviewed_at, 0), u.sort_key, u.id, p.id LIMIT $5 OFFSET $6");
const COUNT_TO_REVIEW: &str = concat!("SELECT COUNT(*) FROM posts p JOIN users u ON u.id = p.user_id ", reviewed!());

/// One page of the posts in force, those that waited longest first, and how many there are.
///
/// # Errors
/// The database fails.
pub async fn to_review(tx: &mut Tx, review: Review, (offset, limit): (i64, i64)) -> Result<(Vec<ListedPost>, i64)> {
    let Review { on, within, due_since } = review;
    let second = due_since.map_or(0, start_of);
    let rows = tx.all(TO_REVIEW, args![on, within, due_since, second, limit, offset]).await?;
    let (total,): (i64,) = tx.one(COUNT_TO_REVIEW, args![on, within, due_since, second]).await?;
    Ok((rows, total))
}

const KEEP: &str = "UPDATE posts SET reviewed_at = $2, reviewed_by = $3 WHERE id = $1";

/// The reviewer has looked at the post and leaves it.
///
/// # Errors
/// The database fails.
pub async fn keep(tx: &mut Tx, actor: Actor, post: &ListedPost) -> Result<()> {
    tx.execute(KEEP, args![post.id, actor.at, actor.user]).await?;
    let told = |at: Option<i64>| serde_json::json!({ "post": post.id, "reviewed_at": at });
    audit::append(tx, actor, "post-reviewed", ("user", Some(post.user_id)), (Some(&told(post.reviewed_at)), Some(&told(Some(actor.at)))))
        .await
}
