//! The word lists that rules go by: data files in `crates/plan/data`, which an official can extend with lists of
//! the same shape. One module and one file per list.

mod known_documents;
mod leftovers;
pub mod matching_words;
mod table;

use std::sync::LazyLock;

pub use known_documents::{KnownDocument, KnownDocuments};
pub use leftovers::Leftovers;
pub use table::ListError;

/// Every list. The built-in ones come with the program; [`crate::Context::vocabulary`] may give longer ones.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    pub known_documents: KnownDocuments,
    pub leftovers: Leftovers,
    /// What rows of two plans are compared by.
    pub matching_words: matching_words::MatchingWords,
}

static BUILT_IN: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::default);

impl Default for Vocabulary {
    fn default() -> Self {
        Self {
            known_documents: KnownDocuments::parse(include_str!("../data/known-documents.tsv")).expect("the list is tested"),
            leftovers: Leftovers::parse(include_str!("../data/leftovers.tsv")).expect("the list is tested"),
            matching_words: matching_words::MatchingWords::default(),
        }
    }
}

impl Vocabulary {
    /// The lists that come with the program, read once.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }
}
