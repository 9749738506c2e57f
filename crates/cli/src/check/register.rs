//! `--units`: the register of units that agencies of a plan are looked up in, by the same rules as on the board.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, anyhow, bail};
use jiff::civil::Date;
use roviec_plan::agency_register::{AgencyRegister, UnknownAgency};
use roviec_plan::plan::Plan;
use roviec_tracker::Clock;
use roviec_tracker::agencies::AgencyNames;
use roviec_tracker::import_units;
use roviec_tracker::store::Database;
use tokio::runtime::Runtime;

pub struct Register {
    runtime: Runtime,
    database: Database,
    /// Why a plan could not be looked up.
    failed: Mutex<Option<String>>,
    /// Where the database lies while the command runs.
    _folder: tempfile::TempDir,
}

impl Register {
    /// The register of these CSV files; `None` where none is given.
    ///
    /// # Errors
    /// A file that cannot be read, or the line that cannot be entered.
    pub fn of(files: &[PathBuf]) -> Result<Option<Self>> {
        if files.is_empty() {
            return Ok(None);
        }
        let folder = tempfile::tempdir()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let database = runtime.block_on(async {
            let database = Database::open(&format!("sqlite:{}", folder.path().join("units.sqlite").display())).await?;
            for path in files {
                let shown = path.display();
                let text = std::fs::read_to_string(path).with_context(|| format!("{shown}: không đọc được (cần tệp CSV mã UTF-8)"))?;
                let mut tx = database.write().await?;
                import_units::import(&mut tx, &text, Clock::System.today()).await.map_err(|error| anyhow!("{shown}: {error}"))?;
                tx.commit().await?;
            }
            anyhow::Ok(database)
        })?;
        Ok(Some(Self { runtime, database, failed: Mutex::default(), _folder: folder }))
    }

    /// # Errors
    /// A plan compiled with this register was not looked up in it.
    pub fn answered(&self) -> Result<()> {
        match self.failed.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(why) => bail!("không tra được danh mục đơn vị: {why}"),
            None => Ok(()),
        }
    }
}

impl AgencyRegister for Register {
    fn unknown(&self, plan: &Plan, on: Date) -> Vec<UnknownAgency> {
        let names = self.runtime.block_on(async {
            let mut tx = self.database.read().await?;
            AgencyNames::of(&mut tx, plan, on).await
        });
        let names = match names {
            Ok(names) => names.names,
            Err(error) => {
                *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string());
                Vec::new()
            }
        };
        let unknown = names.into_iter().filter(|name| name.is_open());
        unknown.map(|name| UnknownAgency { nearest: name.suggestions.into_iter().next().map(|(_, name)| name), name: name.name }).collect()
    }
}
