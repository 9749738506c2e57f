//! People as an administrator sees them: searched, filtered, page by page, and one of them with how the account stands.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use crate::domain::assignment::UnknownName;
use crate::domain::folding::folded;
use crate::domain::{Post, Role};
use crate::error::Result;
use crate::store::Tx;
use crate::store::dialect::{Arg, args};

/// How an account stands; the names are those of [`standing!`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Active,
    /// No password yet.
    Invited,
    /// Too many wrong tries.
    Locked,
    /// Too long without a sign-in.
    Inactive,
    Disabled,
}

impl Standing {
    pub const ALL: [Self; 5] = [Self::Active, Self::Invited, Self::Locked, Self::Inactive, Self::Disabled];

    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Invited => "invited",
            Self::Locked => "locked",
            Self::Inactive => "inactive",
            Self::Disabled => "disabled",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Active => "Đang dùng",
            Self::Invited => "Chưa đặt mật khẩu",
            Self::Locked => "Tạm khóa do nhập sai",
            Self::Inactive => "Ngừng do lâu không đăng nhập",
            Self::Disabled => "Đã vô hiệu hóa",
        }
    }
}

impl TryFrom<String> for Standing {
    type Error = UnknownName;

    fn try_from(name: String) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|standing| standing.name() == name).ok_or(UnknownName(name))
    }
}

/// When it is asked: the day, the second, and the second since when somebody has to have signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    pub on: Date,
    pub now: i64,
    pub active_since: i64,
}

/// Who is looked for; `None` and empty words mean all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words of the name or the login, with or without diacritics.
    pub words: String,
    /// Somebody with a post there or below.
    pub unit: Option<i64>,
    pub role: Option<Role>,
    pub standing: Option<Standing>,
    /// The unit of the one who asks, with all below it; people who have held a post there.
    pub within: Option<i64>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ListedUser {
    pub id: i64,
    pub login: String,
    pub full_name: String,
    pub standing: Standing,
    pub last_sign_in_at: Option<i64>,
    /// In force today.
    pub posts: Vec<Post>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    login: String,
    full_name: String,
    #[sqlx(try_from = "String")]
    standing: Standing,
    last_sign_in_at: Option<i64>,
}

/// `$1` now, `$2` since when somebody has to have signed in.
macro_rules! standing {
    () => {
        "CASE WHEN u.disabled THEN 'disabled' WHEN f.locked_until > $1 THEN 'locked' WHEN u.password_hash = '-' THEN 'invited'
            WHEN u.active_from < $2 THEN 'inactive' ELSE 'active' END"
    };
}

/// `$3` today, `$4` to `$7` words, `$8` a unit, `$9` a role, `$10` a standing, `$11` the unit of who asks.
macro_rules! matching {
    () => {
        concat!(
            " FROM users u LEFT JOIN sign_in_failures f ON f.login = u.login
            WHERE ($4 IS NULL OR u.search_text LIKE $4) AND ($5 IS NULL OR u.search_text LIKE $5)
                AND ($6 IS NULL OR u.search_text LIKE $6) AND ($7 IS NULL OR u.search_text LIKE $7)
                AND (($8 IS NULL AND $9 IS NULL) OR u.id IN (SELECT p.user_id FROM posts p
                    WHERE $3 BETWEEN p.valid_from AND p.valid_to AND ($9 IS NULL OR p.role = $9)
                        AND ($8 IS NULL OR p.unit_id IN (SELECT b.unit_id FROM unit_ancestors b WHERE b.ancestor_id = $8
                            AND $3 BETWEEN b.valid_from AND b.valid_to))))
                AND ($10 IS NULL OR ",
            standing!(),
            " = $10)
                AND ($11 IS NULL OR u.id IN (SELECT p.user_id FROM posts p JOIN unit_ancestors b ON b.unit_id = p.unit_id
                    WHERE b.ancestor_id = $11 AND $3 BETWEEN b.valid_from AND b.valid_to))"
        )
    };
}

const LIST: &str = concat!(
    "SELECT u.id, u.login, u.full_name, u.last_sign_in_at, ",
    standing!(),
    " AS standing",
    matching!(),
    " ORDER BY u.sort_key, u.id LIMIT $12 OFFSET $13"
);
const COUNT: &str = concat!("SELECT COUNT(*)", matching!());

/// More words than a name has are not looked at.
const WORDS: usize = 4;

/// One page of people in the order of their given names, and how many match.
///
/// # Errors
/// The database fails.
pub async fn list(tx: &mut Tx, filter: &Filter, at: Reading, (offset, limit): (i64, i64)) -> Result<(Vec<ListedUser>, i64)> {
    let words = folded(&filter.words);
    let mut patterns: Vec<Option<String>> =
        words.split(' ').filter(|word| !word.is_empty()).map(|word| Some(format!("%{word}%"))).collect();
    patterns.resize(WORDS, None);
    let mut values = args![at.now, at.active_since, at.on].to_vec();
    values.extend(patterns.into_iter().map(Arg::from));
    values.extend(args![filter.unit, filter.role.map(Role::name), filter.standing.map(Standing::name), filter.within]);
    let (total,): (i64,) = tx.one(COUNT, values.clone()).await?;
    values.extend(args![limit, offset]);
    let rows: Vec<Row> = tx.all(LIST, values).await?;
    let mut held = posts_of(tx, &rows, at.on).await?;
    let user = |row: Row| {
        let posts = held.remove(&row.id).unwrap_or_default();
        ListedUser {
            id: row.id,
            login: row.login,
            full_name: row.full_name,
            standing: row.standing,
            last_sign_in_at: row.last_sign_in_at,
            posts,
        }
    };
    Ok((rows.into_iter().map(user).collect(), total))
}

#[derive(sqlx::FromRow)]
struct HeldRow {
    user_id: i64,
    id: i64,
    #[sqlx(try_from = "String")]
    role: Role,
    unit_id: Option<i64>,
    unit_name: Option<String>,
    delegated_by: Option<String>,
}

const HELD: &str = "SELECT p.user_id, p.id, p.role, p.unit_id, o.name AS unit_name, w.full_name AS delegated_by
    FROM posts p LEFT JOIN org_units o ON o.id = p.unit_id LEFT JOIN posts d ON d.id = p.delegates_id LEFT JOIN users w ON w.id = d.user_id
    WHERE $1 BETWEEN p.valid_from AND p.valid_to AND p.user_id IN";

/// The posts of the people on one page, in one statement.
async fn posts_of(tx: &mut Tx, rows: &[Row], on: Date) -> Result<BTreeMap<i64, Vec<Post>>> {
    let mut out: BTreeMap<i64, Vec<Post>> = BTreeMap::new();
    if rows.is_empty() {
        return Ok(out);
    }
    let places: Vec<String> = (2..rows.len() + 2).map(|number| format!("${number}")).collect();
    let mut values = args![on].to_vec();
    values.extend(rows.iter().map(|row| Arg::from(row.id)));
    // Only numbers of parameters are written into the text.
    let sql = AssertSqlSafe(format!("{HELD} ({}) ORDER BY p.id", places.join(", ")));
    for row in tx.all::<HeldRow>(sql, values).await? {
        let HeldRow { user_id, id, role, unit_id, unit_name, delegated_by } = row;
        out.entry(user_id).or_default().push(Post { id, role, unit_id, unit_name, delegated_by });
    }
    Ok(out)
}

/// One person's account, whether it is in use or not.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Account {
    pub id: i64,
    pub login: String,
    pub full_name: String,
    #[sqlx(try_from = "String")]
    pub standing: Standing,
    pub disabled: bool,
    pub created_at: i64,
    pub last_sign_in_at: Option<i64>,
    pub locked_until: Option<i64>,
    pub has_second_factor: bool,
    pub password_is_given: bool,
    pub has_contact: bool,
}

const ACCOUNT: &str = concat!(
    "SELECT u.id, u.login, u.full_name, u.disabled, u.created_at, u.last_sign_in_at, f.locked_until, u.password_is_given,
        u.totp_secret IS NOT NULL AS has_second_factor, (u.phone IS NOT NULL OR u.email IS NOT NULL) AS has_contact, ",
    standing!(),
    " AS standing FROM users u LEFT JOIN sign_in_failures f ON f.login = u.login WHERE u.id = $3"
);

/// # Errors
/// `NotFound`, or the database fails.
pub async fn account(tx: &mut Tx, id: i64, at: Reading) -> Result<Account> {
    Ok(tx.one(ACCOUNT, args![at.now, at.active_since, id]).await?)
}

const BY_LOGIN: &str = "SELECT id, full_name FROM users WHERE login = $1 AND NOT disabled";

/// Id and name of a person who may sign in.
///
/// # Errors
/// The database fails.
pub async fn by_login(tx: &mut Tx, login: &str) -> Result<Option<(i64, String)>> {
    Ok(tx.optional(BY_LOGIN, args![login]).await?)
}

const ID_OF: &str = "SELECT id FROM users WHERE login = $1";

/// Also of a person who is disabled.
///
/// # Errors
/// The database fails.
pub async fn id_of(tx: &mut Tx, login: &str) -> Result<Option<i64>> {
    Ok(tx.optional::<(i64,)>(ID_OF, args![login]).await?.map(|(id,)| id))
}
