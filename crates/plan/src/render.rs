//! A compiled plan as JSON, workbook, web page and terminal text; the rules' documentation as one page.

mod excerpt;
mod json;
pub mod labels;
mod terminal;

pub use json::json;
pub use labels::Lang;
pub use terminal::{Colour, terminal};
