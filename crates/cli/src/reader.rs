//! `roviec reader`: the process of its own in which the board reads a file. Started by the board only, not by people.

use std::process::ExitCode;

use anyhow::Result;
use roviec_tracker::reader::child;

/// Đọc một tệp thay cho bảng điều hành (chương trình tự gọi)
#[derive(clap::Args)]
pub struct Args {
    /// Bộ nhớ, thời gian, mức nhường
    #[arg(value_name = "GIỚI HẠN")]
    limits: Vec<String>,
}

/// # Errors
/// Never; what is wrong is said by the exit code.
pub fn run(args: &Args) -> Result<ExitCode> {
    Ok(child::run(&args.limits))
}
