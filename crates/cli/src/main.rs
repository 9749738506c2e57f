//! The one binary: reads the command line and hands over to one thin file per subcommand.

mod audit;
mod backup;
mod check;
mod compile;
mod config;
mod copy;
mod counter;
mod database;
mod demo;
mod diff;
mod explain;
mod import;
mod migrate;
mod output;
mod reader;
mod restore;
mod serve;
mod sources;
mod units;
mod usage;
mod user;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Biên dịch văn bản kế hoạch thành chỉ tiêu, nhiệm vụ và theo dõi thực hiện.
#[derive(Parser)]
#[command(name = "roviec", version, styles = usage::STYLES, disable_help_subcommand = true)]
#[command(subcommand_required = true, arg_required_else_help = true)]
struct Cli {
    /// Ngôn ngữ của nhãn và thông báo
    #[arg(long, global = true, value_name = "NGÔN NGỮ", default_value = "vi", hide_default_value = true)]
    lang: LangArg,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, ValueEnum)]
enum LangArg {
    Vi,
    En,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Args),
    Compile(compile::Args),
    Diff(diff::Args),
    Explain(explain::Args),
    Demo(demo::Args),
    Serve(serve::Args),
    Import(import::Args),
    Units(units::Args),
    User(user::Args),
    Audit(audit::Args),
    Migrate(migrate::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    Copy(copy::Args),
    #[command(hide = true)]
    Reader(reader::Args),
}

fn main() -> ExitCode {
    let command = usage::localised(Cli::command(), usage::lang());
    let cli = match command.try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return usage::refuse(&error),
    };
    let lang = match cli.lang {
        LangArg::Vi => roviec_plan::render::Lang::Vi,
        LangArg::En => roviec_plan::render::Lang::En,
    };
    let done = match cli.command {
        Command::Check(args) => check::run(args, lang),
        Command::Compile(args) => compile::run(args, lang),
        Command::Diff(args) => diff::run(args, lang),
        Command::Explain(args) => explain::run(args, lang),
        Command::Demo(args) => demo::run(args),
        Command::Serve(args) => serve::run(args),
        Command::Import(args) => import::run(args, lang),
        Command::Units(args) => units::run(args),
        Command::User(args) => user::run(args),
        Command::Audit(args) => audit::run(args),
        Command::Migrate(args) => migrate::run(&args),
        Command::Backup(args) => backup::run(&args),
        Command::Restore(args) => restore::run(&args),
        Command::Copy(args) => copy::run(&args),
        Command::Reader(args) => reader::run(&args),
    };
    done.unwrap_or_else(|error| {
        anstream::eprintln!("{error:#}");
        ExitCode::from(2)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_holds_together_in_both_languages() {
        for lang in [roviec_plan::render::Lang::Vi, roviec_plan::render::Lang::En] {
            usage::localised(Cli::command(), lang).debug_assert();
        }
    }
}
