//! `roviec serve`: the board on a database of one's own.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use roviec_tracker::reader::{Limits, Program, Reader};
use roviec_tracker::{AppState, Clock, Config, mailing, reading, turn_of_day};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::config::ConfigArg;
use crate::database::{self, DatabaseArg};

/// Chạy bảng điều hành trên cơ sở dữ liệu của cơ quan
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
pub struct Args {
    #[command(flatten)]
    database: DatabaseArg,
    /// Địa chỉ nhận yêu cầu
    #[arg(long, value_name = "MÁY:CỔNG", default_value = "127.0.0.1:5757", hide_default_value = true)]
    listen: SocketAddr,
    #[command(flatten)]
    config: ConfigArg,
    /// Người dùng vào qua https (máy chủ đứng trước lo chứng thư): đánh dấu cookie Secure
    #[arg(long)]
    https: bool,
    /// Máy chủ vào được từ Internet: mọi người phải có xác thực hai lớp
    #[arg(long)]
    internet: bool,
    /// Số ngày trước hạn thì coi là sắp đến hạn
    #[arg(long, value_name = "NGÀY")]
    near_due_days: Option<i64>,
    /// Thư mục chứa tệp minh chứng (nếu không ghi: cạnh tệp cơ sở dữ liệu)
    #[arg(long, value_name = "THƯ-MỤC")]
    files: Option<PathBuf>,
}

/// Runs until it is told to stop; open requests are answered first.
///
/// # Errors
/// The database does not open, or the address is taken.
pub fn run(args: Args) -> Result<ExitCode> {
    log();
    let config = config(&args)?;
    database::run(async {
        let db = args.database.open().await?;
        reading::end_cut_off(&db, database::program(), database::tries()).await?;
        let listener = TcpListener::bind(args.listen).await.with_context(|| format!("Không nhận được yêu cầu tại {}", args.listen))?;
        anstream::println!("Rõ Việc đang chạy tại http://{}", listener.local_addr()?);
        let state = AppState::new(db.clone(), Clock::System, config, reader()?);
        let calendar = tokio::spawn(turn_of_day::keep(state.clone()));
        let mails = tokio::spawn(mailing::keep(state.clone()));
        let work = tokio::spawn(read_work(state.clone()));
        answer(listener, state).await?;
        work.abort();
        calendar.abort();
        mails.abort();
        db.close().await;
        Ok(ExitCode::SUCCESS)
    })
}

/// Whoever comes first need not wait for it.
async fn read_work(state: AppState) {
    let read = async { state.live.ask(&mut state.db.read().await?, |_| ()).await };
    if let Err(error) = read.await {
        tracing::error!(%error, "where all work stands was not read; the first list tries again");
    }
}

/// What the file says, and the command line over it.
fn config(args: &Args) -> Result<Config> {
    let mut config = args.config.read()?;
    config.https |= args.https;
    config.internet |= args.internet;
    config.near_due_days = args.near_due_days.unwrap_or(config.near_due_days);
    if let Some(files) = &args.files {
        config.evidence_folder.clone_from(files);
    } else if config.evidence_folder.as_os_str().is_empty() {
        config.evidence_folder = args.database.files();
    }
    if let Some(provider) = &mut config.provider {
        provider.client_secret = secret("ROVIEC_OIDC_SECRET", provider.client_secret_file.as_deref())?;
        provider.ca_pem = provider.ca_file.as_deref().map(read_whole).transpose()?;
    }
    if let Some(mail) = &mut config.mail {
        mail.password = secret("ROVIEC_MAIL_PASSWORD", mail.password_file.as_deref())?;
        mail.ca_pem = mail.ca_file.as_deref().map(read_whole).transpose()?;
    }
    Ok(config)
}

/// From the environment, else from its file; a provider or a mail server may also know the board without one.
fn secret(variable: &str, file: Option<&str>) -> Result<Option<String>> {
    match std::env::var(variable) {
        Ok(secret) if !secret.is_empty() => Ok(Some(secret)),
        _ => Ok(file.map(read_whole).transpose()?.map(|text| text.trim().to_owned())),
    }
}

fn read_whole(path: &str) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("Không đọc được tệp {path}"))
}

/// This binary once more for each file to be read.
///
/// # Errors
/// The system does not say where the binary lies.
pub fn reader() -> Result<Reader> {
    let program = Program::this(Limits::default()).context("Không xác định được tệp chương trình đang chạy")?;
    Ok(Reader::new(program))
}

/// What goes wrong inside, on the error stream; `ROVIEC_LOG` widens it ("info", "sqlx=debug").
pub fn log() {
    let filter = EnvFilter::try_from_env("ROVIEC_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    // A second call in one process keeps the first.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

/// Serves until the machine or a person says stop.
///
/// # Errors
/// The listener breaks.
pub async fn answer(listener: TcpListener, state: AppState) -> Result<()> {
    let app = roviec_tracker::app(state).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app).with_graceful_shutdown(told_to_stop()).await?;
    Ok(())
}

async fn told_to_stop() {
    let ctrl_c = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else { return ctrl_c.await };
        tokio::select! {
            () = ctrl_c => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    ctrl_c.await;
}
