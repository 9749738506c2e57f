//! Which row of a new reading is which row of the plan that runs: by number and name, never by a guess
//! between two that are equally near.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::edit::RowKey;
use super::field::Field;
use super::fields::Fields;
use super::fold::{Draft, DraftRow};
use crate::domain::folding::folded;
use crate::domain::likeness::LetterPairs;

/// Share of common letter pairs from which two names with the same number are one row reworded.
const SAME_NUMBER: f64 = 0.5;
/// The same without the number to rely on.
const ANY_NUMBER: f64 = 0.8;
/// How much nearer the best must be than the next.
const CLEARLY: f64 = 0.05;

/// Rows of the plan by row of the new reading, one to one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matches {
    old_of_new: BTreeMap<RowKey, RowKey>,
    new_of_old: BTreeMap<RowKey, RowKey>,
    /// What a person told apart.
    parted: BTreeSet<(RowKey, RowKey)>,
}

impl Matches {
    /// Compares what the machine read then and now; rows made by hand are compared as they are. Links made by hand go first,
    /// and rows told apart stay apart.
    pub fn find(old: &Draft, new: &Draft) -> Self {
        let mut out = Self { parted: new.parted.clone(), ..Self::default() };
        for (row, old) in &new.links {
            out.pair(row.clone(), old.clone());
        }
        out.pair(new.document.key.clone(), old.document.key.clone());
        out.match_rows(&old.indicators, &new.indicators);
        out.match_rows(&old.tasks, &new.tasks);
        out.match_rows(&old.duties, &new.duties);
        out
    }

    pub fn old_of(&self, new: &RowKey) -> Option<&RowKey> {
        self.old_of_new.get(new)
    }

    pub fn new_of(&self, old: &RowKey) -> Option<&RowKey> {
        self.new_of_old.get(old)
    }

    fn pair(&mut self, new: RowKey, old: RowKey) {
        if self.parted.contains(&(new.clone(), old.clone())) {
            return;
        }
        if !self.old_of_new.contains_key(&new) && !self.new_of_old.contains_key(&old) {
            self.old_of_new.insert(new.clone(), old.clone());
            self.new_of_old.insert(old, new);
        }
    }

    fn match_rows<T: Fields>(&mut self, old: &[DraftRow<T>], new: &[DraftRow<T>]) {
        let old: Vec<Likeness> = old.iter().map(Likeness::of).collect();
        let new: Vec<Likeness> = new.iter().map(Likeness::of).collect();
        self.match_by(&old, &new, |row| Some((row.year.clone(), row.section.clone(), row.number.clone(), row.name.clone())));
        self.match_by(&old, &new, |row| Some((row.year.clone(), row.name.clone())));
        self.match_near(&old, &new);
    }

    /// Pairs rows whose key nobody else bears.
    fn match_by<K: std::hash::Hash + Eq>(&mut self, old: &[Likeness], new: &[Likeness], key: impl Fn(&Likeness) -> Option<K>) {
        let mut by_key: HashMap<K, (Vec<&RowKey>, Vec<&RowKey>)> = HashMap::new();
        for row in old.iter().filter(|row| !self.new_of_old.contains_key(&row.key)) {
            by_key.extend(key(row).filter(|key| !by_key.contains_key(key)).map(|key| (key, Default::default())));
            if let Some(found) = key(row).and_then(|key| by_key.get_mut(&key)) {
                found.0.push(&row.key);
            }
        }
        for row in new.iter().filter(|row| !self.old_of_new.contains_key(&row.key)) {
            if let Some(found) = key(row).and_then(|key| by_key.get_mut(&key)) {
                found.1.push(&row.key);
            }
        }
        let pairs: Vec<(RowKey, RowKey)> = by_key
            .into_values()
            .filter_map(|(old, new)| match (old.as_slice(), new.as_slice()) {
                ([old], [new]) => Some(((*new).clone(), (*old).clone())),
                _ => None,
            })
            .collect();
        for (new, old) in pairs {
            self.pair(new, old);
        }
    }

    /// Pairs reworded rows that are clearly nearer to each other than to any other row.
    fn match_near(&mut self, old: &[Likeness], new: &[Likeness]) {
        let old: Vec<&Likeness> = old.iter().filter(|row| !self.new_of_old.contains_key(&row.key)).collect();
        let new: Vec<&Likeness> = new.iter().filter(|row| !self.old_of_new.contains_key(&row.key)).collect();
        let near: Vec<(usize, usize, f64)> = new
            .iter()
            .enumerate()
            .flat_map(|(at, row)| old.iter().enumerate().filter_map(move |(other, old)| Some((at, other, row.nearness(old)?))))
            .collect();
        for (at, other, share) in &near {
            let rivals = near.iter().filter(|(row, old, _)| (row == at) != (old == other));
            if rivals.map(|(.., its)| *its).fold(0.0, f64::max) + CLEARLY < *share {
                self.pair(new[*at].key.clone(), old[*other].key.clone());
            }
        }
    }
}

/// What of a row is compared.
struct Likeness {
    key: RowKey,
    number: String,
    section: String,
    year: String,
    name: String,
    pairs: LetterPairs,
}

impl Likeness {
    fn of<T: Fields>(row: &DraftRow<T>) -> Self {
        let compared = row.machine.as_ref().unwrap_or(&row.row);
        // A duty has no name: who reports what when is its name.
        let name: Vec<String> = [Field::Name, Field::From, Field::To, Field::Cadence]
            .iter()
            .map(|field| compared.text(*field))
            .filter(|text| !text.is_empty())
            .collect();
        let name = folded(&name.join(" "));
        Self {
            key: row.key.clone(),
            number: folded(&compared.text(Field::Number)),
            section: folded(compared.section()),
            year: compared.text(Field::Horizon),
            pairs: LetterPairs::of(&name),
            name,
        }
    }

    /// Likeness of the names, where it is enough to be the same row.
    fn nearness(&self, other: &Self) -> Option<f64> {
        if self.year != other.year {
            return None;
        }
        let share = self.pairs.likeness(&other.pairs);
        let same_number = !self.number.is_empty() && (&self.number, &self.section) == (&other.number, &other.section);
        (share >= if same_number { SAME_NUMBER } else { ANY_NUMBER }).then_some(if same_number { share + 0.2 } else { share })
    }
}
