//! The words of a row dealt out to the columns: a beam search over words, each of which stays in the column of the
//! word before, goes on to a later one, or at a line's start back to an earlier one.

use std::collections::HashMap;
use std::ops::Range;

use super::fit;
use super::follow::{self, Step};
use super::header::MOST_COLUMNS;
use super::rows::Line;
use super::vocabulary::{Neighbours, Vocabulary};
use crate::plan::Role;

/// Readings of a row kept from word to word, and at line ends.
const BEAM: usize = 48;
/// A reading so much worse than the best is given up.
const HOPELESS: f32 = 14.0;
/// Words of a row that are dealt out; no row of a plan is longer.
const MOST_WORDS: usize = 700;
const NONE: u32 = u32::MAX;

pub struct Word<'a> {
    pub text: &'a str,
    pub bare: String,
    /// As the pairs of the document know it.
    pub known: u32,
    /// The name of an agency begins here.
    pub agency: bool,
    /// It goes on a name that the word before it on its line began.
    pub compound: bool,
    pub line: usize,
    pub index: usize,
    pub letters: usize,
    pub starts_line: bool,
    pub blank: bool,
    pub page: bool,
}

/// Words of one row without its number.
pub struct Words<'a> {
    pub items: Vec<Word<'a>>,
}

impl<'a> Words<'a> {
    pub fn of(lines: &'a [Line<'a>], own: &[usize], skip: usize, near: &Neighbours) -> Self {
        let mut items = Vec::new();
        let mut before: Option<usize> = None;
        for (order, at) in own.iter().enumerate() {
            let line = &lines[*at];
            let from = if order == 0 { skip } else { 0 };
            // Lines between two of the row are the names of the columns on a new page.
            let page = line.page || before.is_some_and(|before| *at > before + 1);
            before = Some(*at);
            for (index, range) in line.words.iter().enumerate().skip(from) {
                let text = &line.text.text[range.clone()];
                let first = index == from;
                let bare = super::lexicon::bare(text);
                items.push(Word {
                    text,
                    known: near.known(&bare),
                    bare,
                    agency: false,
                    compound: false,
                    line: *at,
                    index,
                    letters: text.chars().count(),
                    starts_line: first,
                    blank: first && line.blank,
                    page: first && page && order > 0,
                });
            }
        }
        for at in 0..items.len() {
            items[at].agency = fit::begins_agency(&items, at);
            let before = at.checked_sub(1).map(|before| items[before].bare.as_str()).filter(|_| !items[at].starts_line);
            items[at].compound = before.is_some_and(|before| super::lexicon::is_compound(before, &items[at].bare));
        }
        Self { items }
    }

    pub fn shown(&self, fragment: &Fragment) -> String {
        let own = self.items.iter().filter(|word| word.line == fragment.line && fragment.words.contains(&word.index));
        own.map(|word| word.text).collect::<Vec<_>>().join(" ")
    }
}

/// Words of one line that stand in one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Fragment {
    pub line: usize,
    pub words: Range<usize>,
}

#[derive(Debug, Clone, Default)]
pub struct Decoded {
    pub columns: Vec<Vec<Fragment>>,
    pub certainty: Vec<f32>,
    pub of_word: Vec<usize>,
    /// Of the best reading, to compare readings of a whole table.
    pub score: f32,
}

/// One way to read the row so far.
#[derive(Clone)]
struct Reading {
    score: f32,
    column: usize,
    /// Last word of each column, as an index into the search's chain.
    heads: [u32; MOST_COLUMNS],
    /// Letters of the open fragment of each column.
    lengths: [u16; MOST_COLUMNS],
    /// What each column's cell was worth when it was left.
    closed: [f32; MOST_COLUMNS],
}

/// Words of cells, each with the one before it in its cell.
struct Chain {
    links: Vec<(u32, u32)>,
}

impl Chain {
    fn words(&self, mut head: u32) -> Vec<usize> {
        let mut out = Vec::new();
        while let Some((word, before)) = self.links.get(head as usize) {
            out.push(*word as usize);
            head = *before;
        }
        out.reverse();
        out
    }

    fn last(&self, head: u32) -> Option<usize> {
        self.links.get(head as usize).map(|(word, _)| *word as usize)
    }
}

struct Search<'a> {
    words: &'a Words<'a>,
    roles: &'a [Option<Role>],
    vocabulary: &'a Vocabulary,
    near: &'a Neighbours,
    chain: Chain,
    /// By word and column: the word itself, and the word as the first of its cell.
    alone: Vec<(f32, f32)>,
    /// Worth of cells met before, by their column and words.
    met: HashMap<(usize, String, bool), f32>,
}

pub fn decode(words: &Words<'_>, roles: &[Option<Role>], vocabulary: &Vocabulary, near: &Neighbours) -> Decoded {
    if words.items.len() > MOST_WORDS {
        return all_in_name(words, roles);
    }
    let alone = (0..words.items.len() * roles.len())
        .map(|index| (index / roles.len(), index % roles.len()))
        .map(|(at, column)| {
            let word = fit::word(&words.items[at], column, roles[column], vocabulary);
            (word, fit::start(words, at, column, roles[column], vocabulary))
        })
        .collect();
    let mut search = Search { words, roles, vocabulary, near, chain: Chain { links: Vec::new() }, alone, met: HashMap::new() };
    let first = Reading { score: 0.0, column: 0, heads: [NONE; MOST_COLUMNS], lengths: [0; MOST_COLUMNS], closed: [0.0; MOST_COLUMNS] };
    let mut beam = vec![first];
    for at in 0..words.items.len() {
        let mut next = Vec::with_capacity(beam.len() * 4);
        for reading in &beam {
            search.advance(reading, at, &mut next);
        }
        let ends_line = words.items.get(at + 1).is_none_or(|word| word.starts_line);
        keep_best(&mut next);
        if ends_line {
            for reading in &mut next {
                let open = reading.column;
                let worth = search.cell(reading, open, true);
                reading.score += worth - reading.closed[open];
                reading.closed[open] = worth;
            }
        }
        keep_best(&mut next);
        beam = next;
    }
    for reading in &mut beam {
        search.finish(reading);
    }
    beam.sort_by(|a, b| b.score.total_cmp(&a.score));
    search.result(&beam)
}

/// What is too long to be a row stays together, as its name.
fn all_in_name(words: &Words<'_>, roles: &[Option<Role>]) -> Decoded {
    let name = roles.iter().position(|role| *role == Some(Role::Name)).unwrap_or(1);
    let mut out = Decoded { columns: vec![Vec::new(); roles.len()], certainty: vec![0.3; roles.len()], ..Decoded::default() };
    let Some(own) = out.columns.get_mut(name) else { return out };
    for word in &words.items {
        match own.last_mut() {
            Some(Fragment { line, words }) if *line == word.line => words.end = word.index + 1,
            _ => own.push(Fragment { line: word.line, words: word.index..word.index + 1 }),
        }
    }
    out.of_word = vec![name; words.items.len()];
    out
}

fn keep_best(readings: &mut Vec<Reading>) {
    readings.sort_by(|a, b| b.score.total_cmp(&a.score));
    readings.truncate(BEAM);
    let least = readings.first().map_or(f32::MIN, |best| best.score - HOPELESS);
    readings.retain(|reading| reading.score >= least);
}

impl Search<'_> {
    fn advance(&mut self, reading: &Reading, at: usize, out: &mut Vec<Reading>) {
        let words = self.words;
        let word = &words.items[at];
        let mut left = None;
        for column in 1..self.roles.len() {
            let step = self.step(reading, at, column);
            let Some(move_cost) = follow::movement(words, at, (reading.column, column), &step, self.vocabulary, self.near) else {
                continue;
            };
            let mut new = reading.clone();
            let mut score = move_cost + self.alone[at * self.roles.len() + column].0;
            if step.begins_fragment {
                if reading.column != column && reading.column > 0 {
                    let worth = *left.get_or_insert_with(|| self.cell(reading, reading.column, false));
                    score += worth - reading.closed[reading.column];
                    new.closed[reading.column] = worth;
                }
                // Reopened: what it was worth when it was left no longer counts.
                score -= new.closed[column];
                new.closed[column] = 0.0;
                score += match step.last {
                    None => self.alone[at * self.roles.len() + column].1,
                    Some(last) => {
                        follow::goes_on(&words.items[last], word, &step, self.roles[column], self.vocabulary.width(column), self.near)
                    }
                };
                new.lengths[column] = word.letters as u16;
            } else {
                new.lengths[column] = reading.lengths[column].saturating_add(1 + word.letters as u16);
                score += follow::inside(self.words, at, self.roles[column], self.near);
            }
            score += follow::overfull(new.lengths[column], word, self.vocabulary.width(column));
            new.score += score;
            new.column = column;
            self.chain.links.push((at as u32, reading.heads[column]));
            new.heads[column] = (self.chain.links.len() - 1) as u32;
            out.push(new);
        }
    }

    fn step(&self, reading: &Reading, at: usize, column: usize) -> Step {
        let last = self.chain.last(reading.heads[column]);
        Step {
            last,
            begins_fragment: reading.column != column || self.words.items[at].starts_line,
            length: reading.lengths[column] as usize,
        }
    }

    fn cell(&mut self, reading: &Reading, column: usize, open: bool) -> f32 {
        let own: Vec<&Word<'_>> = self.chain.words(reading.heads[column]).into_iter().map(|at| &self.words.items[at]).collect();
        let text = own.iter().map(|word| word.text).collect::<Vec<_>>().join(" ");
        let (role, vocabulary) = (self.roles[column], self.vocabulary);
        *self.met.entry((column, text, open)).or_insert_with_key(|(_, text, _)| fit::cell(&own, text, column, role, vocabulary, open))
    }

    fn finish(&mut self, reading: &mut Reading) {
        let open = reading.column;
        reading.score += self.cell(reading, open, false) - reading.closed[open];
        for column in 1..self.roles.len() {
            if reading.heads[column] == NONE {
                reading.score += fit::empty(self.roles[column]);
            }
        }
    }

    fn result(&self, beam: &[Reading]) -> Decoded {
        let count = self.roles.len();
        let mut out = Decoded {
            columns: vec![Vec::new(); count],
            certainty: vec![0.97; count],
            of_word: vec![0; self.words.items.len()],
            score: 0.0,
        };
        let Some(best) = beam.first() else { return out };
        out.score = best.score;
        for column in 1..count {
            let own = self.chain.words(best.heads[column]);
            for at in &own {
                let word = &self.words.items[*at];
                out.of_word[*at] = column;
                match out.columns[column].last_mut() {
                    Some(fragment) if fragment.line == word.line && fragment.words.end == word.index => fragment.words.end += 1,
                    _ => out.columns[column].push(Fragment { line: word.line, words: word.index..word.index + 1 }),
                }
            }
            let other = beam[1..].iter().find(|reading| self.chain.words(reading.heads[column]) != own);
            if let Some(other) = other {
                let margin = best.score - other.score;
                out.certainty[column] = 0.97_f32.min(1.0 - 0.5 * (-margin).exp());
            }
        }
        out
    }
}
