//! The least figures per kind of file, read from xtask/score/bars.toml.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Pair;
use super::one::{Outcome, Scores};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bars {
    bar: Vec<Bar>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bar {
    set: String,
    #[serde(default)]
    format: Vec<String>,
    annex: Option<bool>,
    #[serde(default)]
    scan: bool,
    #[serde(default)]
    read: bool,
    least: BTreeMap<String, f64>,
}

impl Bars {
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        toml::from_str(&text).with_context(|| path.display().to_string())
    }

    fn bar(&self, set: &str, pair: &Pair, outcome: &Outcome) -> Option<&Bar> {
        pair.gold.as_ref()?;
        let format = pair.document.extension()?.to_str()?;
        self.bar.iter().find(|bar| {
            let kind = match outcome {
                Outcome::Scored(scores) => bar.annex.is_none_or(|annex| annex == (scores.gold_tasks > 1)) && bar.scan == scores.scan,
                _ => true,
            };
            bar.set == set && kind && (bar.format.is_empty() || bar.format.iter().any(|known| known == format))
        })
    }

    /// Whether the document was held against a bar at all.
    pub fn held(&self, set: &str, pair: &Pair, outcome: &Outcome) -> bool {
        matches!(outcome, Outcome::Scored(_)) && self.bar(set, pair, outcome).is_some()
    }

    /// What falls short. A broken output is a fault with or without a bar.
    pub fn faults(&self, set: &str, pair: &Pair, outcome: &Outcome) -> Vec<String> {
        let bar = self.bar(set, pair, outcome);
        match outcome {
            Outcome::Faulty(why) => vec![why.clone()],
            Outcome::Unread(why) => bar.filter(|bar| bar.read).map(|_| why.clone()).into_iter().collect(),
            Outcome::Scored(scores) => bar.map(|bar| short(bar, scores)).unwrap_or_default(),
        }
    }
}

fn short(bar: &Bar, scores: &Scores) -> Vec<String> {
    let mut out = Vec::new();
    for (part, least) in &bar.least {
        match scores.figures.get(part) {
            Some(figure) if figure >= least => {}
            None if part == "places" && scores.no_places => {}
            Some(figure) => out.push(format!("{part} {figure:.4} < {least}")),
            None => out.push(format!("{part} was not measured")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project;

    fn bars() -> Bars {
        Bars::read(&project::root().join("xtask/score/bars.toml")).unwrap()
    }

    fn pair(name: &str) -> Pair {
        Pair { document: name.into(), gold: Some("a.gold.json".into()), set: "plans" }
    }

    fn scored(figure: f64, gold_tasks: usize) -> Outcome {
        let parts = ["document", "citations", "indicators", "tasks", "duties", "spans", "all", "places"];
        let figures = parts.iter().map(|part| ((*part).to_owned(), figure)).collect();
        Outcome::Scored(Scores { figures, gold_tasks, ..Scores::default() })
    }

    #[test]
    fn a_sample_below_its_bar_is_named() {
        let bars = bars();
        assert!(bars.faults("samples", &pair("a.txt"), &scored(0.99, 1)).is_empty());
        assert_eq!(bars.faults("samples", &pair("a.txt"), &scored(0.98, 1)).len(), 8);
        assert_eq!(bars.faults("samples", &pair("a.txt"), &Outcome::Unread("no".to_owned())), ["no"]);
    }

    #[test]
    fn plans_are_held_by_format_and_annex() {
        let bars = bars();
        assert!(bars.faults("plans", &pair("a.pdf"), &scored(0.99, 20)).is_empty());
        assert_eq!(bars.faults("plans", &pair("a.docx"), &scored(0.96, 20)).len(), 4);
        assert_eq!(bars.faults("plans", &pair("a.pdf"), &scored(0.96, 20)).len(), 4);
        assert_eq!(bars.faults("plans", &pair("a.docx"), &scored(0.1, 1)).len(), 5);
        assert!(!bars.held("plans", &pair("a.odt"), &scored(0.1, 20)));
        assert!(bars.faults("plans", &pair("a.scan.pdf"), &Outcome::Unread("scan".to_owned())).is_empty());
        let scan = |figure| match scored(figure, 20) {
            Outcome::Scored(scores) => Outcome::Scored(Scores { scan: true, no_places: true, ..scores }),
            other => other,
        };
        assert!(bars.faults("plans", &pair("a.scan.pdf"), &scan(0.99)).is_empty());
        assert_eq!(bars.faults("plans", &pair("a.scan.pdf"), &scan(0.8)).len(), 3);
        assert_eq!(bars.faults("plans", &pair("a.md"), &Outcome::Faulty("broken".to_owned())), ["broken"]);
    }

    #[test]
    fn a_figure_that_was_not_measured_falls_short() {
        let outcome = Outcome::Scored(Scores { gold_tasks: 9, ..Scores::default() });
        assert!(bars().faults("plans", &pair("a.docx"), &outcome).contains(&"places was not measured".to_owned()));
    }
}
