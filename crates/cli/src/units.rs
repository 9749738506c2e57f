//! `roviec units import`: the directory of units and their groups from CSV files.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow};
use clap::Subcommand;
use roviec_tracker::import_units::{self, EnteredUnits};
use roviec_tracker::retrying;

use crate::database::{self, DatabaseArg};

/// Danh mục đơn vị và nhóm đơn vị
#[derive(clap::Args)]
#[command(subcommand_required = true, arg_required_else_help = true, subcommand_help_heading = "Lệnh", disable_help_subcommand = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Import(Import),
}

/// Nhập đơn vị (cột code, name, kind, parent_code, hierarchy, valid_from…) hoặc nhóm (cột group, owner_code, member_code…)
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
struct Import {
    /// Tệp CSV, UTF-8; đơn vị trước, nhóm sau
    #[arg(required = true, value_name = "TỆP")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    database: DatabaseArg,
}

/// # Errors
/// A file that cannot be read, or a row that cannot be entered; nothing of that file is kept.
pub fn run(args: Args) -> Result<ExitCode> {
    let Command::Import(args) = args.command;
    database::run(async {
        let db = args.database.open().await?;
        for path in &args.files {
            let shown = path.display();
            let text = std::fs::read_to_string(path).with_context(|| format!("{shown}: không đọc được (cần tệp CSV mã UTF-8)"))?;
            let done = retrying!(database::tries(), async {
                let mut tx = db.write().await?;
                let done = import_units::import(&mut tx, &text).await?;
                tx.commit().await?;
                Ok(done)
            });
            say(&shown.to_string(), done.map_err(|error| anyhow!("{shown}: {error}"))?);
        }
        db.close().await;
        Ok(ExitCode::SUCCESS)
    })
}

fn say(shown: &str, done: EnteredUnits) {
    if done.groups > 0 {
        anstream::println!("{shown}: {} nhóm đơn vị", done.groups);
    } else {
        anstream::println!("{shown}: thêm {}, sửa {}, giữ nguyên {} đơn vị", done.added, done.changed, done.same);
    }
}
