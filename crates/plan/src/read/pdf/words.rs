//! Glyphs to words: by baseline, then by the gaps between neighbours.

use unicode_normalization::UnicodeNormalization;

use super::glyphs::{Glyph, Ink};
use crate::document::Certainty;

/// A gap wider than this part of the font size parts two words.
const WORD_GAP: f64 = 0.15;
/// Baselines this close (part of the font size) are one.
const SAME_BASELINE: f64 = 0.12;

/// Letters without white space between, in NFC.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    pub text: String,
    pub page: u32,
    pub left: f64,
    pub right: f64,
    pub baseline: f64,
    pub size: f64,
    pub bold: bool,
    /// A no-break space follows.
    pub bound: bool,
    /// Less than certain where a picture was recognised.
    pub certainty: Certainty,
}

impl Word {
    /// Left, top, right, bottom; ascent and descent of a usual text face.
    pub fn area(&self) -> [f64; 4] {
        let round = |value: f64| (value * 100.0).round() / 100.0;
        [round(self.left), round(self.baseline - 0.8 * self.size), round(self.right), round(self.baseline + 0.22 * self.size)]
    }

    pub fn centre(&self) -> (f64, f64) {
        (f64::midpoint(self.left, self.right), self.baseline - 0.3 * self.size)
    }
}

/// The words of a page (from 1), by baseline and then from left to right.
pub fn of_ink(ink: &Ink, page: u32) -> Vec<Word> {
    let mut order: Vec<&Glyph> = ink.glyphs.iter().collect();
    order.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut out = Vec::new();
    let mut rest = order.as_mut_slice();
    while let Some(first) = rest.first() {
        let limit = first.baseline + SAME_BASELINE * first.size.max(4.0);
        let count = rest.partition_point(|glyph| glyph.baseline <= limit);
        let (level, after) = rest.split_at_mut(count);
        level.sort_by(|a, b| a.left.total_cmp(&b.left));
        split_level(level, &ink.letters, page, &mut out);
        rest = after;
    }
    out
}

fn split_level(level: &[&Glyph], letters: &str, page: u32, out: &mut Vec<Word>) {
    let mut open: Option<Word> = None;
    let mut previous: Option<&Glyph> = None;
    for &glyph in level {
        let text = &letters[glyph.letters.0 as usize..glyph.letters.1 as usize];
        if let Some(before) = previous
            && is_drawn_twice(before, glyph, letters)
        {
            continue;
        }
        let apart = previous.is_some_and(|before| glyph.left - before.right > WORD_GAP * glyph.size.max(before.size));
        let blank = text.chars().all(|c| c.is_whitespace() || c.is_control());
        if apart || blank {
            if let Some(word) = &mut open {
                word.bound = !apart && text.starts_with('\u{a0}');
            }
            close(&mut open, out);
        }
        previous = Some(glyph);
        if blank {
            continue;
        }
        match &mut open {
            Some(word) => {
                word.text.push_str(text);
                word.right = word.right.max(glyph.right);
                word.size = word.size.max(glyph.size);
                word.bold &= glyph.bold || !text.chars().any(char::is_alphabetic);
            }
            None => {
                open = Some(Word {
                    text: text.to_owned(),
                    page,
                    left: glyph.left,
                    right: glyph.right,
                    baseline: glyph.baseline,
                    size: glyph.size,
                    bold: glyph.bold,
                    bound: false,
                    certainty: Certainty::default(),
                });
            }
        }
    }
    close(&mut open, out);
}

/// Bold faces are sometimes faked by drawing the letter again a hair to the right.
fn is_drawn_twice(before: &Glyph, glyph: &Glyph, letters: &str) -> bool {
    let same = letters[before.letters.0 as usize..before.letters.1 as usize] == letters[glyph.letters.0 as usize..glyph.letters.1 as usize];
    same && glyph.right > glyph.left && glyph.left - before.left < 0.06 * glyph.size
}

fn close(open: &mut Option<Word>, out: &mut Vec<Word>) {
    let Some(mut word) = open.take() else { return };
    if !word.text.is_ascii() {
        word.text = word
            .text
            .nfc()
            .filter(|c| !c.is_control() && !matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}'))
            .collect();
    }
    // One sign on its own that no font names is a bullet.
    let bullet = word.text.starts_with(char::REPLACEMENT_CHARACTER) && word.text.chars().count() == 1;
    if !word.text.is_empty() && !bullet {
        out.push(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Glyphs of 10 points size, each letter 5 points wide, at the given left edges.
    fn ink(letters: &[(&str, f64, f64)]) -> Ink {
        let mut ink = Ink::default();
        for (text, left, baseline) in letters {
            let start = ink.letters.len() as u32;
            ink.letters.push_str(text);
            let letters = (start, ink.letters.len() as u32);
            ink.glyphs.push(Glyph { left: *left, right: left + 5.0, baseline: *baseline, size: 10.0, bold: false, letters });
        }
        ink
    }

    fn texts(ink: &Ink) -> Vec<String> {
        of_ink(ink, 1).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn letters_of_two_fonts_drawn_apart_make_one_word() {
        // One font draws "vi" and "c", a second one afterwards the letter between them.
        assert_eq!(texts(&ink(&[("v", 0.0, 50.0), ("i", 5.0, 50.0), ("c", 15.0, 50.0), ("e\u{302}\u{323}", 10.0, 50.2)])), ["vi\u{1ec7}c"]);
    }

    #[test]
    fn blanks_and_gaps_part_words() {
        assert_eq!(
            texts(&ink(&[("a", 0.0, 50.0), (" ", 5.0, 50.0), ("b", 10.0, 50.0), ("c", 17.0, 50.0), ("d", 0.0, 70.0)])),
            ["a", "b", "c", "d"]
        );
    }

    #[test]
    fn letters_without_a_name_leave_a_hole_and_a_bullet_without_one_goes() {
        let ink = ink(&[("\u{fffd}", 0.0, 50.0), ("S", 20.0, 50.0), ("\u{fffd}", 25.0, 50.0), ("Y", 40.0, 50.0)]);
        assert_eq!(texts(&ink), ["S\u{fffd}", "Y"]);
    }

    #[test]
    fn a_letter_drawn_twice_counts_once() {
        assert_eq!(texts(&ink(&[("a", 0.0, 50.0), ("a", 0.3, 50.0), ("b", 5.0, 50.0)])), ["ab"]);
    }
}
