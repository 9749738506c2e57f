//! Units: the tree with what each leads and what is late, and one unit.

mod list;
mod show;

pub use list::list;
pub use show::show;
