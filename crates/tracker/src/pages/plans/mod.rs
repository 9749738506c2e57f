//! Plans: the list, and one plan with its source beside what was compiled from it.

mod documents;
mod list;
mod show;
pub(crate) mod source;
mod tabs;

pub use list::list;
pub use show::show;
