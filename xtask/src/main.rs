//! Developer commands: `cargo xtask test`, `score`, and what keeps the project true to itself.

#[cfg(test)]
mod checks;
mod docs;
mod licences;
mod program;
mod project;
mod readme;
mod samples;
mod score;
mod test;

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
    /// Run everything that can run on this machine; say what could not run and why.
    Test,
    /// Compile every document of a folder and hold it against its gold file.
    Score(score::Options),
    /// Check that every dependency has a licence that may be shipped.
    Licences,
    /// Write the documents and gold files of samples/ from samples/source.
    Samples {
        /// Only compare: fail when a committed file differs from what the source gives.
        #[arg(long)]
        check: bool,
        /// Also convert the PDF again with LibreOffice.
        #[arg(long)]
        pdf: bool,
    },
}

fn main() -> ExitCode {
    let root = project::root();
    let result = match Cli::parse().command {
        Task::Test => test::run(root.clone()),
        Task::Licences => licences::run(&root),
        Task::Samples { check: true, .. } => samples::check(&root),
        Task::Samples { pdf, .. } => samples::run(&root).and_then(|()| if pdf { samples::rebuild_pdf(&root) } else { Ok(()) }),
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
