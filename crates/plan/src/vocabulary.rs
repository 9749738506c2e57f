//! The word lists that rules go by: data files in `crates/plan/data`, which an official can extend with lists of
//! the same shape. One module and one file per list.

pub mod abbreviations;
pub mod capitals;
pub mod enumerations;
mod known_documents;
mod leftovers;
pub mod lexicon;
pub mod matching_words;
pub mod phrases;
pub mod slips;
mod table;

use std::sync::{LazyLock, OnceLock};

use abbreviations::Abbreviations;
use capitals::Capitals;
use enumerations::Enumerations;
pub use known_documents::{KnownDocument, KnownDocuments};
pub use leftovers::Leftovers;
use lexicon::Lexicon;
use matching_words::MatchingWords;
use slips::Slips;
pub use table::ListError;

/// Every list. The built-in ones come with the program and are read when a rule first asks for them;
/// [`crate::Context::vocabulary`] may give longer ones.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    abbreviations: OnceLock<Abbreviations>,
    capitals: OnceLock<Capitals>,
    enumerations: OnceLock<Enumerations>,
    known_documents: OnceLock<KnownDocuments>,
    leftovers: OnceLock<Leftovers>,
    lexicon: OnceLock<Lexicon>,
    matching_words: OnceLock<MatchingWords>,
    slips: OnceLock<Slips>,
}

static BUILT_IN: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::default);

impl Vocabulary {
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
