//! The source files of an intake, read again from the stored bytes by the reading process; the last ones stay in memory.

use std::sync::{Arc, Mutex, PoisonError};

use roviec_plan::document::{Document, Format};

use crate::error::Result;
use crate::reader::Reader;
use crate::store::intakes::{self, IntakeFile};
use crate::store::{Database, Tx};

/// Documents kept, newest last. The key is the digest of the bytes, so an entry is never stale.
static READ: Mutex<Vec<Kept>> = Mutex::new(Vec::new());
/// Bytes that the kept documents travelled as, which is about what they take.
const MOST_KEPT: usize = 32 << 20;

struct Kept {
    sha256: String,
    size: usize,
    document: Arc<Document>,
}

/// The documents by file name, or the sentence that says why one of them cannot be shown.
///
/// # Errors
/// The database fails.
pub async fn documents(
    db: &Database,
    reader: &Reader,
    intake: i64,
    files: &[IntakeFile],
) -> Result<std::result::Result<Vec<(String, Arc<Document>)>, String>> {
    let mut out = Vec::new();
    for file in files {
        let document = match kept(&file.sha256) {
            Some(document) => document,
            None => match read(db, reader, intake, file).await? {
                Ok(document) => document,
                Err(sentence) => return Ok(Err(format!("Không đọc lại được tệp {}: {sentence}.", file.name))),
            },
        };
        out.push((file.name.clone(), document));
    }
    Ok(Ok(out))
}

/// No connection is held while the child reads.
async fn read(db: &Database, reader: &Reader, intake: i64, file: &IntakeFile) -> Result<std::result::Result<Arc<Document>, String>> {
    let mut tx: Tx = db.read().await?;
    let bytes = intakes::file(&mut tx, intake, file.position).await?.bytes;
    drop(tx);
    let format: Format = serde_json::from_value(file.format.clone().into())?;
    Ok(match reader.document(&bytes, format).await {
        Ok((document, size)) => Ok(keep(&file.sha256, size, document)),
        Err(failure) => Err(failure.to_string()),
    })
}

fn kept(sha256: &str) -> Option<Arc<Document>> {
    let read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    read.iter().find(|kept| kept.sha256 == sha256).map(|kept| kept.document.clone())
}

/// The oldest make room; one that is larger than all the room is not kept.
fn keep(sha256: &str, size: usize, document: Document) -> Arc<Document> {
    let document = Arc::new(document);
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    read.retain(|kept| kept.sha256 != sha256);
    read.push(Kept { sha256: sha256.to_owned(), size, document: document.clone() });
    while read.iter().map(|kept| kept.size).sum::<usize>() > MOST_KEPT {
        read.remove(0);
    }
    document
}
