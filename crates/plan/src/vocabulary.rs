//! The word lists that rules go by: data files in `crates/plan/data`, which an official can extend with lists of
//! the same shape. One module and one file per list.

pub mod abbreviations;
pub mod capitals;
pub mod dissolved_agencies;
pub mod enumerations;
mod known_documents;
mod leftovers;
pub mod lexicon;
mod list;
pub mod matching_words;
pub mod phrases;
pub mod slips;
mod table;

use std::sync::{LazyLock, OnceLock};

use abbreviations::Abbreviations;
use capitals::Capitals;
use dissolved_agencies::DissolvedAgencies;
use enumerations::Enumerations;
pub use known_documents::{KnownDocument, KnownDocuments};
pub use leftovers::Leftovers;
use lexicon::Lexicon;
pub use list::{LISTS, List};
use matching_words::MatchingWords;
use slips::Slips;
pub use table::ListError;

/// Every list. The built-in ones come with the program and are read when a rule first asks for them;
/// [`crate::Context::vocabulary`] may give longer ones.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    abbreviations: OnceLock<Abbreviations>,
    capitals: OnceLock<Capitals>,
    dissolved_agencies: OnceLock<DissolvedAgencies>,
    enumerations: OnceLock<Enumerations>,
    known_documents: OnceLock<KnownDocuments>,
    leftovers: OnceLock<Leftovers>,
    lexicon: OnceLock<Lexicon>,
    matching_words: OnceLock<MatchingWords>,
    slips: OnceLock<Slips>,
}

static BUILT_IN: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::default);

impl Vocabulary {
    /// Adds the entries of a list of the same shape to the one that comes with the program; an unknown name adds nothing.
    ///
    /// # Errors
    /// The line that is wrong, and what to write there.
    pub fn add(&mut self, list: &str, text: &str) -> Result<(), ListError> {
        fn longer<T>(
            list: &mut OnceLock<T>,
            own: impl FnOnce() -> T,
            add: impl FnOnce(&mut T) -> Result<(), ListError>,
        ) -> Result<(), ListError> {
            let mut longer = list.take().unwrap_or_else(own);
            add(&mut longer)?;
            *list = OnceLock::from(longer);
            Ok(())
        }
        match list {
            "abbreviations" => longer(&mut self.abbreviations, Abbreviations::default, |list| list.add(text)),
            "capitals" => longer(&mut self.capitals, Capitals::default, |list| list.add(text)),
            "dissolved-agencies" => longer(&mut self.dissolved_agencies, DissolvedAgencies::default, |list| list.add(text)),
            "enumerations" => longer(&mut self.enumerations, Enumerations::default, |list| list.add(text)),
            "known-documents" => longer(&mut self.known_documents, KnownDocuments::default, |list| list.add(text)),
            "leftovers" => longer(&mut self.leftovers, Leftovers::built_in, |list| list.add(text)),
            "matching-words" => longer(&mut self.matching_words, MatchingWords::default, |list| list.add(text)),
            "single_words" => longer(&mut self.lexicon, Lexicon::default, |list| list.add_single_words(text)),
            "slips" => longer(&mut self.slips, Slips::default, |list| list.add(text)),
            "words" => longer(&mut self.lexicon, Lexicon::default, |list| list.add_words(text)),
            _ => Ok(()),
        }
    }

    /// The built-in lists with these, each by its name.
    ///
    /// # Errors
    /// The name of the list that is wrong, its line, and what to write there.
    pub fn with(lists: &[(String, String)]) -> Result<Self, (&str, ListError)> {
        let mut out = Self::default();
        for (name, text) in lists {
            out.add(name, text).map_err(|error| (name.as_str(), error))?;
        }
        Ok(out)
    }

    /// The lists that come with the program.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    pub fn abbreviations(&self) -> &Abbreviations {
        self.abbreviations.get_or_init(Abbreviations::default)
    }

    pub fn capitals(&self) -> &Capitals {
        self.capitals.get_or_init(Capitals::default)
    }

    pub fn dissolved_agencies(&self) -> &DissolvedAgencies {
        self.dissolved_agencies.get_or_init(DissolvedAgencies::default)
    }

    pub fn enumerations(&self) -> &Enumerations {
        self.enumerations.get_or_init(Enumerations::default)
    }

    pub fn known_documents(&self) -> &KnownDocuments {
        self.known_documents.get_or_init(KnownDocuments::default)
    }

    pub fn leftovers(&self) -> &Leftovers {
        self.leftovers.get_or_init(Leftovers::built_in)
    }

    pub fn lexicon(&self) -> &Lexicon {
        self.lexicon.get_or_init(Lexicon::default)
    }

    /// What rows of two plans are compared by.
    pub fn matching_words(&self) -> &MatchingWords {
        self.matching_words.get_or_init(MatchingWords::default)
    }

    pub fn slips(&self) -> &Slips {
        self.slips.get_or_init(Slips::default)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, SourceFile, compile};

    const PLAN: &str =
        "# KẾ HOẠCH\n\n**Chuyển đổi số năm 2026**\n\nI. MỤC TIÊU\n\nThực hiện ABCXYZ tại xã, viết nội dung theo ý lãnh đạo vào đây.\n";

    fn rules(vocabulary: &Vocabulary) -> Vec<String> {
        let file = SourceFile { name: "ke-hoach.md", bytes: PLAN.as_bytes() };
        let compiled = compile(&[file], &Context { vocabulary, ..Context::default() }).expect("readable");
        compiled.diagnostics.into_iter().map(|found| found.rule).collect()
    }

    #[test]
    fn entries_of_ones_own_stand_beside_those_of_the_program() {
        let has = |rules: &[String], rule: &str| rules.iter().any(|found| found == rule);
        let before = rules(Vocabulary::built_in());
        assert!(has(&before, "undefined-abbreviation") && !has(&before, "template-leftover"), "{before:?}");
        let mut longer = Vocabulary::default();
        longer.add("abbreviations", "viết tắt\tviết đủ\tdùng ngay\nABCXYZ\tTên đầy đủ\tx\n").expect("a sound list");
        longer.add("leftovers", "cụm từ\tloại\tghi chú\nviết nội dung theo ý lãnh đạo\tcâu mẫu\t\n").expect("a sound list");
        let after = rules(&longer);
        assert!(!has(&after, "undefined-abbreviation"), "{after:?}");
        assert!(longer.abbreviations().find("UBND").is_some());
    }

    #[test]
    fn every_list_can_be_added_to_and_a_wrong_one_names_its_line() {
        for list in LISTS.map(|list| list.name) {
            let mut longer = Vocabulary::default();
            assert_eq!(longer.add(list, "sai\n").expect_err("another header").line, 1, "{list}");
        }
    }
}
