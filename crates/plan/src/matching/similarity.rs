//! How alike two texts are: shared words and pairs of words, each weighed by how few rows have it.

use std::collections::{HashMap, HashSet};

use super::words::{Said, Term, syllables};
use crate::vocabulary::matching_words::Kind;

/// A word nearly every row has counts for this much of another.
const COMMON: f64 = 0.3;
/// A pair of neighbouring words against the words themselves: syllables meet by chance, pairs seldom.
const PAIR: f64 = 0.6;

/// One text as a set of features: words and pairs of words, by number.
#[derive(Debug, Clone, Default)]
pub struct Side {
    /// Sorted, each once.
    all: Vec<u32>,
}

impl Side {
    pub fn features(&self) -> &[u32] {
        &self.all
    }

    fn has(&self, feature: u32) -> bool {
        self.all.binary_search(&feature).is_ok()
    }
}

/// How alike two texts are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Alike {
    /// 0 to 1, the same both ways.
    pub alike: f64,
    /// Share of the first text's weight that the second has.
    pub covered: f64,
    /// 0 to 1: what is shared is rare enough to tell rows apart.
    pub telling: f64,
}

/// Features of two plans, their numbers and weights.
#[derive(Debug, Default)]
pub struct Weights {
    numbers: HashMap<String, u32>,
    /// What a feature counts for before its rarity.
    base: Vec<f64>,
    rows_with: Vec<u32>,
    rows: u32,
    weight: Vec<f64>,
}

impl Weights {
    /// The features of a text, numbered.
    pub fn side(&mut self, said: &Said) -> Side {
        let mut all = Vec::new();
        let mut before: Option<&Term> = None;
        for term in &said.terms {
            let base = base(term);
            all.push(self.number(term.as_one.clone(), base));
            if let Some(previous) = before.filter(|_| term.follows) {
                let pair = format!("{} {}", previous.as_one, term.as_one);
                all.push(self.number(pair, PAIR * base.min(self::base(previous))));
            }
            before = Some(term);
        }
        all.sort_unstable();
        all.dedup();
        Side { all }
    }

    fn number(&mut self, feature: String, base: f64) -> u32 {
        let next = self.base.len() as u32;
        let number = *self.numbers.entry(feature).or_insert(next);
        if number == next {
            self.base.push(base);
            self.rows_with.push(0);
        }
        number
    }

    /// Counts a row among those that have its features.
    pub fn count(&mut self, name: &Side, product: &Side) {
        self.rows += 1;
        for feature in &name.all {
            self.rows_with[*feature as usize] += 1;
        }
        for feature in product.all.iter().filter(|feature| !name.has(**feature)) {
            self.rows_with[*feature as usize] += 1;
        }
    }

    /// Weighs every feature, once all rows are counted.
    pub fn settle(&mut self) {
        let rows = f64::from(self.rows) + 1.0;
        let rarity = |with: &u32| (rows / (f64::from(*with) + 0.5)).ln().max(0.1);
        self.weight = self.rows_with.iter().zip(&self.base).map(|(with, base)| base * rarity(with)).collect();
    }

    pub fn of(&self, feature: u32) -> f64 {
        self.weight[feature as usize]
    }

    fn total<'a>(&self, features: impl Iterator<Item = &'a u32>) -> f64 {
        features.map(|feature| self.of(*feature)).sum()
    }

    pub fn compare(&self, a: &Side, b: &Side) -> Alike {
        let shared = self.total(a.all.iter().filter(|feature| b.has(**feature)));
        let (of_a, of_b) = (self.total(a.all.iter()), self.total(b.all.iter()));
        if shared <= 0.0 {
            return Alike::default();
        }
        // As much as five words of which a tenth of all rows have each.
        let telling = shared / (5.0 * 10.0_f64.ln());
        Alike { alike: shared / (of_a * of_b).sqrt(), covered: shared / of_a, telling: telling.min(1.0) }
    }

    /// The telling words two texts share as the first writes them, at most six, in order.
    pub fn shared_words(&self, a: &Side, b: &Side, said: &Said) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let mut open = false;
        let mut taken = HashSet::new();
        for term in &said.terms {
            let number = self.numbers.get(&term.as_one);
            let shared = number.is_some_and(|number| a.has(*number) && b.has(*number)) && taken.insert(&term.as_one);
            match out.last_mut() {
                Some(last) if shared && open && term.follows => {
                    last.push(' ');
                    last.push_str(&term.written);
                }
                _ if shared => out.push(term.written.clone()),
                _ => {}
            }
            open = shared;
        }
        out.truncate(6);
        out
    }
}

fn base(term: &Term) -> f64 {
    let length = (term.syllables as f64).sqrt();
    if term.kind == Kind::Common { COMMON * length } else { length }
}

/// Things of a list in `text` whose own words `has` never finds. A list whose words are mostly unknown says
/// nothing: the other plan words it all differently.
pub fn missing(text: &str, said: &Said, has: impl Fn(&str) -> bool) -> Vec<String> {
    let known = said.terms.iter().filter(|term| term.kind == Kind::Meaning).collect::<Vec<_>>();
    let found = known.iter().filter(|term| has(&term.as_one)).count();
    if found * 2 < known.len() {
        return Vec::new();
    }
    let items = items(text);
    let words: Vec<HashSet<&str>> = items.iter().map(|item| of_item(item, said)).collect();
    let mut out = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let others: HashSet<&str> =
            words.iter().enumerate().filter(|(other, _)| *other != index).flat_map(|(_, words)| words).copied().collect();
        let own: Vec<&str> = words[index].iter().filter(|word| !others.contains(*word)).copied().collect();
        let syllables: usize = own.iter().map(|word| word.split(' ').count()).sum();
        if syllables >= 2 && items.len() > 1 && !own.iter().any(|word| has(word)) {
            out.push(item.trim().to_owned());
        }
    }
    out
}

/// A text cut at its commas, semicolons and "và".
fn items(text: &str) -> Vec<&str> {
    text.split([',', ';']).flat_map(|part| part.split(" và ")).filter(|part| !part.trim().is_empty()).collect()
}

/// The full words of one item, as the whole text's terms.
fn of_item<'a>(item: &str, said: &'a Said) -> HashSet<&'a str> {
    let written = format!(" {} ", syllables(item).iter().map(|syllable| syllable.written).collect::<Vec<_>>().join(" "));
    let full = said.terms.iter().filter(|term| term.kind == Kind::Meaning);
    full.filter(|term| written.contains(&format!(" {} ", term.written))).map(|term| term.as_one.as_str()).collect()
}
