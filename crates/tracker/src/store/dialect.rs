//! The only file that knows the two databases, with those below it: connecting, transactions, migrations, and
//! carrying one SQL text with `$N` parameters to either of them.

mod files;
mod tables;
mod values;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::str::FromStr;
use std::time::Duration;

use futures_util::stream::BoxStream;
use futures_util::{FutureExt, TryStreamExt};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgRow, Postgres};
use sqlx::sqlite::{Sqlite, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous};
use sqlx::{AssertSqlSafe, FromRow, SqlSafeStr, SqlStr, Transaction};

use super::audit::{self, Actor, OpenChain};
use super::users;
use super::work_changes::{self, Touched};
use crate::clock;

pub use files::Applied;
pub use tables::{Column, Kind, Table};
pub use values::{StoredDay, StoredDayOrNone};

/// Shared migrations in order; see the head of the first for the words in braces.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "first board", include_str!("../../../../migrations/0001_first_board.sql")),
    (2, "intake", include_str!("../../../../migrations/0002_intake.sql")),
    (3, "sheet mapping", include_str!("../../../../migrations/0003_sheet_mapping.sql")),
    (4, "left open agency", include_str!("../../../../migrations/0004_left_open_agency.sql")),
    (5, "cascade", include_str!("../../../../migrations/0005_cascade.sql")),
    (6, "carryovers", include_str!("../../../../migrations/0006_carryovers.sql")),
    (7, "word_lists", include_str!("../../../../migrations/0007_word_lists.sql")),
    (8, "audit_chain", include_str!("../../../../migrations/0008_audit_chain.sql")),
    (9, "unit_changes", include_str!("../../../../migrations/0009_unit_changes.sql")),
    (11, "people", include_str!("../../../../migrations/0011_people.sql")),
    (12, "account security", include_str!("../../../../migrations/0012_account_security.sql")),
    (13, "audit indexes", include_str!("../../../../migrations/0013_audit_indexes.sql")),
    (15, "units review", include_str!("../../../../migrations/0015_units_review.sql")),
    (16, "work", include_str!("../../../../migrations/0016_work.sql")),
    (17, "parts", include_str!("../../../../migrations/0017_parts.sql")),
    (18, "reminders", include_str!("../../../../migrations/0018_reminders.sql")),
    (19, "directives", include_str!("../../../../migrations/0019_directives.sql")),
    (20, "work changes", include_str!("../../../../migrations/0020_work_changes.sql")),
];

/// Seconds a SQLite writer waits for another one.
const BUSY_SECONDS: u64 = 10;

/// Rows that SQLite reads ahead of whoever takes them.
const ROWS_AHEAD: usize = 2_000;

/// While SQLite reads rows ahead. Whoever waits for each single one is woken for each, which costs more than to read it: of a million
/// rows half the time.
const GATHER: Duration = Duration::from_millis(1);

const ANALYSED_ROWS: u32 = 400;

const SERIALIZABLE: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE";

/// First half of the keys of our advisory locks.
const AUDIT_LOCKS: i32 = 7_268;
/// Key of the lock under which changes of work are numbered.
const WORK_TURN: i64 = 7_269;

/// Keeps a statement far below the 32,766 parameters SQLite allows.
const ROWS_PER_INSERT: usize = 200;

/// A pool of connections to one of the two databases.
#[derive(Debug, Clone)]
pub enum Database {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// One transaction; dropped without [`Tx::commit`] it leaves nothing behind.
#[derive(Debug)]
pub struct Tx {
    open: Open,
    /// Chains of the audit it has appended to.
    pub(in crate::store) chains: Vec<OpenChain>,
    /// What it changes of where work stands.
    pub(in crate::store) touched: BTreeSet<Touched>,
}

#[derive(Debug)]
enum Open {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// A value for a `$N` parameter. NULL keeps its type, which PostgreSQL asks for.
#[derive(Debug, Clone)]
pub enum Arg {
    Int(Option<i64>),
    Real(Option<f64>),
    Bool(Option<bool>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

/// A row that can be read from both databases.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// Why the database refuses what is right in itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It crossed with somebody else's transaction: done again, it may go through.
    Crossed,
    /// Others hold the lock or every connection for too long.
    Busy,
}

impl Refusal {
    pub fn of(error: &sqlx::Error) -> Option<Self> {
        match error {
            sqlx::Error::PoolTimedOut => Some(Self::Busy),
            sqlx::Error::Database(error) => match error.code()?.as_ref() {
                // PostgreSQL: serialization_failure, deadlock_detected.
                "40001" | "40P01" => Some(Self::Crossed),
                // SQLITE_BUSY and what is more precise about it.
                "5" | "261" | "517" | "773" => Some(Self::Busy),
                _ => None,
            },
            _ => None,
        }
    }
}

/// A row as it came, to be read where it is.
pub enum AnyRow {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// Rows that are still coming.
pub(crate) enum Rows<'t> {
    Sqlite(BoxStream<'t, Result<SqliteRow, sqlx::Error>>),
    Postgres(BoxStream<'t, Result<PgRow, sqlx::Error>>),
}

impl Rows<'_> {
    /// # Errors
    /// The database fails.
    pub(crate) async fn next(&mut self) -> Result<Option<AnyRow>, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(rows) => {
                let row = match rows.try_next().now_or_never() {
                    Some(row) => row?,
                    None => {
                        tokio::time::sleep(GATHER).await;
                        rows.try_next().await?
                    }
                };
                row.map(AnyRow::Sqlite)
            }
            Self::Postgres(rows) => rows.try_next().await?.map(AnyRow::Postgres),
        })
    }
}

impl AnyRow {
    /// # Errors
    /// A column is missing or of another type.
    pub(crate) fn read<'r, T>(&'r self) -> Result<T, sqlx::Error>
    where
        T: FromRow<'r, SqliteRow> + FromRow<'r, PgRow>,
    {
        match self {
            Self::Sqlite(row) => T::from_row(row),
            Self::Postgres(row) => T::from_row(row),
        }
    }
}

/// All rows of an answer.
enum Fetched {
    Sqlite(Vec<SqliteRow>),
    Postgres(Vec<PgRow>),
}

impl Fetched {
    fn read<T: Row>(&self) -> Result<Vec<T>, sqlx::Error> {
        match self {
            Self::Sqlite(rows) => rows.iter().map(T::from_row).collect(),
            Self::Postgres(rows) => rows.iter().map(T::from_row).collect(),
        }
    }
}

/// The parameters of a statement, in order.
macro_rules! args {
    ($($value:expr),* $(,)?) => { [$($crate::store::dialect::Arg::from($value)),*] };
}
pub(crate) use args;

/// Binds the parameters to a query of either database.
macro_rules! bound {
    ($query:expr, $args:expr) => {{
        let mut query = $query;
        for arg in $args {
            query = match arg {
                Arg::Int(value) => query.bind(value),
                Arg::Real(value) => query.bind(value),
                Arg::Bool(value) => query.bind(value),
                Arg::Text(value) => query.bind(value),
                Arg::Bytes(value) => query.bind(value),
            };
        }
        query
    }};
}

impl Database {
    /// Opens `sqlite:PATH` (created where missing) or `postgres://…` and brings the schema up to date.
    ///
    /// # Errors
    /// The address is of neither kind, the database does not answer, or a migration fails.
    pub async fn open(address: &str) -> Result<Self, sqlx::Error> {
        let database = Self::connect(address).await?;
        database.migrate().await?;
        let mut tx = database.write().await?;
        users::fill_in_search(&mut tx).await?;
        tx.commit().await?;
        Ok(database)
    }

    /// As [`Database::open`] without touching the schema.
    ///
    /// # Errors
    /// The address is of neither kind, or the database does not answer.
    pub async fn connect(address: &str) -> Result<Self, sqlx::Error> {
        Self::connect_within(address, Duration::from_secs(BUSY_SECONDS)).await
    }

    /// As [`Database::connect`]; `busy` is how long a SQLite writer waits for another one.
    ///
    /// # Errors
    /// As [`Database::connect`].
    pub async fn connect_within(address: &str, busy: Duration) -> Result<Self, sqlx::Error> {
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            return Self::postgres(PgConnectOptions::from_str(address)?).await;
        }
        let Some(path) = address.strip_prefix("sqlite:") else {
            return Err(sqlx::Error::Configuration("địa chỉ cơ sở dữ liệu phải là sqlite:ĐƯỜNG-DẪN hoặc postgres://…".into()));
        };
        let options = SqliteConnectOptions::new()
            .filename(path.trim_start_matches("//"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .row_buffer_size(ROWS_AHEAD)
            // What the indexes are worth, for the planner; cheap, and nothing where nothing has changed.
            .optimize_on_close(true, ANALYSED_ROWS)
            .busy_timeout(busy);
        Ok(Self::Sqlite(SqlitePoolOptions::new().max_connections(8).connect_with(options).await?))
    }

    async fn postgres(options: PgConnectOptions) -> Result<Self, sqlx::Error> {
        let pool = PgPoolOptions::new().max_connections(16).after_release(|connection, _| {
            Box::pin(async move {
                // Locks of `write_by` are the session's: they do not end with the transaction.
                sqlx::query("SELECT pg_advisory_unlock_all()").execute(connection).await?;
                Ok(true)
            })
        });
        Ok(Self::Postgres(pool.connect_with(options).await?))
    }

    /// Applies the migrations that are missing.
    ///
    /// # Errors
    /// A migration fails or an applied one was altered.
    pub async fn migrate(&self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(pool) => migrator(sqlite_words).run(pool).await?,
            Self::Postgres(pool) => migrator(postgres_words).run(pool).await?,
        }
        Ok(())
    }

    /// A transaction for reading: one consistent picture.
    ///
    /// # Errors
    /// No connection is to be had.
    pub async fn read(&self) -> Result<Tx, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(pool) => Open::Sqlite(pool.begin().await?).into(),
            Self::Postgres(pool) => Open::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?).into(),
        })
    }

    /// A transaction that may write, as if it were alone: what cannot be is refused ([`crate::retrying`]). SQLite takes its
    /// write lock at once: a reader cannot be promoted later.
    ///
    /// # Errors
    /// No connection is to be had, or the write lock is held for too long.
    pub async fn write(&self) -> Result<Tx, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(pool) => Open::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?).into(),
            Self::Postgres(pool) => Open::Postgres(pool.begin_with(SERIALIZABLE).await?).into(),
        })
    }

    /// As [`Database::write`], for somebody whose entries go into one chain of the audit: those who write to the same chain
    /// wait for each other instead of being refused. The lock comes before the transaction, whose picture of the database
    /// is taken at its first statement.
    ///
    /// # Errors
    /// As [`Database::write`].
    pub async fn write_by(&self, actor: Actor) -> Result<Tx, sqlx::Error> {
        let Self::Postgres(pool) = self else { return self.write().await };
        let mut connection = pool.acquire().await?;
        let day = clock::day_of(actor.at).to_string();
        // The key is the chain; a chain that changes its name in between is only waited for in vain.
        let turn = format!("SELECT pg_advisory_lock({AUDIT_LOCKS}, hashtext(COALESCE(({}), '{}')))", audit::TOPMOST, audit::PROGRAM);
        sqlx::query(AssertSqlSafe(turn)).bind(actor.post).bind(day).execute(&mut *connection).await?;
        Ok(Open::Postgres(Transaction::begin(connection, Some(SERIALIZABLE.into_sql_str())).await?).into())
    }

    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

fn migrator(write: impl Fn(&str) -> String) -> Migrator {
    let make = |(version, name, sql): &(i64, &'static str, &'static str)| {
        let sql: SqlStr = AssertSqlSafe(write(sql)).into_sql_str();
        Migration::new(*version, Cow::Borrowed(*name), MigrationType::Simple, sql, false)
    };
    Migrator::with_migrations(MIGRATIONS.iter().map(make).collect())
}

fn sqlite_words(sql: &str) -> String {
    written(sql, ["INTEGER PRIMARY KEY", "BLOB", "TEXT", ""])
}

fn postgres_words(sql: &str) -> String {
    let id = "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY";
    let restart = "SELECT setval(pg_get_serial_sequence('$1', 'id'), (SELECT COALESCE(MAX(id), 0) + 1 FROM $1), false);";
    written(sql, [id, "BYTEA", "TEXT COLLATE \"C\"", restart])
}

/// `restart` names its table `$1`; SQLite gives out the next free key by itself.
fn written(sql: &str, [id, bytes, sort_key, restart]: [&str; 4]) -> String {
    let sql = sql.replace("{id}", id).replace("{bytes}", bytes).replace("{sort_key}", sort_key);
    sql.split('\n')
        .map(|line| {
            line.strip_prefix("{restart ")
                .and_then(|rest| rest.strip_suffix('}'))
                .map_or(line.to_owned(), |table| restart.replace("$1", table))
        })
        .collect::<Vec<_>>()
        .join("\n")
}

impl From<Open> for Tx {
    fn from(open: Open) -> Self {
        Self { open, chains: Vec::new(), touched: BTreeSet::new() }
    }
}

impl Tx {
    /// # Errors
    /// The database refuses.
    pub async fn commit(mut self) -> Result<(), sqlx::Error> {
        audit::keep_heads(&mut self).await?;
        work_changes::keep(&mut self).await?;
        match self.open {
            Open::Sqlite(tx) => tx.commit().await,
            Open::Postgres(tx) => tx.commit().await,
        }
    }

    /// Waits for whoever else is about to commit what it touched; SQLite has one writer anyway.
    pub(in crate::store) async fn in_turn(&mut self) -> Result<(), sqlx::Error> {
        if let Open::Postgres(tx) = &mut self.open {
            sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(WORK_TURN).execute(&mut **tx).await?;
        }
        Ok(())
    }

    pub(crate) async fn all<T: Row>(&mut self, sql: impl SqlSafeStr, args: impl IntoIterator<Item = Arg>) -> Result<Vec<T>, sqlx::Error> {
        self.fetched(sql.into_sql_str(), args.into_iter().collect()).await?.read()
    }

    pub(crate) async fn optional<T: Row>(
        &mut self,
        sql: impl SqlSafeStr,
        args: impl IntoIterator<Item = Arg>,
    ) -> Result<Option<T>, sqlx::Error> {
        let row = self.fetched_first(sql.into_sql_str(), args.into_iter().collect()).await?;
        row.map(|row| row.read()).transpose()
    }

    /// Not generic: what sqlx makes of a query is compiled once for each database and not once for each type of row.
    async fn fetched(&mut self, sql: SqlStr, args: Vec<Arg>) -> Result<Fetched, sqlx::Error> {
        Ok(match &mut self.open {
            Open::Sqlite(tx) => Fetched::Sqlite(bound!(sqlx::query(sql), args).fetch_all(&mut **tx).await?),
            Open::Postgres(tx) => Fetched::Postgres(bound!(sqlx::query(sql), args).fetch_all(&mut **tx).await?),
        })
    }

    async fn fetched_first(&mut self, sql: SqlStr, args: Vec<Arg>) -> Result<Option<AnyRow>, sqlx::Error> {
        Ok(match &mut self.open {
            Open::Sqlite(tx) => bound!(sqlx::query(sql), args).fetch_optional(&mut **tx).await?.map(AnyRow::Sqlite),
            Open::Postgres(tx) => bound!(sqlx::query(sql), args).fetch_optional(&mut **tx).await?.map(AnyRow::Postgres),
        })
    }

    /// The rows one after another, as they come.
    pub(crate) fn rows(&mut self, sql: impl SqlSafeStr, args: impl IntoIterator<Item = Arg>) -> Rows<'_> {
        let sql = sql.into_sql_str();
        match &mut self.open {
            Open::Sqlite(tx) => Rows::Sqlite(bound!(sqlx::query(sql), args).fetch(&mut **tx)),
            Open::Postgres(tx) => Rows::Postgres(bound!(sqlx::query(sql), args).fetch(&mut **tx)),
        }
    }

    pub(crate) async fn one<T: Row>(&mut self, sql: impl SqlSafeStr, args: impl IntoIterator<Item = Arg>) -> Result<T, sqlx::Error> {
        self.optional(sql, args).await?.ok_or(sqlx::Error::RowNotFound)
    }

    /// Number of rows changed.
    pub(crate) async fn execute(&mut self, sql: impl SqlSafeStr, args: impl IntoIterator<Item = Arg>) -> Result<u64, sqlx::Error> {
        self.executed(sql.into_sql_str(), args.into_iter().collect()).await
    }

    async fn executed(&mut self, sql: SqlStr, args: Vec<Arg>) -> Result<u64, sqlx::Error> {
        Ok(match &mut self.open {
            Open::Sqlite(tx) => bound!(sqlx::query(sql), args).execute(&mut **tx).await?.rows_affected(),
            Open::Postgres(tx) => bound!(sqlx::query(sql), args).execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// Inserts rows of equal width, at most [`ROWS_PER_INSERT`] in one statement. `head` is `INSERT INTO t (a, b) VALUES`.
    pub(crate) async fn insert_all(&mut self, head: &str, rows: Vec<Vec<Arg>>) -> Result<(), sqlx::Error> {
        let mut rows = rows.into_iter().peekable();
        while let Some(width) = rows.peek().map(Vec::len) {
            let part: Vec<Vec<Arg>> = rows.by_ref().take(ROWS_PER_INSERT).collect();
            let tuples: Vec<String> = (0..part.len()).map(|row| tuple(row * width, width)).collect();
            // Only numbers of parameters are written into the text.
            self.execute(AssertSqlSafe(format!("{head} {}", tuples.join(", "))), part.into_iter().flatten()).await?;
        }
        Ok(())
    }
}

/// `($5, $6, $7)` for 4 parameters before and 3 columns.
fn tuple(before: usize, columns: usize) -> String {
    let names: Vec<String> = (before + 1..=before + columns).map(|n| format!("${n}")).collect();
    format!("({})", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_file_is_applied() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");
        let names = std::fs::read_dir(folder).expect("is there").map(|entry| entry.expect("is read").file_name());
        let mut numbers: Vec<i64> = names.filter_map(|name| name.to_str()?.strip_suffix(".sql")?.split('_').next()?.parse().ok()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, MIGRATIONS.iter().map(|(number, ..)| *number).collect::<Vec<_>>());
    }

    #[test]
    fn parameters_are_numbered_through_all_rows_of_an_insert() {
        assert_eq!([tuple(0, 2), tuple(2, 2)].join(", "), "($1, $2), ($3, $4)");
    }
}
