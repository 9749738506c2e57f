//! `roviec audit`: whether what was recorded on the board still stands as it was written.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow};
use clap::Subcommand;
use roviec_tracker::store::audit::{self, Head, Known, Verified};

use crate::database::{self, DatabaseArg};

/// Parts of the audit that are read at the same time: more take connections from a running board.
const MOST_PARTS: usize = 4;

/// Nhật ký của bảng điều hành
#[derive(clap::Args)]
#[command(subcommand_required = true, arg_required_else_help = true, subcommand_help_heading = "Lệnh", disable_help_subcommand = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Verify(Verify),
    Heads(Heads),
}

/// Kiểm tra không mục nào bị sửa, xóa hay thêm vào; kết thúc với mã 1 khi có
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
struct Verify {
    #[command(flatten)]
    database: DatabaseArg,
    /// Tệp dấu đã ghi lại trước đây bằng lệnh heads, cất ở máy khác: phát hiện cả việc viết lại toàn bộ
    #[arg(long, value_name = "TỆP")]
    heads: Option<PathBuf>,
}

/// In dấu của mục cuối mỗi chuỗi, để cất ở nơi khác mỗi ngày
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
struct Heads {
    #[command(flatten)]
    database: DatabaseArg,
}

/// # Errors
/// The database or the file of heads cannot be read.
pub fn run(args: Args) -> Result<ExitCode> {
    match args.command {
        Command::Verify(args) => verify(&args),
        Command::Heads(args) => heads(&args),
    }
}

fn verify(args: &Verify) -> Result<ExitCode> {
    let known = args.heads.as_deref().map(noted).transpose()?.unwrap_or_default();
    let found = read(&args.database, &known)?;
    for fault in &found.faults {
        anstream::println!("{fault}");
    }
    let older = if found.older > 0 { format!(", {} mục có từ trước khi có chuỗi", found.older) } else { String::new() };
    let read = format!("Đã đọc {} mục trong {} chuỗi{older}", found.entries, found.chains.len());
    if found.faults.is_empty() {
        anstream::println!("{read}: không mục nào bị sửa, xóa hay thêm vào.");
        return Ok(ExitCode::SUCCESS);
    }
    anstream::println!("{read}: {} chỗ không đúng như đã ghi.", found.faults.len());
    Ok(ExitCode::FAILURE)
}

fn heads(args: &Heads) -> Result<ExitCode> {
    for (chain, head) in read(&args.database, &[])?.chains {
        anstream::println!("{chain}\t{}\t{}", head.number, head.hash);
    }
    Ok(ExitCode::SUCCESS)
}

fn read(database: &DatabaseArg, known: &[Known]) -> Result<Verified> {
    database::run(async {
        let db = database.open().await?;
        let mut transactions = Vec::new();
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from).min(MOST_PARTS) {
            transactions.push(db.read().await?);
        }
        let found = audit::verify_in_parts(transactions, known).await?;
        db.close().await;
        Ok(found)
    })
}

/// The lines that `heads` printed on an earlier day.
fn noted(path: &Path) -> Result<Vec<Known>> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("{shown}: không đọc được tệp dấu"))?;
    let known = |line: &str| {
        let mut cells = line.split('\t');
        let (chain, number, hash) = (cells.next()?, cells.next()?.parse().ok()?, cells.next()?);
        let is_sound = hash.len() == 64 && cells.next().is_none();
        is_sound.then(|| Known { chain: chain.to_owned(), head: Head { number, hash: hash.to_owned() } })
    };
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let wrong = |number: usize| anyhow!("{shown}, dòng {number}: không phải dòng do lệnh heads in ra (chuỗi, số mục, dấu)");
    lines.map(|(number, line)| known(line).ok_or_else(|| wrong(number))).collect()
}
