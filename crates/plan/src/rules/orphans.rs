//! Syllables that are no word alone and make none with their neighbours, though one slip away they would:
//! "mô trường" beside "môi trường".

use std::collections::HashMap;

use super::words::{Gap, Line, Shape, Word, Words, broken};
use crate::syllable::one_slip_away;
use crate::vocabulary::lexicon::Lexicon;

/// A syllable at its place and what should stand there.
pub struct Orphan {
    /// Index among the lines of the plan.
    pub line: usize,
    /// Index among the words of the line; the run holds the word that was meant.
    pub at: usize,
    pub run: std::ops::Range<usize>,
    pub right: String,
}

/// What a syllable costs that is no word; a word costs 1.
const LOST: u32 = 3;
/// How far left and right of a lost syllable the words are weighed again.
const REACH: usize = 3;
/// By how much the mended words must be better.
const GAIN: u32 = 2;

struct Search<'a> {
    lexicon: &'a Lexicon,
    words: &'a Words<'a>,
    /// Of each word of the plan its number in the lexicon.
    known: Vec<Option<u32>>,
    /// Of each word looked at, the known syllables one slip away.
    slips: HashMap<u32, Vec<u32>>,
}

pub fn find(words: &Words<'_>, lexicon: &Lexicon) -> Vec<Orphan> {
    let known = words.written().iter().zip(0..).map(|(_, id)| lexicon.find(&words.written()[words.plain_of(id) as usize])).collect();
    let mut search = Search { lexicon, words, known, slips: HashMap::new() };
    let mut out = Vec::new();
    for (index, line) in words.lines.iter().enumerate().filter(|(_, line)| !line.guessed && !line.shouted) {
        let of_line = words.of_line(line);
        let mut start = 0;
        for at in 0..of_line.len() {
            if of_line[at].gap == Gap::Space && at + 1 < of_line.len() && of_line[at + 1].shape == Shape::Small {
                continue;
            }
            if at > start {
                search.run(index, line, of_line, start, at + 1, &mut out);
            }
            start = at + 1;
        }
    }
    out
}

impl Search<'_> {
    /// Looks through words that only spaces part, the first of which may have a capital.
    fn run(&mut self, index: usize, line: &Line<'_>, of_line: &[Word], start: usize, end: usize, out: &mut Vec<Orphan>) {
        if !matches!(of_line[start].shape, Shape::Small | Shape::Capital) {
            if end - start > 2 {
                self.run(index, line, of_line, start + 1, end, out);
            }
            return;
        }
        let run: Vec<Option<u32>> = of_line[start..end].iter().map(|word| self.known[word.spelled as usize]).collect();
        for at in self.lost(&run) {
            // A capital in front may begin a name.
            if at == 0 && of_line[start].shape == Shape::Capital && start > 0 {
                continue;
            }
            let Some((slip, right)) = self.mended(&run, &of_line[start..end], at) else { continue };
            let grammar = GRAMMAR.contains(&self.lexicon.spelled(right)) && slip > 1;
            if grammar {
                let run = start + slip - 2..start + slip + 1;
                if !broken(line, &of_line[run.clone()]) {
                    out.push(Orphan { line: index, at: start + slip, run, right: self.lexicon.spelled(right).to_owned() });
                }
                continue;
            }
            let run = start + slip.min(at)..start + slip.max(at) + 1;
            let run = if run.len() == 1 { pair(self, of_line, start + at, right, start..end) } else { run };
            if !broken(line, &of_line[run.clone()]) {
                out.push(Orphan { line: index, at: start + slip, run, right: self.lexicon.spelled(right).to_owned() });
            }
        }
    }

    /// The cheapest way to part a run into words.
    fn cost(&self, run: &[Option<u32>]) -> u32 {
        let (mut before, mut last) = (0, 0);
        for at in 0..run.len() {
            let alone = last + self.alone(run[at]);
            let next = match at.checked_sub(1) {
                Some(first) if self.is_word(run[first], run[at]) => alone.min(before + 1),
                _ => alone,
            };
            (before, last) = (last, next);
        }
        last
    }

    fn alone(&self, syllable: Option<u32>) -> u32 {
        if syllable.is_some_and(|number| self.lexicon.stands_alone(number)) { 1 } else { LOST }
    }

    fn is_word(&self, first: Option<u32>, second: Option<u32>) -> bool {
        first.zip(second).is_some_and(|(first, second)| self.lexicon.is_word(first, second))
    }

    /// The places of a run that no word covers when it is parted the cheapest way.
    fn lost(&self, run: &[Option<u32>]) -> Vec<usize> {
        let mut best = vec![0];
        let mut alone = vec![true];
        for at in 0..run.len() {
            let single = best[at] + self.alone(run[at]);
            let double = at.checked_sub(1).filter(|first| self.is_word(run[*first], run[at])).map(|first| best[first] + 1);
            alone.push(double.is_none_or(|cost| single <= cost));
            best.push(double.map_or(single, |cost| cost.min(single)));
        }
        let mut out = Vec::new();
        let mut end = run.len();
        while end > 0 {
            if alone[end] {
                if self.alone(run[end - 1]) == LOST {
                    out.push(end - 1);
                }
                end -= 1;
            } else {
                end -= 2;
            }
        }
        out
    }

    /// The place of the slip and the number of the right syllable.
    fn mended(&mut self, run: &[Option<u32>], words: &[Word], at: usize) -> Option<(usize, u32)> {
        let (low, high) = (at.saturating_sub(REACH), (at + REACH + 1).min(run.len()));
        let now = self.cost(&run[low..high]);
        let mut best: Option<(u32, usize, u32)> = None;
        let mut weigh = |search: &Self, place: usize, right: u32| {
            let mut window = run[low..high].to_vec();
            window[place - low] = Some(right);
            let cost = search.cost(&window);
            if cost + GAIN <= now && best.is_none_or(|(least, ..)| cost < least) {
                best = Some((cost, place, right));
            }
        };
        for place in [Some(at), at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter(|place| *place < run.len()) {
            for right in self.slips(words[place].spelled) {
                let right_word = |other: Option<usize>| other.filter(|other| *other < run.len()).and_then(|other| run[other]);
                let beside = match place == at {
                    true => {
                        right_word(at.checked_sub(1)).is_some_and(|other| self.lexicon.is_word(other, right))
                            || right_word(Some(at + 1)).is_some_and(|other| self.lexicon.is_word(right, other))
                    }
                    false if place > at => run[at].is_some_and(|own| self.lexicon.is_word(own, right)),
                    false => run[at].is_some_and(|own| self.lexicon.is_word(right, own)),
                };
                if beside {
                    weigh(self, place, right);
                }
            }
        }
        // "cơ quan trọng hệ thống": two words share a syllable, and one of them should be a word of grammar.
        if at > 1 && self.is_word(run[at - 2], run[at - 1]) && self.is_word(run[at - 1], run[at]) {
            for right in self.slips(words[at].spelled) {
                if GRAMMAR.contains(&self.lexicon.spelled(right)) {
                    weigh(self, at, right);
                }
            }
        }
        if at + 2 < run.len() && self.is_word(run[at], run[at + 1]) && self.is_word(run[at + 1], run[at + 2]) {
            for right in self.slips(words[at + 2].spelled) {
                if GRAMMAR.contains(&self.lexicon.spelled(right)) {
                    weigh(self, at + 2, right);
                }
            }
        }
        best.map(|(_, place, right)| (place, right))
    }

    fn slips(&mut self, spelled: u32) -> Vec<u32> {
        let (words, lexicon) = (self.words, self.lexicon);
        self.slips
            .entry(spelled)
            .or_insert_with(|| one_slip_away(&words.written()[spelled as usize]).iter().filter_map(|word| lexicon.find(word)).collect())
            .clone()
    }
}

/// Words of grammar that a word of two syllables may swallow.
const GRAMMAR: [&str; 14] = ["và", "của", "các", "những", "cho", "với", "trong", "được", "theo", "để", "từ", "tại", "trên", "về"];

/// The lost syllable and the neighbour with which the right one makes a word.
fn pair(search: &Search<'_>, of_line: &[Word], at: usize, right: u32, run: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let known = |place: usize| search.known[of_line[place].spelled as usize];
    match at + 1 < run.end && known(at + 1).is_some_and(|next| search.lexicon.is_word(right, next)) {
        true => at..at + 2,
        false if at > run.start => at - 1..at + 1,
        false => at..at + 1,
    }
}
