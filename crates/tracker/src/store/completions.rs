//! Results that units send up with what proves them, and the answers to them.

use jiff::civil::Date;

use super::assignments::{self, Step};
use super::audit::{self, Actor};
use super::check_points;
use super::dialect::{StoredDay, StoredDayOrNone, Tx, args};
use super::work_changes::Touched;
use crate::domain::completion::{Act, CompletionState};
use crate::domain::product::{Product, Proof};
use crate::domain::written;
use crate::error::{Error, Result};

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Completion {
    pub id: i64,
    pub assignment_id: i64,
    #[sqlx(try_from = "String")]
    pub state: CompletionState,
    pub document_number: Option<String>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub document_on: Option<Date>,
    pub counted: Option<i64>,
    pub observation_id: Option<i64>,
    pub words: String,
    #[sqlx(try_from = "StoredDay")]
    pub asked_on: Date,
    pub asked_by: i64,
    pub asker: String,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub sent_on: Option<Date>,
    pub sent_by: Option<i64>,
    pub sender: Option<String>,
    /// Last day for the assigner's answer.
    #[sqlx(try_from = "StoredDayOrNone")]
    pub answer_due: Option<Date>,
    #[sqlx(try_from = "StoredDayOrNone")]
    pub answered_on: Option<Date>,
    pub answerer: Option<String>,
    pub reason: Option<String>,
}

impl Completion {
    /// Document, count and day in one line: "57/QĐ-UBND ngày 20/11/2026".
    pub fn named(&self) -> Option<String> {
        let day = self.document_on.map(|day| format!("ngày {}", written::day(day)));
        let count = self.counted.map(|count| format!("số lượng {}", written::count(count)));
        let parts: Vec<String> = [self.document_number.clone(), day].into_iter().flatten().collect();
        let named = [(!parts.is_empty()).then(|| parts.join(" ")), count].into_iter().flatten().collect::<Vec<_>>().join(", ");
        (!named.is_empty()).then_some(named)
    }

    /// Whoever asked for it or sent it does not answer it.
    pub fn is_of(&self, user: i64) -> bool {
        self.asked_by == user || self.sent_by == Some(user)
    }
}

macro_rules! completions {
    ($end:literal) => {
        concat!(
            "SELECT c.id, c.assignment_id, c.state, c.document_number, c.document_on, c.counted, c.observation_id, c.words, c.asked_on,
                c.asked_by, a.full_name AS asker, c.sent_on, c.sent_by, s.full_name AS sender, c.answer_due, c.answered_on,
                w.full_name AS answerer, c.reason
             FROM completions c JOIN users a ON a.id = c.asked_by LEFT JOIN users s ON s.id = c.sent_by
                LEFT JOIN users w ON w.id = c.answered_by WHERE ",
            $end
        )
    };
}

const FIND: &str = completions!("c.id = $1");
const OF_TASK: &str = completions!("c.assignment_id IN (SELECT id FROM assignments WHERE task_id = $1) ORDER BY c.id DESC");

/// # Errors
/// `NotFound`, or the database fails.
pub async fn find(tx: &mut Tx, id: i64) -> Result<Completion> {
    Ok(tx.one(FIND, args![id]).await?)
}

/// Of every unit of a task, newest first.
///
/// # Errors
/// The database fails.
pub async fn of_task(tx: &mut Tx, task: i64) -> Result<Vec<Completion>> {
    Ok(tx.all(OF_TASK, args![task]).await?)
}

/// A file as it was taken in; its bytes lie in the folder of files under the hash.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EvidenceFile {
    pub id: i64,
    pub completion_id: i64,
    pub sha256: String,
    pub name: String,
    pub media_type: String,
    pub byte_count: i64,
}

/// What is known of a file before it has a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    pub sha256: String,
    pub name: String,
    pub media_type: &'static str,
    pub byte_count: i64,
}

const FILES: &str = "SELECT f.id, f.completion_id, f.sha256, f.name, f.media_type, f.byte_count
    FROM evidence_files f JOIN completions c ON c.id = f.completion_id WHERE c.assignment_id = $1 ORDER BY f.id";
const FILE: &str = "SELECT id, completion_id, sha256, name, media_type, byte_count FROM evidence_files WHERE id = $1";
const ADD_FILE: &str = "INSERT INTO evidence_files (completion_id, sha256, name, media_type, byte_count) VALUES ($1, $2, $3, $4, $5)";

/// Of every result of an assignment.
///
/// # Errors
/// The database fails.
pub async fn files(tx: &mut Tx, assignment: i64) -> Result<Vec<EvidenceFile>> {
    Ok(tx.all(FILES, args![assignment]).await?)
}

/// # Errors
/// `NotFound`, or the database fails.
pub async fn file(tx: &mut Tx, id: i64) -> Result<EvidenceFile> {
    Ok(tx.one(FILE, args![id]).await?)
}

const HASHES: &str = "SELECT DISTINCT sha256 FROM evidence_files ORDER BY sha256";

/// Of every file that a row speaks of.
///
/// # Errors
/// The database fails.
pub async fn hashes(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(tx.all::<(String,)>(HASHES, args![]).await?.into_iter().map(|(hash,)| hash).collect())
}

/// Who sees a result first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    ToHead,
    /// Whoever sends it is the head, or the unit has none.
    ToAssigner {
        answer_due: Date,
    },
}

const PRODUCT: &str = "SELECT t.deliverable FROM assignments a JOIN tasks t ON t.id = a.task_id WHERE a.id = $1";
const INSERT: &str = "INSERT INTO completions (assignment_id, state, document_number, document_on, counted, observation_id, words,
        asked_on, asked_by) VALUES ($1, 'asked', $2, $3, $4, $5, $6, $7, $8) RETURNING id";
const OPEN: &str = "SELECT COUNT(*) FROM completions WHERE assignment_id = $1 AND state IN ('asked', 'sent')";
const OBSERVED: &str = "SELECT COUNT(*) FROM observations WHERE id = $1 AND state = 'accepted'";

/// A unit says that the product is there, with what proves it.
///
/// # Errors
/// `Invalid` when something of the proof is missing, `Conflict` when a result waits already or nothing is left to do.
pub async fn ask(tx: &mut Tx, actor: Actor, assignment: i64, on: Date, proof: &Proof, files: &[NewFile], route: Route) -> Result<i64> {
    let work = assignments::load(tx, assignment).await?;
    let mut tried = work.clone();
    tried.submit(on).map_err(|refusal| Error::Conflict(refusal.to_string()))?;
    let (open,): (i64,) = tx.one(OPEN, args![assignment]).await?;
    if open > 0 {
        return Err(Error::Conflict("Đơn vị đã gửi một kết quả chưa được trả lời; hãy rút lại trước khi gửi kết quả khác".to_owned()));
    }
    let (deliverable,): (Option<String>,) = tx.one(PRODUCT, args![assignment]).await?;
    let missing = Product::of(deliverable.as_deref()).missing(&Proof { files: files.len(), ..proof.clone() });
    if !missing.is_empty() {
        return Err(Error::Invalid(format!("Chưa đủ minh chứng để kết thúc nhiệm vụ: còn thiếu {}", missing.join(", "))));
    }
    if let Some(observation) = proof.observation {
        let (accepted,): (i64,) = tx.one(OBSERVED, args![observation]).await?;
        if accepted == 0 {
            return Err(Error::Invalid("Số liệu được chọn chưa được chấp nhận; hãy chọn số liệu khác".to_owned()));
        }
    }
    let values = args![assignment, proof.number.as_deref(), proof.on, proof.count, proof.observation, proof.words.as_str(), on, actor.user];
    tx.touch(Touched::Assignment(assignment));
    let (id,): (i64,) = tx.one(INSERT, values).await?;
    for file in files {
        tx.execute(ADD_FILE, args![id, file.sha256.as_str(), file.name.as_str(), file.media_type, file.byte_count]).await?;
    }
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let told = serde_json::json!({ "document": proof.number, "document_on": proof.on, "count": proof.count,
        "observation": proof.observation, "words": proof.words, "files": names });
    audit::append(tx, actor, "completion-asked", ("assignment", Some(assignment)), (None::<&()>, Some(&told))).await?;
    if let Route::ToAssigner { answer_due } = route {
        approve(tx, actor, id, on, answer_due).await?;
    }
    Ok(id)
}

const SEND: &str = "UPDATE completions SET state = 'sent', sent_on = $2, sent_by = $3, answer_due = $4 WHERE id = $1 AND state = 'asked'";
const ANSWER: &str = "UPDATE completions SET state = $2, answered_on = $3, answered_by = $4, reason = $5 WHERE id = $1 AND state = $6";

/// The head of the unit sends it on to the assigner, who answers by `answer_due`.
///
/// # Errors
/// `Conflict` when that does not follow, or the database fails.
pub async fn approve(tx: &mut Tx, actor: Actor, id: i64, on: Date, answer_due: Date) -> Result<()> {
    let completion = follows(tx, id, Act::Approve).await?.0;
    tx.touch(Touched::Assignment(completion.assignment_id));
    tx.execute(SEND, args![id, on, actor.user, answer_due]).await?;
    let note = described(&completion);
    assignments::step(tx, actor, completion.assignment_id, on, Step::Submit { note }).await?;
    Ok(())
}

/// The head of the unit does not send it on.
///
/// # Errors
/// As [`approve`].
pub async fn decline(tx: &mut Tx, actor: Actor, id: i64, on: Date, reason: &str) -> Result<()> {
    let completion = answer(tx, actor, id, on, (Act::Decline, Some(reason))).await?;
    let told = serde_json::json!({ "reason": reason });
    audit::append(tx, actor, "completion-declined", ("assignment", Some(completion.assignment_id)), (None::<&()>, Some(&told))).await
}

/// The unit takes it back.
///
/// # Errors
/// As [`approve`].
pub async fn withdraw(tx: &mut Tx, actor: Actor, id: i64, on: Date) -> Result<()> {
    let completion = answer(tx, actor, id, on, (Act::Withdraw, None)).await?;
    if completion.state == CompletionState::Sent {
        assignments::step(tx, actor, completion.assignment_id, on, Step::TakeBack).await?;
    }
    audit::append(tx, actor, "completion-withdrawn", ("assignment", Some(completion.assignment_id)), (None::<&()>, None::<&()>)).await
}

/// The assigner holds it to be done.
///
/// # Errors
/// As [`approve`].
pub async fn confirm(tx: &mut Tx, actor: Actor, id: i64, on: Date, note: String) -> Result<()> {
    let completion = answer(tx, actor, id, on, (Act::Confirm, None)).await?;
    let evidence = Some(described(&completion)).filter(|words| !words.is_empty());
    assignments::step(tx, actor, completion.assignment_id, on, Step::Confirm { evidence, note }).await?;
    Ok(())
}

/// The assigner holds one period of work without an end to be done; it goes on until `next`.
///
/// # Errors
/// As [`approve`].
pub async fn confirm_period(tx: &mut Tx, actor: Actor, id: i64, on: Date, note: String, next: Date) -> Result<()> {
    let completion = answer(tx, actor, id, on, (Act::Confirm, None)).await?;
    let evidence = Some(described(&completion)).filter(|words| !words.is_empty());
    check_points::meet(tx, actor, completion.assignment_id, on, (evidence, note), next).await
}

/// The assigner wants more.
///
/// # Errors
/// As [`approve`].
pub async fn send_back(tx: &mut Tx, actor: Actor, id: i64, on: Date, reason: String) -> Result<()> {
    let completion = answer(tx, actor, id, on, (Act::SendBack, Some(&reason))).await?;
    assignments::step(tx, actor, completion.assignment_id, on, Step::SendBack { reason }).await?;
    Ok(())
}

/// The completion as it was, and where the act leads.
async fn follows(tx: &mut Tx, id: i64, act: Act) -> Result<(Completion, CompletionState)> {
    let completion = find(tx, id).await?;
    let after = completion.state.after(act).map_err(|refusal| Error::Conflict(refusal.to_string()))?;
    Ok((completion, after))
}

async fn answer(tx: &mut Tx, actor: Actor, id: i64, on: Date, (act, reason): (Act, Option<&str>)) -> Result<Completion> {
    let (completion, after) = follows(tx, id, act).await?;
    let values = args![id, after.name(), on, actor.user, reason, completion.state.name()];
    tx.touch(Touched::Assignment(completion.assignment_id));
    match tx.execute(ANSWER, values).await? {
        1 => Ok(completion),
        _ => Err(Error::Conflict("Kết quả vừa được người khác trả lời; đề nghị mở lại trang".to_owned())),
    }
}

/// The proof in one sentence, as it stays with the assignment.
fn described(completion: &Completion) -> String {
    let words = completion.words.trim();
    match completion.named() {
        Some(named) if words.is_empty() => named,
        Some(named) => format!("{named}. {words}"),
        None => words.to_owned(),
    }
}

const HEADS: &str = "SELECT COUNT(*) FROM posts p JOIN users u ON u.id = p.user_id
    WHERE p.unit_id = $1 AND p.role = 'unit-head' AND $2 BETWEEN p.valid_from AND p.valid_to AND NOT u.disabled";

/// Whether somebody heads a unit on a day.
///
/// # Errors
/// The database fails.
pub async fn has_head(tx: &mut Tx, unit: i64, on: Date) -> Result<bool> {
    Ok(tx.one::<(i64,)>(HEADS, args![unit, on]).await?.0 > 0)
}

const STILL_WAITING: &str = "SELECT id FROM completions WHERE assignment_id = $1 AND state IN ('asked', 'sent')";

/// The result of an assignment that waits for an answer.
///
/// # Errors
/// The database fails.
pub async fn open_of(tx: &mut Tx, assignment: i64) -> Result<Option<i64>> {
    Ok(tx.optional::<(i64,)>(STILL_WAITING, args![assignment]).await?.map(|(id,)| id))
}

/// An assignment that ends otherwise: what still waits for an answer is closed with it.
///
/// # Errors
/// The database fails.
pub async fn close_open(tx: &mut Tx, actor: Actor, assignment: i64, on: Date) -> Result<()> {
    if let Some(id) = open_of(tx, assignment).await? {
        answer(tx, actor, id, on, (Act::Withdraw, None)).await?;
    }
    Ok(())
}
