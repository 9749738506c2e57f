//! Each store test runs on SQLite and on PostgreSQL, each time in a database of its own.

use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};

use roviec_tracker::store::Database;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

/// Where a PostgreSQL is asked for when `ROVIEC_TEST_POSTGRES` names none.
const POSTGRES: &str = "postgres://postgres@127.0.0.1:5432/postgres";

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// Declares a test that runs on both databases.
#[macro_export]
macro_rules! on_both_databases {
    ($($name:ident)+) => {
        mod sqlite {
            $(#[tokio::test] async fn $name() { $crate::support::databases::on_sqlite(super::$name).await; })+
        }
        mod postgres {
            $(#[tokio::test] async fn $name() { $crate::support::databases::on_postgres(super::$name).await; })+
        }
    };
}

pub async fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(Database) -> F) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let database = Database::open(&format!("sqlite:{}", folder.path().join("board.sqlite").display())).await.expect("SQLite opens");
    test(database.clone()).await;
    database.close().await;
}

/// Says that it did not run where no PostgreSQL answers; a failure where one is required.
pub async fn on_postgres<F: Future<Output = ()> + Send + 'static>(test: impl FnOnce(Database) -> F) {
    let address = std::env::var("ROVIEC_TEST_POSTGRES").unwrap_or_else(|_| POSTGRES.to_owned());
    let options: PgConnectOptions = address.parse().expect("ROVIEC_TEST_POSTGRES is an address");
    let mut connection = match options.connect().await {
        Ok(connection) => connection,
        Err(error) => {
            let required = std::env::var("ROVIEC_REQUIRE").is_ok_and(|list| list.split(',').any(|part| part.trim() == "postgres"));
            assert!(!required, "PostgreSQL is required and does not answer: {error}");
            println!("NOT RUN on PostgreSQL: none answers ({error})");
            return;
        }
    };
    let name = format!("roviec_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    execute(&mut connection, format!("CREATE DATABASE {name}")).await;
    let database = Database::open(options.clone().database(&name).to_url_lossy().as_str()).await.expect("PostgreSQL opens");
    let outcome = tokio::spawn(test(database.clone())).await;
    database.close().await;
    execute(&mut connection, format!("DROP DATABASE {name} WITH (FORCE)")).await;
    connection.close().await.expect("the connection closes");
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic.into_panic());
    }
}

async fn execute(connection: &mut PgConnection, sql: String) {
    connection.execute(AssertSqlSafe(sql)).await.expect("a database of the test is made or dropped");
}
