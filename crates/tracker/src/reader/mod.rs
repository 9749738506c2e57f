//! Reads what people upload in a process of its own, so that no file can take the server down.
//!
//! `Reader` is the side of the server: who waits, one child process for each job, what became of it. `child` is the other
//! side, the hidden command `roviec reader`. What they say to each other is in `job`.

pub mod child;
mod failure;
mod job;
mod libre_office;
mod limits;
mod page;
mod process;
mod program;
mod queue;
mod tesseract;

pub use failure::Failure;
pub use job::{Input, Job, Part};
pub use libre_office::LibreOffice;
pub use limits::Limits;
pub use process::{ENVIRONMENT, Program};
pub use queue::{Lane, Ticket};
pub use tesseract::Tesseract;

use jiff::civil::{Date, DateTime};
use roviec_plan::document::{Document, Format};
use roviec_plan::plan::Plan;
use roviec_plan::spreadsheet::{self, Ask, Asked};
use roviec_plan::{Compiled, Progress};
use serde::de::DeserializeOwned;

use crate::import_units;

/// What is done with files outside of the server process.
#[derive(Debug, Clone)]
pub struct Reader {
    program: Program,
    /// Files on their way to become a plan.
    pub intakes: Lane,
    /// What somebody waits for with a page open: never behind a file that takes a minute.
    pages: Lane,
    /// Workbooks, which may take as long as plans.
    sheets: Lane,
}

impl Reader {
    /// As many children in each lane as there are processors.
    pub fn new(program: Program) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self { program, intakes: Lane::new(processors), pages: Lane::new(processors), sheets: Lane::new(1) }
    }

    /// The files of one plan, body first, once it is the ticket's turn.
    ///
    /// # Errors
    /// What became of the child, in one sentence.
    pub async fn compile(&self, ticket: Ticket, input: Input, on_progress: &(dyn Fn(Progress) + Sync)) -> Result<Compiled, Failure> {
        let _turn = ticket.turn().await;
        decoded(self.program.run(input, on_progress).await?).await
    }

    /// One file as a plan of its own, while somebody waits for it.
    ///
    /// # Errors
    /// What became of the child, in one sentence.
    pub async fn compile_one(&self, bytes: &[u8], name: &str, today: Date) -> Result<Compiled, Failure> {
        let files = vec![Part { name: name.to_owned(), bytes: bytes.len() as u64 }];
        decoded(self.at_once(bytes, Job::Compile { files, today: Some(today), draft: false, lists: Vec::new() }).await?).await
    }

    /// One stored file as blocks of text, and how many bytes it travelled as.
    ///
    /// # Errors
    /// What became of the child, in one sentence.
    pub async fn document(&self, bytes: &[u8], format: Format) -> Result<(Document, usize), Failure> {
        let said = self.at_once(bytes, Job::Document { format }).await?;
        let size = said.len();
        Ok((decoded(said).await?, size))
    }

    /// One page of a PDF, from 1, as a PNG so many pixels wide.
    ///
    /// # Errors
    /// What became of the child, in one sentence.
    pub async fn page(&self, bytes: &[u8], page: u32, width: u32) -> Result<Vec<u8>, Failure> {
        self.at_once(bytes, Job::Page { page, width }).await
    }

    /// Width and height of every page of a PDF as it is shown, in points.
    ///
    /// # Errors
    /// What became of the child, in one sentence.
    pub async fn page_sizes(&self, bytes: &[u8]) -> Result<Vec<(f32, f32)>, Failure> {
        decoded(self.at_once(bytes, Job::PageSizes).await?).await
    }

    /// One file of a compiled plan, its place among them from 0, with a remark at the words of every diagnostic.
    ///
    /// # Errors
    /// What became of the child, in one sentence.
    pub async fn annotated(&self, bytes: &[u8], (name, index): (&str, usize), of: Compiled, at: DateTime) -> Result<Vec<u8>, Failure> {
        // The rows are not needed, and a job is one line.
        let plan = Plan { document: of.plan.document, ..Plan::default() };
        let compiled = Box::new(Compiled { plan, ..of });
        self.at_once(bytes, Job::Annotate { name: name.to_owned(), index, compiled, at }).await
    }

    /// A workbook or CSV as it would be loaded.
    ///
    /// # Errors
    /// What became of the child, in one sentence.
    pub async fn sheet(&self, bytes: &[u8], name: &str, asked: Asked) -> Result<spreadsheet::Reading, Failure> {
        decoded(self.at_once(bytes, sheet_job(name, Ask::Read(asked))?).await?).await
    }

    /// The same of a file that was just sent: its bytes wait for their turn on the disk, not in memory.
    ///
    /// # Errors
    /// What became of the child, in one sentence.
    pub async fn sent_sheet(&self, sent: tokio::fs::File, name: &str, asked: Asked) -> Result<spreadsheet::Reading, Failure> {
        let input = Input::finished(sent, &sheet_job(name, Ask::Read(asked))?).await.map_err(Failure::not_started)?;
        decoded(self.in_turn(input).await?).await
    }

    /// A workbook or CSV that was just sent as rows of units or groups.
    ///
    /// # Errors
    /// What became of the child, in one sentence.
    pub async fn sent_units(&self, sent: tokio::fs::File, name: &str) -> Result<Vec<import_units::Row>, Failure> {
        let input = Input::finished(sent, &Job::Units { name: name.to_owned() }).await.map_err(Failure::not_started)?;
        decoded(self.in_turn(input).await?).await
    }

    /// The same workbook or CSV with its bad cells marked.
    ///
    /// # Errors
    /// What became of the child, in one sentence.
    pub async fn marked_sheet(&self, bytes: &[u8], name: &str, asked: Asked) -> Result<Vec<u8>, Failure> {
        self.at_once(bytes, sheet_job(name, Ask::Mark(asked))?).await
    }

    async fn at_once(&self, bytes: &[u8], job: Job) -> Result<Vec<u8>, Failure> {
        self.in_turn(Input::of(bytes, &job).await.map_err(Failure::not_started)?).await
    }

    async fn in_turn(&self, input: Input) -> Result<Vec<u8>, Failure> {
        let lane = if input.urgent { &self.pages } else { &self.sheets };
        let _turn = lane.ticket().turn().await;
        self.program.run(input, &|_| {}).await
    }
}

fn sheet_job(name: &str, ask: Ask) -> Result<Job, Failure> {
    let ask = serde_json::to_value(ask).map_err(|error| Failure::Fault(error.to_string()))?;
    Ok(Job::Sheet { name: name.to_owned(), ask })
}

/// Off the threads that answer requests: a long document takes a while.
async fn decoded<T: DeserializeOwned + Send + 'static>(said: Vec<u8>) -> Result<T, Failure> {
    let fault = |why: String| Failure::Fault(format!("the reader's answer is not what was asked for: {why}"));
    let decoded = tokio::task::spawn_blocking(move || serde_json::from_slice(&said));
    decoded.await.map_err(|error| fault(error.to_string()))?.map_err(|error| fault(error.to_string()))
}
