//! Conclusions of meetings: pasted, read like a plan, reviewed and accepted like one.

mod new;

pub use new::{new, read};
