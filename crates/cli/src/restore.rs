//! `roviec restore`: the board of a backup into a database; what was there before is kept.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use roviec_tracker::{Clock, backup};

use crate::backup::{all_there, evidence_of, hashes, told};
use crate::database::{self, DatabaseArg};

/// Khôi phục dữ liệu từ một tệp sao lưu; dữ liệu đang có chỉ bị thay khi có --replace và được giữ lại
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
pub struct Args {
    /// Tệp do lệnh backup ghi ra
    #[arg(value_name = "TỆP")]
    file: PathBuf,
    #[command(flatten)]
    database: DatabaseArg,
    /// Thay dữ liệu đang có; bản cũ được giữ dưới tên khác
    #[arg(long)]
    replace: bool,
    /// Thư mục chứa tệp minh chứng (nếu không ghi: cạnh tệp cơ sở dữ liệu)
    #[arg(long, value_name = "THƯ-MỤC")]
    files: Option<PathBuf>,
}

/// # Errors
/// The file is no whole backup, or the database has data or is in use; nothing has changed then.
pub fn run(args: &Args) -> Result<ExitCode> {
    if !args.file.is_file() {
        bail!("Không có tệp {}", args.file.display());
    }
    database::run(async {
        anstream::println!("Đang kiểm tra và khôi phục…");
        let stamp = Clock::System.local().strftime("%Y%m%d-%H%M%S").to_string();
        let done = backup::restore(&args.file, args.database.address(), args.replace, &stamp).await?;
        let former = match &done.former {
            Some(kept) => format!("; dữ liệu trước đó được giữ tại {kept}"),
            None => String::new(),
        };
        anstream::println!("Đã khôi phục từ {}: {}{former}.", args.file.display(), told(&done.content));
        let (copy, files) = (evidence_of(&args.file), args.database.evidence(args.files.as_deref()));
        let failed = || format!("Không chép được tệp minh chứng vào {}", files.folder().display());
        let kept = copy.hashes().with_context(failed)?;
        let copied = copy.copy_to(&files, &kept).with_context(failed)?;
        if !kept.is_empty() {
            anstream::println!("Đã chép {} tệp minh chứng vào {}.", copied.files, files.folder().display());
        }
        let db = args.database.connect().await?;
        let hashes = hashes(&db, &done.content).await?;
        db.close().await;
        let missing: Vec<&str> = hashes.iter().map(String::as_str).filter(|hash| !files.is_whole(hash).unwrap_or(false)).collect();
        Ok(all_there(&missing))
    })
}
