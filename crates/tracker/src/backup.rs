//! A whole board in one file, and back: taken while people work, looked through before it counts, put in the place of
//! another only when that one is kept. The file is a SQLite database, whichever database the board runs on.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::store::audit::{self, Verified};
use crate::store::{Database, copying, sessions};

/// What was found in a file that was written or read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    pub tables: usize,
    pub rows: i64,
    /// `None` where the schema is older than this program: it cannot be read through yet.
    pub audit: Option<Verified>,
}

/// Writes the board as it is now to a file that is not there yet.
///
/// # Errors
/// `Conflict` when the file is there or what was written does not hold; the database or the disk fails.
pub async fn write(database: &Database, file: &Path) -> Result<Content> {
    if file.exists() {
        return Err(Error::Conflict(format!("Tệp {} đã có; hãy chọn tên khác", file.display())));
    }
    let applied = database.applied().await?;
    let Some(last) = applied.last() else {
        return Err(Error::Conflict("Cơ sở dữ liệu này chưa có dữ liệu của Rõ Việc".to_owned()));
    };
    if let Some(number) = applied.unknown() {
        return Err(newer(number));
    }
    let before = copying::counts(database).await?;
    // Only the owner may read it, and under its name it stands only when it is whole.
    let part = tempfile::NamedTempFile::new_in(folder(file)).map_err(|error| not_written(file, &error))?;
    if !database.vacuum_into(part.path()).await? {
        let copy = Database::alone(part.path()).await?;
        copy.migrate_to(last).await?;
        let (mut from, mut to) = (database.read().await?, copy.write().await?);
        copying::copy(&mut from, &mut to, |_| ()).await?;
        to.commit().await?;
        drop(from);
        copy.close().await;
    }
    let content = look_through(part.path()).await?;
    // Entries are only ever added: fewer than there were before are not all of them.
    let entries = |counts: &[(String, i64)]| counts.iter().find(|(table, _)| table == "audit_entries").map_or(0, |(_, rows)| *rows);
    let copied = counts_of(part.path()).await?;
    if copied.len() != before.len() || entries(&copied) < entries(&before) {
        return Err(Error::Conflict("Bản sao lưu thiếu dữ liệu so với cơ sở dữ liệu; tệp không được giữ".to_owned()));
    }
    part.as_file().sync_all().map_err(|error| not_written(file, &error))?;
    part.persist_noclobber(file).map_err(|error| not_written(file, &error.error))?;
    sync_folder(file);
    Ok(content)
}

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    pub content: Content,
    /// Where what was there before is kept: a file, or a schema of PostgreSQL.
    pub former: Option<String>,
}

/// Puts the board of a backup at `address`. `replace` allows that something is there; `stamp` goes into the name under
/// which that is kept.
///
/// # Errors
/// `Invalid` when the file is no whole backup, `Conflict` when something is there or in use; nothing has changed then.
pub async fn restore(file: &Path, address: &str, replace: bool, stamp: &str) -> Result<Restored> {
    match Database::file_of(address) {
        Some(path) => to_sqlite(file, &path, replace, stamp).await,
        None => to_postgres(file, address, replace, stamp).await,
    }
}

async fn to_sqlite(file: &Path, path: &Path, replace: bool, stamp: &str) -> Result<Restored> {
    let (part, content) = prepared(file, folder(path)).await?;
    let mut former = None;
    let log = PathBuf::from(format!("{}-wal", path.display()));
    if !path.exists() && log.exists() {
        // SQLite would play it over whatever is put there.
        let sentence = format!("Còn tệp {} của cơ sở dữ liệu trước đây; hãy chuyển nó đi nơi khác rồi khôi phục lại", log.display());
        return Err(Error::Conflict(sentence));
    }
    if path.exists() {
        // Nobody may go on writing to a file that is put aside.
        let old = Database::alone(path).await.map_err(|error| in_use(&error))?;
        let is_blank = copying::is_blank(&old).await?;
        old.close().await;
        if !is_blank {
            require(replace)?;
            let kept = PathBuf::from(format!("{}.truoc-{stamp}", path.display()));
            // A second name first: at no moment is there no database under the first.
            std::fs::hard_link(path, &kept).map_err(|error| not_written(&kept, &error))?;
            former = Some(kept.display().to_string());
        }
    }
    part.as_file().sync_all().map_err(|error| not_written(path, &error))?;
    part.persist(path).map_err(|error| not_written(path, &error.error))?;
    sync_folder(path);
    Ok(Restored { content, former })
}

async fn to_postgres(file: &Path, address: &str, replace: bool, stamp: &str) -> Result<Restored> {
    const NEW: &str = "roviec_moi";
    let (part, content) = prepared(file, &std::env::temp_dir()).await?;
    let database = Database::to_replace(address).await?;
    if !copying::is_blank(&database).await? {
        require(replace)?;
    }
    if database.others().await? > 0 {
        return Err(Error::Conflict("Đang có chương trình khác dùng cơ sở dữ liệu này; hãy dừng máy chủ rồi làm lại".to_owned()));
    }
    let Some(beside) = database.beside(NEW).await? else {
        return Err(Error::Internal("neither of the two databases".to_owned()));
    };
    beside.migrate().await?;
    let copy = Database::alone(part.path()).await?;
    let (mut from, mut to) = (copy.read().await?, beside.write().await?);
    copying::copy(&mut from, &mut to, |_| ()).await?;
    to.commit().await?;
    drop(from);
    copy.close().await;
    beside.close().await;
    let schema = format!("roviec_truoc_{}", stamp.replace('-', "_"));
    let had = database.replace_tables(NEW, &schema).await?;
    database.close().await;
    Ok(Restored { content, former: had.then_some(schema) })
}

/// A copy of a backup in the folder, brought up to this program's schema and looked through.
async fn prepared(file: &Path, folder: &Path) -> Result<(tempfile::NamedTempFile, Content)> {
    let shown = file.display();
    let part = tempfile::NamedTempFile::new_in(folder).map_err(|error| not_written(folder, &error))?;
    std::fs::copy(file, part.path()).map_err(|error| Error::Invalid(format!("Không đọc được tệp {shown}: {error}")))?;
    let none = |_| Error::Invalid(format!("Tệp {shown} không phải bản sao lưu của Rõ Việc, hoặc đã hỏng"));
    let copy = Database::alone(part.path()).await.map_err(none)?;
    let applied = copy.applied().await.map_err(none)?;
    if applied.last().is_none() {
        return Err(none(sqlx::Error::RowNotFound));
    }
    if let Some(number) = applied.unknown() {
        return Err(newer(number));
    }
    copy.migrate().await?;
    // What was open or promised when the backup was made is neither now.
    let mut tx = copy.write().await?;
    sessions::forget_all(&mut tx).await?;
    tx.commit().await?;
    copy.close().await;
    let content = look_through(part.path()).await?;
    Ok((part, content))
}

/// Opens a file again and reads all of it.
async fn look_through(path: &Path) -> Result<Content> {
    let copy = Database::alone(path).await?;
    let broken = copy.broken().await?;
    if let Some(first) = broken.first() {
        return Err(Error::Invalid(format!("Tệp không còn nguyên vẹn ({first}); không dùng được")));
    }
    let counts = copying::counts(&copy).await?;
    let is_current = copy.applied().await?.pending().is_empty();
    let audit = if is_current { Some(audit::verify(&mut copy.read().await?, &[]).await?) } else { None };
    copy.close().await;
    Ok(Content { tables: counts.len(), rows: counts.iter().map(|(_, rows)| rows).sum(), audit })
}

async fn counts_of(path: &Path) -> Result<Vec<(String, i64)>> {
    let copy = Database::alone(path).await?;
    let counts = copying::counts(&copy).await?;
    copy.close().await;
    Ok(counts)
}

fn require(replace: bool) -> Result<()> {
    if replace {
        return Ok(());
    }
    Err(Error::Conflict("Ở đó đang có dữ liệu; thêm --replace để thay thế, dữ liệu đang có được giữ lại dưới tên khác".to_owned()))
}

fn in_use(error: &sqlx::Error) -> Error {
    Error::Conflict(format!("Cơ sở dữ liệu đang được chương trình khác dùng, hoặc không đọc được ({error}); hãy dừng máy chủ rồi làm lại"))
}

/// The schema was made by a program that is newer than this one.
pub fn newer(number: i64) -> Error {
    Error::Conflict(format!("Dữ liệu do phiên bản mới hơn của chương trình tạo ra (thay đổi {number:04}); hãy dùng phiên bản đó"))
}

fn not_written(path: &Path, error: &std::io::Error) -> Error {
    Error::Conflict(format!("Không ghi được {}: {error}", path.display()))
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The name of a file is kept by its folder. Where a system cannot open one, it needs no telling.
fn sync_folder(path: &Path) {
    if let Ok(folder) = std::fs::File::open(folder(path)) {
        let _ = folder.sync_all();
    }
}
