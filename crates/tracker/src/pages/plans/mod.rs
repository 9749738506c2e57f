//! Plans: the list, and one plan with its source beside what was compiled from it.

pub(crate) mod documents;
mod file;
mod list;
pub(crate) mod pictures;
mod show;
pub(crate) mod source;
pub(crate) mod tabs;

pub use file::file;
pub use list::list;
pub use show::show;
