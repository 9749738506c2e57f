//! Which known agencies a name that nobody answers to may mean: an offer for a person, never a decision.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::agency_name::name_key;
use super::collation::sort_key;
use super::folding::folded;
use super::likeness::LetterPairs;

/// Below this the likeness is chance.
const LEAST: f64 = 0.5;
/// How much less alike than the best one is still worth offering.
const BEHIND: f64 = 0.25;
const MOST: usize = 5;

/// A known agency, and how alike its name is, from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion<I> {
    pub id: I,
    pub name: String,
    pub likeness: f64,
}

/// Nearest first, at most five. An agency may be listed under several names: the nearest counts.
pub fn suggestions<I: Copy + Ord>(name: &str, known: &[(I, &str)]) -> Vec<Suggestion<I>> {
    Directory::of(known).suggestions(name)
}

/// Known agencies made comparable once, for several names to be looked up.
#[derive(Debug, Clone)]
pub struct Directory<I> {
    known: Vec<(I, String, Likeness)>,
    /// How many known names have the word.
    frequency: BTreeMap<String, usize>,
}

/// What of a name is compared.
#[derive(Debug, Clone)]
struct Likeness {
    words: BTreeSet<String>,
    /// Without the spaces, which people leave out: "Sở Yte".
    letters: String,
    pairs: LetterPairs,
    initials: String,
}

impl<I: Copy + Ord> Directory<I> {
    pub fn of(known: &[(I, &str)]) -> Self {
        let known: Vec<(I, String, Likeness)> = known.iter().map(|(id, name)| (*id, (*name).to_owned(), Likeness::of(name))).collect();
        let mut frequency = BTreeMap::new();
        for word in known.iter().flat_map(|(.., likeness)| &likeness.words) {
            *frequency.entry(word.clone()).or_default() += 1;
        }
        Self { known, frequency }
    }

    pub fn suggestions(&self, name: &str) -> Vec<Suggestion<I>> {
        let wanted = Likeness::of(name);
        let mut best: BTreeMap<I, Suggestion<I>> = BTreeMap::new();
        for (id, name, known) in &self.known {
            let likeness = self.likeness(&wanted, known);
            if likeness >= LEAST && best.get(id).is_none_or(|other| other.likeness < likeness) {
                best.insert(*id, Suggestion { id: *id, name: name.clone(), likeness });
            }
        }
        let mut out: Vec<Suggestion<I>> = best.into_values().collect();
        out.sort_by(|one, other| {
            other
                .likeness
                .partial_cmp(&one.likeness)
                .unwrap_or(Ordering::Equal)
                .then_with(|| sort_key(&one.name).cmp(&sort_key(&other.name)))
        });
        let nearest = out.first().map_or(0.0, |first| first.likeness);
        out.retain(|other| other.likeness + BEHIND >= nearest);
        out.truncate(MOST);
        out
    }

    fn likeness(&self, wanted: &Likeness, known: &Likeness) -> f64 {
        if wanted.letters.len() > 1 && (wanted.letters == known.initials || known.letters == wanted.initials) {
            return 0.95;
        }
        let (letters, words) = (wanted.pairs.likeness(&known.pairs), self.common_words(wanted, known));
        letters.max((letters + words) / 2.0).min(if wanted.letters == known.letters { 1.0 } else { 0.99 })
    }

    /// Like Dice's coefficient, with rare words counting more: "nhân dân xã" says little, "Tân Hòa" much.
    fn common_words(&self, wanted: &Likeness, known: &Likeness) -> f64 {
        let weight = |word: &String| {
            let known = self.known.len().max(1) as f64;
            (1.0 + known / self.frequency.get(word).copied().unwrap_or(1) as f64).ln()
        };
        let both: f64 = wanted.words.intersection(&known.words).map(weight).sum();
        let all: f64 = wanted.words.iter().chain(&known.words).map(weight).sum();
        2.0 * both / all.max(f64::MIN_POSITIVE)
    }
}

impl Likeness {
    fn of(name: &str) -> Self {
        let key = folded(&name_key(name));
        let letters = key.replace(' ', "");
        Self {
            pairs: LetterPairs::of(&letters),
            initials: key.split(' ').filter_map(|word| word.chars().next()).collect(),
            words: key.split(' ').map(str::to_owned).filter(|word| !word.is_empty()).collect(),
            letters,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [(i64, &str); 12] = [
        (1, "Sở Y tế"),
        (2, "Sở Nội vụ"),
        (3, "Sở Khoa học và Công nghệ"),
        (4, "Sở Tài chính"),
        (5, "Sở Xây dựng"),
        (6, "Sở Giáo dục và Đào tạo"),
        (7, "Ủy ban nhân dân xã Tân Hòa"),
        (8, "Ủy ban nhân dân xã Đông Phú"),
        (9, "Ủy ban nhân dân xã Đồng Phú"),
        (10, "Ủy ban nhân dân xã Tân Hưng"),
        (11, "Văn phòng Ủy ban nhân dân tỉnh"),
        (2, "Sở NV"),
    ];

    fn names(name: &str) -> Vec<String> {
        suggestions(name, &KNOWN).into_iter().map(|suggestion| suggestion.name).collect()
    }

    #[test]
    fn a_slip_of_the_keys_still_finds_the_agency() {
        for (typed, meant) in [
            ("Sở Yte", "Sở Y tế"),
            ("so y te", "Sở Y tế"),
            ("Sở Nội vu", "Sở Nội vụ"),
            ("Sở Tài chinhs", "Sở Tài chính"),
            ("Sở GDĐT", "Sở Giáo dục và Đào tạo"),
            ("Sở Giáo dục", "Sở Giáo dục và Đào tạo"),
            ("UBND xã Tân Hoa", "Ủy ban nhân dân xã Tân Hòa"),
            ("xã Tân Hòa", "Ủy ban nhân dân xã Tân Hòa"),
            ("SYT", "Sở Y tế"),
            ("Văn phòng UBND", "Văn phòng Ủy ban nhân dân tỉnh"),
        ] {
            assert_eq!(names(typed).first().map(String::as_str), Some(meant), "{typed}: {:?}", names(typed));
        }
    }

    #[test]
    fn two_communes_without_their_marks_are_both_offered() {
        let offered = names("UBND xã Dong Phu");
        assert!(offered.contains(&"Ủy ban nhân dân xã Đông Phú".to_owned()), "{offered:?}");
        assert!(offered.contains(&"Ủy ban nhân dân xã Đồng Phú".to_owned()), "{offered:?}");
    }

    #[test]
    fn what_is_like_nothing_gets_no_offer() {
        for typed in ["Trường Đại học Sông Hàn", "abc", "", "?"] {
            assert_eq!(names(typed), Vec::<String>::new(), "{typed}");
        }
    }

    #[test]
    fn an_agency_of_several_names_is_offered_once() {
        let offered = suggestions("Sở Nội v", &KNOWN);
        assert_eq!(offered.iter().filter(|suggestion| suggestion.id == 2).count(), 1);
    }
}
