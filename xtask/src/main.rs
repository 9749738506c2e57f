//! Developer commands: `cargo xtask test`, `score`, `samples`, and what keeps the project true to itself.

mod bench_client;
mod bench_compile;
mod bench_intake;
mod bench_units;
mod bench_work;
#[cfg(test)]
mod checks;
mod docs;
mod fuzz;
mod licences;
mod program;
mod project;
mod readme;
mod samples;
mod score;
mod test;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
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
    Test {
        /// Take the debug build where the binary is run: builds faster, runs slower.
        #[arg(long)]
        debug: bool,
    },
    /// Compile every document of a folder and hold it against its gold file.
    Score(score::Options),
    /// Write the sample documents and gold files from samples/source.
    Samples {
        /// Write nothing; fail when a committed file differs.
        #[arg(long)]
        check: bool,
        /// Also convert to PDF what has its PDF committed (needs LibreOffice).
        #[arg(long, conflicts_with = "check")]
        pdf: bool,
    },
    /// Write docs/rules.md from the rules and docs/rights.md from the routes.
    Docs {
        /// Write nothing; fail when the committed page differs.
        #[arg(long)]
        check: bool,
    },
    /// Measure; what is printed ends with one line of JSON.
    Bench { name: Measure },
    /// Give every reader and grammar bytes nobody wrote (needs cargo-fuzz); a find ends with failure.
    Fuzz(fuzz::Options),
    /// Check that every dependency has a licence that may be shipped.
    Licences,
}

/// What can be measured.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Measure {
    /// Time and memory of compiling, beside pdftotext and pdfplumber.
    Compile,
    /// Time from sending a plan of 30 pages to its review, and from there to the board.
    Intake,
    /// Pages over 10,000 units, 5,000 users and a million entries of the audit, and how fast those are verified.
    Units,
    Work,
}

fn main() -> ExitCode {
    match run(Cli::parse().command, &project::root()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Task, root: &Path) -> Result<()> {
    match command {
        Task::Test { debug } => test::run(root.to_owned(), !debug),
        Task::Score(options) => score::run(root, &options).map(drop),
        Task::Samples { check: true, .. } => samples::check(root),
        Task::Samples { check: false, pdf } => {
            samples::run(root)?;
            if pdf { samples::rebuild_pdf(root) } else { Ok(()) }
        }
        Task::Docs { check: true } => docs::rules(root, true).map(drop),
        Task::Docs { check: false } => {
            docs::rules(root, false)?;
            docs::rights(root)
        }
        Task::Bench { name: Measure::Compile } => bench_compile::run(root),
        Task::Bench { name: Measure::Intake } => bench_intake::run(root),
        Task::Bench { name: Measure::Units } => bench_units::run(root),
        Task::Bench { name: Measure::Work } => bench_work::run(root),
        Task::Fuzz(options) => fuzz::run(root, &options),
        Task::Licences => licences::run(root),
    }
}
