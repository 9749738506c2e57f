//! Regular expressions of the small grammars, cheap to build: a fresh process builds about fifty of them for one
//! plan, and the classes of all the world's scripts would be a fifth of its time.

use std::ops::Deref;
use std::sync::OnceLock;

use regex::{Captures, Match};

/// Latin letters, every Vietnamese one composed among them; text inside is NFC.
const LETTER: &str = r"[a-zA-Zªµº\u{C0}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{17F}\u{1A0}\u{1A1}\u{1AF}\u{1B0}\u{1E00}-\u{1EFF}]";
/// Capitals and small letters of the Vietnamese alphabet and of Latin-1.
const CAPITAL: &str = r"[A-Z\u{C0}-\u{D6}\u{D8}-\u{DE}ĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ]";
const SMALL: &str = r"[a-z\u{DF}-\u{F6}\u{F8}-\u{FF}ăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]";
const DIGIT: &str = "[0-9]";
/// Readers leave no other white space than this.
const SPACE: &str = r"[\t-\r ]";
const NO_WORD: &str = r"[^a-zA-Z0-9_ªµº\u{C0}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{17F}\u{1A0}\u{1A1}\u{1AF}\u{1B0}\u{1E00}-\u{1EFF}]";

/// [`regex::Regex`] whose `\p{L}`, `\p{Lu}`, `\p{Ll}` and `\W` mean letters of a Vietnamese document, whose `\d` means
/// 0 to 9 and whose `\s` means ASCII white space. `(?i)` costs three times as much to build: where the text is at hand
/// in small letters, see [`crate::document::lowered`], it is left out.
#[derive(Debug)]
pub struct Regex(regex::Regex);

impl Regex {
    /// # Errors
    /// A text that is no regular expression.
    pub fn new(text: &str) -> Result<Self, regex::Error> {
        let narrow = text.replace(r"\p{Lu}", CAPITAL).replace(r"\p{Ll}", SMALL).replace(r"\p{L}", LETTER);
        let narrow = narrow.replace(r"\d", DIGIT).replace(r"\s", SPACE).replace(r"\W", NO_WORD);
        regex::Regex::new(&narrow).map(Self)
    }
}

impl Deref for Regex {
    type Target = regex::Regex;

    fn deref(&self) -> &regex::Regex {
        &self.0
    }
}

/// A pattern that most texts cannot match, which a glance tells: it is built when the first one comes that may.
pub struct Rare {
    /// Whether a text may match; `true` costs time only.
    may_match: fn(&str) -> bool,
    text: &'static str,
    built: OnceLock<Regex>,
}

impl Rare {
    pub const fn new(may_match: fn(&str) -> bool, text: &'static str) -> Self {
        Self { may_match, text, built: OnceLock::new() }
    }

    /// The pattern for a text that it may match.
    pub fn on(&self, text: &str) -> Option<&Regex> {
        (self.may_match)(text).then(|| self.built.get_or_init(|| Regex::new(self.text).expect("the pattern is a literal of its file")))
    }

    pub fn is_match(&self, text: &str) -> bool {
        self.on(text).is_some_and(|pattern| pattern.is_match(text))
    }

    pub fn find<'a>(&self, text: &'a str) -> Option<Match<'a>> {
        self.on(text)?.find(text)
    }

    pub fn captures<'a>(&self, text: &'a str) -> Option<Captures<'a>> {
        self.on(text)?.captures(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rare_pattern_is_built_only_for_a_text_that_may_match() {
        let rare = Rare::new(|text| text.contains("quý"), r"quý\s*(\d)");
        assert!(rare.captures("tháng 2").is_none() && rare.built.get().is_none());
        assert_eq!(&rare.captures("quý 2").unwrap()[1], "2");
        assert!(rare.is_match("quý 3") && !rare.is_match("quý này"));
    }

    const LETTERS: &str = "aăâbcdđeêghiklmnoôơpqrstuưvxyàằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹáắấéếíóốớúứýạặậẹệịọộợụựỵfjwz";

    #[test]
    fn every_vietnamese_letter_is_a_letter_and_its_capital_a_capital() {
        let [any, capital, small] = [r"^\p{L}$", r"^\p{Lu}$", r"^\p{Ll}$"].map(|class| Regex::new(class).unwrap());
        for letter in LETTERS.chars() {
            let (low, high) = (letter.to_string(), letter.to_uppercase().to_string());
            assert!(any.is_match(&low) && any.is_match(&high), "{letter}");
            assert!(capital.is_match(&high) && !capital.is_match(&low), "{letter}");
            assert!(small.is_match(&low) && !small.is_match(&high), "{letter}");
        }
    }

    #[test]
    fn signs_between_the_letters_of_the_code_table_are_no_letters() {
        let letter = Regex::new(r"^[\p{L}\d]$").unwrap();
        assert!(["×", "÷", "%", " ", "²", "-"].iter().all(|sign| !letter.is_match(sign)));
    }
}
