use std::collections::HashMap;

use foldhash::fast::RandomState;

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
    let rows: Vec<_> = task_rows(checked).filter(|found| !found.groups).collect();
    let names: Vec<&str> = rows.iter().map(|found| found.task.name.as_str()).collect();
    compare(&names, 8, &|at| name_place(rows[at].row, &rows[at].task.span).clone(), out);
    let body: Vec<_> = body(checked).filter(|found| found.text().text.len() > 5 * LEAST).collect();
    let texts: Vec<&str> = body.iter().map(|found| found.text().text.as_str()).collect();
    compare(&texts, LEAST, &|at| body[at].span(0..texts[at].len()), out);
}

/// Says each text that says again what one before it says; `place` tells where one of them stands.
fn compare(texts: &[&str], least: usize, place: &dyn Fn(usize) -> Span, out: &mut Diagnostics) {
    let mut first_with: HashMap<u64, u32, RandomState> = HashMap::default();
    let mut sizes: Vec<usize> = Vec::with_capacity(texts.len());
    let mut shared: HashMap<u32, usize, RandomState> = HashMap::default();
    for (at, text) in texts.iter().enumerate() {
        let runs = runs(text, least);
        for run in &runs {
            match first_with.get(run) {
                Some(other) => *shared.entry(*other).or_default() += 1,
                None => {
                    first_with.insert(*run, at as u32);
                }
            }
        }
        sizes.push(runs.len());
        let best = shared.drain().max_by_key(|(other, count)| (*count, u32::MAX - other));
        let Some((other, count)) = best else { continue };
        let longer = runs.len().max(sizes[other as usize]);
        if (count as f64) < SAME * longer as f64 {
            continue;
        }
        let earlier = other as usize;
        let message = format!("“{}” nói lại gần nguyên văn “{}”", first_words(text), first_words(texts[earlier]));
        let help = Some("gộp làm một, hoặc nêu rõ phần khác nhau".to_owned());
        out.push(Diagnostic { help, related: vec![place(earlier)], ..RULE.at(&place(at), message) });
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
    let more = |sum: u64, c: char| (sum ^ u64::from(u32::from(c))).wrapping_mul(PRIME);
    // Most letters are small ones that need no table.
    word.chars().fold(0xcbf2_9ce4_8422_2325, |sum, c| match c {
        'a'..='z' | '0'..='9' => more(sum, c),
        c => c.to_lowercase().fold(sum, more),
    })
}

const PRIME: u64 = 0x100_0000_01b3;
