//! The pages by HTTP: what a person reads, where the links lead, who is sent to the sign-in page.

mod account;
mod agencies;
mod app;
mod assignments;
mod audit;
mod board;
mod calendar;
mod cascade;
mod directives;
mod history;
mod indicators;
mod intakes;
mod meetings;
mod open;
mod plans;
mod reminders;
mod review;
mod spreadsheets;
mod tasks;
mod typed_work;
mod unit_changes;
mod unit_open_work;
mod unit_tables;
mod units;
mod users;
mod word_lists;

use app::App;
