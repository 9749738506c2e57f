//! Forms in which other programs take what the board knows.

pub mod calendar;
