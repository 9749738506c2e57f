//! What the tests share: both databases, builders of plans and units, an app to ask by HTTP.

pub mod app;
pub mod builders;
pub mod databases;
pub mod mail_server;
pub mod reader;
pub mod unit_ledger;
pub mod unit_model;
pub mod work_model;

pub use app::*;
pub use builders::*;
