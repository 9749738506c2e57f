//! The running board: store, sign-in, pages. The binary hands in the database, the clock and the settings.

pub mod accept;
pub mod access;
pub mod agencies;
pub mod assets;
pub mod auth;
pub mod backup;
pub mod cascade;
pub mod clock;
pub mod config;
pub mod directives;
pub mod documents;
pub mod domain;
pub mod error;
pub mod evidence_files;
pub mod export_units;
pub mod import_plan;
pub mod import_units;
pub mod load_sheet;
pub mod meeting;
pub mod pages;
pub mod reader;
pub mod reading;
pub mod retrying;
pub mod routes;
pub mod state;
pub mod store;
pub mod take_in;
pub mod turn_of_day;
pub mod typed_work;

pub use clock::Clock;
pub use config::Config;
pub use error::Error;
pub use routes::app;
pub use state::AppState;
