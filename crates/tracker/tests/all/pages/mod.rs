//! The pages by HTTP: what a person reads, where the links lead, who is sent to the sign-in page.

mod agencies;
mod app;
mod board;
mod indicators;
mod open;
mod plans;
mod review;
mod tasks;
mod units;

use app::App;
