//! Every store function on both databases.

mod agencies;
mod assignments;
mod audit;
mod cascade;
mod import;
mod import_units;
mod indicators;
mod intakes;
mod schema;
mod sessions;
mod sheets;
mod tasks;
mod typed_work;
mod unit_changes;
mod unit_histories;
mod units;
mod users;
mod word_lists;
