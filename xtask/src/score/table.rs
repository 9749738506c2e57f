//! The table of a scored folder.

use super::one::{Outcome, PARTS, Scores};
use super::{Options, Pair, name};

pub fn print(pairs: &[Pair], outcomes: &[Outcome], options: &Options) {
    let width = pairs.iter().map(|pair| name(&pair.document).chars().count()).max().unwrap_or(0).max(4);
    let heads: String = PARTS.iter().chain(&["places"]).map(|part| format!(" {part:>10}")).collect();
    println!("{:width$}{heads} {:>8} {:>16}", "file", "ms", "rows, diagnostics");
    for (pair, outcome) in pairs.iter().zip(outcomes) {
        println!("{:width$} {}", name(&pair.document), line(pair, outcome));
        if let Outcome::Scored(Scores { remarks, .. }) = outcome
            && (options.verbose || options.findings)
        {
            print!("{remarks}");
        }
    }
}

fn line(pair: &Pair, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Unread(why) => format!("not read: {why}"),
        Outcome::Faulty(why) => format!("FAULT: {why}"),
        Outcome::Scored(scores) => {
            let figure = |part: &&str| scores.figures.get(*part).map_or_else(|| format!("{:>10}", "-"), |figure| format!("{figure:>10.4}"));
            let figures: Vec<String> = PARTS.iter().chain(&["places"]).map(figure).collect();
            let [indicators, tasks, diagnostics] = scores.counts;
            let gold = if pair.gold.is_none() { "  no gold file" } else { "" };
            let places = match (scores.scan, scores.no_places) {
                (true, _) => "  scan: lenient, no places",
                (false, true) => "  places need pdftotext",
                (false, false) => "",
            };
            format!(
                "{} {:>8} {:>16}{gold}{places}",
                figures.join(" "),
                scores.time.as_millis(),
                format!("{indicators}+{tasks}, {diagnostics}")
            )
        }
    }
}
