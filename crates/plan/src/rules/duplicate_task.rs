use std::collections::HashMap;

use super::places::body;
use super::rows::{first_words, name_place, task_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;

pub const RULE: Rule = Rule { name: "duplicate-task", severity: Severity::Warning, doc: include_str!("duplicate_task.md"), check };

/// Words that follow each other and are compared as one.
const RUN: usize = 5;
/// Fewer words say too little to be said twice.
const LEAST: usize = 14;
/// Share of the runs of one text that the other has.
const SAME: f64 = 0.75;

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let rows: Vec<(&str, &Span)> = task_rows(checked)
        .filter(|found| !found.groups)
        .map(|found| (found.task.name.as_str(), name_place(found.row, &found.task.span)))
        .collect();
    compare(&rows, 8, out);
    let body: Vec<_> = body(checked).filter(|found| found.text().text.len() > 5 * LEAST).collect();
    let spans: Vec<Span> = body.iter().map(|found| found.span(0..found.text().text.len())).collect();
    let texts: Vec<(&str, &Span)> = body.iter().zip(&spans).map(|(found, span)| (found.text().text.as_str(), span)).collect();
    compare(&texts, LEAST, out);
}

/// Says each text that says again what one before it says.
fn compare(texts: &[(&str, &Span)], least: usize, out: &mut Diagnostics) {
    let mut first_with: HashMap<u64, u32> = HashMap::new();
    let mut sizes: Vec<usize> = Vec::with_capacity(texts.len());
    for (at, (text, span)) in texts.iter().enumerate() {
        let runs = runs(text, least);
        let mut shared: HashMap<u32, usize> = HashMap::new();
        for run in &runs {
            match first_with.get(run) {
                Some(other) => *shared.entry(*other).or_default() += 1,
                None => {
                    first_with.insert(*run, at as u32);
                }
            }
        }
        sizes.push(runs.len());
        let best = shared.into_iter().max_by_key(|(other, count)| (*count, u32::MAX - other));
        let Some((other, count)) = best else { continue };
        let longer = runs.len().max(sizes[other as usize]);
        if (count as f64) < SAME * longer as f64 {
            continue;
        }
        let (earlier, place) = texts[other as usize];
        let message = format!("“{}” nói lại gần nguyên văn “{}”", first_words(text), first_words(earlier));
        let help = Some("gộp làm một, hoặc nêu rõ phần khác nhau".to_owned());
        out.push(Diagnostic { help, related: vec![place.clone()], ..RULE.at(span, message) });
    }
}

/// Every run of words, as numbers; none where the text is short. A whole short text is one run.
fn runs(text: &str, least: usize) -> Vec<u64> {
    let words: Vec<u64> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(number).collect();
    if words.len() < least {
        return Vec::new();
    }
    let mut out: Vec<u64> =
        words.windows(RUN).map(|run| run.iter().fold(0, |sum: u64, word| sum.rotate_left(7).wrapping_mul(PRIME) ^ word)).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// FNV-1a: a word as a number, however it is capitalised.
fn number(word: &str) -> u64 {
    word.chars().flat_map(char::to_lowercase).fold(0xcbf2_9ce4_8422_2325, |sum, c| (sum ^ u64::from(u32::from(c))).wrapping_mul(PRIME))
}

const PRIME: u64 = 0x100_0000_01b3;
