//! One unit's part in a task: what it reports, sends up, asks for, and what its head and the assigner answer.

mod acts;
mod evidence;
mod extensions;
mod may;
mod results;
mod show;

pub use acts::{answer, approve, report, stop, withdraw};
pub use evidence::evidence;
pub use extensions::{answer_extension, ask_extension};
pub use may::May;
pub use results::send_result;
pub use show::{Sent, show};
