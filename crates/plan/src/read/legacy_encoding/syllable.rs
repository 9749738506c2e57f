//! Whether words are Vietnamese syllables: enough of the language's sound system to tell one encoding from another.

use unicode_normalization::UnicodeNormalization;

use crate::syllable::{ONSETS, RIMES};

/// How many of the words with letters beyond ASCII are Vietnamese syllables, and how many there are.
pub fn share(text: &str) -> (usize, usize) {
    let words = text.split(|c: char| !c.is_alphabetic() && !is_mark(c)).filter(|word| !word.is_empty() && !word.is_ascii());
    words.fold((0, 0), |(found, all), word| (found + usize::from(is_syllable(word)), all + 1))
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{323}')
}

fn is_syllable(word: &str) -> bool {
    // No syllable is longer than "nghiêng" with its marks taken apart.
    if word.len() > 40 {
        return false;
    }
    let mut tones = 0;
    let bare: String = word
        .nfd()
        .filter(|c| {
            let tone = matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
            tones += usize::from(tone);
            !tone
        })
        .nfc()
        .flat_map(char::to_lowercase)
        .collect();
    tones <= 1 && ONSETS.iter().any(|onset| bare.strip_prefix(onset).is_some_and(|rime| RIMES.contains(rime)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_plan_are_syllables_and_other_languages_are_not() {
        let text = "Kế hoạch chuyển đổi số của Ủy ban nhân dân phường; quý IV, giếng nước, nghiêng, khuyến khích, thuở, gì, quyết";
        let (found, words) = share(text);
        assert_eq!(found, words);
        let (found, words) = share("L'été dernier, nous avons dîné près du château où naquit François, là-bas à Orléans, mère forêt");
        assert!(found * 5 < words * 3, "{found} of {words}");
        assert!(!is_syllable("ViÖt") && !is_syllable("chñ") && !is_syllable("Vieät") && !is_syllable("nghĩã"));
    }
}
