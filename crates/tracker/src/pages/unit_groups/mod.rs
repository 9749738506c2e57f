//! Named groups of units: who belongs to them on a day, and from when somebody comes or goes.

mod list;
mod show;

pub use list::list;
pub use show::{change_members, show};
