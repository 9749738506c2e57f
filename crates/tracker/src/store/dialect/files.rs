//! A whole database as one file, and one whole database in the place of another.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::{Database, MIGRATIONS, migrator, postgres_words, sqlite_words};

/// A program that has the file open is not waited for longer.
const ALONE_SECONDS: u64 = 2;

/// What a database says about its migrations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// Numbers, in order.
    pub numbers: Vec<i64>,
}

impl Applied {
    /// Numbers and names of ours that are missing.
    pub fn pending(&self) -> Vec<(i64, &'static str)> {
        MIGRATIONS.iter().filter(|(number, ..)| !self.numbers.contains(number)).map(|(number, name, _)| (*number, *name)).collect()
    }

    /// A number that this program does not know: a newer one made it.
    pub fn unknown(&self) -> Option<i64> {
        self.numbers.iter().copied().find(|number| MIGRATIONS.iter().all(|(known, ..)| known != number))
    }

    pub fn last(&self) -> Option<i64> {
        self.numbers.last().copied()
    }
}

const FOREIGN_TABLES: &str = "SELECT relname::text FROM pg_class WHERE relnamespace = $1::text::regnamespace AND relkind IN ('r', 'p')";
const OTHERS: &str = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'
    AND application_name <> $1";

/// How this program's own connections call themselves while it replaces a database.
const RESTORING: &str = "roviec restore";

impl Database {
    /// The file of a SQLite address.
    pub fn file_of(address: &str) -> Option<PathBuf> {
        address.strip_prefix("sqlite:").map(|path| PathBuf::from(path.trim_start_matches("//")))
    }

    /// A SQLite file that nobody else has open, without a log beside it: the one file is all of it.
    ///
    /// # Errors
    /// It is no database, or another program has it open.
    pub async fn alone(path: &Path) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Delete)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .row_buffer_size(super::ROWS_AHEAD)
            .busy_timeout(Duration::from_secs(ALONE_SECONDS));
        Ok(Self::Sqlite(SqlitePoolOptions::new().max_connections(1).connect_with(options).await?))
    }

    /// The migrations that were applied; none where the list is not there.
    ///
    /// # Errors
    /// The database fails.
    pub async fn applied(&self) -> Result<Applied, sqlx::Error> {
        let there = match self {
            Self::Sqlite(_) => "SELECT COUNT(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'",
            Self::Postgres(_) => {
                "SELECT COUNT(*) FROM pg_class WHERE relname = '_sqlx_migrations' AND relnamespace = current_schema()::regnamespace"
            }
        };
        let mut tx = self.read().await?;
        let (there,): (i64,) = tx.one(there, []).await?;
        if there == 0 {
            return Ok(Applied::default());
        }
        let rows: Vec<(i64,)> = tx.all("SELECT version FROM _sqlx_migrations ORDER BY version", []).await?;
        Ok(Applied { numbers: rows.into_iter().map(|(number,)| number).collect() })
    }

    /// As [`Database::migrate`], only up to a number.
    ///
    /// # Errors
    /// As [`Database::migrate`].
    pub async fn migrate_to(&self, number: i64) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(pool) => migrator(sqlite_words).run_to(number, pool).await?,
            Self::Postgres(pool) => migrator(postgres_words).run_to(number, pool).await?,
        }
        Ok(())
    }

    /// Writes a SQLite database as it is at this moment into an empty file; `false` where it is none.
    ///
    /// # Errors
    /// The database fails, or the disk is full.
    pub async fn vacuum_into(&self, path: &Path) -> Result<bool, sqlx::Error> {
        let Self::Sqlite(pool) = self else { return Ok(false) };
        sqlx::query("VACUUM INTO $1").bind(path.display().to_string()).execute(pool).await?;
        Ok(true)
    }

    /// What is broken in a SQLite file, in its own words; nothing for PostgreSQL, which looks after its own pages.
    ///
    /// # Errors
    /// The database fails.
    pub async fn broken(&self) -> Result<Vec<String>, sqlx::Error> {
        let Self::Sqlite(_) = self else { return Ok(Vec::new()) };
        let mut tx = self.read().await?;
        let said: Vec<(String,)> = tx.all("PRAGMA integrity_check(10)", []).await?;
        let mut out: Vec<String> = said.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect();
        let dangling: Vec<(String,)> = tx.all("SELECT DISTINCT \"table\" FROM pragma_foreign_key_check LIMIT 10", []).await?;
        out.extend(dangling.into_iter().map(|(table,)| format!("{table}: foreign key")));
        Ok(out)
    }

    /// The same PostgreSQL, tables in a schema of their own that is empty now; `None` for SQLite.
    ///
    /// # Errors
    /// The role may not make a schema, or the database fails.
    pub async fn beside(&self, schema: &str) -> Result<Option<Self>, sqlx::Error> {
        let Self::Postgres(pool) = self else { return Ok(None) };
        for sql in [format!("DROP SCHEMA IF EXISTS {schema} CASCADE"), format!("CREATE SCHEMA {schema}")] {
            sqlx::query(AssertSqlSafe(sql)).execute(pool).await?;
        }
        let options = (*pool.connect_options()).clone().options([("search_path", schema)]).application_name(RESTORING);
        Ok(Some(Self::postgres(options).await?))
    }

    /// A PostgreSQL whose tables are about to be replaced.
    ///
    /// # Errors
    /// As [`Database::connect`].
    pub async fn to_replace(address: &str) -> Result<Self, sqlx::Error> {
        Self::postgres(PgConnectOptions::from_str(address)?.application_name(RESTORING)).await
    }

    /// Programs that are connected to this PostgreSQL database besides the one that replaces it.
    ///
    /// # Errors
    /// The database fails.
    pub async fn others(&self) -> Result<i64, sqlx::Error> {
        let Self::Postgres(_) = self else { return Ok(0) };
        let (others,): (i64,) = self.read().await?.one(OTHERS, [RESTORING.into()]).await?;
        Ok(others)
    }

    /// Puts the tables of the schema `new` in the place of those that are here, which go to the schema `former`, all at
    /// once. Whether there were any.
    ///
    /// # Errors
    /// The role may not, or the database fails; nothing has changed then.
    pub async fn replace_tables(&self, new: &str, former: &str) -> Result<bool, sqlx::Error> {
        let mut tx = self.write().await?;
        let (here,): (String,) = tx.one("SELECT current_schema()::text", []).await?;
        let old: Vec<(String,)> = tx.all(FOREIGN_TABLES, [here.as_str().into()]).await?;
        if !old.is_empty() {
            tx.execute(AssertSqlSafe(format!("CREATE SCHEMA {former}")), []).await?;
        }
        for (table,) in &old {
            tx.execute(AssertSqlSafe(format!("ALTER TABLE {here}.{table} SET SCHEMA {former}")), []).await?;
        }
        let tables: Vec<(String,)> = tx.all(FOREIGN_TABLES, [new.into()]).await?;
        for (table,) in &tables {
            tx.execute(AssertSqlSafe(format!("ALTER TABLE {new}.{table} SET SCHEMA {here}")), []).await?;
        }
        tx.execute(AssertSqlSafe(format!("DROP SCHEMA {new}")), []).await?;
        tx.commit().await?;
        Ok(!old.is_empty())
    }
}
