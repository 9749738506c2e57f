//! Sessions in the same database as everything else, under a digest of their id.

use async_trait::async_trait;
use rand::RngExt;
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error as StoreError, Result as StoreResult};

use super::signed_in::USER_KEY;
use super::tokens;
use crate::clock::Clock;
use crate::error::Result;
use crate::retrying;
use crate::retrying::{Retries, Tries};
use crate::store::Database;
use crate::store::sessions::{self, Owner};

/// Where somebody signed in from, and with what.
pub(super) const SOURCE_KEY: &str = "source";
pub(super) const AGENT_KEY: &str = "agent";

#[derive(Debug, Clone)]
pub struct DatabaseSessions {
    db: Database,
    retries: Retries,
    /// Seconds from signing in until it ends, however busy it is.
    longest: i64,
}

impl DatabaseSessions {
    pub fn new(db: Database, retries: Retries, longest: i64) -> Self {
        Self { db, retries, longest }
    }

    fn tries(&self) -> Tries {
        Tries::new(self.retries, rand::rng().random())
    }

    async fn put(&self, record: &Record) -> Result<()> {
        let (id, data, ends) = (digest(record.id), data(record)?, record.expiry_date.unix_timestamp());
        retrying!(self.tries(), async {
            let mut tx = self.db.write().await?;
            sessions::save(&mut tx, &id, &data, ends).await?;
            Ok(tx.commit().await?)
        })
    }

    async fn add(&self, record: &mut Record) -> Result<()> {
        let (data, ends, owner) = (data(record)?, record.expiry_date.unix_timestamp(), owner(record));
        let first = record.id;
        record.id = retrying!(self.tries(), async {
            let mut tx = self.db.write().await?;
            // Sessions end by the clock of the machine also where the board shows a fixed day.
            let now = Clock::System.now();
            sessions::delete_expired(&mut tx, now).await?;
            let mut id = first;
            while !sessions::create(&mut tx, &digest(id), &data, &owner, (now, ends)).await? {
                id = Id::default();
            }
            tx.commit().await?;
            Ok(id)
        })?;
        Ok(())
    }

    async fn get(&self, id: Id) -> Result<Option<Record>> {
        let mut tx = self.db.read().await?;
        let now = Clock::System.now();
        let Some(data) = sessions::load(&mut tx, &digest(id), (now, now - self.longest)).await? else { return Ok(None) };
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

/// Under which a session lies in the table.
pub fn digest(id: Id) -> String {
    tokens::digest(id.0.to_be_bytes())
}

/// What the table tells beside the data, so that a person's sessions can be listed and ended.
fn owner(record: &Record) -> Owner {
    let text = |key: &str| record.data.get(key).and_then(|value| value.as_str()).map(str::to_owned);
    Owner { user: record.data.get(USER_KEY).and_then(serde_json::Value::as_i64), source: text(SOURCE_KEY), agent: text(AGENT_KEY) }
}

/// The record without its id: the table must not hold what opens a session.
fn data(record: &Record) -> Result<String> {
    Ok(serde_json::to_string(&Record { id: Id(0), ..record.clone() })?)
}
