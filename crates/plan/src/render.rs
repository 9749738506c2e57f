//! A compiled plan as JSON, workbook, web page and terminal text; the rules' documentation as one page.

mod excerpt;
mod html;
mod json;
pub mod labels;
mod rules_page;
mod terminal;
#[cfg(test)]
mod tests;
pub(crate) mod words;
mod workbook;

pub use html::html;
pub use json::json;
pub use labels::Lang;
pub use rules_page::rules_markdown;
pub use terminal::{Colour, terminal};
pub use workbook::workbook;
