//! The audit as inspectors read it: newest first, filtered, with names. Pages go on from an entry and not from a number of
//! entries, so that the last one costs what the first one does.

use sqlx::AssertSqlSafe;

use super::scope::{self, Within};
use crate::error::Result;
use crate::store::Tx;
use crate::store::dialect::{Arg, args};

/// What is looked for; `None` means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub user: Option<i64>,
    /// As [`super::append`] is given it.
    pub action: Option<String>,
    pub subject: Option<String>,
    pub subject_id: Option<i64>,
    /// Seconds since 1970-01-01 UTC: from this one, and before that one.
    pub from: Option<i64>,
    pub before: Option<i64>,
    /// Only what this unit reaches.
    pub within: Option<Within>,
}

/// Where an entry stands in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub at: i64,
    pub id: i64,
}

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Start {
    #[default]
    Newest,
    OlderThan(Mark),
    NewerThan(Mark),
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ListedEntry {
    pub id: i64,
    pub at: i64,
    pub chain: Option<String>,
    pub number: Option<i64>,
    pub user_id: Option<i64>,
    /// `None` for the program itself.
    pub person: Option<String>,
    pub login: Option<String>,
    /// Role and unit of the post.
    pub role: Option<String>,
    pub unit: Option<String>,
    pub source: Option<String>,
    pub action: String,
    pub subject: String,
    pub subject_id: Option<i64>,
    pub before_json: Option<String>,
    pub after_json: Option<String>,
}

/// Of the entries `e` and what they refer to.
macro_rules! columns {
    () => {
        "e.id, e.at, e.chain, e.number, e.user_id, u.full_name AS person, u.login, p.role, o.name AS unit, e.source, e.action,
            e.subject, e.subject_id, e.before_json, e.after_json"
    };
}
/// What entries refer to.
macro_rules! names {
    () => {
        "LEFT JOIN users u ON u.id = e.user_id LEFT JOIN posts p ON p.id = e.post_id LEFT JOIN org_units o ON o.id = p.unit_id"
    };
}
pub(super) use {columns, names};

/// Some entries, newest first, and whether there are others on both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub entries: Vec<ListedEntry>,
    pub newer: bool,
    pub older: bool,
}

/// Only the conditions that are asked for: an index is of no use to `$1 IS NULL OR …`.
struct Conditions {
    words: Vec<String>,
    args: Vec<Arg>,
    /// Any of these too; none where everything is read.
    ways: Vec<String>,
}

impl Conditions {
    fn of(filter: &Filter) -> Self {
        let mut out = Self { words: Vec::new(), args: Vec::new(), ways: Vec::new() };
        if let Some(Within { unit, on }) = filter.within {
            let (unit, day) = (out.next(unit.into()), out.next(on.into()));
            out.ways = scope::ways(&unit, &day).into();
        }
        out.add("e.subject =", filter.subject.clone().map(Arg::from));
        out.add("e.subject_id =", filter.subject_id.map(Arg::from));
        out.add("e.user_id =", filter.user.map(Arg::from));
        // Of a part of the units the posts lead to fewer entries than the action: its index is kept out of it.
        let action = if filter.within.is_some() { "e.action || '' =" } else { "e.action =" };
        out.add(action, filter.action.clone().map(Arg::from));
        out.add("e.at >=", filter.from.map(Arg::from));
        out.add("e.at <", filter.before.map(Arg::from));
        out
    }

    fn next(&mut self, arg: Arg) -> String {
        self.args.push(arg);
        format!("${}", self.args.len())
    }

    fn add(&mut self, words: &str, arg: Option<Arg>) {
        if let Some(arg) = arg {
            let parameter = self.next(arg);
            self.words.push(format!("{words} {parameter}"));
        }
    }

    fn beyond(&mut self, sign: &str, mark: Mark) {
        let (at, id) = (self.next(mark.at.into()), self.next(mark.id.into()));
        self.words.push(format!("(e.at, e.id) {sign} ({at}, {id})"));
    }

    /// Time and id of the entries that match. One part for each way, because an index is of no use to `a OR b` either.
    fn keys(&self) -> String {
        let part = |way: Option<&String>| {
            let words: Vec<&str> = self.words.iter().chain(way).map(String::as_str).collect();
            let sign = if words.is_empty() { "" } else { "WHERE" };
            format!("SELECT e.at, e.id FROM audit_entries e {sign} {}", words.join(" AND "))
        };
        if self.ways.is_empty() {
            return part(None);
        }
        self.ways.iter().map(|way| part(Some(way))).collect::<Vec<_>>().join(" UNION ")
    }
}

/// At most `limit` entries from there on.
///
/// # Errors
/// The database fails.
pub async fn list(tx: &mut Tx, filter: &Filter, start: Start, limit: usize) -> Result<Listed> {
    let mut conditions = Conditions::of(filter);
    let order = match start {
        Start::Newest => "DESC",
        Start::OlderThan(mark) => {
            conditions.beyond("<", mark);
            "DESC"
        }
        Start::NewerThan(mark) => {
            conditions.beyond(">", mark);
            "ASC"
        }
    };
    let most = conditions.next(i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1).into());
    // Only words of ours and numbers of parameters are written into the text.
    let sql = format!(
        "SELECT {} FROM (SELECT at, id FROM ({}) f ORDER BY at {order}, id {order} LIMIT {most}) k JOIN audit_entries e ON e.id = k.id {}
         ORDER BY e.at {order}, e.id {order}",
        columns!(),
        conditions.keys(),
        names!()
    );
    let mut entries: Vec<ListedEntry> = tx.all(AssertSqlSafe(sql), conditions.args).await?;
    let more = entries.len() > limit;
    entries.truncate(limit);
    Ok(match start {
        Start::Newest => Listed { entries, newer: false, older: more },
        Start::OlderThan(_) => Listed { entries, newer: true, older: more },
        Start::NewerThan(_) => {
            entries.reverse();
            Listed { entries, newer: more, older: true }
        }
    })
}

/// How many entries match, counted no further than `most`.
///
/// # Errors
/// The database fails.
pub async fn count(tx: &mut Tx, filter: &Filter, most: i64) -> Result<i64> {
    let mut conditions = Conditions::of(filter);
    let most = conditions.next(most.into());
    let sql = format!("SELECT COUNT(*) FROM (SELECT id FROM ({}) f LIMIT {most}) matching", conditions.keys());
    Ok(tx.one::<(i64,)>(AssertSqlSafe(sql), conditions.args).await?.0)
}

/// Those of some entries that are within reach.
///
/// # Errors
/// The database fails.
pub async fn reached(tx: &mut Tx, within: Within, ids: &[i64]) -> Result<Vec<i64>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut conditions = Conditions::of(&Filter { within: Some(within), ..Filter::default() });
    let places: Vec<String> = ids.iter().map(|id| conditions.next((*id).into())).collect();
    conditions.words.push(format!("e.id IN ({})", places.join(", ")));
    let sql = format!("SELECT id FROM ({}) f", conditions.keys());
    Ok(tx.all::<(i64,)>(AssertSqlSafe(sql), conditions.args).await?.into_iter().map(|(id,)| id).collect())
}

// From one word to the next by the index: DISTINCT would read every entry.
const ACTIONS: &str = "WITH RECURSIVE words(action) AS (SELECT MIN(action) FROM audit_entries UNION ALL
        SELECT (SELECT MIN(e.action) FROM audit_entries e WHERE e.action > words.action) FROM words WHERE words.action IS NOT NULL)
    SELECT action FROM words WHERE action IS NOT NULL ORDER BY action";
const PERSON: &str = "SELECT id, login, full_name FROM users WHERE id = $1 OR login = $2 ORDER BY id LIMIT 1";
const PEOPLE: &str = "SELECT id, login, full_name FROM users WHERE $1 IS NULL OR id IN (SELECT p.user_id FROM posts p
        JOIN unit_ancestors b ON b.unit_id = p.unit_id WHERE b.ancestor_id = $1 AND $2 BETWEEN b.valid_from AND b.valid_to)
    ORDER BY full_name, id";

/// Every kind of action that was recorded.
///
/// # Errors
/// The database fails.
pub async fn actions(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(tx.all::<(String,)>(ACTIONS, args![]).await?.into_iter().map(|(action,)| action).collect())
}

/// Somebody whose entries may be looked for.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Person {
    pub id: i64,
    pub login: String,
    pub full_name: String,
}

/// The one with this id, or with this login.
///
/// # Errors
/// The database fails.
pub async fn person(tx: &mut Tx, id: Option<i64>, login: &str) -> Result<Option<Person>> {
    Ok(tx.optional(PERSON, args![id, login]).await?)
}

/// Everybody, or those with posts within reach, by name.
///
/// # Errors
/// The database fails.
pub async fn people(tx: &mut Tx, within: Option<Within>) -> Result<Vec<Person>> {
    let (unit, on) = within.map(|within| (within.unit, within.on)).unzip();
    Ok(tx.all(PEOPLE, args![unit, on]).await?)
}
