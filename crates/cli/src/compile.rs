//! `roviec compile`: a plan as JSON, workbook or web page.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::ValueEnum;
use roviec_plan::Vocabulary;
use roviec_plan::cascade::cascades;
use roviec_plan::render::{self, Lang};

use crate::sources::Given;
use crate::{output, sources};

/// Biên dịch kế hoạch thành JSON, bảng tính hoặc trang HTML
#[derive(clap::Args)]
pub struct Args {
    /// Các tệp của một kế hoạch: thân văn bản trước, phụ lục sau
    #[arg(required = true, value_name = "TỆP")]
    files: Vec<PathBuf>,
    /// Kế hoạch cấp trên phải trả lời; có thể nêu nhiều lần
    #[arg(long, value_name = "TỆP")]
    superior: Vec<PathBuf>,
    /// Dạng kết quả
    #[arg(long, value_enum, value_name = "DẠNG", default_value = "json")]
    format: Format,
    /// Ghi ra tệp này thay vì đầu ra chuẩn
    #[arg(short, long = "output", value_name = "TỆP RA")]
    output: Option<PathBuf>,
    /// Văn bản là dự thảo: chưa có số và ngày ban hành
    #[arg(long)]
    draft: bool,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    Json,
    Xlsx,
    Html,
}

/// Exit 0 whenever the output was written.
///
/// # Errors
/// A file that cannot be read or written.
pub fn run(args: Args, lang: Lang) -> Result<ExitCode> {
    if args.format == Format::Xlsx {
        output::refuse_workbook_on_terminal(args.output.as_deref(), lang)?;
    }
    let sources = sources::read(&args.files, lang)?;
    let superiors = sources::plans(&args.superior, lang)?;
    let compiled = sources::compile(&args.files, &sources, Given { draft: args.draft, superiors: &superiors, ..Given::default() }, lang)?;
    let found = cascades(&compiled.plan, &superiors, Vocabulary::built_in());
    let bytes = match args.format {
        Format::Json if found.is_empty() => (render::json(&compiled) + "\n").into_bytes(),
        Format::Json => (render::json_with_cascade(&compiled, &found) + "\n").into_bytes(),
        Format::Html => render::html(&compiled).into_bytes(),
        Format::Xlsx => render::workbook_with_cascade(&compiled, &found)?,
    };
    output::bytes(&bytes, args.output.as_deref(), lang)?;
    Ok(ExitCode::SUCCESS)
}
