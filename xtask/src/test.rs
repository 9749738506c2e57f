//! `cargo xtask test`: everything that can run on this machine, in order, and at the end what ran,
//! what failed, and what could not run and why.

mod count;
mod machine;
mod ocr;
mod office;
mod parts;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::program;
use machine::{Machine, Need};
use parts::PARTS;

/// What a part that ran has to say: how many tests passed and failed, and a word on how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    pub passed: usize,
    pub failed: usize,
    pub note: String,
}

impl Report {
    fn one(note: impl Into<String>) -> Self {
        Self { passed: 1, failed: 0, note: note.into() }
    }
}

/// One part of the whole.
pub struct Part {
    pub name: &'static str,
    /// Without one of these it does not run.
    pub needs: &'static [Need],
    pub run: fn(&Bench) -> Result<Report>,
}

/// What the parts share.
pub struct Bench {
    pub root: PathBuf,
    pub machine: Machine,
    /// The parts that run the binary take the release build, as the demo command does.
    pub release: bool,
}

impl Bench {
    fn binary(&self) -> Result<PathBuf> {
        program::roviec(&self.root, self.release)
    }
}

enum End {
    Ran(Report),
    Broke(String),
    /// The reason; and whether it was required.
    CouldNotRun(String, bool),
}

struct Line {
    name: &'static str,
    end: End,
    time: Duration,
}

/// Runs every part, also after one has failed.
///
/// # Errors
/// When a part failed, or a part that `ROVIEC_REQUIRE` names could not run.
pub fn run(root: PathBuf, release: bool) -> Result<()> {
    let required = machine::required(&std::env::var("ROVIEC_REQUIRE").unwrap_or_default())?;
    let bench = Bench { machine: Machine::look(), root, release };
    let mut lines: Vec<Line> = PARTS.iter().map(|part| run_part(part, &bench, &required)).collect();
    // The store's tests run with all others; only their second database can be missing.
    lines.extend(bench.machine.missing(Need::Postgres).map(|why| Line {
        name: "store tests on PostgreSQL",
        end: End::CouldNotRun(why.to_owned(), required.contains(&Need::Postgres)),
        time: Duration::ZERO,
    }));
    let (passed, failed) = summarise(&lines);
    if failed > 0 || passed == 0 {
        bail!("cargo xtask test: failed");
    }
    Ok(())
}

fn run_part(part: &Part, bench: &Bench, required: &[Need]) -> Line {
    let begun = Instant::now();
    let end = match part.needs.iter().find_map(|need| Some((need, bench.machine.missing(*need)?))) {
        Some((need, why)) => End::CouldNotRun(why.to_owned(), required.contains(need)),
        None => {
            println!("\n== {}", part.name);
            (part.run)(bench).map_or_else(|error| End::Broke(format!("{error:#}")), End::Ran)
        }
    };
    if let End::Broke(why) = &end {
        println!("{why}");
    }
    Line { name: part.name, end, time: begun.elapsed() }
}

/// Prints the list and the last line; returns how many tests passed and failed.
fn summarise(lines: &[Line]) -> (usize, usize) {
    let (mut passed, mut failed) = (0, 0);
    println!("\nRan:");
    for line in lines {
        let time = line.time.as_secs_f64();
        match &line.end {
            End::Ran(report) => {
                (passed, failed) = (passed + report.passed, failed + report.failed);
                let word = if report.failed == 0 { "passed" } else { "FAILED" };
                println!("  {word} {time:6.1} s  {}: {}", line.name, report.note);
            }
            End::Broke(why) => {
                failed += 1;
                println!("  FAILED {time:6.1} s  {}: {}", line.name, why.lines().next().unwrap_or_default());
            }
            End::CouldNotRun(..) => {}
        }
    }
    let missing = lines.iter().filter_map(|line| match &line.end {
        End::CouldNotRun(why, required) => Some((line.name, why, *required)),
        _ => None,
    });
    println!("Could not run:");
    let mut none = true;
    for (name, why, required) in missing {
        none = false;
        failed += usize::from(required);
        println!("  {}{name}: {why}", if required { "FAILED (required) " } else { "" });
    }
    if none {
        println!("  nothing, all of it ran");
    }
    println!("{passed} passed, {failed} failed");
    (passed, failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(end: End) -> Line {
        Line { name: "part", end, time: Duration::ZERO }
    }

    #[test]
    fn a_missing_part_fails_only_when_required() {
        let ran = || line(End::Ran(Report::one("ok")));
        assert_eq!(summarise(&[ran(), line(End::CouldNotRun("no node".to_owned(), false))]), (1, 0));
        assert_eq!(summarise(&[ran(), line(End::CouldNotRun("no node".to_owned(), true))]), (1, 1));
        assert_eq!(summarise(&[ran(), line(End::Broke("does not compile".to_owned()))]), (1, 1));
    }
}
