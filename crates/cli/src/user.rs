//! `roviec user`: people and their posts. A password comes from the standard input, never from the command line.

use std::io::{BufRead, IsTerminal};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Subcommand, ValueEnum};
use roviec_tracker::auth::password;
use roviec_tracker::domain::Role;
use roviec_tracker::retrying;
use roviec_tracker::store::audit::Actor;
use roviec_tracker::store::users::{self, Reading};
use roviec_tracker::store::{Database, Tx, password_history, second_factors, sessions, sign_in_failures, units};
use roviec_tracker::{Clock, Config, Error};

use crate::config::ConfigArg;
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
    board: Board,
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
    board: Board,
}

/// Mở khóa, cho dùng lại tài khoản bị khóa, vô hiệu hóa hoặc lâu không đăng nhập
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
struct Unlock {
    /// Tên đăng nhập
    #[arg(value_name = "TÊN ĐĂNG NHẬP")]
    login: String,
    #[command(flatten)]
    board: Board,
}

/// Bỏ xác thực hai lớp của người đã mất thiết bị và mã dự phòng
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
struct ResetSecondFactor {
    /// Tên đăng nhập
    #[arg(value_name = "TÊN ĐĂNG NHẬP")]
    login: String,
    #[command(flatten)]
    board: Board,
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

/// The board the command is about.
#[derive(clap::Args)]
struct Board {
    #[command(flatten)]
    database: DatabaseArg,
    #[command(flatten)]
    config: ConfigArg,
}

/// A board that is open, and the person of the command.
struct Open {
    db: Database,
    config: Config,
    login: String,
}

impl Board {
    async fn open(&self, login: &str) -> Result<Open> {
        let config = self.config.read()?;
        Ok(Open { db: self.database.open().await?, config, login: normal(login)? })
    }
}

impl Open {
    /// One change in one transaction, done again where it crosses with the board; then what is said of it.
    async fn change(self, said: &str, work: impl AsyncFn(&mut Tx, Actor, &Self) -> Result<(), Error>) -> Result<ExitCode> {
        let actor = database::program();
        retrying!(database::tries(), async {
            let mut tx = self.db.write_by(actor).await?;
            work(&mut tx, actor, &self).await?;
            Ok(tx.commit().await?)
        })?;
        self.db.close().await;
        anstream::println!("{said}");
        Ok(ExitCode::SUCCESS)
    }

    /// The account of the command's person.
    async fn account(&self, tx: &mut Tx) -> Result<users::Account, Error> {
        let login = &self.login;
        let id = users::id_of(tx, login).await?.ok_or_else(|| Error::Invalid(format!("Không có người dùng {login}")))?;
        let now = Clock::System.now();
        users::account(tx, id, Reading { on: Clock::System.today(), now, active_since: self.config.security.active_since(now) }).await
    }

    /// A password that may be taken, hashed; `before` are hashes of those that may not come back.
    async fn hashed(&self, with_code: bool, before: Vec<String>) -> Result<String> {
        let password = asked()?;
        let Config { security, hashing, internet, .. } = &self.config;
        if let Some(sentence) = security.password_rules().fault(&password, &self.login, with_code || *internet) {
            bail!("{sentence}");
        }
        if password::is_among(&password, before, *hashing).await? {
            bail!("Mật khẩu này nằm trong {} mật khẩu gần đây; đề nghị chọn mật khẩu khác", security.passwords_kept.value);
        }
        Ok(password::hash(password, *hashing).await?)
    }
}

async fn add(args: Add) -> Result<ExitCode> {
    let open = args.board.open(&args.login).await?;
    let role = Role::from(args.role);
    let hash = open.hashed(role == Role::Administrator, Vec::new()).await?;
    let said = format!("Đã thêm {} ({})", open.login, role.label());
    open.change(&said, async |tx, actor, open| {
        let unit = match &args.unit {
            Some(code) => {
                let unknown = || Error::Invalid(format!("Không có đơn vị mã {code}"));
                Some(units::by_code(tx, code).await?.ok_or_else(unknown)?.id)
            }
            None => None,
        };
        let id = users::add(tx, actor, &open.login, args.name.trim(), &hash).await?;
        users::note_password(tx, id, !args.own, Clock::System.now()).await?;
        users::add_post(tx, actor, id, unit, role, Clock::System.today()).await?;
        Ok(())
    })
    .await
}

async fn set_password(args: Password) -> Result<ExitCode> {
    let open = args.board.open(&args.login).await?;
    let mut tx = open.db.read().await?;
    let account = open.account(&mut tx).await?;
    let before = password_history::recent(&mut tx, account.id, open.config.security.passwords_kept.value).await?;
    drop(tx);
    let hash = open.hashed(account.has_second_factor, before).await?;
    let said = format!("Đã đặt lại mật khẩu của {}", open.login);
    open.change(&said, async |tx, actor, open| {
        let id = users::set_password(tx, actor, &open.login, &hash).await?;
        users::note_password(tx, id, !args.own, Clock::System.now()).await?;
        sessions::end(tx, actor, id, None, None).await?;
        Ok(())
    })
    .await
}

async fn unlock(args: Unlock) -> Result<ExitCode> {
    let open = args.board.open(&args.login).await?;
    let said = format!("Đã mở khóa {}", open.login);
    open.change(&said, async |tx, actor, open| {
        let account = open.account(tx).await?;
        sign_in_failures::unlock(tx, actor, account.id, &open.login).await?;
        users::enable(tx, actor, account.id, Clock::System.now()).await
    })
    .await
}

async fn reset_second_factor(args: ResetSecondFactor) -> Result<ExitCode> {
    let open = args.board.open(&args.login).await?;
    let said = format!("Đã bỏ xác thực hai lớp của {}", open.login);
    open.change(&said, async |tx, actor, open| {
        let account = open.account(tx).await?;
        second_factors::remove(tx, actor, account.id).await?;
        sessions::end(tx, actor, account.id, None, None).await?;
        Ok(())
    })
    .await
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
