//! All SQL of the tracker, one file per table family; `dialect` alone knows the two databases.
//!
//! Functions take the caller's transaction, so that a change and its audit entry share it.

pub mod amendments;
pub mod assignment_lists;
pub mod assignments;
pub mod audit;
pub mod board;
pub mod calendar_days;
pub mod calendar_feeds;
pub mod carryovers;
pub mod cascade;
pub mod check_points;
pub mod clarities;
pub mod completions;
pub mod copying;
pub mod dialect;
pub mod directives;
pub mod extensions;
pub mod indicators;
pub mod intakes;
pub mod invitations;
pub mod late_work;
pub mod leading_units;
pub mod mails;
pub mod my_work;
pub mod parts;
pub mod password_history;
pub mod plans;
pub mod posts;
pub mod prerequisites;
pub mod provider_accounts;
pub mod provider_sign_ins;
pub mod reminders;
pub mod second_factors;
pub mod sessions;
pub mod sheet_mappings;
pub mod sheet_progress;
pub mod sign_in_failures;
mod sql;
pub mod taken_forms;
pub mod task_lists;
pub mod tasks;
pub mod unit_branches;
pub mod unit_changes;
pub mod unit_figures;
pub mod unit_groups;
pub mod unit_names;
pub mod unit_places;
pub mod unit_search;
pub mod unit_tables;
pub mod units;
pub mod unknown_sign_ins;
pub mod users;
pub mod word_lists;

pub use dialect::{Database, Tx};
