//! Tables as the schema tells them, their rows as values, and what a copy of all of them needs: references that are looked
//! at only at the end, keys that go on after the last one.

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, ColumnIndex, Decode, Type};

use super::{AnyRow, Arg, Open, Rows, Tx};

/// A table with its columns by name; neither depends on the order in which migrations made them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
    /// Place in the primary key, from 1; 0 for none.
    pub key: i64,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Int,
    Real,
    Bool,
    Text,
    Bytes,
}

const SQLITE_TABLES: &str = "SELECT t.name, c.name, c.type, c.pk FROM sqlite_schema t JOIN pragma_table_info(t.name) c
    WHERE t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_' AND t.name <> '_sqlx_migrations' ORDER BY t.name, c.name";
const POSTGRES_TABLES: &str = "SELECT t.relname::text, a.attname::text, format_type(a.atttypid, NULL),
        COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0)::bigint
    FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary
    WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind IN ('r', 'p') AND t.relname <> '_sqlx_migrations'
    ORDER BY t.relname COLLATE \"C\", a.attname COLLATE \"C\"";

const REFERENCES: &str = "SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY conname";
const IDENTITIES: &str = "SELECT table_name::text, column_name::text FROM information_schema.columns
    WHERE table_schema = current_schema() AND is_identity = 'YES' ORDER BY table_name";

/// References between tables that are not looked at for now.
#[derive(Debug)]
pub struct Suspended(Vec<(String, String, String)>);

impl Kind {
    fn of(declared: &str) -> Option<Self> {
        Some(match declared.to_ascii_lowercase().as_str() {
            "integer" | "bigint" => Self::Int,
            "double precision" => Self::Real,
            "boolean" => Self::Bool,
            "text" => Self::Text,
            "blob" | "bytea" => Self::Bytes,
            _ => return None,
        })
    }
}

impl Table {
    fn names(&self) -> String {
        self.columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ")
    }

    /// Columns of the primary key in their order.
    pub fn key(&self) -> Vec<&Column> {
        let mut key: Vec<&Column> = self.columns.iter().filter(|column| column.key > 0).collect();
        key.sort_by_key(|column| column.key);
        key
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn broken(what: String) -> sqlx::Error {
    sqlx::Error::Decode(what.into())
}

impl Tx {
    /// Every table of the schema except the list of migrations.
    ///
    /// # Errors
    /// The database fails, or a column is of a type that no migration of ours makes.
    pub(crate) async fn tables(&mut self) -> Result<Vec<Table>, sqlx::Error> {
        let sql = match &self.open {
            Open::Sqlite(_) => SQLITE_TABLES,
            Open::Postgres(_) => POSTGRES_TABLES,
        };
        let mut out: Vec<Table> = Vec::new();
        for (table, name, declared, key) in self.all::<(String, String, String, i64)>(sql, []).await? {
            let kind = Kind::of(&declared).ok_or_else(|| broken(format!("{table}.{name}: {declared}")))?;
            let column = Column { name, kind, key };
            match out.last_mut().filter(|last| last.name == table) {
                Some(last) => last.columns.push(column),
                None => out.push(Table { name: table, columns: vec![column] }),
            }
        }
        Ok(out)
    }

    /// # Errors
    /// The database fails.
    pub(crate) async fn count(&mut self, table: &Table) -> Result<i64, sqlx::Error> {
        let sql = format!("SELECT COUNT(*) FROM {}", quoted(&table.name));
        Ok(self.one::<(i64,)>(AssertSqlSafe(sql), []).await?.0)
    }

    /// All rows in the order of their keys, byte by byte, the same on both databases.
    pub(crate) fn rows_of(&mut self, table: &Table) -> Rows<'_> {
        let bytewise = matches!(self.open, Open::Postgres(_));
        let order = |column: &&Column| match column.kind {
            Kind::Text if bytewise => format!("{} COLLATE \"C\"", quoted(&column.name)),
            _ => quoted(&column.name),
        };
        let order: Vec<String> = table.key().iter().map(order).collect();
        let sql = format!("SELECT {} FROM {} ORDER BY {}", table.names(), quoted(&table.name), order.join(", "));
        self.rows(AssertSqlSafe(sql), [])
    }

    /// # Errors
    /// The database fails.
    pub(crate) async fn insert_rows(&mut self, table: &Table, rows: Vec<Vec<Arg>>) -> Result<(), sqlx::Error> {
        let head = format!("INSERT INTO {} ({}) VALUES", quoted(&table.name), table.names());
        self.insert_all(&head, rows).await
    }

    /// # Errors
    /// The database fails.
    pub(crate) async fn clear(&mut self, table: &Table) -> Result<(), sqlx::Error> {
        self.execute(AssertSqlSafe(format!("DELETE FROM {}", quoted(&table.name))), []).await?;
        Ok(())
    }

    /// References between tables are looked at again with [`Tx::resume_references`]; on SQLite with the commit.
    ///
    /// # Errors
    /// The database fails.
    pub(crate) async fn suspend_references(&mut self) -> Result<Suspended, sqlx::Error> {
        if matches!(self.open, Open::Sqlite(_)) {
            self.execute("PRAGMA defer_foreign_keys = ON", []).await?;
            return Ok(Suspended(Vec::new()));
        }
        let all: Vec<(String, String, String)> = self.all(REFERENCES, []).await?;
        for (table, name, _) in &all {
            self.execute(AssertSqlSafe(format!("ALTER TABLE {table} DROP CONSTRAINT {}", quoted(name))), []).await?;
        }
        Ok(Suspended(all))
    }

    /// # Errors
    /// A row refers to one that is not there, or the database fails.
    pub(crate) async fn resume_references(&mut self, Suspended(all): Suspended) -> Result<(), sqlx::Error> {
        for (table, name, definition) in all {
            self.execute(AssertSqlSafe(format!("ALTER TABLE {table} ADD CONSTRAINT {} {definition}", quoted(&name))), []).await?;
        }
        Ok(())
    }

    /// The next keys that the database gives out follow the last ones; SQLite does that by itself.
    ///
    /// # Errors
    /// The database fails.
    pub(crate) async fn restart_identities(&mut self) -> Result<(), sqlx::Error> {
        if matches!(self.open, Open::Sqlite(_)) {
            return Ok(());
        }
        for (table, column) in self.all::<(String, String)>(IDENTITIES, []).await? {
            let (table, column) = (quoted(&table), column.replace('\'', "''"));
            let named = table.replace('\'', "''");
            let next = format!("(SELECT COALESCE(MAX({}), 0) + 1 FROM {table})", quoted(&column));
            let sql = format!("SELECT setval(pg_get_serial_sequence('{named}', '{column}'), {next}, false)");
            self.one::<(i64,)>(AssertSqlSafe(sql), []).await?;
        }
        Ok(())
    }
}

impl AnyRow {
    /// The values of a row of [`Tx::rows_of`].
    ///
    /// # Errors
    /// A value is not of the kind its column says.
    pub(crate) fn values(&self, table: &Table) -> Result<Vec<Arg>, sqlx::Error> {
        let columns = table.columns.iter().enumerate();
        match self {
            Self::Sqlite(row) => columns.map(|(at, column)| value::<SqliteRow>(row, at, column.kind)).collect(),
            Self::Postgres(row) => columns.map(|(at, column)| value::<PgRow>(row, at, column.kind)).collect(),
        }
    }
}

fn value<'r, R: sqlx::Row>(row: &'r R, at: usize, kind: Kind) -> Result<Arg, sqlx::Error>
where
    usize: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    f64: Decode<'r, R::Database> + Type<R::Database>,
    bool: Decode<'r, R::Database> + Type<R::Database>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
{
    Ok(match kind {
        Kind::Int => Arg::Int(row.try_get(at)?),
        Kind::Real => Arg::Real(row.try_get(at)?),
        Kind::Bool => Arg::Bool(row.try_get(at)?),
        Kind::Text => Arg::Text(row.try_get(at)?),
        Kind::Bytes => Arg::Bytes(row.try_get(at)?),
    })
}
