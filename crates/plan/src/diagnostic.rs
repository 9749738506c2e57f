//! What is wrong with a plan, where, and what to write instead.

use serde::{Deserialize, Serialize};

use crate::document::Span;

/// How much a defect matters: an error cannot be executed, a warning will be asked about, advice is form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Advice,
    Warning,
    Error,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Kebab-case name of the rule.
    pub rule: String,
    pub severity: Severity,
    /// One sentence that names the thing.
    pub message: String,
    /// The text to write instead, where it can be known.
    pub help: Option<String>,
    /// The exact words meant.
    pub quote: Option<String>,
    pub span: Span,
    /// Other places that belong to it ("first used here").
    pub related: Vec<Span>,
}

/// A diagnostic that a person has set aside, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dismissed {
    pub diagnostic: Diagnostic,
    pub reason: String,
}
