//! What the server and the reading process say to each other.
//!
//! In: the bytes of the files one after another, a line end, and the job as one line of JSON (last, because lengths are
//! known only when an upload has ended). Out: lines of JSON, then the result's bytes after [`Said::Done`].

use std::fs::File;
use std::io::{self, Seek, SeekFrom};

use jiff::civil::{Date, DateTime};
use roviec_plan::document::Format;
use roviec_plan::{Compiled, Progress};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;

/// What is wanted of the bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Job {
    /// All files as one plan, body first; the result is a `Compiled`. `lists` are names and texts of word lists beside
    /// those of the program.
    Compile { files: Vec<Part>, today: Option<Date>, draft: bool, lists: Vec<(String, String)> },
    /// One file; the result is a `Document`.
    Document { format: Format },
    /// One page of a PDF, from 1; the result is a PNG.
    Page { page: u32, width: u32 },
    /// Width and height of every page of a PDF, in points; the result is JSON.
    PageSizes,
    /// One file of a plan with its remarks; the result is a file. Of the plan, its head, files and diagnostics are enough.
    Annotate { name: String, index: usize, compiled: Box<Compiled>, at: DateTime },
    /// A workbook or CSV; what is asked and the result are those of `roviec_plan::spreadsheet::answer`.
    Sheet { name: String, ask: serde_json::Value },
    /// A workbook or CSV with units or groups; the result is its rows, as `import_units` enters them.
    Units { name: String },
}

/// One file of several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub name: String,
    pub bytes: u64,
}

/// A line from the reading process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Said {
    Progress(Progress),
    /// The bytes cannot be read: which file, and the sentence for the person.
    Refused {
        file: Option<usize>,
        sentence: String,
    },
    /// All that follows is the result.
    Done,
}

/// A job in a temporary file without a name: nothing of it stays, whatever ends the server.
#[derive(Debug)]
pub struct Input {
    pub(super) file: File,
    /// Bytes that the result may have.
    pub(super) most: usize,
    /// Somebody waits with a page open: first in line for the processor, and not for long.
    pub(super) urgent: bool,
}

/// A plan of a thousand tasks is one or two megabytes.
const MOST_JSON: usize = 16 << 20;
/// Every word of a document with its place.
const MOST_DOCUMENT: usize = 32 << 20;
const MOST_PICTURE: usize = 8 << 20;

impl Input {
    /// # Errors
    /// No temporary file is to be had, or the disk is full.
    pub async fn of(bytes: &[u8], job: &Job) -> io::Result<Self> {
        let mut file = tokio::fs::File::from_std(tempfile::tempfile()?);
        file.write_all(bytes).await?;
        file.flush().await?;
        Self::finished(file, job).await
    }

    /// Bytes that were written already, with the job put behind them.
    ///
    /// # Errors
    /// The disk is full.
    pub async fn finished(mut file: tokio::fs::File, job: &Job) -> io::Result<Self> {
        let line = format!("\n{}", serde_json::to_string(job)?);
        file.write_all(line.as_bytes()).await?;
        file.flush().await?;
        let mut file = file.into_std().await;
        file.seek(SeekFrom::Start(0))?;
        let (most, urgent) = match job {
            Job::Compile { .. } => (MOST_JSON, false),
            Job::PageSizes => (MOST_JSON, true),
            // Twenty thousand rows are some twelve megabytes.
            Job::Sheet { .. } | Job::Units { .. } => (MOST_DOCUMENT, false),
            Job::Document { .. } | Job::Annotate { .. } => (MOST_DOCUMENT, true),
            Job::Page { .. } => (MOST_PICTURE, true),
        };
        Ok(Self { file, most, urgent })
    }
}

/// The bytes and the job, taken apart again.
pub(super) fn taken_apart(mut input: Vec<u8>) -> Option<(Vec<u8>, Job)> {
    let end = input.iter().rposition(|byte| *byte == b'\n')?;
    let job = serde_json::from_slice(&input[end + 1..]).ok()?;
    input.truncate(end);
    Some((input, job))
}
