//! The drafter's own file given back with what the compiler found, each remark at its words: comments in a Word
//! document, highlights in a PDF, a report page for the other kinds. Bytes and diagnostics in, bytes out.

mod docx;
mod note;
mod pdf;
mod report;

use jiff::civil::DateTime;

use crate::context::Limits;
use crate::document::Format;
use crate::plan::Compiled;
use crate::read::ReadError;
use crate::{SourceFile, read};

/// Who the remarks are from, as Word and PDF readers show it.
pub const AUTHOR: &str = "Rõ Việc";
const INITIALS: &str = "RV";

/// How one file of a plan is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The same Word document with comments.
    Docx,
    /// The same PDF with a highlight over the words of each remark.
    Pdf,
    /// A web page of its own that shows each remark at its line: the file itself has no room for remarks.
    Report,
}

impl Kind {
    /// How a file of this format is given back.
    pub fn of(format: Format) -> Self {
        match format {
            Format::Docx => Kind::Docx,
            Format::Pdf | Format::PdfScan => Kind::Pdf,
            _ => Kind::Report,
        }
    }

    /// For the header of a download.
    pub fn media_type(self) -> &'static str {
        match self {
            Kind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Kind::Pdf => "application/pdf",
            Kind::Report => "text/html; charset=utf-8",
        }
    }

    /// Ending of the file's name, without the dot.
    pub fn ending(self) -> &'static str {
        match self {
            Kind::Docx => "docx",
            Kind::Pdf => "pdf",
            Kind::Report => "html",
        }
    }
}

/// One file of a compiled plan with every diagnostic that stands in it; `index` is its place among the plan's files,
/// `at` the local time the remarks bear.
///
/// # Errors
/// [`ReadError`] when the bytes are not the file the plan was compiled from, or cannot carry remarks.
pub fn annotate(file: SourceFile<'_>, index: usize, compiled: &Compiled, at: DateTime, limits: Limits) -> Result<Vec<u8>, ReadError> {
    match Kind::of(read::detect(file.name, file.bytes)?) {
        Kind::Docx => docx::annotated(file.bytes, index as u32, compiled, at, limits),
        Kind::Pdf => pdf::annotated(file.bytes, index as u32, compiled, at),
        Kind::Report => Ok(report::page(file, index as u32, compiled, at).into_bytes()),
    }
}
