//! One target for its share of the time: the process, what libFuzzer says on its error stream, a line of the table.

use std::fmt::Write as _;
use std::fs::File;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// Seconds one input may take; a compilation of this length takes milliseconds.
const PATIENCE: u64 = 10;
const MEMORY_MB: u64 = 2048;
/// Past its time and its patience, libFuzzer itself hangs.
const GRACE: Duration = Duration::from_secs(90);

/// One target and its time.
pub struct Session {
    pub name: &'static str,
    pub program: PathBuf,
    pub dictionary: Option<PathBuf>,
    pub longest: usize,
    /// Holds seeds/, corpus/, found/ and logs/, each with one entry per target.
    pub folder: PathBuf,
    pub time: Duration,
}

/// What a session came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub name: &'static str,
    pub seconds: u64,
    pub executions: u64,
    /// Edges of the program that some input has passed.
    pub edges: u64,
    /// Edges with how often they were passed, and comparisons with how near they were to be met.
    pub features: u64,
    pub crashes: u64,
    /// Inputs that took longer than the patience, or more than the memory.
    pub hangs: u64,
    /// Places where a library panicked and the compiler answered with a sentence.
    pub contained: u64,
}

impl Session {
    /// Fuzzes until the time is over or something is found.
    ///
    /// # Errors
    /// When the program cannot start or its folders cannot be written.
    pub fn run(&self) -> Result<Outcome> {
        let of = |kind: &str| self.folder.join(kind).join(self.name);
        let (corpus, found, log) = (of("corpus"), of("found"), of("logs").with_extension("log"));
        for folder in [&corpus, &found, &self.folder.join("logs")] {
            std::fs::create_dir_all(folder)?;
        }
        let mut command = Command::new(&self.program);
        // What was found once is tried again first.
        command.args([&corpus, &of("seeds"), &found]);
        command.arg(format!("-artifact_prefix={}/", found.display()));
        command.args([format!("-timeout={PATIENCE}"), format!("-rss_limit_mb={MEMORY_MB}"), format!("-max_len={}", self.longest)]);
        command.args([format!("-max_total_time={}", self.time.as_secs()), "-print_final_stats=1".to_owned()]);
        if let Some(dictionary) = &self.dictionary {
            command.arg(format!("-dict={}", dictionary.display()));
        }
        let begun = Instant::now();
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&log)?).spawn().context("cannot be started")?;
        let ended = loop {
            if let Some(status) = child.try_wait()? {
                break Some(status.success());
            }
            if begun.elapsed() > self.time + GRACE {
                child.kill()?;
                child.wait()?;
                break None;
            }
            std::thread::sleep(Duration::from_millis(200));
        };
        // A message may quote bytes of the input.
        let said = String::from_utf8_lossy(&std::fs::read(&log)?).into_owned();
        let last = said.lines().last().unwrap_or_default().trim();
        ensure!(said.contains("\tINITED ") || said.contains("Test unit written to"), "libFuzzer did not begin: {last}");
        let mut outcome = Outcome { name: self.name, seconds: begun.elapsed().as_secs(), ..read(&said) };
        if ended == Some(false) && outcome.is_clean() {
            // The stack ran over or the system ended it: nobody was left to say so.
            outcome.crashes = 1;
        }
        outcome.hangs += u64::from(ended.is_none());
        Ok(outcome)
    }
}

impl Outcome {
    pub fn is_clean(&self) -> bool {
        self.crashes == 0 && self.hangs == 0
    }

    pub fn line(&self) -> String {
        let end = if self.is_clean() { "clean" } else { "FOUND SOMETHING" };
        format!("{}: {} executions in {} s, {} edges, {end}", self.name, self.executions, self.seconds, self.edges)
    }
}

/// Counts from what libFuzzer prints; the last line of a kind holds.
fn read(said: &str) -> Outcome {
    let mut out = Outcome::default();
    for line in said.lines() {
        if let Some(rest) = line.strip_prefix('#') {
            let words: Vec<&str> = rest.split_whitespace().collect();
            let after = |key: &str| words.iter().position(|word| *word == key).and_then(|at| words.get(at + 1)?.parse().ok());
            out.executions = words.first().and_then(|word| word.parse().ok()).unwrap_or(out.executions);
            out.edges = after("cov:").unwrap_or(out.edges);
            out.features = after("ft:").unwrap_or(out.features);
        } else if let Some(number) = line.strip_prefix("stat::number_of_executed_units:") {
            out.executions = number.trim().parse().unwrap_or(out.executions);
        } else if line.contains("Test unit written to") {
            // A slow unit is a remark of libFuzzer's, no find.
            out.crashes += u64::from(line.contains("/crash-"));
            out.hangs += u64::from(line.contains("/timeout-") || line.contains("/oom-"));
        }
        out.contained += u64::from(line.starts_with("library panic: "));
    }
    out
}

/// As it stands in `docs/fuzzing.md`.
pub fn table(outcomes: &[Outcome]) -> String {
    let mut out = String::from(
        "\n| Target | Seconds | Executions | Per second | Edges | Features | Library panics contained | Crashes | Hangs |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    let mut sum = Outcome::default();
    for outcome in outcomes {
        row(&mut out, outcome, Some((outcome.edges, outcome.features)));
        sum.seconds += outcome.seconds;
        sum.executions += outcome.executions;
        sum.contained += outcome.contained;
        sum.crashes += outcome.crashes;
        sum.hangs += outcome.hangs;
    }
    // Edges of eleven programs that share most of their code have no sum.
    row(&mut out, &Outcome { name: "all", ..sum }, None);
    out
}

fn row(out: &mut String, of: &Outcome, covered: Option<(u64, u64)>) {
    let (edges, features) = covered.map_or_else(Default::default, |(edges, features)| (edges.to_string(), features.to_string()));
    let per_second = of.executions / of.seconds.max(1);
    let _ = writeln!(
        out,
        "| {} | {} | {} | {per_second} | {edges} | {features} | {} | {} | {} |",
        of.name, of.seconds, of.executions, of.contained, of.crashes, of.hangs
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLEAN: &str = "INFO: Seed: 1\n#3\tINITED cov: 10 ft: 12 corp: 2/12b exec/s: 0 rss: 42Mb\nlibrary panic: panicked at a.rs:1:2:\n#64\tNEW    cov: 13 ft: 15 corp: 3/15b lim: 4 exec/s: 32 rss: 57Mb L: 3/3 MS: 1 EraseBytes-\n###### Recommended dictionary. ######\nDone 952 runs in 41 second(s)\nstat::number_of_executed_units: 952\n";

    #[test]
    fn the_last_figures_of_a_session_count() {
        let read = read(CLEAN);
        assert_eq!(read, Outcome { executions: 952, edges: 13, features: 15, contained: 1, ..Outcome::default() });
        assert!(read.is_clean());
    }

    #[test]
    fn finds_are_told_from_slow_inputs() {
        let said = "#5\tINITED cov: 10 ft: 12\nartifact_prefix='a/'; Test unit written to a/slow-unit-1\nTest unit written to a/crash-2\nTest unit written to a/timeout-3\nTest unit written to a/oom-4\n";
        let read = read(said);
        assert_eq!((read.executions, read.crashes, read.hangs), (5, 1, 2));
        assert!(!read.is_clean());
    }

    #[test]
    fn the_table_ends_with_the_sums() {
        let of = |name, executions| Outcome { name, seconds: 10, executions, edges: 7, ..Outcome::default() };
        let table = table(&[of("docx", 100), of("pdf", 300)]);
        assert!(table.contains("| docx | 10 | 100 | 10 | 7 | 0 | 0 | 0 | 0 |\n"), "{table}");
        assert!(table.ends_with("| all | 20 | 400 | 20 |  |  | 0 | 0 | 0 |\n"), "{table}");
    }
}
