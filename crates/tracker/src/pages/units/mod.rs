//! Units: the tree with what each leads and what is late, one unit with its timeline, and what happens to units.

mod changes;
mod file;
mod list;
mod show;
mod words;

pub use changes::{new_change, reverse, send_change, show_change};
pub use file::{csv, workbook};
pub use list::list;
pub use show::show;
