//! `cargo xtask licences`: every dependency has a licence that may be shipped with an Apache-2.0 program.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::program;

/// Licences that ask for notice at most, or bind only their own files (MPL-2.0).
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];
/// Exceptions that take nothing away.
const EXCEPTIONS: &[&str] = &["LLVM-exception"];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
}

/// Checks what `Cargo.lock` holds for every platform; prints the licences with their counts.
///
/// # Errors
/// One line per dependency whose licence is missing or not allowed.
pub fn run(root: &Path) -> Result<()> {
    let out = program::output(program::cargo(root).args(["metadata", "--format-version", "1", "--locked"]))?;
    let metadata: Metadata = serde_json::from_str(&out).context("cargo metadata")?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut faults = Vec::new();
    for package in &metadata.packages {
        let licence = package.license.as_deref().unwrap_or("none named");
        *counts.entry(licence).or_default() += 1;
        if !is_allowed(licence) {
            faults.push(format!("{} {}: {licence}", package.name, package.version));
        }
    }
    for (licence, count) in &counts {
        println!("{count:4}  {licence}");
    }
    println!("{} packages; known vulnerabilities are not looked up: the advisory database lies on the network", metadata.packages.len());
    if !faults.is_empty() {
        bail!("licences that are not allowed:\n{}", faults.join("\n"));
    }
    Ok(())
}

/// Whether an SPDX expression leaves a choice that is allowed. An old-style slash means "or".
fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    any(&words, &mut at) && at == words.len()
}

fn any(words: &[&str], at: &mut usize) -> bool {
    let mut allowed = all(words, at);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        // Read the branch also when the choice is already good: the place has to move on.
        allowed = all(words, at) || allowed;
    }
    allowed
}

fn all(words: &[&str], at: &mut usize) -> bool {
    let mut allowed = one(words, at);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        allowed = one(words, at) && allowed;
    }
    allowed
}

fn one(words: &[&str], at: &mut usize) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word == "(" {
        let allowed = any(words, at);
        let closed = words.get(*at) == Some(&")");
        *at += 1;
        return allowed && closed;
    }
    let mut allowed = ALLOWED.contains(word);
    if words.get(*at) == Some(&"WITH") {
        allowed = allowed && words.get(*at + 1).is_some_and(|exception| EXCEPTIONS.contains(exception));
        *at += 2;
    }
    allowed
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn a_choice_is_enough_and_a_sum_needs_all() {
        assert!(is_allowed("MIT OR GPL-3.0"));
        assert!(is_allowed("MIT/Apache-2.0"));
        assert!(is_allowed("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(is_allowed("Apache-2.0 WITH LLVM-exception OR MIT"));
        assert!(!is_allowed("MIT AND GPL-3.0-only"));
        assert!(!is_allowed("AGPL-3.0"));
        assert!(!is_allowed("GPL-2.0 WITH Classpath-exception-2.0"));
        assert!(!is_allowed("none named"));
    }
}
