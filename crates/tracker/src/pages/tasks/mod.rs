//! Tasks: the list with its filters as one sentence, and one task with its units, notes and source,
//! work that no plan brought, typed by hand.

mod amend;
mod bulk;
mod list;
mod new;
mod received;
mod show;
mod timeline;
mod typed;

pub use amend::{change_prerequisites, ledger, reword};
pub use bulk::{bulk, change_many};
pub use list::{ALONE, list};
pub use new::{give, give_many, grid, one};
pub use show::show;
pub use timeline::{Entry, timeline};
pub use typed::{Form, Input};

use crate::domain::AssignmentState;

/// States in which something is still to be done by the unit.
pub const UNFINISHED: [AssignmentState; 4] =
    [AssignmentState::Overdue, AssignmentState::Returned, AssignmentState::NearDue, AssignmentState::Open];

/// States in which a unit's part has ended well.
pub const DONE: [AssignmentState; 2] = [AssignmentState::DoneLate, AssignmentState::DoneOnTime];
