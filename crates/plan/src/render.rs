//! A compiled plan as JSON, workbook, web page and terminal text.

pub mod labels;

pub use labels::Lang;
