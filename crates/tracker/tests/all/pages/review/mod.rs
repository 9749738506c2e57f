//! The review of an intake by HTTP: what is shown, what each form changes, and what is refused.

mod desk;
mod differences;
mod dismissals;
mod edits;
mod rows;
mod shown;

pub use desk::*;
