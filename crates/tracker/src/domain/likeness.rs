//! How alike two texts are, by the pairs of letters they share.

use std::collections::BTreeSet;

/// The letter pairs of a text that was made comparable before (`domain::folding`).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LetterPairs(BTreeSet<(char, char)>);

impl LetterPairs {
    pub fn of(text: &str) -> Self {
        Self(text.chars().zip(text.chars().skip(1)).collect())
    }

    /// Dice's coefficient: 0 for nothing in common, 1 for the same pairs.
    pub fn likeness(&self, other: &Self) -> f64 {
        let both = self.0.intersection(&other.0).count() as f64;
        2.0 * both / (self.0.len() + other.0.len()).max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_as_alike_as_the_pairs_they_share() {
        let share = |one: &str, other: &str| LetterPairs::of(one).likeness(&LetterPairs::of(other));
        assert_eq!(share("so y te", "so y te"), 1.0);
        assert_eq!(share("abc", "abd"), 0.5);
        assert_eq!(share("", "abc"), 0.0);
        assert_eq!(share("", ""), 0.0);
    }
}
