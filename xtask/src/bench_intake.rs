//! `cargo xtask bench intake`: the machine's part of taking in a plan, over HTTP on a real server: from sending the file to the
//! review page, and from the button to the board.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::bench_compile::generated;
use crate::program;

const PAGES: usize = 30;

/// Runs the bench and prints it; the last line is JSON.
///
/// # Errors
/// When our own binary cannot be built, LibreOffice makes no PDF, or the server refuses a file.
pub fn run(root: &Path) -> Result<()> {
    let binary = program::roviec(root, true)?;
    let folder = root.join("target/bench");
    std::fs::create_dir_all(&folder)?;
    let word = generated::word(&folder, PAGES)?;
    let pdf = generated::pdfs(&folder, &[PAGES])?.remove(0);
    // Two plans: the second would be a new reading of the first.
    let mut measured = serde_json::Map::new();
    for file in [word, pdf] {
        let said =
            program::output(Command::new("node").arg("e2e/measure-intake.mjs").arg(file).current_dir(root).env("ROVIEC_BIN", &binary))?;
        let line = said.lines().last().context("node said nothing")?;
        println!("{line}");
        if let Value::Object(figures) = serde_json::from_str(line)? {
            measured.extend(figures);
        }
    }
    println!("{}", json!({ "bench": "intake", "figures": measured }));
    Ok(())
}
