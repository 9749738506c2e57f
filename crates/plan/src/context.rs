//! What the caller knows and the document does not say: limits, when to stop, which day it is.

use jiff::civil::Date;

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
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 50 << 20, unfolded_bytes: 200 << 20, pages: 3_000, cells: 1_000_000 }
    }
}

/// What a compilation is given beside the bytes.
pub struct Context<'a> {
    pub limits: Limits,
    /// Asked between pages and stages; `true` ends the work with [`crate::ReadError::Stopped`].
    pub should_stop: &'a (dyn Fn() -> bool + Sync),
    /// Number and date may be blank, the plan is not signed yet.
    pub draft: bool,
    /// The day of the compilation, where a rule needs one; `None` keeps such rules silent.
    pub today: Option<Date>,
}

impl Default for Context<'_> {
    fn default() -> Self {
        Self { limits: Limits::default(), should_stop: &|| false, draft: false, today: None }
    }
}
