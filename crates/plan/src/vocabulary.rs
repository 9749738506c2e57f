//! The word lists that rules go by: data files in `crates/plan/data`, which an official can extend with lists of
//! the same shape. One module and one file per list.

pub mod abbreviations;
pub mod capitals;
pub mod enumerations;
pub mod lexicon;
pub mod slips;
mod table;

use std::sync::LazyLock;

pub use table::ListError;

/// Every list. The built-in ones come with the program; [`crate::Context::vocabulary`] may give longer ones.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    pub abbreviations: abbreviations::Abbreviations,
    pub capitals: capitals::Capitals,
    pub enumerations: enumerations::Enumerations,
    pub lexicon: lexicon::Lexicon,
    pub slips: slips::Slips,
}

static BUILT_IN: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::default);

impl Vocabulary {
    /// The lists that come with the program, read once.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }
}
