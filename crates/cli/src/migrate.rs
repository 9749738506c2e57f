//! `roviec migrate`: brings the schema of a database up to this program, and says what was done.

use std::process::ExitCode;

use anyhow::Result;
use roviec_tracker::backup::newer;

use crate::database::{self, DatabaseArg};

/// Nâng cấu trúc cơ sở dữ liệu lên bản của chương trình này; nên sao lưu trước
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
pub struct Args {
    #[command(flatten)]
    database: DatabaseArg,
}

/// # Errors
/// The database does not open, was made by a newer program, or a change fails; what was changed before it stays.
pub fn run(args: &Args) -> Result<ExitCode> {
    database::run(async {
        let db = args.database.connect().await?;
        let before = db.applied().await?;
        if let Some(number) = before.unknown() {
            return Err(newer(number).into());
        }
        for (number, name) in before.pending() {
            db.migrate_to(number).await?;
            anstream::println!("Đã áp dụng thay đổi {number:04} ({})", name.replace('_', " "));
        }
        let done = before.pending().len();
        let last = db.applied().await?.last().unwrap_or_default();
        db.close().await;
        if done == 0 {
            anstream::println!("Cơ sở dữ liệu đã ở bản mới nhất ({last:04}), không thay đổi gì.");
        } else {
            anstream::println!("Đã nâng cơ sở dữ liệu lên bản {last:04}: {done} thay đổi.");
        }
        Ok(ExitCode::SUCCESS)
    })
}
