//! What the commands on a database share: opening it, and who acts.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rand::RngExt;
use roviec_tracker::Clock;
use roviec_tracker::backup::newer;
use roviec_tracker::evidence_files::EvidenceFiles;
use roviec_tracker::retrying::{Retries, Tries};
use roviec_tracker::store::Database;
use roviec_tracker::store::audit::Actor;

#[derive(clap::Args)]
pub struct DatabaseArg {
    /// Cơ sở dữ liệu: sqlite:ĐƯỜNG-DẪN hoặc postgres://…
    #[arg(long = "database", value_name = "ĐỊA CHỈ")]
    address: String,
}

impl DatabaseArg {
    /// # Errors
    /// One sentence that names the address, its password left out.
    pub async fn open(&self) -> Result<Database> {
        let db = self.connect().await?;
        if let Some(number) = db.applied().await?.unknown() {
            return Err(newer(number).into());
        }
        db.migrate().await.with_context(|| format!("Không nâng được cơ sở dữ liệu {}", shown(&self.address)))?;
        Ok(db)
    }

    /// As it is, its schema left alone.
    ///
    /// # Errors
    /// As [`DatabaseArg::open`].
    pub async fn connect(&self) -> Result<Database> {
        connect(&self.address).await
    }

    /// Where files that prove results lie when nothing else is said: beside the database file.
    pub fn files(&self) -> PathBuf {
        match Database::file_of(&self.address) {
            Some(mut path) => {
                path.as_mut_os_string().push(".tep");
                path
            }
            None => PathBuf::from("roviec-tep"),
        }
    }

    /// The folder of files that was given, else the one beside the database.
    pub fn evidence(&self, given: Option<&Path>) -> EvidenceFiles {
        EvidenceFiles::new(given.map_or_else(|| self.files(), Path::to_owned))
    }

    pub fn address(&self) -> &str {
        &self.address
    }
}

/// # Errors
/// One sentence that names the address, its password left out.
pub async fn connect(address: &str) -> Result<Database> {
    Database::connect(address).await.with_context(|| format!("Không mở được cơ sở dữ liệu {}", shown(address)))
}

/// The program itself, now.
pub fn program() -> Actor {
    Actor { user: None, post: None, source: None, at: Clock::System.now(), seed: rand::rng().random() }
}

/// The tries of a command that writes beside a running board.
pub fn tries() -> Tries {
    Tries::new(Retries::default(), rand::rng().random())
}

/// Runs one command that waits for the database.
///
/// # Errors
/// What the command returns.
pub fn run<T>(command: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(command)
}

/// An address as it may be shown, its password left out.
pub fn shown(address: &str) -> String {
    // A password may also stand in the query.
    let address = address.split('?').next().unwrap_or_default();
    match (address.split_once("://"), address.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, rest))) => format!("{scheme}://…@{rest}"),
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(shown("postgres://an:bi-mat@may-chu/roviec"), "postgres://…@may-chu/roviec");
        assert_eq!(shown("sqlite:du-lieu/roviec.sqlite"), "sqlite:du-lieu/roviec.sqlite");
    }
}
