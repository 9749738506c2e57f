//! `roviec diff`: what changed from one version of a plan to the next.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::ValueEnum;
use roviec_plan::Vocabulary;
use roviec_plan::render::{self, Lang};
use roviec_plan::revision::revision;

use crate::{output, sources};

/// So sánh hai bản của một kế hoạch: hàng giữ nguyên, đổi lời, chuyển cơ quan, đổi thời hạn, mới, bỏ
#[derive(clap::Args)]
pub struct Args {
    /// Bản cũ
    #[arg(value_name = "BẢN CŨ")]
    old: PathBuf,
    /// Bản mới
    #[arg(value_name = "BẢN MỚI")]
    new: PathBuf,
    /// Dạng kết quả: cho người đọc, JSON hoặc bảng tính
    #[arg(long, value_enum, value_name = "DẠNG", default_value = "human", hide_default_value = true)]
    format: Format,
    /// Ghi ra tệp này thay vì đầu ra chuẩn
    #[arg(short, long = "output", value_name = "TỆP RA")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    Human,
    Json,
    Xlsx,
}

/// Exit 0 whenever the output was written.
///
/// # Errors
/// A file that cannot be read or written.
pub fn run(args: Args, lang: Lang) -> Result<ExitCode> {
    let to = args.output.as_deref();
    if args.format == Format::Xlsx {
        output::refuse_workbook_on_terminal(to, lang)?;
    }
    let mut plans = sources::plans(&[args.old, args.new], lang)?;
    let (new, old) = (plans.remove(1), plans.remove(0));
    let found = revision(&old, &new, Vocabulary::built_in());
    match args.format {
        Format::Human => output::text_to(&render::revision(&found, lang), to, lang)?,
        Format::Json => output::text_to(&render::revision_json(&found), to, lang)?,
        Format::Xlsx => output::bytes(&render::revision_workbook(&found)?, to, lang)?,
    }
    Ok(ExitCode::SUCCESS)
}
