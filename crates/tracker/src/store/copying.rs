//! Every table of one database into another, SQLite or PostgreSQL, with the rows counted and their bytes compared. Which
//! tables there are the schema tells: one that is added later is copied too.

use sha2::{Digest, Sha256};

use super::dialect::{Arg, Database, Table, Tx};
use crate::error::{Error, Result};

/// Rows and bytes that are sent at once; a file of sixty megabytes goes alone.
const ROWS_AT_ONCE: usize = 200;
const BYTES_AT_ONCE: usize = 4 << 20;

/// One table, read back from where it was copied to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    pub table: String,
    pub rows: u64,
    /// SHA-256 of all values in the order of the keys, lower-case hex.
    pub sha256: String,
}

/// Copies everything that `from` sees; what `to` holds goes. The caller commits. `told` is called after each table.
///
/// # Errors
/// `Conflict` when the schemas differ or a table is not the same afterwards; a database fails.
pub async fn copy(from: &mut Tx, to: &mut Tx, mut told: impl FnMut(&Copied) + Send) -> Result<Vec<Copied>> {
    let tables = from.tables().await?;
    let there = to.tables().await?;
    if let Some(table) = tables.iter().find(|table| !there.contains(table)).or(there.iter().find(|table| !tables.contains(table))) {
        return Err(Error::Conflict(format!("Bảng {} không giống nhau ở hai cơ sở dữ liệu", table.name)));
    }
    let suspended = to.suspend_references().await?;
    for table in &tables {
        to.clear(table).await?;
    }
    let mut out = Vec::new();
    for table in &tables {
        let sent = send(from, to, table).await?;
        let arrived = read(to, table).await?;
        if sent != arrived {
            let (name, sent, arrived) = (&table.name, sent.rows, arrived.rows);
            return Err(Error::Conflict(format!("Bảng {name} sau khi chép không giống bản gốc ({sent} dòng gửi, {arrived} dòng đọc lại)")));
        }
        told(&arrived);
        out.push(arrived);
    }
    to.resume_references(suspended).await?;
    to.restart_identities().await?;
    Ok(out)
}

async fn send(from: &mut Tx, to: &mut Tx, table: &Table) -> Result<Copied> {
    let mut sum = Sum::default();
    let (mut batch, mut bytes) = (Vec::new(), 0);
    let mut rows = from.rows_of(table);
    while let Some(row) = rows.next().await? {
        let values = row.values(table)?;
        bytes += sum.add(&values);
        batch.push(values);
        if batch.len() == ROWS_AT_ONCE || bytes >= BYTES_AT_ONCE {
            to.insert_rows(table, std::mem::take(&mut batch)).await?;
            bytes = 0;
        }
    }
    to.insert_rows(table, batch).await?;
    Ok(sum.of(table))
}

async fn read(tx: &mut Tx, table: &Table) -> Result<Copied> {
    let mut sum = Sum::default();
    let mut rows = tx.rows_of(table);
    while let Some(row) = rows.next().await? {
        sum.add(&row.values(table)?);
    }
    Ok(sum.of(table))
}

/// What a table holds, told in one number.
#[derive(Default)]
struct Sum {
    rows: u64,
    digest: Sha256,
}

impl Sum {
    /// Each value with its kind and length, so that no two rows run together to the same bytes; how many bytes they are.
    fn add(&mut self, values: &[Arg]) -> usize {
        self.rows += 1;
        values.iter().map(|value| self.value(value)).sum()
    }

    fn value(&mut self, value: &Arg) -> usize {
        let (int, real);
        let (kind, bytes): (u8, Option<&[u8]>) = match value {
            Arg::Int(value) => {
                int = value.map(i64::to_be_bytes);
                (1, int.as_ref().map(<[u8; 8]>::as_slice))
            }
            Arg::Real(value) => {
                real = value.map(f64::to_be_bytes);
                (2, real.as_ref().map(<[u8; 8]>::as_slice))
            }
            Arg::Bool(value) => (3, value.map(|yes| if yes { b"1".as_slice() } else { b"0".as_slice() })),
            Arg::Text(value) => (4, value.as_deref().map(str::as_bytes)),
            Arg::Bytes(value) => (5, value.as_deref()),
        };
        self.digest.update([kind, u8::from(bytes.is_some())]);
        let bytes = bytes.unwrap_or_default();
        self.digest.update((bytes.len() as u64).to_be_bytes());
        self.digest.update(bytes);
        bytes.len()
    }

    fn of(self, table: &Table) -> Copied {
        let sha256 = self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Copied { table: table.name.clone(), rows: self.rows, sha256 }
    }
}

/// Rows of each table.
///
/// # Errors
/// The database fails.
pub async fn counts(database: &Database) -> Result<Vec<(String, i64)>> {
    let mut tx = database.read().await?;
    let mut out = Vec::new();
    for table in tx.tables().await? {
        let rows = tx.count(&table).await?;
        out.push((table.name, rows));
    }
    Ok(out)
}

/// Whether there is nothing but what migrations leave behind.
///
/// # Errors
/// A database fails, or no folder for a new one can be made.
pub async fn is_blank(database: &Database) -> Result<bool> {
    let here = counts(database).await?;
    if here.is_empty() {
        return Ok(true);
    }
    let folder = tempfile::tempdir().map_err(|error| Error::Internal(error.to_string()))?;
    let fresh = Database::open(&format!("sqlite:{}", folder.path().join("moi.sqlite").display())).await?;
    let new = counts(&fresh).await?;
    fresh.close().await;
    let left = |name: &str| new.iter().find(|(known, _)| known == name).map_or(0, |(_, rows)| *rows);
    Ok(here.iter().all(|(name, rows)| *rows <= left(name)))
}
