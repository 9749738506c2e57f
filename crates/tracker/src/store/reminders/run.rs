//! The run of a day: work is read in stretches of ids, what people are told is written with how far the run is. Each stretch is a
//! transaction of its own, so that nobody waits long, and a run that was cut off goes on where it was.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::domain::Role;
use crate::domain::reminder::{Above, Days, Holder, Occasion, OpenWork, People, Reminder, Request};
use crate::error::{Error, Result};
use crate::store::dialect::{StoredDay, Tx, args};

/// What a run goes through, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Deadlines,
    Results,
    Extensions,
    /// Digests are put in the queue of mails.
    Mails,
    Done,
}

impl Stage {
    const ALL: [Self; 5] = [Self::Deadlines, Self::Results, Self::Extensions, Self::Mails, Self::Done];

    fn name(self) -> &'static str {
        match self {
            Self::Deadlines => "deadlines",
            Self::Results => "results",
            Self::Extensions => "extensions",
            Self::Mails => "mails",
            Self::Done => "done",
        }
    }

    pub fn next(self) -> Self {
        match self {
            Self::Deadlines => Self::Results,
            Self::Results => Self::Extensions,
            Self::Extensions => Self::Mails,
            Self::Mails | Self::Done => Self::Done,
        }
    }
}

/// How far the run of a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    pub days: Days,
    pub stage: Stage,
    /// The last id gone through.
    pub passed: i64,
}

#[derive(sqlx::FromRow)]
struct RunRow {
    #[sqlx(try_from = "StoredDay")]
    day: Date,
    #[sqlx(try_from = "StoredDay")]
    first_day: Date,
    stage: String,
    passed: i64,
}

impl RunRow {
    fn into_run(self) -> Result<Run> {
        let stage = Stage::ALL.into_iter().find(|stage| stage.name() == self.stage);
        let stage = stage.ok_or_else(|| Error::Internal(format!("no stage {}", self.stage)))?;
        Ok(Run { days: Days { first: self.first_day, today: self.day }, stage, passed: self.passed })
    }
}

const FIND: &str = "SELECT day, first_day, stage, passed FROM reminder_runs WHERE day = $1";
// A run that was cut off while people were still to be told and never went on is made up for by the next one.
const LAST: &str = "SELECT day, first_day, stage, passed FROM reminder_runs WHERE day < $1 AND stage IN ('mails', 'done')
    ORDER BY day DESC LIMIT 1";
const BEGIN: &str =
    "INSERT INTO reminder_runs (day, first_day, stage, passed) VALUES ($1, $2, 'deadlines', 0) ON CONFLICT (day) DO NOTHING";

/// The run of a day, if it has begun.
///
/// # Errors
/// The database fails.
pub async fn find(tx: &mut Tx, day: Date) -> Result<Option<Run>> {
    tx.optional::<RunRow>(FIND, args![day]).await?.map(RunRow::into_run).transpose()
}

/// The last run before a day that has told everybody.
///
/// # Errors
/// The database fails.
pub async fn last(tx: &mut Tx, before: Date) -> Result<Option<Run>> {
    tx.optional::<RunRow>(LAST, args![before]).await?.map(RunRow::into_run).transpose()
}

/// # Errors
/// The database fails.
pub async fn begin(tx: &mut Tx, days: Days) -> Result<()> {
    tx.execute(BEGIN, args![days.today, days.first]).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct HolderRow {
    user_id: i64,
    #[sqlx(try_from = "String")]
    role: Role,
    unit_id: Option<i64>,
}

// As `posts::held`, of everybody.
const HOLDERS: &str = "SELECT p.user_id, p.role, p.unit_id FROM posts p JOIN users u ON u.id = p.user_id
        LEFT JOIN posts d ON d.id = p.delegates_id LEFT JOIN users w ON w.id = d.user_id
    WHERE p.role IN ('unit-officer', 'unit-head', 'focal-point', 'leader') AND NOT u.disabled
        AND $1 BETWEEN p.valid_from AND p.valid_to
        AND (p.delegates_id IS NULL OR ($1 BETWEEN d.valid_from AND d.valid_to AND NOT w.disabled))
    ORDER BY p.id";
const ABOVE: &str = "SELECT unit_id, ancestor_id, MIN(depth) AS depth FROM unit_ancestors
    WHERE depth > 0 AND $1 BETWEEN valid_from AND valid_to GROUP BY unit_id, ancestor_id";
// As `posts::desk`.
const AUTHORITIES: &str = "SELECT DISTINCT a.unit_id, a.ancestor_id FROM unit_ancestors a JOIN org_units u ON u.id = a.unit_id
    WHERE a.depth = 1 AND $1 BETWEEN a.valid_from AND a.valid_to
        AND u.kind NOT IN ('province', 'district', 'commune', 'party-committee', 'front')";

/// Everybody who may be told of work on a day.
///
/// # Errors
/// The database fails.
pub async fn people(tx: &mut Tx, on: Date) -> Result<People> {
    let holder = |row: HolderRow| Holder { user: row.user_id, role: row.role, unit: row.unit_id };
    let holders = tx.all::<HolderRow>(HOLDERS, args![on]).await?.into_iter().map(holder);
    let above = tx.all::<(i64, i64, i64)>(ABOVE, args![on]).await?;
    let authorities = tx.all::<(i64, i64)>(AUTHORITIES, args![on]).await?;
    Ok(People::new(holders, above.into_iter().map(|(unit, above, depth)| Above { unit, above, depth }), authorities))
}

const LAST_ASSIGNMENT: &str = "SELECT COALESCE(MAX(id), 0) FROM assignments";
const LAST_COMPLETION: &str = "SELECT COALESCE(MAX(id), 0) FROM completions";
const LAST_EXTENSION: &str = "SELECT COALESCE(MAX(id), 0) FROM extensions";
const LAST_DIGEST: &str = "SELECT COALESCE(MAX(id), 0) FROM digests";

/// The last id that a stage has to go through.
///
/// # Errors
/// The database fails.
pub async fn last_id(tx: &mut Tx, stage: Stage) -> Result<i64> {
    let sql = match stage {
        Stage::Deadlines => LAST_ASSIGNMENT,
        Stage::Results => LAST_COMPLETION,
        Stage::Extensions => LAST_EXTENSION,
        Stage::Mails => LAST_DIGEST,
        Stage::Done => return Ok(0),
    };
    Ok(tx.one::<(i64,)>(sql, args![]).await?.0)
}

/// A stretch of ids: after the first, up to the second.
pub type Page = (i64, i64);

#[derive(sqlx::FromRow)]
struct OpenRow {
    id: i64,
    unit_id: i64,
    plan_id: i64,
    #[sqlx(try_from = "StoredDay")]
    current_due: Date,
}

// By stretches of the key and not by LIMIT: no planner can then choose an index that has to be gone through for each of them.
const DEADLINES: &str = "SELECT a.id, a.unit_id, t.plan_id, a.current_due
    FROM assignments a JOIN tasks t ON t.id = a.task_id JOIN plans p ON p.id = t.plan_id
    WHERE a.id > $1 AND a.id <= $2 AND a.phase IN ('open', 'returned') AND a.current_due <= $3 AND a.unit_id IS NOT NULL
        AND p.state <> 'replaced'";

/// Work that is not done and due by a day, with its plan.
///
/// # Errors
/// The database fails.
pub async fn deadlines(tx: &mut Tx, page: Page, until: Date) -> Result<Vec<(i64, OpenWork)>> {
    let rows: Vec<OpenRow> = tx.all(DEADLINES, args![page.0, page.1, until]).await?;
    let work = |row: OpenRow| (row.plan_id, OpenWork { assignment: row.id, unit: row.unit_id, due: row.current_due });
    Ok(rows.into_iter().map(work).collect())
}

#[derive(sqlx::FromRow)]
struct RequestRow {
    assignment_id: i64,
    unit_id: i64,
    plan_id: i64,
    giver_id: Option<i64>,
    is_sent: bool,
    asked_by: i64,
    sent_by: Option<i64>,
    #[sqlx(try_from = "StoredDay")]
    about: Date,
}

const RESULTS: &str =
    "SELECT c.assignment_id, a.unit_id, t.plan_id, w.unit_id AS giver_id, (c.state = 'sent') AS is_sent, c.asked_by, c.sent_by,
        COALESCE(c.answer_due, c.asked_on) AS about
    FROM completions c JOIN assignments a ON a.id = c.assignment_id JOIN tasks t ON t.id = a.task_id JOIN plans p ON p.id = t.plan_id
        LEFT JOIN task_parts x ON x.task_id = t.id LEFT JOIN assignments w ON w.id = x.assignment_id
    WHERE c.id > $1 AND c.id <= $2 AND c.state IN ('asked', 'sent') AND a.unit_id IS NOT NULL AND p.state <> 'replaced'";
const EXTENSIONS: &str =
    "SELECT e.assignment_id, a.unit_id, t.plan_id, w.unit_id AS giver_id, TRUE AS is_sent, e.asked_by, CAST(NULL AS BIGINT) AS sent_by,
        e.asked_on AS about
    FROM extensions e JOIN assignments a ON a.id = e.assignment_id JOIN tasks t ON t.id = a.task_id JOIN plans p ON p.id = t.plan_id
        LEFT JOIN task_parts x ON x.task_id = t.id LEFT JOIN assignments w ON w.id = x.assignment_id
    WHERE e.id > $1 AND e.id <= $2 AND e.state = 'asked' AND a.unit_id IS NOT NULL AND p.state <> 'replaced'";

/// Results that wait for an answer, each with its plan.
///
/// # Errors
/// The database fails.
pub async fn results(tx: &mut Tx, page: Page) -> Result<Vec<(i64, Request)>> {
    let occasion = |row: &RequestRow| if row.is_sent { Occasion::Answer } else { Occasion::Approval };
    requests(tx, RESULTS, page, occasion).await
}

/// Extensions that wait for an answer, each with its plan.
///
/// # Errors
/// The database fails.
pub async fn extensions(tx: &mut Tx, page: Page) -> Result<Vec<(i64, Request)>> {
    requests(tx, EXTENSIONS, page, |_| Occasion::Extension).await
}

async fn requests(tx: &mut Tx, sql: &'static str, page: Page, occasion: impl Fn(&RequestRow) -> Occasion) -> Result<Vec<(i64, Request)>> {
    let rows: Vec<RequestRow> = tx.all(sql, args![page.0, page.1]).await?;
    let request = |row: RequestRow| {
        let occasion = occasion(&row);
        let asked_by = [Some(row.asked_by), row.sent_by];
        (
            row.plan_id,
            Request { assignment: row.assignment_id, unit: row.unit_id, given_by: row.giver_id, asked_by, about: row.about, occasion },
        )
    };
    Ok(rows.into_iter().map(request).collect())
}

const DIGESTS_OF: &str = "SELECT user_id, id FROM digests WHERE day = $1";

/// The digest of each person on a day.
///
/// # Errors
/// The database fails.
pub async fn digests_of(tx: &mut Tx, day: Date) -> Result<HashMap<i64, i64>> {
    Ok(tx.all::<(i64, i64)>(DIGESTS_OF, args![day]).await?.into_iter().collect())
}

const PASS: &str = "UPDATE reminder_runs SET stage = $4, passed = $5, finished_at = $6 WHERE day = $1 AND stage = $2 AND passed = $3";
const ADD_DIGEST: &str = "INSERT INTO digests (user_id, day) VALUES ($1, $2) RETURNING id";
/// Rows that are made ready at once.
const ROWS: usize = 1_000;
const ADD_REMINDERS: &str = "INSERT INTO reminders (digest_id, assignment_id, occasion, about) VALUES";

/// Writes what people are told and how far the run is with it. `digests` are those known so far; the new ones are given back, to be
/// known once the caller has committed. `None`: somebody else has gone through this stretch.
///
/// # Errors
/// The database fails.
pub async fn record(
    tx: &mut Tx,
    (before, after): (&Run, &Run),
    reminders: &[Reminder],
    digests: &HashMap<i64, i64>,
    at: i64,
) -> Result<Option<HashMap<i64, i64>>> {
    let finished = (after.stage == Stage::Done).then_some(at);
    let passed = args![before.days.today, before.stage.name(), before.passed, after.stage.name(), after.passed, finished];
    if tx.execute(PASS, passed).await? == 0 {
        return Ok(None);
    }
    let mut new = HashMap::new();
    let mut told = Vec::with_capacity(reminders.len());
    for reminder in reminders {
        let digest = match digests.get(&reminder.user).or(new.get(&reminder.user)) {
            Some(digest) => *digest,
            None => {
                let (digest,): (i64,) = tx.one(ADD_DIGEST, args![reminder.user, before.days.today]).await?;
                new.insert(reminder.user, digest);
                digest
            }
        };
        told.push((digest, reminder));
    }
    // In the order of the key: each page of it is written once.
    told.sort_by_key(|(digest, reminder)| (*digest, reminder.assignment));
    for part in told.chunks(ROWS) {
        let row =
            |(digest, reminder): &(i64, &Reminder)| args![*digest, reminder.assignment, reminder.occasion.name(), reminder.about].to_vec();
        tx.insert_all(ADD_REMINDERS, part.iter().map(row).collect()).await?;
    }
    Ok(Some(new))
}
