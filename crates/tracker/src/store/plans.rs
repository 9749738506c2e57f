//! Plans: the document as received, what was compiled from it, what is wrong in it.

mod replaced;

pub use replaced::{ReplacedPlan, predecessors, replace, replaced_by};

use std::collections::HashMap;

use jiff::civil::Date;
use roviec_plan::Compiled;
use roviec_plan::diagnostic::Diagnostic;
use roviec_plan::plan::{DocumentBlock, ReportingDuty};

use super::audit::Actor;
use super::board::{self, Scope};
use super::dialect::{StoredDayOrNone, Tx, args};
use super::live_work::Live;
use super::sql::scoped;
use super::work_changes::Touched;
use crate::domain::AsOf;
use crate::domain::folding::folded;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct PlanRow {
    pub id: i64,
    pub number: Option<String>,
    pub kind: Option<String>,
    pub title: String,
    pub issuer: Option<String>,
    pub issuer_unit_id: Option<i64>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub issued_on: Option<Date>,
    /// "draft", "issued", "replaced".
    pub state: String,
    /// "plan", "document", "meeting", "spreadsheet".
    pub origin: String,
    pub tasks: i64,
    /// Rows with a target; grouping rows apart.
    pub indicators: i64,
    pub duties: i64,
    pub errors: i64,
    pub warnings: i64,
    pub advice: i64,
    /// Agency names, leads and coordinating, that were not recognised.
    pub unrecognised: i64,
    /// Assignments: late among due, done among all.
    pub late: i64,
    pub due: i64,
    pub done: i64,
    pub assignments: i64,
}

macro_rules! plan_rows {
    ($sums:literal) => {
        concat!(
            "SELECT p.id, p.number, p.kind, p.title, p.issuer, p.issuer_unit_id, p.issued_on, p.state, p.origin,
                (SELECT COUNT(*) FROM tasks t WHERE t.plan_id = p.id AND t.position < 1000000000) AS tasks,
                (SELECT COUNT(*) FROM indicators i WHERE i.plan_id = p.id AND i.kind <> 'group' AND i.ended_on IS NULL) AS indicators,
                (SELECT COUNT(*) FROM reporting_duties d WHERE d.plan_id = p.id) AS duties,
                (SELECT COUNT(*) FROM plan_diagnostics d WHERE d.plan_id = p.id AND d.severity = 'error') AS errors,
                (SELECT COUNT(*) FROM plan_diagnostics d WHERE d.plan_id = p.id AND d.severity = 'warning') AS warnings,
                (SELECT COUNT(*) FROM plan_diagnostics d WHERE d.plan_id = p.id AND d.severity = 'advice') AS advice,
                (SELECT COUNT(DISTINCT tu.name) FROM task_units tu JOIN tasks t ON t.id = tu.task_id
                 WHERE t.plan_id = p.id AND tu.unit_id IS NULL AND tu.group_id IS NULL) AS unrecognised, ",
            $sums
        )
    };
}

/// The sums of all plans together come from the work in memory.
const LIST: &str = concat!(
    plan_rows!(
        "CAST(0 AS BIGINT) AS late, CAST(0 AS BIGINT) AS due, CAST(0 AS BIGINT) AS done, CAST(0 AS BIGINT) AS assignments FROM plans p"
    ),
    " WHERE p.id NOT IN (SELECT t.plan_id FROM directives d JOIN tasks t ON t.id = d.task_id) ORDER BY p.issued_on DESC NULLS LAST, p.id"
);
const FIND: &str = concat!(
    plan_rows!(
        "COALESCE(c.late, 0) AS late, COALESCE(c.due, 0) AS due, COALESCE(c.done, 0) AS done, COALESCE(c.assignments, 0) AS assignments
         FROM plans p LEFT JOIN (SELECT s.plan_id, COUNT(*) AS assignments, COUNT(*) FILTER (WHERE s.late) AS late,
                COUNT(*) FILTER (WHERE s.due) AS due, COUNT(*) FILTER (WHERE s.phase = 'done') AS done FROM ("
    ),
    scoped!(),
    ") s GROUP BY s.plan_id) c ON c.plan_id = p.id WHERE p.id = $3"
);

/// Newest first, without the documents of directives, which have a list of their own.
///
/// # Errors
/// The database fails.
pub async fn list(tx: &mut Tx, live: &Live, as_of: AsOf) -> Result<Vec<PlanRow>> {
    let mut rows: Vec<PlanRow> = tx.all(LIST, args![]).await?;
    let plans = board::by_plan(tx, live, Scope::default(), as_of).await?;
    let plans: HashMap<i64, _> = plans.into_iter().map(|plan| (plan.plan_id, plan.sums)).collect();
    for row in &mut rows {
        let sums = plans.get(&row.id).copied().unwrap_or_default();
        (row.late, row.due, row.done, row.assignments) = (sums.late, sums.due, sums.done(), sums.total());
    }
    Ok(rows)
}

/// # Errors
/// `NotFound`, or the database fails.
pub async fn find(tx: &mut Tx, id: i64, as_of: AsOf) -> Result<PlanRow> {
    Ok(tx.one(FIND, args![as_of.today, as_of.near_until, id, None::<i64>]).await?)
}

/// A source file without its bytes.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct FileRow {
    /// Index used by `Span::file`.
    pub position: i64,
    pub name: String,
    /// As `roviec_plan::document::Format` is written: "docx", "pdf", "text"….
    pub format: String,
    pub sha256: String,
    pub pages: Option<i64>,
    pub size: i64,
}

const FILES: &str = "SELECT f.position, f.name, f.format, f.sha256, f.pages, CAST(length(f.bytes) AS BIGINT) AS size
    FROM plans p JOIN intakes i ON i.id = p.intake_id JOIN intake_files f ON f.intake_id = COALESCE(i.files_of, i.id)
    WHERE p.id = $1 ORDER BY f.position";

/// # Errors
/// The database fails.
pub async fn files(tx: &mut Tx, plan: i64) -> Result<Vec<FileRow>> {
    Ok(tx.all(FILES, args![plan]).await?)
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct SourceBytes {
    pub name: String,
    pub format: String,
    pub bytes: Vec<u8>,
}

const FILE: &str = "SELECT f.name, f.format, f.bytes FROM plans p JOIN intakes i ON i.id = p.intake_id
        JOIN intake_files f ON f.intake_id = COALESCE(i.files_of, i.id)
    WHERE p.id = $1 AND f.position = $2";

/// The file as it was received, byte for byte.
///
/// # Errors
/// `NotFound`, or the database fails.
pub async fn file(tx: &mut Tx, plan: i64, position: i64) -> Result<SourceBytes> {
    Ok(tx.one(FILE, args![plan, position]).await?)
}

const COMPILED: &str = "SELECT compiled_json FROM plans WHERE id = $1";

/// # Errors
/// `NotFound`, or the database fails.
pub async fn compiled(tx: &mut Tx, plan: i64) -> Result<Compiled> {
    let (json,): (String,) = tx.one(COMPILED, args![plan]).await?;
    Ok(serde_json::from_str(&json)?)
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct DiagnosticRow {
    /// Index among the compiled diagnostics.
    pub position: i64,
    pub rule: String,
    /// "error", "warning", "advice".
    pub severity: String,
    pub message: String,
    pub help: Option<String>,
    pub quote: Option<String>,
    pub span_json: String,
}

const DIAGNOSTICS: &str = "SELECT position, rule, severity, message, help, quote, span_json FROM plan_diagnostics WHERE plan_id = $1
    ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, position";

/// Errors first.
///
/// # Errors
/// The database fails.
pub async fn diagnostics(tx: &mut Tx, plan: i64) -> Result<Vec<DiagnosticRow>> {
    Ok(tx.all(DIAGNOSTICS, args![plan]).await?)
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct DutyRow {
    pub id: i64,
    pub position: i64,
    pub from_name: Option<String>,
    pub to_name: Option<String>,
    /// As `roviec_plan::plan::Cadence` is written: "monthly", "quarterly"….
    pub cadence: String,
    pub due_text: Option<String>,
    pub day: Option<i64>,
    pub month: Option<i64>,
    pub month_of_period: Option<String>,
    pub span_json: String,
}

const DUTIES: &str = "SELECT id, position, from_name, to_name, cadence, due_text, day, month, month_of_period, span_json
    FROM reporting_duties WHERE plan_id = $1 ORDER BY position";

/// # Errors
/// The database fails.
pub async fn duties(tx: &mut Tx, plan: i64) -> Result<Vec<DutyRow>> {
    Ok(tx.all(DUTIES, args![plan]).await?)
}

/// An agency name that no unit and no group answers to, and how many rows use it.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct UnrecognisedName {
    pub name: String,
    pub rows: i64,
}

const UNRECOGNISED: &str = "SELECT tu.name, COUNT(*) AS rows FROM task_units tu JOIN tasks t ON t.id = tu.task_id
    WHERE t.plan_id = $1 AND tu.unit_id IS NULL AND tu.group_id IS NULL GROUP BY tu.name ORDER BY COUNT(*) DESC, tu.name";

/// # Errors
/// The database fails.
pub async fn unrecognised(tx: &mut Tx, plan: i64) -> Result<Vec<UnrecognisedName>> {
    Ok(tx.all(UNRECOGNISED, args![plan]).await?)
}

/// A compiled row and the page it has become: `position` is its index in the compiled plan.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct RowLink {
    pub position: i64,
    pub id: i64,
}

const TASK_LINKS: &str = "SELECT position, id FROM tasks WHERE plan_id = $1 ORDER BY position";

/// # Errors
/// The database fails.
pub async fn task_links(tx: &mut Tx, plan: i64) -> Result<Vec<RowLink>> {
    Ok(tx.all(TASK_LINKS, args![plan]).await?)
}

// One indicator may come from several compiled rows: its targets of several years.
const INDICATOR_LINKS: &str = "SELECT it.position AS position, it.indicator_id AS id
    FROM indicator_targets it JOIN indicators i ON i.id = it.indicator_id WHERE i.plan_id = $1 ORDER BY it.position";

/// # Errors
/// The database fails.
pub async fn indicator_links(tx: &mut Tx, plan: i64) -> Result<Vec<RowLink>> {
    Ok(tx.all(INDICATOR_LINKS, args![plan]).await?)
}

/// A plan to be entered, its files apart.
#[derive(Debug, Clone)]
pub struct NewPlan<'a> {
    pub document: &'a DocumentBlock,
    pub title: &'a str,
    pub issuer_unit_id: Option<i64>,
    /// "draft" or "issued".
    pub state: &'static str,
    /// "plan", "document", "meeting", "spreadsheet".
    pub origin: &'a str,
    pub intake: i64,
    /// Of the one file, or of the list of the files' digests.
    pub sha256: &'a str,
    pub compiled_json: String,
}

/// What a plan is chosen by.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct PlanName {
    pub id: i64,
    pub number: Option<String>,
    pub kind: Option<String>,
    pub title: String,
    /// "plan", "document", "meeting", "spreadsheet".
    pub origin: String,
}

const NAMES: &str = "SELECT p.id, p.number, p.kind, p.title, p.origin FROM plans p WHERE p.state <> 'replaced'
        AND ($1 IS NULL OR p.issuer_unit_id IS NULL OR p.issuer_unit_id IN (SELECT x.unit_id FROM unit_ancestors x WHERE x.ancestor_id = $1
            AND $2 BETWEEN x.valid_from AND x.valid_to))
    ORDER BY p.issued_on DESC NULLS LAST, p.id DESC LIMIT 300";

/// Plans and other documents that run, of units within one or of all; the newest first, no more than anybody looks through.
///
/// # Errors
/// The database fails.
pub async fn names(tx: &mut Tx, within: Option<i64>, today: Date) -> Result<Vec<PlanName>> {
    Ok(tx.all(NAMES, args![within, today]).await?)
}

const NAME: &str = "SELECT id, number, kind, title, origin FROM plans WHERE id = $1";

/// # Errors
/// `NotFound`, or the database fails.
pub async fn name(tx: &mut Tx, plan: i64) -> Result<PlanName> {
    Ok(tx.one(NAME, args![plan]).await?)
}

const ISSUER: &str = "SELECT issuer_unit_id FROM plans WHERE id = $1";

/// The unit that issued a plan, where it is in the directory.
///
/// # Errors
/// `NotFound`, or the database fails.
pub async fn issuer_of(tx: &mut Tx, plan: i64) -> Result<Option<i64>> {
    Ok(tx.one::<(Option<i64>,)>(ISSUER, args![plan]).await?.0)
}

const BY_SHA256: &str = "SELECT id FROM plans WHERE sha256 = $1
    UNION SELECT plan_id FROM intakes WHERE sha256 = $1 AND state = 'accepted' AND plan_id IS NOT NULL ORDER BY 1";

/// The plan that is, or once was, made of these files.
///
/// # Errors
/// The database fails.
pub async fn by_sha256(tx: &mut Tx, sha256: &str) -> Result<Option<i64>> {
    Ok(tx.optional::<(i64,)>(BY_SHA256, args![sha256]).await?.map(|(id,)| id))
}

// Without a number or a date two drafts cannot be told apart, so only issued plans are compared.
const SAME_DOCUMENT: &str = "SELECT id FROM plans WHERE number = $1 AND issued_on = $2 AND issuer = $3 AND state <> 'replaced'";

/// A plan known by another file: same number, day and issuer.
///
/// # Errors
/// The database fails.
pub async fn same_document(tx: &mut Tx, document: &DocumentBlock) -> Result<Option<i64>> {
    let values = args![document.number.as_deref(), document.issued_on, document.issuer.as_deref()];
    Ok(tx.optional::<(i64,)>(SAME_DOCUMENT, values).await?.map(|(id,)| id))
}

/// What tells documents of one day apart.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct DocumentOfDay {
    pub id: i64,
    pub kind: Option<String>,
    pub number: Option<String>,
    pub title: String,
    pub issuer: Option<String>,
    /// "plan", "document", "meeting", "spreadsheet".
    pub origin: String,
}

const OF_DAY: &str = "SELECT id, kind, number, title, issuer, origin FROM plans WHERE issued_on = $1 AND state <> 'replaced' ORDER BY id";

/// Documents issued on a day that bring work.
///
/// # Errors
/// The database fails.
pub async fn of_day(tx: &mut Tx, day: Date) -> Result<Vec<DocumentOfDay>> {
    Ok(tx.all(OF_DAY, args![day]).await?)
}

const INSERT: &str =
    "INSERT INTO plans (number, kind, title, issuer, issuer_unit_id, issued_on, state, sha256, compiled_json, title_folded,
        imported_at, imported_by, origin, intake_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id";

const UPDATE: &str = "UPDATE plans SET number = $2, kind = $3, title = $4, issuer = $5, issuer_unit_id = $6, issued_on = $7, state = $8,
        sha256 = $9, compiled_json = $10, title_folded = $11, intake_id = $12
    WHERE id = $1";

/// # Errors
/// The same file is known already, or the database fails.
pub async fn insert(tx: &mut Tx, actor: Actor, new: NewPlan<'_>) -> Result<i64> {
    let values = args![
        new.document.number.as_deref(),
        new.document.kind.as_deref(),
        new.title,
        new.document.issuer.as_deref(),
        new.issuer_unit_id,
        new.document.issued_on,
        new.state,
        new.sha256,
        new.compiled_json,
        folded(new.title),
        actor.at,
        actor.user,
        new.origin,
        new.intake
    ];
    let (id,): (i64,) = tx.one(INSERT, values).await?;
    Ok(id)
}

/// A new reading takes the place of the one in force; the origin stays.
///
/// # Errors
/// Another plan came from the same file, or the database fails.
pub async fn update(tx: &mut Tx, plan: i64, new: NewPlan<'_>) -> Result<()> {
    let values = args![
        plan,
        new.document.number.as_deref(),
        new.document.kind.as_deref(),
        new.title,
        new.document.issuer.as_deref(),
        new.issuer_unit_id,
        new.document.issued_on,
        new.state,
        new.sha256,
        new.compiled_json,
        folded(new.title),
        new.intake
    ];
    tx.touch(Touched::Plan(plan));
    tx.execute(UPDATE, values).await?;
    Ok(())
}

const INTAKE: &str = "SELECT intake_id FROM plans WHERE id = $1";

/// The reading in force.
///
/// # Errors
/// `NotFound`, or the database fails.
pub async fn intake(tx: &mut Tx, plan: i64) -> Result<i64> {
    let (intake,): (Option<i64>,) = tx.one(INTAKE, args![plan]).await?;
    intake.ok_or(crate::error::Error::NotFound)
}

const CLEAR_DIAGNOSTICS: &str = "DELETE FROM plan_diagnostics WHERE plan_id = $1";
const INSERT_DIAGNOSTICS: &str = "INSERT INTO plan_diagnostics (plan_id, position, rule, severity, message, help, quote, span_json) VALUES";

/// Those of the reading in force, in the place of what was there.
///
/// # Errors
/// The database fails.
pub async fn set_diagnostics(tx: &mut Tx, plan: i64, diagnostics: &[Diagnostic]) -> Result<()> {
    tx.execute(CLEAR_DIAGNOSTICS, args![plan]).await?;
    let mut rows = Vec::new();
    for (position, diagnostic) in (0_i64..).zip(diagnostics) {
        let span = serde_json::to_string(&diagnostic.span)?;
        let severity = written(&diagnostic.severity)?;
        let (help, quote) = (diagnostic.help.as_deref(), diagnostic.quote.as_deref());
        rows.push(args![plan, position, diagnostic.rule.as_str(), severity, diagnostic.message.as_str(), help, quote, span].to_vec());
    }
    Ok(tx.insert_all(INSERT_DIAGNOSTICS, rows).await?)
}

const DUTY_KEYS: &str = "SELECT row_key, id FROM reporting_duties WHERE plan_id = $1 AND row_key IS NOT NULL";
const SHIFT_DUTIES: &str = "UPDATE reporting_duties SET position = 1000000000 + id WHERE plan_id = $1";
const UPDATE_DUTY: &str = "UPDATE reporting_duties SET position = $2, from_name = $3, to_name = $4, cadence = $5, due_text = $6, day = $7,
        month = $8, month_of_period = $9, span_json = $10, row_key = $11
    WHERE id = $1";
const INSERT_DUTY: &str = "INSERT INTO reporting_duties (plan_id, position, from_name, to_name, cadence, due_text, day, month,
        month_of_period, span_json, row_key)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const DELETE_DUTY: &str = "DELETE FROM reporting_duties WHERE id = $1";

/// Duties of a plan by row key.
///
/// # Errors
/// The database fails.
pub async fn duty_keys(tx: &mut Tx, plan: i64) -> Result<HashMap<String, i64>> {
    Ok(tx.all::<(String, i64)>(DUTY_KEYS, args![plan]).await?.into_iter().collect())
}

/// A duty of a plan and the row that has become it, where there is one.
#[derive(Debug, Clone, Copy)]
pub struct KeyedDuty<'a> {
    pub known: Option<i64>,
    pub key: &'a str,
    pub duty: &'a ReportingDuty,
}

/// Writes the duties of a plan in order; known ones that are not among them go.
///
/// # Errors
/// The database fails.
pub async fn set_duties(tx: &mut Tx, plan: i64, duties: &[KeyedDuty<'_>]) -> Result<()> {
    for (_, id) in duty_keys(tx, plan).await? {
        if duties.iter().all(|duty| duty.known != Some(id)) {
            tx.execute(DELETE_DUTY, args![id]).await?;
        }
    }
    tx.execute(SHIFT_DUTIES, args![plan]).await?;
    for (position, KeyedDuty { known, key, duty }) in (0_i64..).zip(duties) {
        let values = args![
            known.unwrap_or(plan),
            position,
            duty.from.as_deref(),
            duty.to.as_deref(),
            written(&duty.cadence)?,
            duty.due.as_deref(),
            duty.day.map(i64::from),
            duty.month.map(i64::from),
            duty.month_of_period.as_ref().map(written).transpose()?,
            serde_json::to_string(&duty.span)?,
            *key
        ];
        tx.execute(if known.is_some() { UPDATE_DUTY } else { INSERT_DUTY }, values).await?;
    }
    Ok(())
}

/// The word by which the plan file format writes a value of an enumeration.
pub(super) fn written<T: serde::Serialize>(value: &T) -> Result<String> {
    match serde_json::to_value(value)? {
        serde_json::Value::String(word) => Ok(word),
        other => Err(crate::error::Error::Internal(format!("{other} is not a word of the plan file format"))),
    }
}
