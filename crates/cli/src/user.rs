//! `roviec user`: people and their posts. A password comes from the standard input, never from the command line.

use std::io::{BufRead, IsTerminal};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use clap::{Subcommand, ValueEnum};
use roviec_tracker::auth::password;
use roviec_tracker::domain::Role;
use roviec_tracker::retrying;
use roviec_tracker::store::{units, users};
use roviec_tracker::{Clock, Error};

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
        }
    })
}

async fn add(args: Add) -> Result<ExitCode> {
    let db = args.database.open().await?;
    let login = normal(&args.login)?;
    let hash = password::hash(asked()?).await?;
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
        users::add_post(&mut tx, actor, id, unit, args.role.into(), Clock::System.today()).await?;
        Ok(tx.commit().await?)
    })?;
    db.close().await;
    anstream::println!("Đã thêm {login} ({})", Role::from(args.role).label());
    Ok(ExitCode::SUCCESS)
}

async fn set_password(args: Password) -> Result<ExitCode> {
    let db = args.database.open().await?;
    let login = normal(&args.login)?;
    let hash = password::hash(asked()?).await?;
    let actor = database::program();
    let done = retrying!(database::tries(), async {
        let mut tx = db.write_by(actor).await?;
        users::set_password(&mut tx, actor, &login, &hash).await?;
        Ok(tx.commit().await?)
    });
    done.map_err(|error| match error {
        Error::NotFound => anyhow!("Không có người dùng {login}"),
        other => other.into(),
    })?;
    db.close().await;
    anstream::println!("Đã đặt lại mật khẩu của {login}");
    Ok(ExitCode::SUCCESS)
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
