use std::collections::HashMap;

use super::orphans;
use super::slips::{Met, like, of_rule, report};
use super::words::{Shape, text};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::Severity;
use crate::syllable::{Misspelled, fault, is_syllable};

pub const RULE: Rule = Rule { name: "misspelling", severity: Severity::Advice, doc: include_str!("misspelling.md"), check };

/// What a writer repeats this often is a word the lists lack.
const A_WORD_AFTER_ALL: usize = 4;

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let mut met = of_rule(checked, &RULE);
    names(checked, &mut met);
    beside_words(checked, &mut met);
    impossible(checked, &mut met);
    // One place, one fault: the list knows best what was meant, then the neighbours, then the letters.
    let mut taken = HashMap::new();
    met.retain(|met| {
        let words = met.words[met.start..met.end].iter().map(|word| (met.line.words.start, word.start()));
        let fresh = words.clone().all(|word| !taken.contains_key(&word));
        taken.extend(words.map(|word| (word, ())));
        fresh
    });
    let message = |met: &Met<'_>| format!("Sai chính tả: “{}”", met.written());
    let mut found = Vec::new();
    report(&RULE, &met, message, &mut found);
    out.append(&mut found);
}

/// "VneID" for "VNeID".
fn names<'a>(checked: &'a Checked<'_>, met: &mut Vec<Met<'a>>) {
    let words = checked.words();
    let names = &checked.context.vocabulary.capitals().words;
    let sought: HashMap<u32, &String> = names.iter().filter_map(|name| Some((words.find(&name.to_lowercase())?, name))).collect();
    if sought.is_empty() {
        return;
    }
    for line in words.lines.iter().filter(|line| !line.guessed && !line.shouted) {
        let of_line = words.of_line(line);
        for (at, word) in of_line.iter().enumerate() {
            let Some(name) = sought.get(&words.plain(word)) else { continue };
            let written = text(line, std::slice::from_ref(word));
            // An address of a page is written in small letters.
            if written != name.as_str() && word.shape != Shape::Small {
                met.push(Met { line, words: of_line, start: at, end: at + 1, right: (*name).clone() });
            }
        }
    }
}

/// Words that no Vietnamese syllable can be, and tones on the wrong letter.
fn impossible<'a>(checked: &'a Checked<'_>, met: &mut Vec<Met<'a>>) {
    let words = checked.words();
    let faults: HashMap<u32, Misspelled> =
        words.written().iter().zip(0..).filter_map(|(word, id)| Some((id, fault(word).filter(|fault| is_native(word, fault))?))).collect();
    if faults.is_empty() {
        return;
    }
    for line in words.lines.iter().filter(|line| !line.guessed) {
        let of_line = words.of_line(line);
        for (at, word) in of_line.iter().enumerate() {
            let Some(fault) = faults.get(&word.spelled) else { continue };
            let written = text(line, std::slice::from_ref(word));
            let right = match fault {
                Misspelled::Tone(right) => right.clone(),
                // Names of other peoples keep their own sounds.
                Misspelled::Impossible(_) if word.shape != Shape::Small => continue,
                Misspelled::Impossible(right) => right.clone().unwrap_or_default(),
            };
            let part_of_more = hyphened(line.text(), word.start(), word.end());
            if !part_of_more {
                let right = if right.is_empty() { right } else { like(written, &right) };
                met.push(Met { line, words: of_line, start: at, end: at + 1, right });
            }
        }
    }
}

/// "bê-tông": a foreign word, taken apart.
fn hyphened(text: &str, start: usize, end: usize) -> bool {
    text[..start].ends_with(['-', '’', '\'', '.', '@', '/', '_']) || text[end..].starts_with(['-', '’', '\'', '@', '_'])
}

/// Letters only, a vowel among them, and not two syllables written together, as foreign words are.
fn is_native(word: &str, fault: &Misspelled) -> bool {
    let vowel = |c: char| !matches!(c, 'b'..='d' | 'f'..='h' | 'j'..='n' | 'p'..='t' | 'v'..='x' | 'z' | 'đ');
    word.chars().all(|c| c.is_alphabetic() && is_vietnamese(c))
        && word.chars().any(vowel)
        && (matches!(fault, Misspelled::Tone(_))
            || word.char_indices().skip(1).all(|(at, _)| !is_syllable(&word[..at]) || !is_syllable(&word[at..])))
}

fn is_vietnamese(c: char) -> bool {
    c.is_ascii() || matches!(c, '\u{1ea0}'..='\u{1ef9}') || "àáãâèéêìíòóõôùúýăđĩũơư".contains(c)
}

/// "mô trường": no word, though a slip away from one.
fn beside_words<'a>(checked: &'a Checked<'_>, met: &mut Vec<Met<'a>>) {
    let words = checked.words();
    let mut found = Vec::new();
    let mut count: HashMap<(String, String), usize> = HashMap::new();
    for orphan in orphans::find(words, checked.context.vocabulary.lexicon()) {
        let line = &words.lines[orphan.line];
        let of_line = words.of_line(line);
        let word = |at: usize| text(line, &of_line[at..=at]);
        let right: Vec<String> =
            orphan.run.clone().map(|at| if at == orphan.at { like(word(at), &orphan.right) } else { word(at).to_owned() }).collect();
        let met = Met { line, words: of_line, start: orphan.run.start, end: orphan.run.end, right: right.join(" ") };
        let key = (met.written().to_lowercase(), met.right.to_lowercase());
        *count.entry(key.clone()).or_default() += 1;
        found.push((met, key));
    }
    met.extend(found.into_iter().filter(|(_, key)| count[key] < A_WORD_AFTER_ALL).map(|(met, _)| met));
}
