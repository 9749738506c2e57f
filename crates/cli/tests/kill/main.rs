//! What is left when the server or the database is killed in the middle of its work.

#[cfg(target_os = "linux")]
mod postgres;
mod server;
mod spreadsheet;
#[cfg(target_os = "linux")]
mod writes;
