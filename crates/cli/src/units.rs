//! `roviec units import` and `export`: the directory of units and their groups from CSV files and workbooks, and out again.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow};
use clap::Subcommand;
use roviec_tracker::Clock;
use roviec_tracker::export_units;
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
    Export(Export),
}

/// Xuất danh mục đơn vị ra tệp CSV hoặc Excel, nhập lại được
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
struct Export {
    /// Tệp sẽ ghi: .csv hoặc .xlsx
    #[arg(value_name = "TỆP")]
    file: PathBuf,
    #[command(flatten)]
    database: DatabaseArg,
}

/// Nhập đơn vị (cột code, name, kind, parent_code, hierarchy, valid_from…) hoặc nhóm (cột group, owner_code, member_code…)
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
struct Import {
    /// Tệp CSV (UTF-8) hoặc Excel (.xlsx); đơn vị trước, nhóm sau
    #[arg(required = true, value_name = "TỆP")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    database: DatabaseArg,
}

/// # Errors
/// A file that cannot be read or written, or a row that cannot be entered; nothing of that file is kept.
pub fn run(args: Args) -> Result<ExitCode> {
    match args.command {
        Command::Import(args) => import(args),
        Command::Export(args) => export(args),
    }
}

fn import(args: Import) -> Result<ExitCode> {
    database::run(async {
        let db = args.database.open().await?;
        for path in &args.files {
            let shown = path.display().to_string();
            let bytes = std::fs::read(path).with_context(|| format!("{shown}: không đọc được"))?;
            let rows = import_units::read(&shown, &bytes).map_err(|error| anyhow!("{shown}: {error}"))?;
            let done = retrying!(database::tries(), async {
                let mut tx = db.write().await?;
                let done = import_units::enter(&mut tx, &rows, Clock::System.today()).await?.counts()?;
                tx.commit().await?;
                Ok(done)
            });
            say(&shown, done.map_err(|error| anyhow!("{shown}: {error}"))?);
        }
        db.close().await;
        Ok(ExitCode::SUCCESS)
    })
}

fn export(args: Export) -> Result<ExitCode> {
    let shown = args.file.display().to_string();
    let ending = args.file.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    database::run(async {
        let db = args.database.open().await?;
        let mut tx = db.read().await?;
        let rows = export_units::rows(&mut tx, Clock::System.today()).await?;
        drop(tx);
        db.close().await;
        let bytes = match ending.as_str() {
            "csv" => export_units::csv(&rows).into_bytes(),
            "xlsx" => export_units::workbook(&rows)?,
            _ => return Err(anyhow!("{shown}: tên tệp phải kết thúc bằng .csv hoặc .xlsx")),
        };
        std::fs::write(&args.file, bytes).with_context(|| format!("{shown}: không ghi được"))?;
        anstream::println!("{shown}: {} đơn vị", rows.len());
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
