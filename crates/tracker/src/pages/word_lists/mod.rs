//! The word lists that rules go by: what comes with the program, and what the office adds to it.

mod edits;
mod list;
mod show;

pub use edits::{add, remove};
pub use list::list;
pub use show::{file, show};

use roviec_plan::vocabulary::List;

use crate::error::{Error, Result};

/// # Errors
/// `NotFound` where no list has this name.
fn named(name: &str) -> Result<&'static List> {
    List::named(name).ok_or(Error::NotFound)
}
