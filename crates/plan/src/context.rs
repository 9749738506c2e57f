//! What the caller knows and the document does not say: limits, when to stop, which day it is, who watches.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::agency_register::AgencyRegister;
use crate::plan::Compiled;
use crate::read::scanned_page::Recognise;
use crate::vocabulary::Vocabulary;

/// Bounds on what a source may cost. Beyond them reading ends with one clear sentence.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of one source file.
    pub bytes: usize,
    /// Bytes that the parts of an archive may unfold to.
    pub unfolded_bytes: usize,
    pub pages: usize,
    /// Table cells and paragraphs together.
    pub cells: usize,
    /// Bytes of the words themselves, all markup gone: a thousand pages hold about three million.
    pub text_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 50 << 20, unfolded_bytes: 200 << 20, pages: 3_000, cells: 1_000_000, text_bytes: 32 << 20 }
    }
}

/// What the compiler is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Bytes to blocks of text.
    Reading,
    /// Blocks to plan.
    Understanding,
    /// The rules.
    Checking,
}

/// How far a compilation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub stage: Stage,
    /// Index of the file from 0; the last one once all are read.
    pub file: u32,
    /// Pages read of this file and pages in all; both 0 where the format has no pages.
    pub page: u32,
    pub pages: u32,
    /// Share of this file that is read, 0 to 100.
    pub percent: u8,
}

impl Progress {
    /// A part of a file without pages; in bytes, lines or whatever it is read by.
    pub(crate) fn part(done: usize, of: usize) -> Self {
        let percent = (done.min(of) * 100).checked_div(of).unwrap_or(100) as u8;
        Self { stage: Stage::Reading, file: 0, page: 0, pages: 0, percent }
    }

    pub(crate) fn pages(page: usize, pages: usize) -> Self {
        Self { page: page as u32, pages: pages as u32, ..Self::part(page, pages) }
    }

    pub(crate) fn stage(stage: Stage, file: usize) -> Self {
        Self { stage, file: file as u32, ..Self::part(1, 1) }
    }
}

/// What a compilation is given beside the bytes.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub limits: Limits,
    /// Asked between pages, stages and rules; `true` ends the work with [`crate::ReadError::Stopped`].
    pub should_stop: &'a (dyn Fn() -> bool + Sync),
    /// Told between pages and stages, from any of the reading threads.
    pub on_progress: &'a (dyn Fn(Progress) + Sync),
    /// Finds the words in the picture of a scanned page; `None` where no such program is at hand.
    pub recognise: Option<&'a Recognise<'a>>,
    /// Number and date may be blank, the plan is not signed yet.
    pub draft: bool,
    /// The word lists rules go by.
    pub vocabulary: &'a Vocabulary,
    /// Compiled plans above this one, whose work it must answer.
    pub superiors: &'a [Compiled],
    /// Units and groups that exist; without it no agency is called unknown.
    pub agencies: Option<&'a dyn AgencyRegister>,
    /// The day of the compilation, where a rule needs one; `None` keeps such rules silent.
    pub today: Option<Date>,
}

impl Default for Context<'_> {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            should_stop: &|| false,
            on_progress: &|_| {},
            recognise: None,
            draft: false,
            vocabulary: Vocabulary::built_in(),
            superiors: &[],
            agencies: None,
            today: None,
        }
    }
}
