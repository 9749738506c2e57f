//! The word lists that rules go by: data files in `crates/plan/data`, which an official can extend with lists of
//! the same shape. One module and one file per list.

pub mod matching_words;
mod table;

use std::sync::LazyLock;

pub use table::ListError;

/// Every list. The built-in ones come with the program; [`crate::Context::vocabulary`] may give longer ones.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// What rows of two plans are compared by.
    pub matching_words: matching_words::MatchingWords,
}

static BUILT_IN: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::default);

impl Vocabulary {
    /// The lists that come with the program, read once.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }
}
