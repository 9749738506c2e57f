//! What every handler is given.

use std::sync::Arc;

use rand::RngExt;

use crate::auth::provider::ProviderCache;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::AsOf;
use crate::evidence_files::EvidenceFiles;
use crate::reader::Reader;
use crate::reading::Readings;
use crate::retrying::Tries;
use crate::store::Database;
use crate::store::live_work::Live;

#[derive(Debug, Clone)]
pub struct AppState {
    pub db: Database,
    pub clock: Clock,
    pub config: Arc<Config>,
    pub reader: Reader,
    pub readings: Readings,
    pub evidence: EvidenceFiles,
    pub provider: Arc<ProviderCache>,
    /// Where all work stands.
    pub live: Arc<Live>,
}

impl AppState {
    pub fn new(db: Database, clock: Clock, config: Config, reader: Reader) -> Self {
        let evidence = EvidenceFiles::new(&config.evidence_folder);
        let config = Arc::new(config);
        Self { db, clock, config, reader, readings: Readings::default(), provider: Arc::default(), evidence, live: Arc::default() }
    }

    /// The tries of one piece of work that writes.
    pub fn tries(&self) -> Tries {
        Tries::new(self.config.retries, rand::rng().random())
    }

    /// Today and the span in which a deadline is near.
    pub fn as_of(&self) -> AsOf {
        AsOf::new(self.clock.today(), self.config.near_due_days)
    }
}
