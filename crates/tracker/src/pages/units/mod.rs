//! Units: the tree with what each leads and what is late, one unit with its timeline, what happens to units,
//! open work that nobody took over, and tables of units.

mod changes;
mod file;
mod list;
mod open_work;
mod show;
mod tables;
mod typed;
mod words;

pub use changes::{new_change, reverse, send_change, show_change};
pub use file::{csv, workbook};
pub use list::list;
pub use open_work::{open_work, reassign};
pub use show::show;
pub use tables::{create_table, enter_table, new_table, remove_table, show_table};
pub use typed::meant;
