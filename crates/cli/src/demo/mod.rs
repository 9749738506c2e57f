//! `roviec demo`: the sample province loaded into a new folder, a year of progress, and the board on it.

mod accounts;
mod observations;
mod people;
mod progress;
mod samples;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use jiff::civil::{Date, date};
use roviec_tracker::clock::Clock;
use roviec_tracker::domain::written;
use roviec_tracker::reminding::{self, Reminding};
use roviec_tracker::store::Database;
use roviec_tracker::store::audit::Actor;
use roviec_tracker::{AppState, Config};
use tokio::net::TcpListener;

use crate::{database, serve};

/// The day the invented year is looked at.
const DEMO_DAY: Date = date(2026, 11, 20);
const WEEK_BEFORE: Date = date(2026, 11, 13);
/// So that the deadlines at the end of the month already count as near.
const NEAR_DUE_DAYS: i64 = 10;
const PORT: u16 = 5757;

/// Chạy thử với dữ liệu minh họa: một tỉnh, các xã, một năm thực hiện
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
pub struct Args {
    /// Cổng; cổng bận thì dùng cổng khác
    #[arg(long, value_name = "CỔNG", default_value_t = PORT, hide_default_value = true)]
    port: u16,
    /// Thư mục trống để chứa dữ liệu; không nêu thì dùng thư mục tạm mới
    #[arg(long, value_name = "THƯ MỤC")]
    data: Option<PathBuf>,
    /// Giữ lại thư mục tạm khi dừng
    #[arg(long)]
    keep: bool,
}

/// # Errors
/// The folder cannot be made, a sample does not load, or no port is free.
pub fn run(args: Args) -> Result<ExitCode> {
    let begun = Instant::now();
    serve::log();
    let folder = Folder::new(&args)?;
    database::run(async {
        let listener = listener(args.port).await?;
        anstream::println!("Rõ Việc: đang chuẩn bị dữ liệu minh họa…");
        let db = Database::open(&format!("sqlite:{}", folder.path().join("roviec.sqlite").display())).await?;
        fill(&db).await?;
        announce(&listener, &folder, begun)?;
        let evidence_folder = folder.path().join("tep");
        let config = Config { demo: true, near_due_days: NEAR_DUE_DAYS, evidence_folder, ..Config::default() };
        let actor = Actor { user: None, post: None, source: None, at: Clock::Fixed(DEMO_DAY).now(), seed: [0; 16] };
        // With a run a week ago this one tells what came since: there is something to see.
        for day in [WEEK_BEFORE, DEMO_DAY] {
            reminding::run(&db, actor, day, &Reminding::by(&config)).await?;
        }
        serve::answer(listener, AppState::new(db.clone(), Clock::Fixed(DEMO_DAY), config, serve::reader()?)).await?;
        db.close().await;
        anstream::println!("Đã dừng.");
        Ok(ExitCode::SUCCESS)
    })
}

/// Everything in one transaction: a demo is whole or not there.
async fn fill(db: &Database) -> Result<()> {
    let (compiled, hashes) = tokio::join!(samples::compiled(), accounts::hashes());
    let mut tx = db.write().await?;
    samples::load(&mut tx, &compiled?).await?;
    let accounts = accounts::add(&mut tx, &hashes?).await?;
    let people = people::People::add(&mut tx, accounts.focal_point).await?;
    progress::fill(&mut tx, &people).await?;
    observations::fill(&mut tx, &people).await?;
    Ok(tx.commit().await?)
}

async fn listener(port: u16) -> Result<TcpListener> {
    match TcpListener::bind(("127.0.0.1", port)).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            anstream::println!("Cổng {port} đang được chương trình khác sử dụng; Rõ Việc dùng một cổng trống khác.");
            TcpListener::bind(("127.0.0.1", 0)).await.context("Không còn cổng trống")
        }
        Err(error) => Err(error).with_context(|| format!("Không dùng được cổng {port}")),
    }
}

fn announce(listener: &TcpListener, folder: &Folder, begun: Instant) -> Result<()> {
    anstream::println!("Dữ liệu: {}{}", folder.path().display(), folder.remark());
    anstream::println!("Ngày minh họa: {} (dữ liệu hư cấu, tỉnh Lam Giang)", written::day(DEMO_DAY));
    anstream::println!("Tài khoản dùng thử (tên đăng nhập, mật khẩu, chức trách):");
    for account in accounts::ACCOUNTS {
        anstream::println!("  {:<11} {}   {}, {}", account.login, accounts::PASSWORD, account.role.label(), account.what);
    }
    anstream::println!("Sẵn sàng sau {} giây.", written::number(begun.elapsed().as_secs_f64(), 1));
    anstream::println!("Mở http://{} · Dừng: Ctrl+C", listener.local_addr()?);
    Ok(())
}

/// Where the data of this demo live; a temporary folder goes when the program ends.
enum Folder {
    Given(PathBuf),
    Kept(PathBuf),
    Temporary(tempfile::TempDir),
}

impl Folder {
    fn new(args: &Args) -> Result<Self> {
        if let Some(path) = &args.data {
            std::fs::create_dir_all(path).with_context(|| format!("Không tạo được thư mục {}", path.display()))?;
            if std::fs::read_dir(path)?.next().is_some() {
                bail!("Thư mục {} không trống; hãy chọn thư mục khác", path.display());
            }
            return Ok(Self::Given(path.clone()));
        }
        let folder = tempfile::Builder::new().prefix("roviec-demo-").tempdir().context("Không tạo được thư mục tạm")?;
        Ok(if args.keep { Self::Kept(folder.keep()) } else { Self::Temporary(folder) })
    }

    fn path(&self) -> &Path {
        match self {
            Self::Given(path) | Self::Kept(path) => path,
            Self::Temporary(folder) => folder.path(),
        }
    }

    fn remark(&self) -> &'static str {
        match self {
            Self::Given(_) | Self::Kept(_) => "",
            Self::Temporary(_) => " (thư mục tạm, xóa khi dừng)",
        }
    }
}
