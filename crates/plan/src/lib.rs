//! Compiles Vietnamese plan documents into indicators, tasks, citations, money and reporting duties,
//! with diagnostics. Pure: no files, clock, network or processes; limits and a should-stop callback
//! come from the caller.

pub mod agency_register;
pub mod annotate;
pub mod cascade;
pub mod context;
pub mod diagnostic;
pub mod document;
pub mod matching;
pub mod parse;
mod pattern;
pub mod plan;
pub mod read;
pub mod render;
pub mod revision;
pub mod rules;
pub mod spreadsheet;
mod syllable;
pub mod vocabulary;

pub use context::{Context, Limits, Progress, Stage};
pub use plan::Compiled;
pub use read::ReadError;
pub use vocabulary::Vocabulary;

use sha2::{Digest, Sha256};

/// One file of a plan: its name as shown to people and its bytes.
#[derive(Debug, Clone, Copy)]
pub struct SourceFile<'a> {
    pub name: &'a str,
    pub bytes: &'a [u8],
}

/// SHA-256 in hexadecimal digits, as [`plan::Source`] gives it.
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads, parses and checks one plan that stands in one or several files, body first.
///
/// # Errors
/// The index of the file that cannot be read, and why.
pub fn compile(files: &[SourceFile<'_>], context: &Context<'_>) -> Result<Compiled, (usize, ReadError)> {
    let mut sources = Vec::new();
    let mut documents = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let at = |error| (index, error);
        let format = read::detect(file.name, file.bytes).map_err(at)?;
        let on_progress = |progress| (context.on_progress)(Progress { file: index as u32, ..progress });
        let of_file = Context { on_progress: &on_progress, ..*context };
        on_progress(Progress::part(0, 1));
        let document = read::read(format, file.bytes, &of_file).map_err(at)?;
        let sha256 = digest(file.bytes);
        sources.push(plan::Source { file: file.name.to_owned(), sha256, format: document.format, pages: document.pages });
        documents.push(document);
        if (context.should_stop)() {
            return Err(at(ReadError::Stopped));
        }
    }
    if let Some(mark) = rules::secrecy_mark(&documents) {
        return Ok(Compiled { sources, plan: plan::Plan::default(), diagnostics: vec![mark], ..Compiled::default() });
    }
    let last = files.len().saturating_sub(1);
    (context.on_progress)(Progress::stage(Stage::Understanding, last));
    let (plan, details) = parse::parse(&documents);
    if (context.should_stop)() {
        return Err((0, ReadError::Stopped));
    }
    (context.on_progress)(Progress::stage(Stage::Checking, last));
    let cascades = cascade::cascades(&plan, context.superiors, context.vocabulary);
    let checked = rules::Checked::new(&documents, &plan, &details, context).with_cascades(&cascades);
    let diagnostics = rules::check(&checked);
    if (context.should_stop)() {
        return Err((last, ReadError::Stopped));
    }
    Ok(Compiled { sources, plan, diagnostics, dismissed: Vec::new() })
}
