//! What the commands on a database share: opening it, and who acts.

use anyhow::{Context, Result};
use rand::RngExt;
use roviec_tracker::Clock;
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
        Database::open(&self.address).await.with_context(|| format!("Không mở được cơ sở dữ liệu {}", without_password(&self.address)))
    }
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

fn without_password(address: &str) -> String {
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
        assert_eq!(without_password("postgres://an:bi-mat@may-chu/roviec"), "postgres://…@may-chu/roviec");
        assert_eq!(without_password("sqlite:du-lieu/roviec.sqlite"), "sqlite:du-lieu/roviec.sqlite");
    }
}
