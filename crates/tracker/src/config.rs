//! Settings of a running board, given by the command line and a file (`roviec.toml.example`).

mod file;
mod mail;
mod security;

pub use file::{ConfigFile, Provider};
pub use mail::{Mail, Tls};
pub use security::{Figure, Security};

use std::path::PathBuf;

use crate::auth::password::Hashing;
use crate::domain::reminder::Rules;

use crate::retrying::Retries;

#[derive(Debug, Clone)]
pub struct Config {
    /// Days before a deadline from which an assignment is "sắp đến hạn".
    pub near_due_days: i64,
    /// Working days in which the assigner answers a result.
    pub answer_days: u32,
    /// Hour of the day from which people are reminded, and how, where a plan has no rules of its own.
    pub reminder_hour: i8,
    pub reminder_rules: Rules,
    /// The server that digests go by.
    pub mail: Option<Mail>,
    /// Months from one check point to the next of work that is done all the time.
    pub check_months: u8,
    /// Where files that prove results lie.
    pub evidence_folder: PathBuf,
    /// The board is reached over https: the session cookie is marked Secure.
    pub https: bool,
    /// The board is reached from the Internet: everybody who signs in has a second factor.
    pub internet: bool,
    /// Shown on every page of a board that runs on invented data; nobody has to have a second factor there.
    pub demo: bool,
    /// Seconds from signing in until a session ends.
    pub session_seconds: i64,
    /// Seconds a request may take.
    pub request_seconds: u64,
    /// How often what crosses with others in the database is done again.
    pub retries: Retries,
    /// Largest body of a request, in bytes.
    pub body_bytes: usize,
    /// Largest body of a form with many rows or a long text, in bytes.
    pub typed_bytes: usize,
    /// Largest body of a request that brings files, in bytes, and the seconds it may take on a slow line.
    pub upload_bytes: u64,
    pub upload_seconds: u64,
    /// How new passwords are hashed.
    pub hashing: Hashing,
    pub security: Security,
    /// Who else may say who somebody is.
    pub provider: Option<Provider>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            near_due_days: 7,
            answer_days: 5,
            reminder_hour: 7,
            reminder_rules: ConfigFile::shipped().reminders,
            mail: None,
            check_months: 3,
            evidence_folder: PathBuf::from("roviec-tep"),
            https: false,
            internet: false,
            demo: false,
            session_seconds: 8 * 3600,
            request_seconds: 30,
            retries: Retries::default(),
            body_bytes: 64 << 10,
            typed_bytes: 2 << 20,
            upload_bytes: 60 << 20,
            upload_seconds: 900,
            hashing: Hashing::default(),
            security: Security::default(),
            provider: None,
        }
    }
}
