//! The configuration file of a board, as every command that goes by it reads it.

use std::path::PathBuf;

use anyhow::{Context, Result, anyhow};
use roviec_tracker::Config;
use roviec_tracker::config::ConfigFile;

#[derive(clap::Args)]
pub struct ConfigArg {
    /// Tệp cấu hình (mẫu: roviec.toml.example)
    #[arg(long = "config", value_name = "TỆP")]
    config: Option<PathBuf>,
}

impl ConfigArg {
    /// What the file says over what ships.
    ///
    /// # Errors
    /// The file cannot be read, or something in it cannot be taken.
    pub fn read(&self) -> Result<Config> {
        let text = match &self.config {
            Some(path) => std::fs::read_to_string(path).with_context(|| format!("Không đọc được tệp cấu hình {}", path.display()))?,
            None => String::new(),
        };
        Ok(ConfigFile::read(&text).map_err(|sentence| anyhow!("{sentence}"))?.config())
    }
}
