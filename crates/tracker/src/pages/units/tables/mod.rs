//! A table of units or groups from a file: sent, looked at, entered as a whole or dropped.

mod create;
mod entry;
mod reach;
mod show;

pub use create::{create_table, new_table};
pub use entry::{enter_table, remove_table};
pub use show::show_table;
