//! Directives with the tasks they have become: entered, listed, found by what they are about. How one is given is in
//! `crate::directives`.

mod meetings;
mod offers;

use jiff::civil::Date;

pub use meetings::{Meeting, find_meeting, meetings, note_meeting};
pub use offers::{Leader, Offer, chosen, leaders, offered, searched};

use super::audit::{self, Actor};
use super::dialect::{StoredDay, StoredDayOrNone, Tx, args};
use super::sql::{is_late, state_rank};
use super::task_lists::Slice;
use crate::domain::directive::About;
use crate::domain::task_filter::searched_words;
use crate::domain::{AsOf, AssignmentState};
use crate::error::{Error, Result};

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct DirectiveRow {
    pub id: i64,
    pub task_id: i64,
    pub words: String,
    pub basis: Option<String>,
    pub giver_id: i64,
    pub giver: String,
    pub giver_title: String,
    /// The giver, or the focal point that wrote it down.
    pub written_by: i64,
    pub writer: String,
    /// Seconds since 1970-01-01 UTC.
    pub given_at: i64,
    #[sqlx(try_from = "StoredDay")]
    pub given_on: Date,
    pub about_task_id: Option<i64>,
    pub about_indicator_id: Option<i64>,
    pub about_unit_id: Option<i64>,
    /// Name of the task, indicator or unit it is about.
    pub about_name: Option<String>,
    pub meeting_id: Option<i64>,
    pub meeting_name: Option<String>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub held_on: Option<Date>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub amended_on: Option<Date>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub withdrawn_on: Option<Date>,
    /// Joined by "; ".
    pub leads: Option<String>,
    pub coordinating: Option<String>,
    pub deliverable: Option<String>,
    /// Worst among the units.
    #[sqlx(try_from = "i64")]
    pub state: AssignmentState,
    /// Earliest of what is not finished, or the latest of all.
    #[sqlx(try_from = "StoredDayOrNone")]
    pub due: Option<Date>,
    pub assignments: i64,
    pub done: i64,
}

impl DirectiveRow {
    pub fn about(&self) -> About {
        match (self.about_task_id, self.about_indicator_id, self.about_unit_id) {
            (Some(task), ..) => About::Task(task),
            (_, Some(indicator), _) => About::Indicator(indicator),
            (.., Some(unit)) => About::Unit(unit),
            _ => About::Nothing,
        }
    }
}

// The state of a task is the worst of its units', as the lists of tasks have it. `$which` says of which directives `b` it is wanted:
// a database does not look into a sum for what is asked of it afterwards.
macro_rules! joined {
    ($which:literal) => {
        concat!(
            "directives d JOIN tasks t ON t.id = d.task_id JOIN (
                SELECT a.task_id, MIN(",
            state_rank!(),
            ") AS state, COUNT(*) FILTER (WHERE ",
            is_late!(),
            ") AS late,
                    COALESCE(MIN(a.current_due) FILTER (WHERE a.phase IN ('open', 'waiting', 'returned')), MAX(a.current_due)) AS due,
                    COUNT(*) AS assignments, COUNT(*) FILTER (WHERE a.phase = 'done') AS done
                FROM assignments a JOIN directives b ON b.task_id = a.task_id WHERE ",
            $which,
            " GROUP BY a.task_id) s ON s.task_id = t.id"
        )
    };
}

macro_rules! directive_rows {
    ($which:literal, $($rest:expr),+) => {
        concat!(
            "SELECT d.id, d.task_id, d.words, d.basis, d.giver_id, g.full_name AS giver, d.giver_title, d.written_by, w.full_name AS writer,
                d.given_at, d.given_on, d.about_task_id, d.about_indicator_id, d.about_unit_id, COALESCE(bt.name, bi.name, bu.name) AS about_name,
                d.meeting_id, m.name AS meeting_name, m.held_on, d.amended_on, d.withdrawn_on,
                (SELECT string_agg(l.name, '; ' ORDER BY l.position) FROM task_units l WHERE l.task_id = t.id AND l.role = 'lead') AS leads,
                (SELECT string_agg(l.name, '; ' ORDER BY l.position) FROM task_units l WHERE l.task_id = t.id AND l.role = 'coordinating')
                    AS coordinating,
                t.deliverable, s.state, s.due, s.assignments, s.done
             FROM ",
            joined!($which),
            " JOIN users g ON g.id = d.giver_id JOIN users w ON w.id = d.written_by LEFT JOIN meetings m ON m.id = d.meeting_id
                LEFT JOIN tasks bt ON bt.id = d.about_task_id LEFT JOIN indicators bi ON bi.id = d.about_indicator_id
                LEFT JOIN org_units bu ON bu.id = d.about_unit_id ",
            $($rest),+
        )
    };
}

/// What the list shows; every part may be left open.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DirectiveFilter {
    /// One of these states; empty for all.
    pub states: Vec<AssignmentState>,
    pub late: bool,
    pub giver: Option<i64>,
    /// Given to this unit or one below it.
    pub unit: Option<i64>,
    pub meeting: Option<i64>,
    /// "task", "indicator", "unit", "nothing", or empty for all.
    pub about: String,
    pub text: String,
}

macro_rules! filtered {
    () => {
        "WHERE ($3 = '' OR $3 LIKE '%' || CAST(s.state AS TEXT) || '%') AND ($4 = FALSE OR s.late > 0) AND ($5 IS NULL OR d.giver_id = $5)
            AND ($6 IS NULL OR EXISTS (SELECT 1 FROM assignments o JOIN unit_ancestors x ON x.unit_id = o.unit_id
                WHERE o.task_id = t.id AND x.ancestor_id = $6 AND $1 BETWEEN x.valid_from AND x.valid_to))
            AND ($7 IS NULL OR d.meeting_id = $7)
            AND ($8 = '' OR $8 = CASE WHEN d.about_task_id IS NOT NULL THEN 'task' WHEN d.about_indicator_id IS NOT NULL THEN 'indicator'
                WHEN d.about_unit_id IS NOT NULL THEN 'unit' ELSE 'nothing' END)
            AND t.search_text LIKE $9 AND t.search_text LIKE $10 AND t.search_text LIKE $11 AND t.search_text LIKE $12"
    };
}

const LIST: &str = directive_rows!("b.id > 0", filtered!(), " ORDER BY d.given_at DESC, d.id DESC LIMIT $13 OFFSET $14");
const TOTAL: &str = concat!("SELECT COUNT(*) FROM ", joined!("b.id > 0"), " ", filtered!());

/// Newest first, and how many there are.
///
/// # Errors
/// The database fails.
pub async fn list(tx: &mut Tx, filter: &DirectiveFilter, slice: Slice, as_of: AsOf) -> Result<(Vec<DirectiveRow>, i64)> {
    let place = |state: &AssignmentState| AssignmentState::ALL.iter().position(|other| other == state).unwrap_or_default().to_string();
    let ranks: String = filter.states.iter().map(place).collect();
    let mut words = searched_words(&filter.text).into_iter().map(|word| format!("%{word}%"));
    let [first, second, third, fourth] = std::array::from_fn(|_| words.next().unwrap_or_else(|| "%".to_owned()));
    let mut values = args![
        as_of.today,
        as_of.near_until,
        ranks,
        filter.late,
        filter.giver,
        filter.unit,
        filter.meeting,
        filter.about.as_str(),
        first,
        second,
        third,
        fourth
    ]
    .to_vec();
    let (total,): (i64,) = tx.one(TOTAL, values.clone()).await?;
    values.extend(args![slice.limit, slice.offset]);
    Ok((tx.all(LIST, values).await?, total))
}

const FIND: &str = directive_rows!("b.id = $3", "WHERE d.id = $3");
const OF_TASK: &str = directive_rows!("b.task_id = $3", "WHERE d.task_id = $3");
const OF_MEETING: &str = directive_rows!("b.meeting_id = $3", "WHERE d.meeting_id = $3 AND d.withdrawn_on IS NULL ORDER BY d.id");
const ABOUT: &str = directive_rows!(
    "($3 IS NULL OR b.about_task_id = $3) AND ($4 IS NULL OR b.about_indicator_id = $4) AND ($5 IS NULL OR b.about_unit_id = $5)",
    "WHERE ($3 IS NULL OR d.about_task_id = $3) AND ($4 IS NULL OR d.about_indicator_id = $4) AND ($5 IS NULL OR d.about_unit_id = $5)
     ORDER BY d.given_at DESC, d.id DESC LIMIT 50"
);

/// # Errors
/// `NotFound`, or the database fails.
pub async fn find(tx: &mut Tx, id: i64, as_of: AsOf) -> Result<DirectiveRow> {
    Ok(tx.one(FIND, args![as_of.today, as_of.near_until, id]).await?)
}

/// The directive that a task came from.
///
/// # Errors
/// The database fails.
pub async fn of_task(tx: &mut Tx, task: i64, as_of: AsOf) -> Result<Option<DirectiveRow>> {
    Ok(tx.optional(OF_TASK, args![as_of.today, as_of.near_until, task]).await?)
}

/// In the order in which they were given, without those that were withdrawn.
///
/// # Errors
/// The database fails.
pub async fn of_meeting(tx: &mut Tx, meeting: i64, as_of: AsOf) -> Result<Vec<DirectiveRow>> {
    Ok(tx.all(OF_MEETING, args![as_of.today, as_of.near_until, meeting]).await?)
}

/// What was said about a task, an indicator or a unit: the newest fifty, the newest first.
///
/// # Errors
/// The database fails.
pub async fn about(tx: &mut Tx, about: About, as_of: AsOf) -> Result<Vec<DirectiveRow>> {
    let [task, indicator, unit] = columns(about);
    if task.or(indicator).or(unit).is_none() {
        return Ok(Vec::new());
    }
    Ok(tx.all(ABOUT, args![as_of.today, as_of.near_until, task, indicator, unit]).await?)
}

fn columns(about: About) -> [Option<i64>; 3] {
    match about {
        About::Task(id) => [Some(id), None, None],
        About::Indicator(id) => [None, Some(id), None],
        About::Unit(id) => [None, None, Some(id)],
        About::Nothing => [None; 3],
    }
}

/// What the course of a task tells of a directive about it.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Told {
    #[sqlx(try_from = "StoredDay")]
    pub given_on: Date,
    pub giver: String,
    pub giver_title: String,
    pub words: String,
    pub leads: Option<String>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub due_on: Option<Date>,
    pub withdrawn: bool,
}

const TOLD: &str = "SELECT d.given_on, g.full_name AS giver, d.giver_title, d.words,
        (SELECT string_agg(l.name, '; ' ORDER BY l.position) FROM task_units l WHERE l.task_id = t.id AND l.role = 'lead') AS leads,
        t.due_on, d.withdrawn_on IS NOT NULL AS withdrawn
    FROM directives d JOIN tasks t ON t.id = d.task_id JOIN users g ON g.id = d.giver_id
    WHERE d.about_task_id = $1 ORDER BY d.given_at DESC, d.id DESC";

/// # Errors
/// The database fails.
pub async fn told_of_task(tx: &mut Tx, task: i64) -> Result<Vec<Told>> {
    Ok(tx.all(TOLD, args![task]).await?)
}

const OF_PLAN: &str = "SELECT COUNT(*) FROM directives d JOIN tasks t ON t.id = d.task_id WHERE t.plan_id = $1";

/// The document is the source of a directive.
///
/// # Errors
/// The database fails.
pub async fn is_source(tx: &mut Tx, plan: i64) -> Result<bool> {
    Ok(tx.one::<(i64,)>(OF_PLAN, args![plan]).await?.0 > 0)
}

const GIVERS: &str = "SELECT u.id, u.full_name FROM users u WHERE u.id IN (SELECT d.giver_id FROM directives d) ORDER BY u.sort_key, u.id";
const RECEIVERS: &str = "SELECT u.id, u.name FROM org_units u
    WHERE u.id IN (SELECT a.unit_id FROM directives d JOIN assignments a ON a.task_id = d.task_id) ORDER BY u.sort_key, u.id";

/// Everybody who has given directives, in Vietnamese order.
///
/// # Errors
/// The database fails.
pub async fn givers(tx: &mut Tx) -> Result<Vec<(i64, String)>> {
    Ok(tx.all(GIVERS, args![]).await?)
}

/// Units that were given some.
///
/// # Errors
/// The database fails.
pub async fn receivers(tx: &mut Tx) -> Result<Vec<(i64, String)>> {
    Ok(tx.all(RECEIVERS, args![]).await?)
}

/// What is entered beside the task.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRow<'a> {
    pub task: i64,
    pub words: &'a str,
    pub basis: Option<&'a str>,
    pub giver: i64,
    pub giver_title: &'a str,
    pub on: Date,
    pub about: About,
    pub meeting: Option<i64>,
    /// Units that have to do it, and by when: for the audit.
    pub units: &'a [i64],
    pub due: Date,
}

impl NewRow<'_> {
    fn recorded(&self) -> serde_json::Value {
        let [task, indicator, unit] = columns(self.about);
        serde_json::json!({
            "words": self.words, "basis": self.basis, "giver": self.giver, "units": self.units, "due": self.due,
            "about_task": task, "about_indicator": indicator, "about_unit": unit, "meeting": self.meeting,
        })
    }
}

const INSERT: &str = "INSERT INTO directives (task_id, words, basis, giver_id, giver_title, written_by, given_at, given_on, about_task_id,
        about_indicator_id, about_unit_id, meeting_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id";

/// # Errors
/// The database fails.
pub async fn insert(tx: &mut Tx, actor: Actor, new: &NewRow<'_>) -> Result<i64> {
    let [task, indicator, unit] = columns(new.about);
    let said = args![new.task, new.words, new.basis, new.giver, new.giver_title, actor.user, actor.at, new.on];
    let values = said.into_iter().chain(args![task, indicator, unit, new.meeting]).collect::<Vec<_>>();
    let (id,): (i64,) = tx.one(INSERT, values).await?;
    audit::append(tx, actor, "directive-given", ("task", Some(new.task)), (None::<&()>, Some(&new.recorded()))).await?;
    Ok(id)
}

const AMEND: &str = "UPDATE directives SET words = $2, basis = $3, meeting_id = $4, amended_on = $5 WHERE id = $1 AND withdrawn_on IS NULL";

/// Other words, another basis or meeting; the giver and what it is about stay. `before` is what the audit is told of it.
///
/// # Errors
/// `Conflict` when it was withdrawn, or the database fails.
pub async fn amend(tx: &mut Tx, actor: Actor, before: &DirectiveRow, new: &NewRow<'_>) -> Result<()> {
    let changed = tx.execute(AMEND, args![before.id, new.words, new.basis, new.meeting, new.on]).await?;
    require_one(changed)?;
    let told = serde_json::json!({ "words": before.words, "basis": before.basis, "units": before.leads, "due": before.due, "meeting": before.meeting_id });
    audit::append(tx, actor, "directive-amended", ("task", Some(before.task_id)), (Some(&told), Some(&new.recorded()))).await
}

const WITHDRAW: &str = "UPDATE directives SET withdrawn_on = $2 WHERE id = $1 AND withdrawn_on IS NULL";

/// # Errors
/// `Conflict` when it was withdrawn already, or the database fails.
pub async fn withdraw(tx: &mut Tx, actor: Actor, row: &DirectiveRow, on: Date) -> Result<()> {
    require_one(tx.execute(WITHDRAW, args![row.id, on]).await?)?;
    let told = serde_json::json!({ "on": on });
    audit::append(tx, actor, "directive-withdrawn", ("task", Some(row.task_id)), (None::<&()>, Some(&told))).await
}

fn require_one(changed: u64) -> Result<()> {
    if changed == 1 { Ok(()) } else { Err(Error::Conflict("Ý kiến chỉ đạo này đã được rút".to_owned())) }
}
