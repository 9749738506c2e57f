//! Rows of a tracking spreadsheet become tasks of a plan of their own, or progress on the tasks of a plan that runs:
//! all in the caller's transaction. The same sheet a second time adds nothing.

mod additions;
mod days;
mod matching;
mod steps;

pub use days::{Completion, Days, undated};
pub use matching::{Matching, likely_plan};

use jiff::civil::Date;
use roviec_plan::SourceFile;
use roviec_plan::plan::DocumentBlock;
use roviec_plan::spreadsheet::{self, Reading};
use serde::{Deserialize, Serialize};

use crate::accept;
use crate::error::{Error, Result};
use crate::store::audit::Actor;
use crate::store::intakes::NewIntake;
use crate::store::{Tx, intakes, plans, sheet_progress};
use crate::take_in;

/// Where the rows go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A plan of their own.
    New { title: String, issuer: Option<String> },
    /// The tasks of a plan that runs.
    Plan(i64),
}

/// What a person has decided about a sheet that is loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    pub target: Target,
    pub days: Days,
    /// The document that stops what the sheet says is stopped.
    pub stopped_by: Option<String>,
}

/// What a loading did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Outcome {
    pub plan: i64,
    /// Tasks that are new.
    pub added: usize,
    /// Rows that met a task which was there.
    pub matched: usize,
    /// Rows that met none and were left out, by number and name.
    pub left_out: Vec<String>,
    /// Steps taken on assignments.
    pub steps: usize,
    /// Rows whose state contradicts what is recorded here: number, name and why.
    pub differing: Vec<String>,
    /// Agencies nobody answers to.
    pub unrecognised: usize,
}

/// Loads the rows.
///
/// # Errors
/// `Invalid` when a decision is missing, `Conflict` when the plan changed meanwhile; the database fails.
pub async fn load(tx: &mut Tx, actor: Actor, file: SourceFile<'_>, reading: &Reading, decided: &Decided, today: Date) -> Result<Outcome> {
    if reading.rows.is_empty() {
        return Err(Error::Invalid(
            "Bảng chưa có dòng nào đưa vào được; hãy chọn lại dòng tiêu đề, các cột, hoặc sửa các ô đã nêu".to_owned(),
        ));
    }
    let completions = days::completions(&reading.rows, &decided.days, today)?;
    let stops = reading.rows.iter().any(|row| row.state == Some(spreadsheet::State::Stopped));
    if stops && decided.stopped_by.is_none() {
        return Err(Error::Invalid("Bảng có nhiệm vụ ghi dừng; hãy ghi số, ngày văn bản cho dừng".to_owned()));
    }
    let mut outcome = Outcome::default();
    (outcome.plan, outcome.added) = match &decided.target {
        Target::New { title, issuer } => {
            new_plan(tx, actor, file, reading, (title, issuer.as_deref()), today, &mut outcome.unrecognised).await?
        }
        Target::Plan(plan) => additions::add(tx, actor, file, reading, *plan, today).await?,
    };
    let names = sheet_progress::task_names(tx, Some(outcome.plan)).await?;
    let matching = Matching::of(&reading.rows, &names);
    outcome.left_out = matching.unmatched(&reading.rows);
    outcome.matched = (reading.rows.len() - outcome.left_out.len()).saturating_sub(outcome.added);
    let words = steps::Words { file: file.name, stopped_by: decided.stopped_by.as_deref().unwrap_or_default() };
    steps::take(tx, actor, steps::Work { rows: &reading.rows, matching: &matching, completions: &completions, words, today }, &mut outcome)
        .await?;
    Ok(outcome)
}

/// A plan of the sheet's own; the plan that was made of the very same file before, if there is one.
async fn new_plan(
    tx: &mut Tx,
    actor: Actor,
    file: SourceFile<'_>,
    reading: &Reading,
    (title, issuer): (&str, Option<&str>),
    today: Date,
    unrecognised: &mut usize,
) -> Result<(i64, usize)> {
    let document = DocumentBlock {
        kind: Some("Bảng theo dõi".to_owned()),
        issuer: issuer.map(str::to_owned),
        title: Some(title.to_owned()),
        ..DocumentBlock::default()
    };
    let compiled = spreadsheet::compiled(reading, file, document);
    if let Some(plan) = plans::by_sha256(tx, &take_in::digest(&compiled)).await? {
        return Ok((plan, 0));
    }
    let names = sheet_progress::task_names(tx, None).await?;
    let whole =
        names.chunk_by(|a, b| a.plan_id == b.plan_id).find(|names| Matching::of(&reading.rows, names).matched() == reading.rows.len());
    if whole.is_some() {
        return Err(Error::Conflict(
            "Mọi dòng của bảng đã có trong một kế hoạch đang theo dõi; hãy chọn kế hoạch đó ở mục Đưa vào đâu để chỉ cập nhật tiến độ"
                .to_owned(),
        ));
    }
    let intake = intakes::create(tx, actor, NewIntake { origin: "spreadsheet", title: file.name, files_of: None }).await?;
    take_in::review(tx, actor, intake, &compiled, vec![file.bytes.to_vec()]).await?;
    let accepted = accept::accept(tx, actor, intake, today).await?;
    *unrecognised = accepted.unrecognised.len();
    Ok((accepted.plan, accepted.tasks))
}
