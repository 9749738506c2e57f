//! `cargo xtask bench compile`: what compiling costs, beside what other readers cost to get the bare words.
//! Wall times of fresh processes are taken in turns in one run, so that the state of the machine falls on all.

pub mod generated;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};

use crate::program;

/// Fresh processes of each kind per document; pdfplumber takes minutes on a long one and gets fewer.
const ROUNDS: usize = 20;
const SLOW_ROUNDS: usize = 2;
/// Pages of the generated plans whose times give the slope, of the one held against other readers, and of the one for Word.
const PAGES: [usize; 3] = [10, 100, 1000];
const LONG_PAGES: usize = 300;
const WORD_PAGES: usize = 30;

const PDFPLUMBER: &str = "import sys, pdfplumber\n\
with pdfplumber.open(sys.argv[1]) as pdf:\n    for page in pdf.pages:\n        page.extract_text(); page.extract_tables()\n";

/// Runs the whole bench and prints it; the last line is JSON.
///
/// # Errors
/// When our own binary cannot be built or fails on a document. A tool of others that is missing only costs its figures.
pub fn run(root: &Path) -> Result<()> {
    let binary = program::roviec(root, true)?;
    let stages = stages(root)?;
    let folder = root.join("target/bench");
    std::fs::create_dir_all(&folder)?;
    let mut figures = Map::new();

    let word = generated::word(&folder, WORD_PAGES)?;
    let time = median(&rounds(ROUNDS, || wall(&mut compile(&binary, &word)))?);
    println!("{}: {:.1} ms for our compile of Word", name(&word), ms(time));
    figures.insert("docx_ms".into(), rounded(ms(time)));

    let long = match generated::pdfs(&folder, &[&PAGES[..], &[LONG_PAGES]].concat()) {
        Ok(mut pdfs) => {
            let long = pdfs.pop();
            slope(&stages, &pdfs, &mut figures)?;
            long
        }
        Err(error) => {
            println!("no generated PDF: {error:#}; ratios and slope on it are left out");
            None
        }
    };
    rules_share(&stages, long.as_deref().unwrap_or(&word), &mut figures)?;
    let known = root.join("../shared/corpus/binh-giang-2025.pdf");
    let documents: Vec<(&str, &Path)> = long
        .as_deref()
        .map(|path| ("300_pages", path))
        .into_iter()
        .chain(known.is_file().then_some(("binh_giang", known.as_path())))
        .collect();
    ratios(&binary, &documents, &mut figures)?;
    if let Some(heaviest) = long.as_deref().or(known.is_file().then_some(known.as_path())) {
        peak(&binary, heaviest, &mut figures)?;
    }
    println!("{}", json!({ "bench": "compile", "figures": figures }));
    Ok(())
}

/// Builds the example that times the stages within one process, with the release build of the library.
fn stages(root: &Path) -> Result<PathBuf> {
    program::run(program::cargo(root).args(["build", "--quiet", "--release", "--package", "roviec-plan", "--example", "stages"]))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(target.join("release/examples").join(format!("stages{}", std::env::consts::EXE_SUFFIX)))
}

fn staged(stages: &Path, document: &Path, rounds: usize) -> Result<[f64; 4]> {
    let said = program::output(Command::new(stages).arg(document).arg(rounds.to_string()))?;
    let times: Value = serde_json::from_str(&said).context("stages prints JSON")?;
    let figure = |key: &str| times[key].as_f64().unwrap_or(0.0);
    Ok([figure("pages"), figure("read_ms"), figure("parse_ms"), figure("rules_ms")])
}

/// How time grows with pages, as the power: 1 is in proportion, 2 would be with the square.
fn slope(stages: &Path, pdfs: &[PathBuf], figures: &mut Map<String, Value>) -> Result<()> {
    let mut points = Vec::new();
    for pdf in pdfs {
        let [pages, read, parse, rules] = staged(stages, pdf, 5)?;
        let all = read + parse + rules;
        println!(
            "{}: {pages} pages, {all:.1} ms (read {read:.1}, parse {parse:.1}, rules {rules:.1}), {:.2} ms per page",
            name(pdf),
            all / pages
        );
        points.push((pages.ln(), all.ln()));
    }
    figures.insert("slope_pages".into(), rounded(fitted_slope(&points)));
    Ok(())
}

/// Least squares through the points.
fn fitted_slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |sum, point| (sum.0 + point.0 / count, sum.1 + point.1 / count));
    let (over, under) = points.iter().fold((0.0, 0.0), |sum, point| (sum.0 + (point.0 - x) * (point.1 - y), sum.1 + (point.0 - x).powi(2)));
    over / under
}

fn rules_share(stages: &Path, document: &Path, figures: &mut Map<String, Value>) -> Result<()> {
    let [_, read, parse, rules] = staged(stages, document, 5)?;
    println!("{}: rules take {rules:.1} of {:.1} ms", name(document), read + parse + rules);
    figures.insert("rules_share".into(), rounded(rules / (read + parse + rules)));
    Ok(())
}

/// Our wall time over theirs on each document; the plain figure is the worst of them.
fn ratios(binary: &Path, documents: &[(&str, &Path)], figures: &mut Map<String, Value>) -> Result<()> {
    let poppler = answers(Command::new("pdftotext").arg("-v"));
    let plumber = answers(Command::new("python3").args(["-c", "import pdfplumber"]));
    for (tool, there) in [("pdftotext", poppler), ("pdfplumber", plumber)] {
        if !there {
            println!("{tool} is not on this machine: ratio_{tool} is left out");
            continue;
        }
        let mut worst: Option<f64> = None;
        for (label, document) in documents {
            let times = if tool == "pdftotext" { ROUNDS } else { SLOW_ROUNDS };
            let (ours, theirs) = in_turns(times, &mut || compile(binary, document), &mut || other(tool, document))?;
            let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
            println!(
                "{}: ours {:.1} ms, {tool} {:.1} ms, ratio {ratio:.3} (medians of {times} in turns)",
                name(document),
                ms(ours),
                ms(theirs)
            );
            figures.insert(format!("ratio_{tool}_{label}"), rounded(ratio));
            worst = Some(worst.map_or(ratio, |worst| worst.max(ratio)));
        }
        if let Some(worst) = worst {
            figures.insert(format!("ratio_{tool}"), rounded(worst));
        }
    }
    Ok(())
}

fn compile(binary: &Path, document: &Path) -> Command {
    let mut command = Command::new(binary);
    command.arg("compile").arg(document).args(["--format", "json"]);
    command
}

fn other(tool: &str, document: &Path) -> Command {
    let mut command = Command::new(if tool == "pdftotext" { tool } else { "python3" });
    match tool {
        "pdftotext" => command.arg("-layout").arg(document).arg("-"),
        _ => command.args(["-c", PDFPLUMBER]).arg(document),
    };
    command
}

fn answers(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Medians of fresh processes of two kinds, one after the other; a first pair only warms the file cache. Before each
/// timed run the same runs untimed: a tool of several seconds leaves the processor cold for the other.
fn in_turns(times: usize, ours: &mut dyn FnMut() -> Command, theirs: &mut dyn FnMut() -> Command) -> Result<(Duration, Duration)> {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for round in 0..=times {
        wall(&mut ours())?;
        let own = wall(&mut ours())?;
        wall(&mut theirs())?;
        let pair = (own, wall(&mut theirs())?);
        if round > 0 {
            first.push(pair.0);
            second.push(pair.1);
        }
    }
    Ok((median(&first), median(&second)))
}

fn rounds(times: usize, mut once: impl FnMut() -> Result<Duration>) -> Result<Vec<Duration>> {
    once()?;
    (0..times).map(|_| once()).collect()
}

fn wall(command: &mut Command) -> Result<Duration> {
    let begun = Instant::now();
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    let time = begun.elapsed();
    ensure!(status.success(), "{}: {status}", command.get_program().display());
    Ok(time)
}

/// The most memory our process held, as Linux counts it; elsewhere the figure is left out.
fn peak(binary: &Path, document: &Path, figures: &mut Map<String, Value>) -> Result<()> {
    let mut child = compile(binary, document).stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
    let kilobytes = watched(&mut child)?;
    match kilobytes {
        Some(kilobytes) => {
            println!("{}: at most {:.1} MB", name(document), kilobytes as f64 / 1024.0);
            figures.insert("peak_mb".into(), rounded(kilobytes as f64 / 1024.0));
        }
        None => println!("this system does not tell a process's memory: peak_mb is left out"),
    }
    Ok(())
}

/// Reads the high-water mark until the process ends; it only grows, so the last reading is the answer.
fn watched(child: &mut Child) -> Result<Option<u64>> {
    let status = format!("/proc/{}/status", child.id());
    let mut most = None;
    while child.try_wait()?.is_none() {
        let read = std::fs::read_to_string(&status).unwrap_or_default();
        let mark = read.lines().find_map(|line| line.strip_prefix("VmHWM:")).and_then(|rest| rest.split_whitespace().next()?.parse().ok());
        most = most.max(mark);
        std::thread::sleep(Duration::from_micros(500));
    }
    Ok(most)
}

fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    let middle = |index: usize| times.get(index).copied().unwrap_or_default();
    (middle(times.len().saturating_sub(1) / 2) + middle(times.len() / 2)) / 2
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn rounded(figure: f64) -> Value {
    json!((figure * 1000.0).round() / 1000.0)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_in_proportion_to_pages_has_slope_one() {
        let points: Vec<(f64, f64)> = [10.0_f64, 100.0, 300.0].iter().map(|pages| (pages.ln(), (2.5 * pages).ln())).collect();
        assert!((fitted_slope(&points) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_median_is_the_middle_time_or_halfway_between_two() {
        assert_eq!(median(&[3, 1, 2].map(Duration::from_millis)), Duration::from_millis(2));
        assert_eq!(median(&[9, 1, 2, 4].map(Duration::from_millis)), Duration::from_millis(3));
    }
}
