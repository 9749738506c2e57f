//! Vietnamese text as syllables that can be compared: the tone apart from its letter, so that "hoà" is "hòa" and
//! "tỉ lệ" is "tỷ lệ"; phrases of the vocabulary as one term.

use unicode_normalization::UnicodeNormalization;

use crate::vocabulary::matching_words::{Kind, MatchingWords};

/// The five written tones as combining marks; where in the syllable they stand is a matter of taste.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// One syllable of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Syllable<'a> {
    pub written: &'a str,
    pub folded: String,
    /// A comma, full stop or the like stands before it.
    pub breaks: bool,
}

impl Syllable<'_> {
    pub fn is_capital(&self) -> bool {
        self.written.chars().next().is_some_and(char::is_uppercase)
    }

    fn is_number(&self) -> bool {
        self.written.starts_with(|c: char| c.is_ascii_digit())
    }
}

/// The syllables of a text in order. A point or comma inside a figure belongs to it.
pub fn syllables(text: &str) -> Vec<Syllable<'_>> {
    let mut out = Vec::new();
    let mut breaks = false;
    let mut start = None;
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    for (index, (at, c)) in characters.iter().enumerate() {
        let next_is_digit = characters.get(index + 1).is_some_and(|(_, next)| next.is_ascii_digit());
        let before_is_digit = index > 0 && characters[index - 1].1.is_ascii_digit();
        let inside = c.is_alphanumeric() || TONES.contains(c) || (matches!(c, '.' | ',' | '/') && before_is_digit && next_is_digit);
        if inside {
            start.get_or_insert(*at);
            continue;
        }
        if let Some(from) = start.take() {
            out.push(syllable(&text[from..*at], breaks));
            breaks = false;
        }
        breaks |= !(c.is_whitespace() || matches!(c, '-' | '–' | '&' | '/' | '“' | '”' | '"'));
    }
    if let Some(from) = start {
        out.push(syllable(&text[from..], breaks));
    }
    out
}

/// The syllables of a text, folded.
pub fn folded(text: &str) -> Vec<String> {
    syllables(text).into_iter().map(|syllable| syllable.folded).collect()
}

fn syllable(written: &str, breaks: bool) -> Syllable<'_> {
    let mut folded = String::with_capacity(written.len() + 2);
    let mut tone = None;
    for c in written.nfd().flat_map(char::to_lowercase) {
        match TONES.iter().position(|mark| *mark == c) {
            Some(found) => tone = Some(found),
            None => folded.push(c),
        }
    }
    // "kỹ", "lý", "tỷ" beside "kĩ", "lí", "tỉ": one sound after a consonant.
    let mut before = folded.chars().rev();
    if before.next() == Some('y') && before.next().is_some_and(|c| "hklmstv".contains(c)) {
        folded.pop();
        folded.push('i');
    }
    if let Some(tone) = tone {
        folded.push(char::from(b'1' + tone as u8));
    }
    Syllable { written, folded, breaks }
}

/// A word or phrase as rows are compared by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub as_one: String,
    /// As the text writes it.
    pub written: String,
    pub kind: Kind,
    /// Syllables it stands for: a phrase says more than a syllable.
    pub syllables: usize,
    /// Nothing stands between it and the term before, function words apart.
    pub follows: bool,
}

/// What a text says: its terms in order without function words, and the figures in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    pub terms: Vec<Term>,
    /// Figures that are no year and no day.
    pub numbers: Vec<String>,
}

/// Reads a text by the vocabulary; phrases of `ignored` (folded, as of place names) are left out.
pub fn said(text: &str, words: &MatchingWords, ignored: &[Vec<String>]) -> Said {
    let syllables = syllables(text);
    let folded: Vec<&str> = syllables.iter().map(|syllable| syllable.folded.as_str()).collect();
    let mut out = Said::default();
    let mut follows = false;
    let mut at = 0;
    while let Some(syllable) = syllables.get(at) {
        follows &= !syllable.breaks;
        if let Some(name) = ignored.iter().find(|name| syllable.is_capital() && starts_with(&folded[at..], name)) {
            at += name.len();
            continue;
        }
        if syllable.is_number() {
            out.numbers.extend(figure(syllable.written));
            at += 1;
            continue;
        }
        let phrase = words.at(&folded[at..]);
        let length = phrase.map_or(1, |phrase| phrase.rest.len() + 1);
        let kind = phrase.map_or(Kind::Meaning, |phrase| phrase.kind);
        if kind != Kind::Dropped {
            let written = syllables[at..at + length].iter().map(|syllable| syllable.written).collect::<Vec<_>>().join(" ");
            let as_one = phrase.map_or_else(|| syllable.folded.clone(), |phrase| phrase.as_one.clone());
            let syllables = as_one.split(' ').count();
            out.terms.push(Term { as_one, written, kind, syllables, follows });
            follows = true;
        }
        at += length;
    }
    out
}

fn starts_with(text: &[&str], name: &[String]) -> bool {
    !name.is_empty() && text.len() >= name.len() && text.iter().zip(name).all(|(a, b)| a == b)
}

/// A figure that tells rows apart: no year, no day; "02" is 2 and "1.250" is 1250.
fn figure(written: &str) -> Option<String> {
    let digits: String = written.replace('.', "");
    let plain = digits.trim_start_matches('0');
    let is_year = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    (!plain.is_empty() && !is_year && !digits.contains('/') && digits.chars().all(|c| c.is_ascii_digit() || c == ','))
        .then(|| plain.to_owned())
}

/// Numbers of documents named in a text: "57-NQ/TW", "405/QĐ-BKHCN".
pub fn document_numbers(text: &str) -> Vec<String> {
    let parts = text.split_whitespace().map(|part| part.trim_matches(|c: char| !c.is_alphanumeric()));
    let is_number = |part: &&str| {
        part.contains('/')
            && part.starts_with(|c: char| c.is_ascii_digit())
            && part.chars().any(char::is_uppercase)
            && !part.chars().any(char::is_lowercase)
    };
    parts.filter(is_number).map(|part| part.to_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Vocabulary;

    #[test]
    fn spellings_of_one_word_are_one() {
        for (one, other) in [("hoà", "hòa"), ("Tỉ lệ", "tỷ lệ"), ("kĩ thuật", "KỸ THUẬT"), ("uỷ", "ủy")] {
            assert_eq!(folded(one), folded(other), "{one}");
        }
        for (one, other) in [("quý", "qui"), ("tay", "tai"), ("hoa", "hòa"), ("so", "sô")] {
            assert_ne!(folded(one), folded(other), "{one}");
        }
        assert_eq!(folded("KT-XH, 1.250 tổ (30/6/2026)").len(), 5);
    }

    #[test]
    fn phrases_are_one_term_and_levels_say_nothing() {
        let words = Vocabulary::built_in().matching_words();
        let said = |text| said(text, words, &[folded("Bình An")]);
        assert_eq!(
            said("Cắt giảm TTHC tại xã Bình An").terms.iter().map(|term| &term.as_one).collect::<Vec<_>>(),
            said("rút ngắn thủ tục hành chính ở các phường").terms.iter().map(|term| &term.as_one).collect::<Vec<_>>()
        );
        assert_eq!(said("Mở 02 lớp năm 2026 trước ngày 30/6").numbers, ["2"]);
        let terms = said("hợp tác xã, hộ kinh doanh").terms;
        assert_eq!(
            terms.iter().map(|term| (term.written.as_str(), term.follows)).collect::<Vec<_>>(),
            [("hợp tác xã", false), ("hộ kinh doanh", false)]
        );
    }

    #[test]
    fn numbers_of_documents_are_told_from_days() {
        assert_eq!(document_numbers("Nghị quyết số 57-NQ/TW ngày 22/12/2024 (405/QĐ-BKHCN)"), ["57-nq/tw", "405/qđ-bkhcn"]);
    }
}
