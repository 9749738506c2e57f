//! Every store function on both databases.

mod account_security;
mod agencies;
mod assignments;
mod audit;
mod backup;
mod cascade;
mod copying;
mod import;
mod import_units;
mod indicators;
mod intakes;
mod people;
mod posts;
mod schema;
mod sessions;
mod sheets;
mod tasks;
mod typed_work;
mod unit_changes;
mod unit_handovers;
mod unit_histories;
mod unit_open_work;
mod units;
mod users;
mod word_lists;
mod work;
