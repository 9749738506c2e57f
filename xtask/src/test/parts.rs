//! The parts of `cargo xtask test`, in the order they run.

use std::process::Command;

use anyhow::Result;

use super::machine::Need;
use super::{Bench, Part, Report, count, ocr, office};
use crate::{docs, program, score};

pub const PARTS: &[Part] = &[
    Part { name: "tests of every crate", needs: &[], run: crates },
    Part { name: "the binary of the demo command", needs: &[], run: binary },
    Part { name: "commands in the documents", needs: &[], run: commands },
    Part { name: "docs/rules.md is what the rules say", needs: &[], run: rules },
    Part { name: "samples/ is what its sources say", needs: &[], run: samples },
    Part { name: "scores of samples/", needs: &[Need::Python], run: scores },
    Part { name: "sample documents in LibreOffice", needs: &[Need::Office], run: office::documents },
    Part { name: "Word files with remarks in LibreOffice", needs: &[Need::Office], run: office::annotated },
    Part { name: "old Word files through LibreOffice", needs: &[Need::Office], run: office::old_word },
    Part { name: "the workbook in LibreOffice", needs: &[Need::Workbook], run: office::workbook },
    Part { name: "marked tracking workbooks in LibreOffice", needs: &[Need::Workbook], run: office::marked },
    Part { name: "a scan of a sample through Tesseract", needs: &[Need::Ocr, Need::Python], run: ocr::scan },
    Part { name: "browser tests", needs: &[Need::Browser], run: browser },
];

/// Every test of the workspace; migrations from empty and store tests are among them.
fn crates(bench: &Bench) -> Result<Report> {
    let mut command = program::cargo(&bench.root);
    let nextest = program::output(program::cargo(&bench.root).args(["nextest", "--version"])).is_ok();
    if nextest {
        command.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
    } else {
        command.args(["test", "--workspace", "--no-fail-fast", "--bins", "--lib", "--tests"]);
    }
    counted(&mut command, if nextest { "cargo nextest" } else { "cargo test (cargo-nextest is not installed)" })
}

fn binary(bench: &Bench) -> Result<Report> {
    bench.binary()?;
    Ok(Report::one(if bench.release { "release build" } else { "debug build" }))
}

fn commands(bench: &Bench) -> Result<Report> {
    docs::check_commands(&bench.root, bench.release).map(Report::one)
}

fn rules(bench: &Bench) -> Result<Report> {
    docs::rules(&bench.root, true).map(Report::one)
}

fn samples(bench: &Bench) -> Result<Report> {
    crate::samples::check(&bench.root)?;
    Ok(Report::one("the committed documents are written again byte for byte"))
}

fn scores(bench: &Bench) -> Result<Report> {
    let options = score::Options::enforced(bench.root.join("samples"), bench.release);
    score::run(&bench.root, &options).map(Report::one)
}

/// Real headless Chromium on every page.
fn browser(bench: &Bench) -> Result<Report> {
    let folder = bench.root.join("e2e");
    program::run(Command::new("npm").current_dir(&folder).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))?;
    let binary = bench.binary()?;
    counted(Command::new("npm").current_dir(&folder).args(["test", "--silent"]).env("ROVIEC_BIN", binary), "Chromium, axe-core")
}

/// Runs a test runner with its output shown and counts what it says.
fn counted(command: &mut Command, note: &str) -> Result<Report> {
    let (ended_well, said) = program::teed(command)?;
    let (passed, failed) = count::tests(&said);
    // A runner that ends badly without a failed test did not get as far as the tests.
    let failed = if ended_well { failed } else { failed.max(1) };
    Ok(Report { passed, failed, note: format!("{passed} passed, {failed} failed ({note})") })
}
