//! The word lists that rules go by: data files in `crates/plan/data`, which an official can extend with lists of
//! the same shape. One module and one file per list.

pub mod abbreviations;
pub mod capitals;
pub mod enumerations;
mod known_documents;
mod leftovers;
pub mod lexicon;
pub mod matching_words;
pub mod slips;
mod table;

use std::sync::LazyLock;

pub use known_documents::{KnownDocument, KnownDocuments};
pub use leftovers::Leftovers;
pub use table::ListError;

/// Every list. The built-in ones come with the program; [`crate::Context::vocabulary`] may give longer ones.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    pub abbreviations: abbreviations::Abbreviations,
    pub capitals: capitals::Capitals,
    pub enumerations: enumerations::Enumerations,
    pub known_documents: KnownDocuments,
    pub leftovers: Leftovers,
    pub lexicon: lexicon::Lexicon,
    /// What rows of two plans are compared by.
    pub matching_words: matching_words::MatchingWords,
    pub slips: slips::Slips,
}

static BUILT_IN: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::default);

impl Default for Vocabulary {
    fn default() -> Self {
        Self {
            abbreviations: abbreviations::Abbreviations::default(),
            capitals: capitals::Capitals::default(),
            enumerations: enumerations::Enumerations::default(),
            known_documents: KnownDocuments::parse(include_str!("../data/known-documents.tsv")).expect("the list is tested"),
            leftovers: Leftovers::parse(include_str!("../data/leftovers.tsv")).expect("the list is tested"),
            lexicon: lexicon::Lexicon::default(),
            matching_words: matching_words::MatchingWords::default(),
            slips: slips::Slips::default(),
        }
    }
}

impl Vocabulary {
    /// The lists that come with the program, read once.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }
}
