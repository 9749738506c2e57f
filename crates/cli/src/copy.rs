//! `roviec copy`: a whole board from one database into another, SQLite or PostgreSQL, with rows and bytes compared.

use std::process::ExitCode;

use anyhow::{Result, bail};
use roviec_tracker::backup::newer;
use roviec_tracker::store::Database;
use roviec_tracker::store::copying::{self, Copied};

use crate::database;

/// Chép toàn bộ dữ liệu sang một cơ sở dữ liệu trống, đếm dòng và so từng bảng
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
pub struct Args {
    /// Cơ sở dữ liệu nguồn: sqlite:ĐƯỜNG-DẪN hoặc postgres://…
    #[arg(long, value_name = "ĐỊA CHỈ")]
    from: String,
    /// Cơ sở dữ liệu đích, phải trống: sqlite:ĐƯỜNG-DẪN hoặc postgres://…
    #[arg(long, value_name = "ĐỊA CHỈ")]
    to: String,
}

/// # Errors
/// The one does not open, the other is not empty, or a table is not the same afterwards; nothing is in it then.
pub fn run(args: &Args) -> Result<ExitCode> {
    database::run(async {
        if let Some(file) = Database::file_of(&args.from).filter(|file| !file.exists()) {
            bail!("Không có tệp {}", file.display());
        }
        let from = database::connect(&args.from).await?;
        let applied = from.applied().await?;
        if let Some(number) = applied.unknown() {
            return Err(newer(number).into());
        }
        if !applied.pending().is_empty() {
            bail!("Cơ sở dữ liệu nguồn chưa ở bản mới nhất; hãy chạy roviec migrate --database {} trước", database::shown(&args.from));
        }
        let to = database::connect(&args.to).await?;
        if !copying::is_blank(&to).await? {
            bail!("Cơ sở dữ liệu đích đang có dữ liệu; lệnh copy chỉ chép vào cơ sở dữ liệu trống");
        }
        to.migrate().await?;
        let copied = copy(&from, &to).await?;
        from.close().await;
        to.close().await;
        let rows: u64 = copied.iter().map(|table| table.rows).sum();
        anstream::println!("Đã chép {} bảng, {rows} dòng; số dòng và nội dung từng bảng khớp với bản gốc.", copied.len());
        Ok(ExitCode::SUCCESS)
    })
}

async fn copy(from: &Database, to: &Database) -> Result<Vec<Copied>> {
    let (mut source, mut target) = (from.read().await?, to.write().await?);
    let say = |table: &Copied| {
        if table.rows > 0 {
            anstream::println!("{}: {} dòng, SHA-256 {}… khớp", table.table, table.rows, &table.sha256[..12]);
        }
    };
    let copied = copying::copy(&mut source, &mut target, say).await?;
    target.commit().await?;
    Ok(copied)
}
