//! Documents that follow from the code: docs/rules.md is written from the rules, docs/rights.md from the routes, and
//! commands that a document shows are held against the programs' own help.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::program;
use crate::readme::{self, Program};

/// Documents whose commands must exist.
const SHOWING_COMMANDS: &[&str] = &["README.md", "README.vi.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs/fuzzing.md"];

/// Writes docs/rules.md from the rules; with `check`, only says whether it would change.
///
/// # Errors
/// With `check`, when the committed page is not what the rules say.
pub fn rules(root: &Path, check: bool) -> Result<String> {
    let path = root.join("docs/rules.md");
    let wanted = roviec_plan::render::rules_markdown();
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    if there != wanted && check {
        bail!("docs/rules.md is not what the rules say: run `cargo xtask docs`");
    }
    if there != wanted {
        std::fs::write(&path, &wanted)?;
        println!("wrote docs/rules.md");
    }
    Ok(format!("{} lines", wanted.lines().count()))
}

/// Writes docs/rights.md from the routes; a test of the board says whether it would change.
///
/// # Errors
/// When the board's example does not build.
pub fn rights(root: &Path) -> Result<()> {
    let mut command = program::cargo(root);
    command.args(["run", "--quiet", "--package", "roviec-tracker", "--example", "rights"]);
    let out = command.stderr(Stdio::inherit()).output()?;
    ensure!(out.status.success(), "the example `rights` did not run");
    let path = root.join("docs/rights.md");
    if std::fs::read(&path).ok().as_deref() != Some(&out.stdout) {
        std::fs::write(&path, &out.stdout)?;
        println!("wrote docs/rights.md");
    }
    Ok(())
}

/// Every command of the documents has its subcommand and options; returns how many there are.
///
/// # Errors
/// One line per command that does not exist.
pub fn check_commands(root: &Path, release: bool) -> Result<String> {
    let binary = program::roviec(root, release)?;
    let help = |program: Program, names: &[&str]| {
        let mut command = match program {
            Program::Roviec => Command::new(&binary),
            Program::Xtask => Command::new(std::env::current_exe().ok()?),
        };
        let out = command.args(names).arg("--help").stdin(Stdio::null()).output().ok()?;
        out.status.success().then(|| String::from_utf8_lossy(&out.stdout).into_owned())
    };
    let (mut count, mut faults) = (0, Vec::new());
    for document in SHOWING_COMMANDS {
        let text = std::fs::read_to_string(root.join(document)).with_context(|| (*document).to_owned())?;
        count += readme::commands(&text).len();
        faults.extend(readme::faults(&text, help).into_iter().map(|fault| format!("{document}: {fault}")));
    }
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    ensure!(count > 0, "the documents show no command");
    Ok(format!("{count} commands exist"))
}
