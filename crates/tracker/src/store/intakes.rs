//! Intakes: files taken in, what was compiled from them, the edits people made, until acceptance.

use std::collections::HashMap;

use roviec_plan::Compiled;
use roviec_plan::plan::Source;

use super::audit::{self, Actor};
use super::dialect::{Tx, args};
use super::plans::written;
use crate::domain::draft::{Draft, Edit, NumberedEdit, draft};
use crate::error::{Error, Result};

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct IntakeRow {
    pub id: i64,
    /// "plan", "document", "meeting", "spreadsheet".
    pub origin: String,
    /// "reading", "failed", "cancelled", "review", "accepted", "discarded".
    pub state: String,
    /// File names, or the words a person gave.
    pub title: String,
    /// One sentence, where reading failed.
    pub failure: Option<String>,
    /// The intake that keeps the files, where it is another one.
    pub files_of: Option<i64>,
    /// Of the one file, or of the list of the files' digests.
    pub sha256: Option<String>,
    /// Number of the last edit.
    pub version: i64,
    /// The plan that was made, or the one these files are loaded again for.
    pub plan_id: Option<i64>,
    /// Seconds since 1970-01-01 UTC.
    pub created_at: i64,
    pub created_by: Option<i64>,
    pub creator: Option<String>,
}

macro_rules! intake_rows {
    () => {
        "SELECT i.id, i.origin, i.state, i.title, i.failure, i.files_of, i.sha256, i.version, i.plan_id, i.created_at, i.created_by,
            u.full_name AS creator
         FROM intakes i LEFT JOIN users u ON u.id = i.created_by"
    };
}

const FIND: &str = concat!(intake_rows!(), " WHERE i.id = $1");
const OPEN: &str = concat!(intake_rows!(), " WHERE i.state IN ('reading', 'failed', 'review') ORDER BY i.id DESC LIMIT 50");
const OF_PLAN: &str = concat!(intake_rows!(), " WHERE i.plan_id = $1 AND i.state IN ('review', 'accepted') ORDER BY i.id DESC");

/// # Errors
/// `NotFound`, or the database fails.
pub async fn find(tx: &mut Tx, id: i64) -> Result<IntakeRow> {
    Ok(tx.one(FIND, args![id]).await?)
}

/// The fifty newest that wait for somebody: being read, refused, under review.
///
/// # Errors
/// The database fails.
pub async fn open(tx: &mut Tx) -> Result<Vec<IntakeRow>> {
    Ok(tx.all(OPEN, args![]).await?)
}

/// Readings of one plan, newest first.
///
/// # Errors
/// The database fails.
pub async fn of_plan(tx: &mut Tx, plan: i64) -> Result<Vec<IntakeRow>> {
    Ok(tx.all(OF_PLAN, args![plan]).await?)
}

/// A file of an intake without its bytes.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct IntakeFile {
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
    FROM intakes i JOIN intake_files f ON f.intake_id = COALESCE(i.files_of, i.id) WHERE i.id = $1 ORDER BY f.position";

/// # Errors
/// The database fails.
pub async fn files(tx: &mut Tx, id: i64) -> Result<Vec<IntakeFile>> {
    Ok(tx.all(FILES, args![id]).await?)
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct FileBytes {
    pub name: String,
    pub format: String,
    pub sha256: String,
    pub bytes: Vec<u8>,
}

const FILE: &str =
    "SELECT f.name, f.format, f.sha256, f.bytes FROM intakes i JOIN intake_files f ON f.intake_id = COALESCE(i.files_of, i.id)
    WHERE i.id = $1 AND f.position = $2";

/// A file as it was received, byte for byte.
///
/// # Errors
/// `NotFound`, or the database fails.
pub async fn file(tx: &mut Tx, id: i64, position: i64) -> Result<FileBytes> {
    Ok(tx.one(FILE, args![id, position]).await?)
}

const BASE: &str = "SELECT base_json FROM intakes WHERE id = $1";

/// What the machine compiled.
///
/// # Errors
/// `NotFound` while nothing is compiled, or the database fails.
pub async fn base(tx: &mut Tx, id: i64) -> Result<Compiled> {
    let (json,): (Option<String>,) = tx.one(BASE, args![id]).await?;
    Ok(serde_json::from_str(&json.ok_or(Error::NotFound)?)?)
}

#[derive(sqlx::FromRow)]
struct StoredEdit {
    number: i64,
    at: i64,
    user_id: Option<i64>,
    carried: bool,
    edit_json: String,
}

const EDITS: &str = "SELECT number, at, user_id, carried, edit_json FROM intake_edits WHERE intake_id = $1 ORDER BY number";

/// The log, oldest first.
///
/// # Errors
/// The database fails.
pub async fn edits(tx: &mut Tx, id: i64) -> Result<Vec<NumberedEdit>> {
    let rows: Vec<StoredEdit> = tx.all(EDITS, args![id]).await?;
    let edit = |row: StoredEdit| {
        Ok(NumberedEdit {
            number: row.number,
            at: row.at,
            user: row.user_id,
            carried: row.carried,
            edit: serde_json::from_str(&row.edit_json)?,
        })
    };
    rows.into_iter().map(edit).collect()
}

const EDITORS: &str = "SELECT DISTINCT u.id, u.full_name FROM intake_edits e JOIN users u ON u.id = e.user_id WHERE e.intake_id = $1";

/// Names of the people who made edits.
///
/// # Errors
/// The database fails.
pub async fn editors(tx: &mut Tx, id: i64) -> Result<HashMap<i64, String>> {
    Ok(tx.all::<(i64, String)>(EDITORS, args![id]).await?.into_iter().collect())
}

/// Base, log and the draft they make.
#[derive(Debug, Clone)]
pub struct Reading {
    pub intake: i64,
    pub base: Compiled,
    pub edits: Vec<NumberedEdit>,
    pub draft: Draft,
}

/// # Errors
/// `NotFound` while nothing is compiled, or the database fails.
pub async fn reading(tx: &mut Tx, id: i64) -> Result<Reading> {
    let (base, edits) = (base(tx, id).await?, edits(tx, id).await?);
    let draft = draft(id, &base, &edits);
    Ok(Reading { intake: id, base, edits, draft })
}

/// What an intake begins with.
#[derive(Debug, Clone, Copy)]
pub struct NewIntake<'a> {
    /// "plan", "document", "meeting", "spreadsheet".
    pub origin: &'static str,
    pub title: &'a str,
    /// The intake whose files are read again.
    pub files_of: Option<i64>,
}

const CREATE: &str = "INSERT INTO intakes (origin, state, title, files_of, created_at, created_by) VALUES ($1, 'reading', $2, $3, $4, $5)
    RETURNING id";

/// # Errors
/// The database fails.
pub async fn create(tx: &mut Tx, actor: Actor, new: NewIntake<'_>) -> Result<i64> {
    let (id,): (i64,) = tx.one(CREATE, args![new.origin, new.title, new.files_of, actor.at, actor.user]).await?;
    // Without the title: the name of a file that is refused for its secrecy mark is not kept either.
    audit::append(tx, actor, "intake-created", ("intake", Some(id)), (None::<&()>, Some(&new.origin))).await?;
    Ok(id)
}

const COMPILED: &str = "UPDATE intakes SET state = 'review', base_json = $2, sha256 = $3 WHERE id = $1 AND state = 'reading'";
const INSERT_FILE: &str =
    "INSERT INTO intake_files (intake_id, position, name, format, sha256, pages, bytes) VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Reading is done: what was compiled, as the compiler wrote it, goes to review.
///
/// # Errors
/// `Conflict` when it was cancelled meanwhile, or the database fails.
pub async fn compiled(tx: &mut Tx, actor: Actor, id: i64, base_json: &str, sha256: &str) -> Result<()> {
    changed(tx.execute(COMPILED, args![id, base_json, sha256]).await?)?;
    let after = serde_json::json!({ "sha256": sha256 });
    audit::append(tx, actor, "intake-compiled", ("intake", Some(id)), (None::<&()>, Some(&after))).await
}

/// Keeps a file of the intake.
///
/// # Errors
/// The database fails.
pub async fn insert_file(tx: &mut Tx, id: i64, position: i64, source: &Source, bytes: Vec<u8>) -> Result<()> {
    let pages = source.pages.map(i64::from);
    let values = args![id, position, source.file.as_str(), written(&source.format)?, source.sha256.as_str(), pages, bytes];
    tx.execute(INSERT_FILE, values).await?;
    Ok(())
}

const FAIL: &str = "UPDATE intakes SET state = 'failed', failure = $2 WHERE id = $1 AND state = 'reading'";

/// Reading ended without a plan; `sentence` says why and what to do.
///
/// # Errors
/// `Conflict` when it was cancelled meanwhile, or the database fails.
pub async fn fail(tx: &mut Tx, actor: Actor, id: i64, sentence: &str) -> Result<()> {
    changed(tx.execute(FAIL, args![id, sentence]).await?)?;
    audit::append(tx, actor, "intake-failed", ("intake", Some(id)), (None::<&()>, Some(&sentence))).await
}

const FORGET: &str = "UPDATE intakes SET title = $2 WHERE id = $1";

/// Reading ended at a secrecy mark: not even the names of the files stay.
///
/// # Errors
/// `Conflict` when it was cancelled meanwhile, or the database fails.
pub async fn refuse_secret(tx: &mut Tx, actor: Actor, id: i64, sentence: &str) -> Result<()> {
    fail(tx, actor, id, sentence).await?;
    tx.execute(FORGET, args![id, "Văn bản có dấu chỉ độ mật"]).await?;
    Ok(())
}

const CANCEL: &str = "UPDATE intakes SET state = 'cancelled' WHERE id = $1 AND state = 'reading'";

/// A person stops the reading.
///
/// # Errors
/// `Conflict` when it is over already, or the database fails.
pub async fn cancel(tx: &mut Tx, actor: Actor, id: i64) -> Result<()> {
    changed(tx.execute(CANCEL, args![id]).await?)?;
    audit::append(tx, actor, "intake-cancelled", ("intake", Some(id)), (None::<&()>, None::<&()>)).await
}

const DISCARD: &str = "UPDATE intakes SET state = 'discarded' WHERE id = $1 AND state IN ('review', 'failed')";

/// A person closes a review without accepting; the files and edits stay for the record.
///
/// # Errors
/// `Conflict` when it is accepted already, or the database fails.
pub async fn discard(tx: &mut Tx, actor: Actor, id: i64) -> Result<()> {
    changed(tx.execute(DISCARD, args![id]).await?)?;
    audit::append(tx, actor, "intake-discarded", ("intake", Some(id)), (None::<&()>, None::<&()>)).await
}

const UNFINISHED: &str = "SELECT id FROM intakes WHERE state = 'reading' ORDER BY id";

/// Readings that a stop of the program cut off: nobody works on them any more.
///
/// # Errors
/// The database fails.
pub async fn fail_unfinished(tx: &mut Tx, actor: Actor) -> Result<usize> {
    let rows: Vec<(i64,)> = tx.all(UNFINISHED, args![]).await?;
    for (id,) in &rows {
        fail(tx, actor, *id, "Chương trình đã dừng trong lúc đọc tệp; đề nghị tải tệp lên lại").await?;
    }
    Ok(rows.len())
}

const ACCEPT: &str =
    "UPDATE intakes SET state = 'accepted', plan_id = $2, accepted_at = $3, accepted_by = $4 WHERE id = $1 AND state = 'review'";

/// # Errors
/// `Conflict` when somebody has accepted or closed it, or the database fails.
pub async fn accept(tx: &mut Tx, actor: Actor, id: i64, plan: i64) -> Result<()> {
    changed(tx.execute(ACCEPT, args![id, plan, actor.at, actor.user]).await?)
}

const FOR_PLAN: &str = "UPDATE intakes SET plan_id = $2 WHERE id = $1 AND state = 'review'";

/// Names the plan these files are loaded again for; `None` for a new plan.
///
/// # Errors
/// `Conflict` when it is no longer under review, or the database fails.
pub async fn load_again(tx: &mut Tx, actor: Actor, id: i64, plan: Option<i64>) -> Result<()> {
    changed(tx.execute(FOR_PLAN, args![id, plan]).await?)?;
    let after = serde_json::json!({ "plan": plan });
    audit::append(tx, actor, "intake-plan-chosen", ("intake", Some(id)), (None::<&()>, Some(&after))).await
}

// The row's lock makes people take turns until the transaction ends.
const NEXT: &str = "UPDATE intakes SET version = version + $2 WHERE id = $1 AND state = 'review' RETURNING version";
const APPEND: &str = "INSERT INTO intake_edits (intake_id, number, at, user_id, carried, edit_json) VALUES";

/// Takes the turn to edit: nobody else's edit comes between what is read after this and what is appended.
///
/// # Errors
/// `Conflict` when it is no longer under review, or the database fails.
pub async fn take_turn(tx: &mut Tx, id: i64) -> Result<i64> {
    match tx.optional::<(i64,)>(NEXT, args![id, 0_i64]).await? {
        Some((version,)) => Ok(version),
        None => Err(closed()),
    }
}

/// Appends edits in order; the number of the last.
///
/// # Errors
/// `Conflict` when it is no longer under review, or the database fails.
pub async fn append(tx: &mut Tx, actor: Actor, id: i64, carried: bool, edits: &[Edit]) -> Result<i64> {
    let count = edits.len() as i64;
    let Some((version,)) = tx.optional::<(i64,)>(NEXT, args![id, count]).await? else { return Err(closed()) };
    let mut rows = Vec::new();
    for (number, edit) in (version - count + 1..).zip(edits) {
        rows.push(args![id, number, actor.at, actor.user, carried, serde_json::to_string(edit)?].to_vec());
    }
    tx.insert_all(APPEND, rows).await?;
    if edits.is_empty() {
        return Ok(version);
    }
    // What is carried was recorded when a person did it.
    let after = if carried { serde_json::json!({ "carried": count }) } else { serde_json::json!({ "edits": edits }) };
    audit::append(tx, actor, "intake-edited", ("intake", Some(id)), (None::<&()>, Some(&after))).await?;
    Ok(version)
}

fn changed(rows: u64) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(closed()) }
}

fn closed() -> Error {
    Error::Conflict("Lần tiếp nhận này đã được người khác xử lý xong; đề nghị mở lại trang".to_owned())
}
