//! What the rules find, pooled over the plans of a folder: once from text, once from DOCX, once from PDF.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

/// Severities as findings.py names them, in its order.
const SEVERITIES: [&str; 3] = ["error", "warning", "advice"];

/// Counts of one severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Gold findings met, and those that count.
    pub found: usize,
    pub wanted: usize,
    /// Diagnostics that the gold confirms, and all of them.
    pub confirmed: usize,
    pub said: usize,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.found += other.found;
        self.wanted += other.wanted;
        self.confirmed += other.confirmed;
        self.said += other.said;
    }

    /// Recall and confirmed share; 1 where nothing was wanted or said, as findings.py has it.
    pub fn shares(&self) -> [f64; 2] {
        let share = |part: usize, of: usize| if of == 0 { 1.0 } else { part as f64 / of as f64 };
        [share(self.found, self.wanted), share(self.confirmed, self.said)]
    }
}

/// Counts by severity, in the order error, warning, advice.
pub type Found = [Counts; 3];

/// Reads what findings.py prints: "error    recall 0.900 (9/10)  confirmed 0.700 (7/10)".
///
/// # Errors
/// A severity without its line.
pub fn read(said: &str) -> Result<Found> {
    let mut out = Found::default();
    for (counts, severity) in out.iter_mut().zip(SEVERITIES) {
        let line = said.lines().find(|line| line.split_whitespace().next() == Some(severity));
        let numbers = line.and_then(|line| {
            let mut pairs = line.split('(').skip(1).filter_map(|rest| rest.split(')').next()?.split_once('/'));
            let mut pair = || {
                let (part, of) = pairs.next()?;
                Some((part.parse().ok()?, of.parse().ok()?))
            };
            Some((pair()?, pair()?))
        });
        let ((found, wanted), (confirmed, said)) = numbers.with_context(|| format!("findings.py printed no line of {severity}: {said}"))?;
        *counts = Counts { found, wanted, confirmed, said };
    }
    Ok(out)
}

/// The kind of source a document is pooled under.
pub fn kind(ending: &str) -> &'static str {
    match ending {
        "docx" => "docx",
        "pdf" => "pdf",
        _ => "text",
    }
}

/// Prints the pooled table; `found` has the set, the kind and the counts of each document.
pub fn print(found: &[(&'static str, &'static str, Found)]) {
    let mut pooled: BTreeMap<(&str, &str), (usize, Found)> = BTreeMap::new();
    for (set, kind, counts) in found {
        let (plans, sum) = pooled.entry((set, kind)).or_default();
        *plans += 1;
        for (sum, counts) in sum.iter_mut().zip(counts) {
            sum.add(*counts);
        }
    }
    println!("findings       plans severity  recall            confirmed");
    for ((set, kind), (plans, counts)) in &pooled {
        for (counts, severity) in counts.iter().zip(SEVERITIES) {
            let [recall, confirmed] = counts.shares();
            let Counts { found, wanted, confirmed: right, said } = counts;
            let recalled = format!("({found}/{wanted})");
            println!("{set:8} {kind:5} {plans:5} {severity:9} {recall:.3} {recalled:12} {confirmed:.3} ({right}/{said})");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_comparison_are_read_and_pooled() {
        let said = "error    recall 0.900 (9/10)  confirmed 0.700 (7/10)\n  not found: line 3 x: 'error (1/2)'\n\
                    warning  recall 1.000 (0/0)  confirmed 1.000 (0/0)\nadvice   recall 0.500 (1/2)  confirmed 0.250 (1/4)\n";
        let mut sum = read(said).unwrap();
        assert_eq!(sum[0], Counts { found: 9, wanted: 10, confirmed: 7, said: 10 });
        assert_eq!(sum[1].shares(), [1.0, 1.0]);
        sum[2].add(Counts { found: 2, wanted: 2, confirmed: 0, said: 1 });
        assert_eq!(sum[2].shares(), [0.75, 0.2]);
        assert!(read("error    recall\n").is_err());
    }
}
