//! Developer commands: `cargo xtask test`, `score`, and what keeps the project true to itself.

#[cfg(test)]
mod checks;
mod program;
mod project;
mod readme;
mod score;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Developer commands of Rõ Việc")]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Compile every document of a folder and hold it against its gold file.
    Score(score::Options),
}

fn main() -> ExitCode {
    let root = project::root();
    let result = match Cli::parse().command {
        Task::Score(options) => score::run(&root, &options).map(drop),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
