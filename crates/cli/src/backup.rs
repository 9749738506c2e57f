//! `roviec backup`: the board in one file, taken while people work, opened and read through before it counts.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use roviec_tracker::backup::{self, Content};

use crate::database::{self, DatabaseArg};

/// Sao lưu toàn bộ dữ liệu ra một tệp, trong khi máy chủ vẫn chạy; tệp được mở và đọc lại để kiểm tra
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
pub struct Args {
    /// Tệp sao lưu, chưa có
    #[arg(value_name = "TỆP")]
    file: PathBuf,
    #[command(flatten)]
    database: DatabaseArg,
}

/// # Errors
/// The database does not open, the file is there already, or what was written does not hold.
pub fn run(args: &Args) -> Result<ExitCode> {
    database::run(async {
        let db = args.database.connect().await?;
        anstream::println!("Đang sao lưu…");
        let content = backup::write(&db, &args.file).await?;
        db.close().await;
        anstream::println!("Đã sao lưu vào {}: {}.", args.file.display(), told(&content));
        Ok(ExitCode::SUCCESS)
    })
}

/// What is in the file, and whether its audit holds: a board that was tampered with is kept as it is, and that is said.
pub fn told(content: &Content) -> String {
    let audit = match &content.audit {
        Some(found) if found.faults.is_empty() => format!("nhật ký {} mục không bị sửa, xóa", found.entries),
        Some(found) => {
            format!("nhật ký {} mục có {} chỗ không đúng như đã ghi (xem bằng roviec audit verify)", found.entries, found.faults.len())
        }
        None => "nhật ký chưa đọc được vì cấu trúc cũ hơn chương trình này".to_owned(),
    };
    format!("{} bảng, {} dòng, tệp nguyên vẹn, {audit}", content.tables, content.rows)
}
