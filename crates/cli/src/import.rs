//! `roviec import`: compiled plans into a database.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use roviec_plan::SourceFile;
use roviec_plan::render::Lang;
use roviec_tracker::Clock;
use roviec_tracker::import_plan::{self, Imported};
use roviec_tracker::retrying;
use roviec_tracker::store::Database;

use crate::database::{self, DatabaseArg};
use crate::sources;

/// Biên dịch kế hoạch rồi đưa vào cơ sở dữ liệu; tệp đã có thì không thay đổi gì
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
pub struct Args {
    /// Mỗi tệp là một kế hoạch
    #[arg(required = true, value_name = "TỆP")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    database: DatabaseArg,
    /// Các tệp là thân và phụ lục của cùng một kế hoạch
    #[arg(long)]
    one_plan: bool,
}

/// Exit 2 when a file was refused; the others are loaded all the same.
///
/// # Errors
/// The database does not open.
pub fn run(args: Args, lang: Lang) -> Result<ExitCode> {
    let plans: Vec<&[PathBuf]> = if args.one_plan { vec![&args.files] } else { args.files.chunks(1).collect() };
    database::run(async {
        let db = args.database.open().await?;
        let mut refused = false;
        for files in plans {
            if let Err(error) = load(&db, files, lang).await {
                anstream::eprintln!("{error:#}");
                refused = true;
            }
        }
        db.close().await;
        Ok(if refused { ExitCode::from(2) } else { ExitCode::SUCCESS })
    })
}

async fn load(db: &Database, paths: &[PathBuf], lang: Lang) -> Result<()> {
    let sources = sources::read(paths, lang)?;
    let compiled = sources::compile(paths, &sources, sources::Given::default(), lang)?;
    let files: Vec<SourceFile<'_>> = sources.iter().map(|source| SourceFile { name: &source.name, bytes: &source.bytes }).collect();
    let actor = database::program();
    let done = retrying!(database::tries(), async {
        let mut tx = db.write_by(actor).await?;
        let done = import_plan::import(&mut tx, actor, &compiled, &files, Clock::System.today()).await?;
        tx.commit().await?;
        Ok(done)
    });
    let shown: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let shown = shown.join(", ");
    let done = done.map_err(|error| anyhow!("{shown}: {error}"))?;
    say(&shown, &done);
    Ok(())
}

fn say(shown: &str, done: &Imported) {
    match done {
        Imported::Known { .. } => anstream::println!("{shown}: đã có từ trước, không thay đổi gì"),
        Imported::Added { indicators, tasks, assignments, unrecognised, .. } => {
            anstream::println!("{shown}: đã thêm {indicators} chỉ tiêu, {tasks} nhiệm vụ, {assignments} việc giao cho từng đơn vị");
            if !unrecognised.is_empty() {
                anstream::println!("  {} tên cơ quan chưa nhận ra: {}", unrecognised.len(), unrecognised.join("; "));
            }
        }
    }
}
