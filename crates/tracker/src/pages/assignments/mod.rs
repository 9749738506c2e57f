//! One unit's part in a task: what it reports, sends up, asks for, and what its head and the assigner answer.

mod acting;
mod acts;
mod evidence;
mod extensions;
mod may;
mod parts;
mod results;
mod show;

pub(crate) use acting::{basis, required_day, typed, typed_day};
pub use acts::{answer, approve, report, stop, withdraw};
pub(crate) use acts::{confirm, end};
pub use evidence::evidence;
pub use extensions::{answer_extension, ask_extension};
pub use may::May;
pub use parts::{amend, give_part};
pub use results::send_result;
pub use show::{Sent, show};
