//! The rules: one list, one file each, documentation and examples beside them.

use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::plan::{Details, Plan};

/// What a rule may look at.
pub struct Checked<'a> {
    pub documents: &'a [Document],
    pub plan: &'a Plan,
    pub details: &'a Details,
    pub context: &'a Context<'a>,
}

/// Runs every rule; the result is in the order of the source.
pub fn check(_checked: &Checked<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
