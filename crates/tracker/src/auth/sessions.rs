//! Sessions in the same database as everything else, under a digest of their id.

use async_trait::async_trait;
use rand::RngExt;
use sha2::{Digest, Sha256};
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error as StoreError, Result as StoreResult};

use crate::clock::Clock;
use crate::error::Result;
use crate::retrying;
use crate::retrying::{Retries, Tries};
use crate::store::{Database, sessions};

#[derive(Debug, Clone)]
pub struct DatabaseSessions {
    db: Database,
    retries: Retries,
}

impl DatabaseSessions {
    pub fn new(db: Database, retries: Retries) -> Self {
        Self { db, retries }
    }

    async fn put(&self, record: &Record) -> Result<()> {
        let (id, data, ends) = (digest(record.id), data(record)?, record.expiry_date.unix_timestamp());
        retrying!(self.tries(), async {
            let mut tx = self.db.write().await?;
            sessions::save(&mut tx, &id, &data, ends).await?;
            Ok(tx.commit().await?)
        })
    }

    fn tries(&self) -> Tries {
        Tries::new(self.retries, rand::rng().random())
    }

    async fn add(&self, record: &mut Record) -> Result<()> {
        let (data, ends) = (data(record)?, record.expiry_date.unix_timestamp());
        let first = record.id;
        record.id = retrying!(self.tries(), async {
            let mut tx = self.db.write().await?;
            // Sessions end by the clock of the machine also where the board shows a fixed day.
            sessions::delete_expired(&mut tx, Clock::System.now()).await?;
            let mut id = first;
            while !sessions::create(&mut tx, &digest(id), &data, ends).await? {
                id = Id::default();
            }
            tx.commit().await?;
            Ok(id)
        })?;
        Ok(())
    }

    async fn get(&self, id: Id) -> Result<Option<Record>> {
        let mut tx = self.db.read().await?;
        let Some(data) = sessions::load(&mut tx, &digest(id), Clock::System.now()).await? else { return Ok(None) };
        let record: Record = serde_json::from_str(&data)?;
        Ok(Some(Record { id, ..record }))
    }

    async fn remove(&self, id: Id) -> Result<()> {
        retrying!(self.tries(), async {
            let mut tx = self.db.write().await?;
            sessions::delete(&mut tx, &digest(id)).await?;
            Ok(tx.commit().await?)
        })
    }
}

#[async_trait]
impl SessionStore for DatabaseSessions {
    async fn create(&self, record: &mut Record) -> StoreResult<()> {
        self.add(record).await.map_err(backend)
    }

    async fn save(&self, record: &Record) -> StoreResult<()> {
        self.put(record).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> StoreResult<Option<Record>> {
        self.get(*id).await.map_err(backend)
    }

    async fn delete(&self, id: &Id) -> StoreResult<()> {
        self.remove(*id).await.map_err(backend)
    }
}

fn backend(error: crate::error::Error) -> StoreError {
    StoreError::Backend(error.to_string())
}

fn digest(id: Id) -> String {
    Sha256::digest(id.0.to_be_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The record without its id: the table must not hold what opens a session.
fn data(record: &Record) -> Result<String> {
    Ok(serde_json::to_string(&Record { id: Id(0), ..record.clone() })?)
}
