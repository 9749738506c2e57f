//! Intakes that are being read: the work in the background, how far it is, and how it ends in the database.
//!
//! Progress is kept in memory only. What a stop of the program cuts off is marked as failed when it starts again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use roviec_plan::{Compiled, Progress};
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::auth::Upload;
use crate::error::{Error, Result};
use crate::reader::{Failure, Input, Job, Part, Ticket};
use crate::retrying;
use crate::retrying::Tries;
use crate::state::AppState;
use crate::store::audit::Actor;
use crate::store::{Database, intakes, word_lists};
use crate::take_in;

/// Intakes that may wait; each keeps its files on the disk meanwhile.
const MOST_WAITING: usize = 64;

/// The intakes that are being read or wait for it.
#[derive(Debug, Clone, Default)]
pub struct Readings(Arc<Mutex<HashMap<i64, Live>>>);

#[derive(Debug)]
struct Live {
    /// In the queue.
    number: u64,
    files: Vec<String>,
    at: Option<Progress>,
    task: AbortHandle,
    /// Closes when the task ends.
    end: watch::Receiver<()>,
}

/// How far an intake is.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Intakes before it in the queue; `None` when it is its turn.
    pub ahead: Option<usize>,
    pub at: Option<Progress>,
    pub files: Vec<String>,
}

/// Takes the entry away when the task ends, in whatever way.
struct Entry {
    readings: Readings,
    intake: i64,
    _end: watch::Sender<()>,
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.readings.live().remove(&self.intake);
    }
}

impl Readings {
    fn live(&self) -> MutexGuard<'_, HashMap<i64, Live>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `None` when nobody works on it: what the database says is final.
    pub fn seen(&self, state: &AppState, intake: i64) -> Option<Seen> {
        let live = self.live();
        let one = live.get(&intake)?;
        Some(Seen { ahead: state.reader.intakes.ahead(one.number), at: one.at, files: one.files.clone() })
    }

    /// Ends the work on an intake and its child process.
    pub fn stop(&self, intake: i64) {
        if let Some(live) = self.live().get(&intake) {
            live.task.abort();
        }
    }

    /// Waits until nobody works on it any more.
    pub async fn ended(&self, intake: i64) {
        let end = self.live().get(&intake).map(|live| live.end.clone());
        if let Some(mut end) = end {
            while end.changed().await.is_ok() {}
        }
    }
}

/// Whether one more may be taken in now.
///
/// # Errors
/// The sentence for the person when too many wait.
pub fn require_room(state: &AppState) -> Result<(), String> {
    if state.reader.intakes.len() < MOST_WAITING {
        return Ok(());
    }
    Err("Đang có nhiều văn bản chờ đọc. Đề nghị gửi lại sau ít phút.".to_owned())
}

/// Begins to read the files of an intake, after those that came before.
pub fn begin(state: &AppState, actor: Actor, intake: i64, upload: Upload, draft: bool) {
    let ticket = state.reader.intakes.ticket();
    let number = ticket.number;
    let (sender, end) = watch::channel(());
    let files = upload.files.iter().map(|part| part.name.clone()).collect();
    // The entry is there before the task can take it away.
    let mut live = state.readings.live();
    let entry = Entry { readings: state.readings.clone(), intake, _end: sender };
    let state = state.clone();
    let task = tokio::spawn(async move {
        let _entry = entry;
        let end = compile(&state, intake, ticket, upload, draft).await;
        let actor = Actor { at: state.clock.now(), ..actor };
        if let Err(error) = settle(&state.db, state.tries(), actor, intake, end).await {
            tracing::error!(%error, intake, "a reading did not end well");
            let sentence = "Máy chủ chưa ghi lại được kết quả đọc. Hãy tải tệp lên lại; nếu vẫn không được thì báo quản trị viên.";
            let _ = settle(&state.db, state.tries(), actor, intake, Err(sentence.to_owned().into())).await;
        }
    });
    live.insert(intake, Live { number, files, at: None, task: task.abort_handle(), end });
}

/// What was compiled with the bytes of the files, or the sentence that says why not.
async fn compile(
    state: &AppState,
    intake: i64,
    ticket: Ticket,
    upload: Upload,
    draft: bool,
) -> std::result::Result<(Compiled, Vec<Vec<u8>>), Refusal> {
    let names: Vec<String> = upload.files.iter().map(|part| part.name.clone()).collect();
    let not_started = |error: std::io::Error| Failure::NotStarted(error.to_string()).sentence();
    let lists = lists(&state.db).await.map_err(|error| not_started(std::io::Error::other(error.to_string())))?;
    let job = Job::Compile { files: upload.files.clone(), today: Some(state.clock.today()), draft, lists };
    let kept = upload.bytes.try_clone().await.map_err(not_started)?;
    let input = Input::finished(upload.bytes, &job).await.map_err(not_started)?;
    let on_progress = |progress| {
        if let Some(live) = state.readings.live().get_mut(&intake) {
            live.at = Some(progress);
        }
    };
    let compiled = state.reader.compile(ticket, input, &on_progress).await;
    let compiled = compiled.map_err(|failure| worded(&failure, &names, state.readings.seen(state, intake)))?;
    if let Some(sentence) = refusal(&compiled) {
        return Err(Refusal { sentence, secret: is_secret(&compiled) });
    }
    Ok((compiled, taken_apart(kept, &upload.files).await.map_err(not_started)?))
}

/// What the office added to the word lists.
async fn lists(db: &Database) -> Result<Vec<(String, String)>> {
    let mut tx = db.read().await?;
    word_lists::files(&mut tx).await
}

/// Why nothing came of a reading.
struct Refusal {
    sentence: String,
    /// A secrecy mark: nothing is kept, not even the names of the files.
    secret: bool,
}

impl From<String> for Refusal {
    fn from(sentence: String) -> Self {
        Self { sentence, secret: false }
    }
}

fn is_secret(compiled: &Compiled) -> bool {
    compiled.diagnostics.iter().any(|diagnostic| diagnostic.rule == "secrecy-mark")
}

/// With the name of the file it is about, where there are several.
fn worded(failure: &Failure, names: &[String], seen: Option<Seen>) -> String {
    let at = seen.and_then(|seen| seen.at).map(|at| at.file as usize);
    let file = match failure {
        Failure::Refused { file, .. } => *file,
        Failure::NotStarted(_) => None,
        _ => at,
    };
    match file.and_then(|file| names.get(file)) {
        Some(name) if names.len() > 1 => format!("Tệp {name}: {failure}."),
        _ => failure.sentence(),
    }
}

/// Why what was compiled is not kept: a secrecy mark, or nothing in it of a plan.
pub fn refusal(compiled: &Compiled) -> Option<String> {
    if let Some(sentence) = secrecy(compiled) {
        return Some(sentence);
    }
    let plan = &compiled.plan;
    let document = &plan.document;
    let head = document.number.is_some() || document.issuer.is_some() || document.issued_on.is_some();
    let rows = plan.tasks.len() + plan.indicators.len() + plan.reporting_duties.len();
    (rows == 0 && !head).then(|| {
        "Không tìm thấy phần đầu văn bản, chỉ tiêu hay nhiệm vụ nào trong tệp. Hãy kiểm tra lại tệp đã chọn; nếu đây là kế hoạch, \
         hãy dùng bản Word hoặc PDF có lớp chữ."
            .to_owned()
    })
}

/// The sentence for a document with a secrecy mark.
pub fn secrecy(compiled: &Compiled) -> Option<String> {
    let mark = compiled.diagnostics.iter().find(|diagnostic| diagnostic.rule == "secrecy-mark")?;
    Some(format!("{}. Đề nghị {}.", mark.message, mark.help.as_deref().unwrap_or_default()))
}

async fn taken_apart(mut kept: tokio::fs::File, parts: &[Part]) -> std::io::Result<Vec<Vec<u8>>> {
    kept.rewind().await?;
    let mut out = Vec::new();
    for part in parts {
        let mut bytes = vec![0; usize::try_from(part.bytes).map_err(std::io::Error::other)?];
        kept.read_exact(&mut bytes).await?;
        out.push(bytes);
    }
    Ok(out)
}

/// To review, or failed with its sentence. An intake that was cancelled meanwhile stays so.
async fn settle(
    db: &Database,
    tries: Tries,
    actor: Actor,
    intake: i64,
    end: std::result::Result<(Compiled, Vec<Vec<u8>>), Refusal>,
) -> Result<()> {
    retrying!(tries, async {
        let mut tx = db.write_by(actor).await?;
        let done = match &end {
            Ok((compiled, files)) => match take_in::superseded(&mut tx, compiled).await? {
                Some(sentence) => intakes::fail(&mut tx, actor, intake, &sentence).await,
                None => take_in::review(&mut tx, actor, intake, compiled, files.clone()).await,
            },
            Err(Refusal { sentence, secret: true }) => intakes::refuse_secret(&mut tx, actor, intake, sentence).await,
            Err(Refusal { sentence, .. }) => intakes::fail(&mut tx, actor, intake, sentence).await,
        };
        match done {
            Err(Error::Conflict(_)) => Ok(()),
            Err(error) => Err(error),
            Ok(()) => Ok(tx.commit().await?),
        }
    })
}

/// When the program starts: nobody works on what a stop cut off.
///
/// # Errors
/// The database fails.
pub async fn end_cut_off(db: &Database, actor: Actor, tries: Tries) -> Result<usize> {
    retrying!(tries, async {
        let mut tx = db.write_by(actor).await?;
        let count = intakes::fail_unfinished(&mut tx, actor).await?;
        tx.commit().await?;
        Ok(count)
    })
}
