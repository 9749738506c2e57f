//! `roviec backup`: the board in one file, taken while people work, opened and read through before it counts.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use roviec_tracker::backup::{self, Content};
use roviec_tracker::evidence_files::EvidenceFiles;
use roviec_tracker::store::{Database, completions};

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
    /// Thư mục chứa tệp minh chứng (nếu không ghi: cạnh tệp cơ sở dữ liệu)
    #[arg(long, value_name = "THƯ-MỤC")]
    files: Option<PathBuf>,
}

/// Where the evidence of a backup lies: beside its file.
pub fn evidence_of(file: &Path) -> EvidenceFiles {
    let mut folder = file.to_owned();
    folder.as_mut_os_string().push(".tep");
    EvidenceFiles::new(folder)
}

/// # Errors
/// The database does not open, the file is there already, or what was written does not hold.
pub fn run(args: &Args) -> Result<ExitCode> {
    database::run(async {
        let db = args.database.connect().await?;
        anstream::println!("Đang sao lưu…");
        let content = backup::write(&db, &args.file).await?;
        let hashes = hashes(&db, &content).await?;
        db.close().await;
        anstream::println!("Đã sao lưu vào {}: {}.", args.file.display(), told(&content));
        let copy = evidence_of(&args.file);
        let copied = args.database.evidence(args.files.as_deref()).copy_to(&copy, &hashes);
        let copied = copied.with_context(|| format!("Không chép được tệp minh chứng vào {}", copy.folder().display()))?;
        if !hashes.is_empty() {
            anstream::println!("Đã chép {} tệp minh chứng vào {}.", copied.files, copy.folder().display());
        }
        Ok(all_there(&copied.missing))
    })
}

/// Files that rows of the board speak of; a schema older than this program has none.
///
/// # Errors
/// The database fails.
pub async fn hashes(db: &Database, content: &Content) -> Result<Vec<String>> {
    if content.audit.is_none() {
        return Ok(vec![]);
    }
    let mut tx = db.read().await?;
    Ok(completions::hashes(&mut tx).await?)
}

/// Names the files that are not there, and fails where one is missing.
pub fn all_there(missing: &[&str]) -> ExitCode {
    for hash in missing.iter().take(20) {
        anstream::println!("Thiếu hoặc đã bị sửa: tệp minh chứng {hash}");
    }
    if missing.is_empty() {
        return ExitCode::SUCCESS;
    }
    anstream::println!("{} tệp minh chứng không có trong thư mục tệp; kiểm tra tham số --files.", missing.len());
    ExitCode::FAILURE
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
