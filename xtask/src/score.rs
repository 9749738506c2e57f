//! `cargo xtask score DIR`: compiles every document of one or more folders and holds the result against its gold file.

mod bars;
mod confidence;
mod findings;
mod one;
mod table;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail, ensure};

use crate::program;
use bars::Bars;
use one::{Outcome, Scorer};

#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// Folders of documents with their NAME.gold.json beside them.
    #[arg(required = true)]
    dirs: Vec<PathBuf>,
    /// Also compare the diagnostics with the gold's findings.
    #[arg(long)]
    findings: bool,
    /// Show every field that differs.
    #[arg(long)]
    verbose: bool,
    /// Fail when a figure falls below xtask/score/bars.toml.
    #[arg(long)]
    enforce: bool,
    /// Also print stated confidence against what was right, over all documents with a gold file.
    #[arg(long)]
    confidence: bool,
    /// Use the release build of the binary.
    #[arg(long)]
    release: bool,
}

impl Options {
    /// The way `cargo xtask test` calls it.
    pub fn enforced(dir: PathBuf, release: bool) -> Self {
        Self { dirs: vec![dir], findings: false, verbose: false, enforce: true, confidence: false, release }
    }
}

/// One document of the folder with its gold file, matched by the name up to the first dot.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pair {
    document: PathBuf,
    gold: Option<PathBuf>,
    /// The set of bars it is held against.
    set: &'static str,
}

/// Scores the folders and prints the table; returns one line that sums it up.
///
/// # Errors
/// When a folder or the tools are not there; with `enforce` also when a figure falls short.
pub fn run(root: &Path, options: &Options) -> Result<String> {
    let samples = root.join("samples").canonicalize().ok();
    let mut all = Vec::new();
    for dir in &options.dirs {
        let own = samples.is_some() && dir.canonicalize().ok() == samples;
        let found = pairs(dir, if own { "samples" } else { "plans" })?;
        ensure!(!found.is_empty(), "{}: no document (docx, pdf, txt, md, html) in this folder", dir.display());
        all.extend(found);
    }
    let pairs = all;
    let bars = Bars::read(&root.join("xtask/score/bars.toml"))?;
    let scorer = Scorer::new(root, program::roviec(root, options.release)?, options)?;
    let outcomes = in_parallel(&pairs, |pair| scorer.score(pair))?;
    table::print(&pairs, &outcomes, options);
    if options.confidence {
        let of_all = outcomes.iter().filter_map(|outcome| match outcome {
            Outcome::Scored(scores) => Some(scores.stated.as_slice()),
            _ => None,
        });
        confidence::print(&of_all.flatten().cloned().collect::<Vec<_>>())?;
    }

    if options.findings {
        let of_all = pairs.iter().zip(&outcomes).filter_map(|(pair, outcome)| match outcome {
            Outcome::Scored(scores) => Some((pair.set, findings::kind(pair.document.extension()?.to_str()?), *scores.found.as_deref()?)),
            _ => None,
        });
        findings::print(&of_all.collect::<Vec<_>>());
    }

    let (mut passed, mut short, mut without) = (0, Vec::new(), 0);
    for (pair, outcome) in pairs.iter().zip(&outcomes) {
        let faults = bars.faults(pair.set, pair, outcome);
        match (faults.is_empty(), bars.held(pair.set, pair, outcome)) {
            (false, _) => short.push(format!("{}: {}", name(&pair.document), faults.join(", "))),
            (true, true) => passed += 1,
            (true, false) => without += 1,
        }
    }
    for line in &short {
        println!("short: {line}");
    }
    let summary = format!("{passed} at or above their bars, {} short, {without} without a bar", short.len());
    println!("{summary}");
    if options.enforce && !short.is_empty() {
        bail!("{summary}");
    }
    ensure!(!options.enforce || passed > 0, "no file was held against a bar");
    Ok(summary)
}

/// Documents of the folder in order of name.
fn pairs(dir: &Path, set: &'static str) -> Result<Vec<Pair>> {
    const ENDINGS: &[&str] = &["docx", "pdf", "txt", "md", "html"];
    let entries = std::fs::read_dir(dir).with_context(|| format!("{}: this folder cannot be read", dir.display()))?;
    let mut out = Vec::new();
    for entry in entries {
        let document = entry?.path();
        let name = name(&document);
        let known = document.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| ENDINGS.contains(&ending));
        let about = name.starts_with("README") || name.starts_with('.') || name.starts_with("~$");
        if document.is_file() && known && !about {
            let stem = name.split('.').next().unwrap_or_default();
            let gold = Some(dir.join(format!("{stem}.gold.json"))).filter(|gold| gold.is_file());
            out.push(Pair { document, gold, set });
        }
    }
    out.sort_by(|a, b| a.document.cmp(&b.document));
    Ok(out)
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Works through the pairs on every core; results stay in order.
fn in_parallel(pairs: &[Pair], work: impl Fn(&Pair) -> Result<Outcome> + Sync) -> Result<Vec<Outcome>> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from).min(pairs.len()) {
            scope.spawn(|| {
                while let Some((index, pair)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, pairs.get(at)?))) {
                    let result = work(pair);
                    results.lock().expect("no worker panics while it holds the lock").push((index, result));
                }
            });
        }
    });
    let mut results = results.into_inner().expect("every worker has ended");
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gold_is_matched_by_the_name_up_to_the_first_dot() {
        let dir = tempfile::tempdir().unwrap();
        for file in ["a.docx", "a.scan.pdf", "a.gold.json", "b.txt", "cascade.gold.json", "units.toml", "README.md"] {
            std::fs::write(dir.path().join(file), "x").unwrap();
        }
        let found: Vec<(String, Option<String>)> =
            pairs(dir.path(), "plans").unwrap().iter().map(|pair| (name(&pair.document), pair.gold.as_deref().map(name))).collect();
        let gold = Some("a.gold.json".to_owned());
        assert_eq!(found, [("a.docx".to_owned(), gold.clone()), ("a.scan.pdf".to_owned(), gold), ("b.txt".to_owned(), None)]);
    }
}
