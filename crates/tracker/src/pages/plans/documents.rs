//! The source files of an intake, read again from the stored bytes; the last few stay in memory.

use std::sync::{Arc, Mutex, PoisonError};

use roviec_plan::Context;
use roviec_plan::document::{Document, Format};

use crate::error::{Error, Result};
use crate::store::Tx;
use crate::store::intakes::{self, IntakeFile};

/// Documents kept, newest last. The key is the digest of the bytes, so an entry is never stale.
static READ: Mutex<Vec<(String, Arc<Document>)>> = Mutex::new(Vec::new());
const KEPT: usize = 6;

/// The documents by file name, or the sentence that says why one of them cannot be shown.
///
/// # Errors
/// The database fails.
pub async fn documents(tx: &mut Tx, intake: i64, files: &[IntakeFile]) -> Result<std::result::Result<Vec<(String, Arc<Document>)>, String>> {
    let mut out = Vec::new();
    for file in files {
        let document = match kept(&file.sha256) {
            Some(document) => document,
            None => match read(tx, intake, file).await? {
                Ok(document) => document,
                Err(sentence) => return Ok(Err(format!("Không đọc lại được tệp {}: {sentence}.", file.name))),
            },
        };
        out.push((file.name.clone(), document));
    }
    Ok(Ok(out))
}

async fn read(tx: &mut Tx, intake: i64, file: &IntakeFile) -> Result<std::result::Result<Arc<Document>, String>> {
    let bytes = intakes::file(tx, intake, file.position).await?.bytes;
    let format: Format = serde_json::from_value(file.format.clone().into())?;
    let work = tokio::task::spawn_blocking(move || roviec_plan::read::read(format, &bytes, &Context::default()));
    let read = work.await.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(match read {
        Ok(document) => Ok(keep(&file.sha256, document)),
        Err(error) => Err(error.to_string()),
    })
}

fn kept(sha256: &str) -> Option<Arc<Document>> {
    let read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    read.iter().find(|(key, _)| key == sha256).map(|(_, document)| document.clone())
}

fn keep(sha256: &str, document: Document) -> Arc<Document> {
    let document = Arc::new(document);
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    read.push((sha256.to_owned(), document.clone()));
    if read.len() > KEPT {
        read.remove(0);
    }
    document
}
