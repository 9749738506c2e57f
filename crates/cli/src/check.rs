//! `roviec check`: diagnostics of a plan in the terminal or as JSON, and the plan's own files with remarks in them.

mod annotated;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::ValueEnum;
use roviec_plan::diagnostic::Severity;
use roviec_plan::render::{Colour, Lang, terminal};

use crate::{output, sources};

/// Soát lỗi văn bản kế hoạch; trả mã 1 khi có lỗi
#[derive(clap::Args)]
pub struct Args {
    /// Các tệp của một kế hoạch: thân văn bản trước, phụ lục sau
    #[arg(required = true, value_name = "TỆP")]
    files: Vec<PathBuf>,
    /// Văn bản là dự thảo: chưa có số và ngày ban hành
    #[arg(long)]
    draft: bool,
    /// Dạng kết quả: cho người đọc hoặc JSON
    #[arg(long, value_enum, value_name = "DẠNG", default_value = "human", hide_default_value = true)]
    format: Format,
    /// Ghi thêm bản có nhận xét đúng chỗ: Word ra .docx, PDF ra .pdf, loại khác ra .html; nhiều tệp thì mỗi tệp một lần
    #[arg(long, value_name = "TỆP RA")]
    annotate: Vec<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Human,
    Json,
}

/// Exit 1 when the plan has errors, 0 otherwise.
///
/// # Errors
/// A file that cannot be read, or a file with remarks that cannot be written.
pub fn run(args: Args, lang: Lang) -> Result<ExitCode> {
    let sources = sources::read(&args.files, lang)?;
    annotated::refuse(&args.files, &sources, &args.annotate, lang)?;
    let compiled = sources::compile(&args.files, &sources, args.draft, lang)?;
    annotated::write(&args.files, &sources, &args.annotate, &compiled, lang)?;
    let text = match args.format {
        Format::Json => serde_json::to_string_pretty(&compiled.diagnostics)?,
        // Colour is always drawn and taken off again where the output is no terminal.
        Format::Human => terminal(&compiled, &sources::files(&sources), lang, Colour::Always),
    };
    output::text(&text)?;
    let failed = compiled.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
