//! One document: compiled by the binary, validated against the schema, scored by the scorers kept unchanged.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::confidence::{self, Stated};
use super::findings::{self, Found};
use super::{Options, Pair};
use crate::program;

/// Parts of a plan that are scored, as score.py names them, in its order.
pub const PARTS: &[&str] = &["document", "citations", "indicators", "tasks", "duties", "spans", "all"];

/// What became of one document.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The compiler said in one sentence why it cannot read it.
    Unread(String),
    /// The output is missing, broken or against the schema.
    Faulty(String),
    Scored(Scores),
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scores {
    /// Part to F1, and "places" to a share; empty without a gold file except for places.
    pub figures: BTreeMap<String, f64>,
    /// Number of tasks in the gold file.
    pub gold_tasks: usize,
    /// Numbers of indicators, tasks and diagnostics compiled.
    pub counts: [usize; 3],
    pub time: Duration,
    /// Places were not looked up: no pdftotext on this machine for a PDF, or a scan, which has no words to look for.
    pub no_places: bool,
    /// A picture was recognised: compared with score.py's `--lenient`.
    pub scan: bool,
    /// What the scorers printed beyond the figures, to be shown as it is.
    pub remarks: String,
    /// Every filled field of a row with its confidence, where that was asked for.
    pub stated: Vec<Stated>,
    /// What the rules found, where that was asked for and the gold file lists findings; a scan is not compared.
    pub found: Option<Box<Found>>,
}

pub struct Scorer {
    binary: PathBuf,
    folder: PathBuf,
    schema: jsonschema::Validator,
    findings: bool,
    verbose: bool,
    confidence: bool,
}

impl Scorer {
    pub fn new(root: &Path, binary: PathBuf, options: &Options) -> Result<Self> {
        let folder = root.join("xtask/score");
        let schema = serde_json::from_str(&std::fs::read_to_string(folder.join("plan.schema.json"))?)?;
        let schema = jsonschema::options().should_validate_formats(true).build(&schema).context("plan.schema.json")?;
        let Options { findings, verbose, confidence, .. } = *options;
        Ok(Self { binary, folder, schema, findings, verbose, confidence })
    }

    /// # Errors
    /// When a tool is missing; whatever is wrong with the document is an [`Outcome`].
    pub fn score(&self, pair: &Pair) -> Result<Outcome> {
        let begun = Instant::now();
        let out = Command::new(&self.binary).arg("compile").arg(&pair.document).args(["--format", "json"]).output()?;
        let time = begun.elapsed();
        let said = String::from_utf8_lossy(&out.stderr).trim().to_owned();
        match out.status.code() {
            Some(0) => {}
            Some(2) if !said.is_empty() => return Ok(Outcome::Unread(said)),
            code => return Ok(Outcome::Faulty(format!("compile ended with {code:?}: {said}"))),
        }
        let plan: serde_json::Value = match serde_json::from_slice(&out.stdout) {
            Ok(plan) => plan,
            Err(error) => return Ok(Outcome::Faulty(format!("not JSON: {error}"))),
        };
        let against: Vec<String> =
            self.schema.iter_errors(&plan).take(3).map(|error| format!("{} at {}", error, error.instance_path())).collect();
        if !against.is_empty() {
            return Ok(Outcome::Faulty(format!("against the schema: {}", against.join("; "))));
        }
        let count = |part: &str| plan[part].as_array().map_or(0, Vec::len);
        let mut scores = Scores { counts: [count("indicators"), count("tasks"), count("diagnostics")], time, ..Scores::default() };
        scores.scan = plan["sources"].as_array().is_some_and(|files| files.iter().any(|file| file["format"] == "pdf-scan"));
        let compiled = tempfile::Builder::new().suffix(".json").tempfile()?;
        std::fs::write(compiled.path(), &out.stdout)?;
        self.place(pair, compiled.path(), &mut scores)?;
        self.hold(pair, compiled.path(), &mut scores)?;
        Ok(Outcome::Scored(scores))
    }

    /// Holds the compiled plan against its gold file.
    fn hold(&self, pair: &Pair, compiled: &Path, scores: &mut Scores) -> Result<()> {
        let Some(gold) = &pair.gold else { return Ok(()) };
        let value: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(gold)?).with_context(|| gold.display().to_string())?;
        scores.gold_tasks = value["tasks"].as_array().map_or(0, Vec::len);
        let said = self.python("score.py", &[gold, compiled], scores.scan)?;
        scores.figures.extend(figures(&said)?);
        if self.verbose {
            scores.remarks.push_str(&said);
        }
        if self.confidence {
            scores.stated = confidence::read(&self.python("confidence.py", &[gold, compiled], scores.scan)?)?;
        }
        if self.findings && value["findings"].as_array().is_some_and(|found| !found.is_empty()) {
            let said = self.python("findings.py", &[gold, compiled], false)?;
            scores.found = if scores.scan { None } else { Some(Box::new(findings::read(&said)?)) };
            scores.remarks.push_str(&said);
        }
        Ok(())
    }

    /// Asks the independent reader whether each span's text stands at its place.
    fn place(&self, pair: &Pair, compiled: &Path, scores: &mut Scores) -> Result<()> {
        if scores.scan || pair.document.extension().is_some_and(|ending| ending == "pdf") && !program::is_there("pdftotext") {
            scores.no_places = true;
            return Ok(());
        }
        let said = self.python("places.py", &[&pair.document, compiled], false)?;
        scores.figures.insert("places".to_owned(), share(&said)?);
        if self.verbose {
            scores.remarks.push_str(&said);
        }
        Ok(())
    }

    fn python(&self, script: &str, files: &[&Path], lenient: bool) -> Result<String> {
        let mut command = Command::new("python3");
        command.arg(self.folder.join(script)).args(files);
        if self.verbose {
            command.arg("--verbose");
        }
        if lenient {
            command.arg("--lenient");
        }
        let Output { status, stdout, stderr } = command.output().context("python3 is needed for the scorers")?;
        let said = String::from_utf8_lossy(&stdout).into_owned();
        // Exit 1 means that a figure fell short of a bar given on the command line, and only the figures matter here.
        if !matches!(status.code(), Some(0 | 1)) || said.is_empty() {
            bail!("{script}: {said}{}", String::from_utf8_lossy(&stderr));
        }
        Ok(said)
    }
}

/// Part to F1 from the lines of score.py.
fn figures(said: &str) -> Result<BTreeMap<String, f64>> {
    let mut out = BTreeMap::new();
    for line in said.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let [part, "P", _, "R", _, "F1", f1, ..] = words[..]
            && PARTS.contains(&part)
        {
            out.insert(part.to_owned(), f1.parse::<f64>()?);
        }
    }
    ensure!(out.len() == PARTS.len(), "score.py did not print every part: {said}");
    Ok(out)
}

/// The share that places.py prints after the word "places".
fn share(said: &str) -> Result<f64> {
    let line =
        said.lines().find_map(|line| line.strip_prefix("places ")).context("places.py printed no line that begins with \"places\"")?;
    Ok(line.split_whitespace().next().context("places.py printed no share")?.parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_from_the_scorer() {
        let line = |part: &str| {
            format!("{part:11} P 0.9000  R 0.8000  F1 0.8471   right 8 of gold 10, compiled 9\n  {part} x: want 'F1' have 'P'\n")
        };
        let said: String = PARTS.iter().map(|part| line(part)).collect();
        assert_eq!(figures(&said).unwrap()["tasks"], 0.8471);
        assert!(figures(&line("tasks")).is_err());
    }

    #[test]
    fn the_share_of_places_is_read() {
        assert_eq!(share("note\nplaces 0.9950 (199 of 200)\n").unwrap(), 0.995);
        assert!(share("none").is_err());
    }
}
