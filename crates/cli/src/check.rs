//! `roviec check`: diagnostics of a plan in the terminal or as JSON, and the plan's own files with remarks in them;
//! with superior plans also what they lay on it and which of its rows answer.

mod annotated;
mod lists;
mod register;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use clap::ValueEnum;
use roviec_plan::Compiled;
use roviec_plan::agency_register::AgencyRegister;
use roviec_plan::cascade::{Cascade, cascades};
use roviec_plan::diagnostic::Severity;
use roviec_plan::render::{self, Colour, Lang, terminal};
use roviec_plan::rules::selection::{Selection, Silenced};

use register::Register;

use crate::sources::Given;
use crate::{output, sources};

/// Soát lỗi văn bản kế hoạch; trả mã 1 khi có lỗi
#[derive(clap::Args)]
pub struct Args {
    /// Các tệp của một kế hoạch: thân văn bản trước, phụ lục sau
    #[arg(required = true, value_name = "TỆP")]
    files: Vec<PathBuf>,
    /// Kế hoạch cấp trên phải trả lời; có thể nêu nhiều lần
    #[arg(long, value_name = "TỆP")]
    superior: Vec<PathBuf>,
    /// Danh mục đơn vị (CSV như lệnh units import, đơn vị trước, nhóm sau); tên ngoài danh mục được nêu ra
    #[arg(long, value_name = "TỆP")]
    units: Vec<PathBuf>,
    /// Thư mục có danh sách từ của đơn vị (slips.tsv, abbreviations.tsv…), thêm vào danh sách có sẵn
    #[arg(long, value_name = "THƯ MỤC")]
    lists: Option<PathBuf>,
    /// Văn bản là dự thảo: chưa có số và ngày ban hành
    #[arg(long)]
    draft: bool,
    /// Dạng kết quả: cho người đọc, JSON, SARIF, hoặc bảng tính (khi có kế hoạch cấp trên)
    #[arg(long, value_enum, value_name = "DẠNG", default_value = "human", hide_default_value = true)]
    format: Format,
    /// Ghi ra tệp này thay vì đầu ra chuẩn
    #[arg(short, long = "output", value_name = "TỆP RA")]
    output: Option<PathBuf>,
    /// Ghi thêm bản có nhận xét đúng chỗ: Word ra .docx, PDF ra .pdf, loại khác ra trang .html; nhiều tệp thì mỗi tệp một lần
    #[arg(long, value_name = "TỆP RA")]
    annotate: Vec<PathBuf>,
    /// Tệp chọn quy tắc và mức độ; không nêu thì lấy roviec.toml cạnh tệp đầu tiên, nếu có
    #[arg(long, value_name = "TỆP")]
    config: Option<PathBuf>,
    /// Tắt một quy tắc trong lần chạy này; có thể nêu nhiều lần
    #[arg(long, value_name = "QUY TẮC")]
    allow: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    Human,
    Json,
    Sarif,
    Xlsx,
}

/// Exit 1 when the plan has errors, 0 otherwise.
///
/// # Errors
/// A file that cannot be read, or a result that cannot be written.
pub fn run(args: Args, lang: Lang) -> Result<ExitCode> {
    if args.format == Format::Xlsx {
        output::refuse_workbook_on_terminal(args.output.as_deref(), lang)?;
        if args.superior.is_empty() {
            bail!(
                "{}",
                lang.pick(
                    "bảng tính của lệnh check cần kế hoạch cấp trên; hãy thêm --superior TỆP, hoặc dùng roviec compile --format xlsx",
                    "the workbook of check needs a superior plan; add --superior FILE, or use roviec compile --format xlsx"
                )
            );
        }
    }
    let selection = selection(&args)?;
    let superiors = sources::plans(&args.superior, lang)?;
    let sources = sources::read(&args.files, lang)?;
    annotated::refuse(&args.files, &sources, &args.annotate, lang)?;
    let register = Register::of(&args.units)?;
    let agencies = register.as_ref().map(|register| register as &dyn AgencyRegister);
    let vocabulary = lists::vocabulary(args.lists.as_deref())?;
    let given = Given { draft: args.draft, superiors: &superiors, agencies, vocabulary: Some(&vocabulary) };
    let mut compiled = sources::compile(&args.files, &sources, given, lang)?;
    if let Some(register) = &register {
        register.answered()?;
    }
    let silenced = silenced(&selection.apply(&mut compiled.diagnostics), lang);
    annotated::write(&args.files, &sources, &args.annotate, &compiled, lang)?;
    let found = cascades(&compiled.plan, &superiors, &vocabulary);
    let to = args.output.as_deref();
    match args.format {
        Format::Xlsx => output::bytes(&render::workbook_with_cascade(&compiled, &found)?, to, lang)?,
        Format::Sarif => output::text_to(&render::sarif(&compiled), to, lang)?,
        Format::Json => output::text_to(&json(&compiled, &found)?, to, lang)?,
        // Colour is always drawn and taken off again where the output is no terminal.
        Format::Human => {
            let mut text = terminal(&compiled, &sources::files(&sources), lang, Colour::Always);
            if !found.is_empty() {
                text = format!("{}\n{text}", render::cascade(&found, lang));
            }
            if let Some(silenced) = &silenced {
                text = format!("{text}{silenced}\n");
            }
            output::text_to(&text, to, lang)?;
        }
    }
    if let Some(silenced) = silenced.filter(|_| args.format != Format::Human) {
        eprintln!("{silenced}");
    }
    let failed = compiled.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// What `roviec.toml` and the command line say of the rules.
fn selection(args: &Args) -> Result<Selection> {
    let beside = args.files.first().and_then(|file| file.parent()).unwrap_or(Path::new("")).join("roviec.toml");
    let path = args.config.clone().or_else(|| beside.is_file().then_some(beside));
    let mut selection = match &path {
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| format!("{}: không đọc được tệp cấu hình", path.display()))?;
            Selection::parse(&text).map_err(|why| anyhow!("{}: {why}", path.display()))?
        }
        None => Selection::default(),
    };
    for rule in &args.allow {
        selection.silence(rule).map_err(|why| anyhow!("--allow: {why}"))?;
    }
    Ok(selection)
}

/// "Đã tắt: misspelling (3)"; `None` where nothing was silenced.
fn silenced(silenced: &Silenced, lang: Lang) -> Option<String> {
    let names: Vec<String> = silenced.iter().map(|(name, count)| format!("{name} ({count})")).collect();
    (!names.is_empty()).then(|| format!("{}: {}", lang.pick("Đã tắt", "Silenced"), names.join(", ")))
}

/// The diagnostics alone; with superior plans the whole plan, as the file format has a place for what is held against it.
fn json(compiled: &Compiled, found: &[Cascade]) -> Result<String> {
    Ok(if found.is_empty() { serde_json::to_string_pretty(&compiled.diagnostics)? } else { render::json_with_cascade(compiled, found) })
}
