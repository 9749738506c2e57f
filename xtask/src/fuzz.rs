//! `cargo xtask fuzz`: gives every reader and grammar bytes nobody wrote, for as long as is said, and tells what came of it.
//! The targets stand in `fuzz/`; what they share of inputs, finds and logs lies under the target folder.

mod made;
mod seeds;
mod session;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::program;
use session::{Outcome, Session};

/// What can be fuzzed, in the order it starts.
const TARGETS: &[Target] = &[
    Target { name: "docx", longest: 12_000, dictionary: Some("word") },
    Target { name: "xlsx", longest: 12_000, dictionary: Some("sheet") },
    Target { name: "csv", longest: 2_000, dictionary: Some("plan") },
    Target { name: "pdf", longest: 8_000, dictionary: Some("pdf") },
    Target { name: "pdf_page", longest: 4_000, dictionary: Some("pdf") },
    Target { name: "scan", longest: 2_700, dictionary: None },
    Target { name: "html", longest: 3_000, dictionary: Some("html") },
    Target { name: "markdown", longest: 2_000, dictionary: Some("plan") },
    Target { name: "text", longest: 2_000, dictionary: Some("plan") },
    Target { name: "grammar", longest: 1_000, dictionary: Some("plan") },
    Target { name: "compile", longest: 2_000, dictionary: Some("plan") },
    Target { name: "container", longest: 16_000, dictionary: None },
];

/// One of the programs in `fuzz/fuzz_targets/`.
#[derive(Debug, Clone, Copy)]
struct Target {
    name: &'static str,
    /// Bytes of the longest input. Time grows with it, and what a grammar can do wrong it does in few words.
    longest: usize,
    /// A file of `fuzz/dictionaries/`: words that chance would not find.
    dictionary: Option<&'static str>,
}

/// How much is fuzzed.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Seconds of all targets together; each gets its share.
    #[arg(long, default_value_t = 3600)]
    seconds: u64,
    /// Processes at one time: with two, the hour is over in half of one.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Only these targets.
    targets: Vec<String>,
}

/// Builds the targets, runs them and prints the table.
///
/// # Errors
/// When cargo-fuzz is missing, a target does not build, or one crashed, hung or took too much memory.
pub fn run(root: &Path, options: &Options) -> Result<()> {
    let chosen = chosen(&options.targets)?;
    if program::output(program::cargo(root).args(["fuzz", "--version"])).is_err() {
        bail!("cargo-fuzz is not installed: install it with `cargo install cargo-fuzz --locked` (libFuzzer also needs a C++ compiler)");
    }
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from).join("fuzz");
    let programs = build(root, &folder, &chosen)?;
    seeds::write(root, &folder.join("seeds"))?;
    dictionaries(root, &folder.join("dictionaries"))?;

    let share = Duration::from_secs((options.seconds / chosen.len() as u64).max(1));
    let sessions = chosen.iter().map(|target| Session {
        name: target.name,
        program: programs.join(target.name),
        dictionary: target.dictionary.map(|name| folder.join(format!("dictionaries/{name}.dict"))),
        longest: target.longest,
        folder: folder.clone(),
        time: share,
    });
    let mut outcomes = run_all(sessions.collect(), options.jobs.max(1))?;
    outcomes.sort_by_key(|outcome| chosen.iter().position(|target| target.name == outcome.name));
    print!("{}", session::table(&outcomes));
    let found: Vec<&str> = outcomes.iter().filter(|outcome| !outcome.is_clean()).map(|outcome| outcome.name).collect();
    ensure!(
        found.is_empty(),
        "fuzzing found something in {}: the inputs lie in found/ and the messages in logs/ below {}",
        found.join(", "),
        folder.display()
    );
    Ok(())
}

fn chosen(names: &[String]) -> Result<Vec<Target>> {
    let named = |name: &String| {
        let known = || TARGETS.iter().map(|target| target.name).collect::<Vec<_>>().join(", ");
        TARGETS.iter().find(|target| target.name == name).copied().with_context(|| format!("no target {name}; there are {}", known()))
    };
    if names.is_empty() { Ok(TARGETS.to_vec()) } else { names.iter().map(named).collect() }
}

/// Builds with the stable compiler: coverage needs no address sanitizer, and there is no `unsafe` of ours to watch.
/// Dependencies are built as they ship, without `cfg(fuzzing)`; only the compiler itself has its overflows checked.
fn build(root: &Path, folder: &Path, targets: &[Target]) -> Result<PathBuf> {
    let told = program::output(std::process::Command::new("rustc").arg("-vV"))?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc -vV names no host")?;
    let mut command = program::cargo(root);
    command.args(["fuzz", "build", "--release", "--sanitizer", "none", "--no-cfg-fuzzing"]);
    // Watching comparisons would halve the speed; what they would teach, the dictionaries know.
    command.args(["--no-trace-compares", "--codegen-units", "16", "--target", host, "--target-dir"]).arg(folder);
    if let [one] = targets {
        command.arg(one.name);
    }
    program::run(&mut command)?;
    Ok(folder.join(host).join("release"))
}

/// Copies of the dictionaries in the only letters libFuzzer takes.
fn dictionaries(root: &Path, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    for name in TARGETS.iter().filter_map(|target| target.dictionary) {
        let path = root.join(format!("fuzz/dictionaries/{name}.dict"));
        let words = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        std::fs::write(folder.join(format!("{name}.dict")), escaped(&words))?;
    }
    Ok(())
}

fn escaped(words: &str) -> String {
    words.bytes().map(|byte| if byte.is_ascii() { char::from(byte).to_string() } else { format!("\\x{byte:02x}") }).collect()
}

/// Runs every session, some at once; one that finds something does not stop the others.
fn run_all(sessions: Vec<Session>, jobs: usize) -> Result<Vec<Outcome>> {
    let waiting = Mutex::new(VecDeque::from(sessions));
    let next = || waiting.lock().expect("nothing panics while it holds the lock").pop_front();
    let work = || {
        let mut done = Vec::new();
        while let Some(session) = next() {
            let outcome = session.run().with_context(|| session.name.to_owned())?;
            println!("{}", outcome.line());
            done.push(outcome);
        }
        Ok(done)
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(work)).collect();
        let mut all = Vec::new();
        for worker in workers {
            let done: Result<Vec<Outcome>> = worker.join().expect("a worker returns its errors");
            all.extend(done?);
        }
        Ok(all)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project;

    #[test]
    fn every_target_has_its_program_its_seeds_and_its_dictionary() {
        let fuzz = project::root().join("fuzz");
        let manifest: toml::Table = std::fs::read_to_string(fuzz.join("Cargo.toml")).unwrap().parse().unwrap();
        let named: Vec<&str> = manifest["bin"].as_array().unwrap().iter().map(|bin| bin["name"].as_str().unwrap()).collect();
        assert_eq!(named, TARGETS.iter().map(|target| target.name).collect::<Vec<_>>());
        let seeds = seeds::all(&project::root()).unwrap();
        for target in TARGETS {
            assert!(seeds.iter().any(|seed| seed.target == target.name), "{} has no seed", target.name);
            assert!(target.dictionary.is_none_or(|name| fuzz.join(format!("dictionaries/{name}.dict")).is_file()));
        }
        for seed in seeds {
            let target = TARGETS.iter().find(|target| target.name == seed.target).unwrap();
            assert!(seed.bytes.len() <= target.longest, "a seed of {} is cut at {} bytes", seed.target, target.longest);
        }
    }

    #[test]
    fn words_of_a_dictionary_become_ascii() {
        assert_eq!(escaped("\"Số\\x00\"\n"), "\"S\\xe1\\xbb\\x91\\x00\"\n");
    }

    #[test]
    fn an_unknown_target_is_named_with_those_there_are() {
        let error = chosen(&["doc".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("no target doc") && error.contains("docx"), "{error}");
    }

    /// Else another version would be fuzzed than the one that ships.
    #[test]
    fn the_fuzzer_locks_the_versions_the_project_locks() {
        let locked = |path: &str| -> Vec<(String, String)> {
            let lock: toml::Table = std::fs::read_to_string(project::root().join(path)).unwrap().parse().unwrap();
            let text = |package: &toml::Value, key: &str| package[key].as_str().unwrap().to_owned();
            lock["package"].as_array().unwrap().iter().map(|package| (text(package, "name"), text(package, "version"))).collect()
        };
        let ours = locked("Cargo.lock");
        let known = |name: &str| ours.iter().any(|(other, _)| other == name);
        let faults: Vec<_> = locked("fuzz/Cargo.lock").into_iter().filter(|package| known(&package.0) && !ours.contains(package)).collect();
        assert!(faults.is_empty(), "{faults:?}");
    }
}
