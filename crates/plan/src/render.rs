//! A compiled plan as JSON, SARIF, workbook, web page and terminal text; the rules' documentation as one page.

mod cascade;
mod columns;
pub(crate) mod excerpt;
pub(crate) mod html;
mod json;
pub mod labels;
mod revision;
mod rules_page;
mod sarif;
mod terminal;
#[cfg(test)]
mod tests;
mod verdicts;
pub(crate) mod words;
mod workbook;

pub use cascade::cascade;
pub use html::html;
pub use json::{json, json_with_cascade, revision_json};
pub use labels::Lang;
pub use revision::revision;
pub use rules_page::rules_markdown;
pub use sarif::sarif;
pub use terminal::{Colour, terminal};
pub use verdicts::{target_verdict, task_verdict};
pub use workbook::{revision_workbook, workbook, workbook_with_cascade};
