//! `roviec user`: people and their posts. A password comes from the standard input, never from the command line.

use std::io::{BufRead, IsTerminal};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Subcommand, ValueEnum};
use roviec_tracker::auth::password;
use roviec_tracker::domain::Role;
use roviec_tracker::retrying;
use roviec_tracker::store::users::{self, Reading};
use roviec_tracker::store::{Tx, second_factors, sessions, sign_in_failures, units};
use roviec_tracker::{Clock, Config, Error};

use crate::database::{self, DatabaseArg};

/// Người dùng và chức trách trên bảng điều hành
#[derive(clap::Args)]
#[command(subcommand_required = true, arg_required_else_help = true, subcommand_help_heading = "Lệnh", disable_help_subcommand = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Add(Add),
    Password(Password),
    Unlock(Unlock),
    ResetSecondFactor(ResetSecondFactor),
}

/// Thêm một người; mật khẩu gõ khi được hỏi, hoặc đưa vào đầu vào chuẩn
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
struct Add {
    /// Tên đăng nhập
    #[arg(value_name = "TÊN ĐĂNG NHẬP")]
    login: String,
    /// Họ và tên
    #[arg(long, value_name = "HỌ TÊN")]
    name: String,
    /// Chức trách
    #[arg(long, value_enum, value_name = "CHỨC TRÁCH")]
    role: RoleArg,
    /// Mã đơn vị công tác
    #[arg(long, value_name = "MÃ")]
    unit: Option<String>,
    /// Chính người này gõ mật khẩu: không phải đổi ở lần đăng nhập đầu
    #[arg(long)]
    own: bool,
    #[command(flatten)]
    database: DatabaseArg,
}

/// Đặt lại mật khẩu của một người
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
struct Password {
    /// Tên đăng nhập
    #[arg(value_name = "TÊN ĐĂNG NHẬP")]
    login: String,
    /// Chính người này gõ mật khẩu: không phải đổi ở lần đăng nhập tới
    #[arg(long)]
    own: bool,
    #[command(flatten)]
    database: DatabaseArg,
}

/// Mở khóa, cho dùng lại tài khoản bị khóa, vô hiệu hóa hoặc lâu không đăng nhập
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
struct Unlock {
    /// Tên đăng nhập
    #[arg(value_name = "TÊN ĐĂNG NHẬP")]
    login: String,
    #[command(flatten)]
    database: DatabaseArg,
}

/// Bỏ xác thực hai lớp của người đã mất thiết bị và mã dự phòng
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
struct ResetSecondFactor {
    /// Tên đăng nhập
    #[arg(value_name = "TÊN ĐĂNG NHẬP")]
    login: String,
    #[command(flatten)]
    database: DatabaseArg,
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleArg {
    Leader,
    FocalPoint,
    UnitHead,
    UnitOfficer,
    Inspector,
    Administrator,
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Leader => Self::Leader,
            RoleArg::FocalPoint => Self::FocalPoint,
            RoleArg::UnitHead => Self::UnitHead,
            RoleArg::UnitOfficer => Self::UnitOfficer,
            RoleArg::Inspector => Self::Inspector,
            RoleArg::Administrator => Self::Administrator,
        }
    }
}

/// # Errors
/// The login is taken or unknown, the unit does not exist, or the password is too short.
pub fn run(args: Args) -> Result<ExitCode> {
    database::run(async {
        match args.command {
            Command::Add(args) => add(args).await,
            Command::Password(args) => set_password(args).await,
            Command::Unlock(args) => unlock(args).await,
            Command::ResetSecondFactor(args) => reset_second_factor(args).await,
        }
    })
}

async fn add(args: Add) -> Result<ExitCode> {
    let db = args.database.open().await?;
    let login = normal(&args.login)?;
    let role = Role::from(args.role);
    let hash = hashed(&login, role == Role::Administrator).await?;
    let actor = database::program();
    retrying!(database::tries(), async {
        let mut tx = db.write_by(actor).await?;
        let unit = match &args.unit {
            Some(code) => {
                let unknown = || Error::Invalid(format!("Không có đơn vị mã {code}"));
                Some(units::by_code(&mut tx, code).await?.ok_or_else(unknown)?.id)
            }
            None => None,
        };
        let id = users::add(&mut tx, actor, &login, args.name.trim(), &hash).await?;
        users::note_password(&mut tx, id, !args.own, Clock::System.now()).await?;
        users::add_post(&mut tx, actor, id, unit, role, Clock::System.today()).await?;
        Ok(tx.commit().await?)
    })?;
    db.close().await;
    anstream::println!("Đã thêm {login} ({})", role.label());
    Ok(ExitCode::SUCCESS)
}

async fn set_password(args: Password) -> Result<ExitCode> {
    let db = args.database.open().await?;
    let login = normal(&args.login)?;
    let mut tx = db.read().await?;
    let has_second_factor = known(&mut tx, &login).await?.has_second_factor;
    drop(tx);
    let hash = hashed(&login, has_second_factor).await?;
    let actor = database::program();
    retrying!(database::tries(), async {
        let mut tx = db.write_by(actor).await?;
        let id = users::set_password(&mut tx, actor, &login, &hash).await?;
        users::note_password(&mut tx, id, !args.own, Clock::System.now()).await?;
        sessions::end(&mut tx, actor, id, None, None).await?;
        Ok(tx.commit().await?)
    })?;
    db.close().await;
    anstream::println!("Đã đặt lại mật khẩu của {login}");
    Ok(ExitCode::SUCCESS)
}

async fn unlock(args: Unlock) -> Result<ExitCode> {
    let db = args.database.open().await?;
    let login = normal(&args.login)?;
    let actor = database::program();
    retrying!(database::tries(), async {
        let mut tx = db.write_by(actor).await?;
        let account = known(&mut tx, &login).await?;
        sign_in_failures::unlock(&mut tx, actor, account.id, &login).await?;
        users::enable(&mut tx, actor, account.id, Clock::System.now()).await?;
        Ok(tx.commit().await?)
    })?;
    db.close().await;
    anstream::println!("Đã mở khóa {login}");
    Ok(ExitCode::SUCCESS)
}

async fn reset_second_factor(args: ResetSecondFactor) -> Result<ExitCode> {
    let db = args.database.open().await?;
    let login = normal(&args.login)?;
    let actor = database::program();
    retrying!(database::tries(), async {
        let mut tx = db.write_by(actor).await?;
        let account = known(&mut tx, &login).await?;
        second_factors::remove(&mut tx, actor, account.id).await?;
        sessions::end(&mut tx, actor, account.id, None, None).await?;
        Ok(tx.commit().await?)
    })?;
    db.close().await;
    anstream::println!("Đã bỏ xác thực hai lớp của {login}");
    Ok(ExitCode::SUCCESS)
}

async fn known(tx: &mut Tx, login: &str) -> Result<users::Account, Error> {
    let id = users::id_of(tx, login).await?.ok_or_else(|| Error::Invalid(format!("Không có người dùng {login}")))?;
    let now = Clock::System.now();
    users::account(tx, id, Reading { on: Clock::System.today(), now, active_since: 0 }).await
}

/// What was typed, hashed, once it is a password by the rules that ship.
async fn hashed(login: &str, with_code: bool) -> Result<String> {
    let password = asked()?;
    let config = Config::default();
    if let Some(sentence) = config.security.password_rules().fault(&password, login, with_code) {
        bail!("{sentence}");
    }
    Ok(password::hash(password, config.hashing).await?)
}

/// As the sign-in page reads it.
fn normal(login: &str) -> Result<String> {
    let login = login.trim().to_lowercase();
    if login.is_empty() || login.contains(char::is_whitespace) {
        bail!("Tên đăng nhập phải liền một từ");
    }
    Ok(login)
}

/// Typed twice at a terminal without being shown, or the first line of the standard input.
fn asked() -> Result<String> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        let first = rpassword::prompt_password("Mật khẩu mới: ")?;
        let second = rpassword::prompt_password("Nhập lại mật khẩu: ")?;
        if first != second {
            bail!("Hai lần nhập không giống nhau");
        }
        return Ok(first);
    }
    let mut line = String::new();
    stdin.lock().read_line(&mut line).context("Không đọc được mật khẩu từ đầu vào chuẩn")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
