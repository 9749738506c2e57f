//! Vietnamese order as a text the databases compare byte by byte: letters first
//! (a ă â b c d đ e ê … o ô ơ … u ư …), tones second (ngang huyền hỏi ngã sắc nặng), as CLDR "vi" orders them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Hexadecimal digits: the letters of the whole text, `00`, then its tones.
pub fn sort_key(text: &str) -> String {
    let (mut letters, mut tones) = (String::new(), String::new());
    for (weight, tone) in letters_of(text) {
        letters.push_str(&format!("{weight:06x}"));
        tones.push(tone);
    }
    format!("{letters}000000{tones}")
}

/// Letters that [`packed_key`] looks at.
const PACKED: usize = 80;

/// As [`sort_key`], a byte for a letter, to be kept in memory: its bytes compare as the keys do, as far as the first letters go.
pub fn packed_key(text: &str) -> Box<[u8]> {
    let letters: Vec<(u32, char)> = letters_of(text).into_iter().take(PACKED).collect();
    let mut out = Vec::with_capacity(letters.len() * 3 / 2 + 1);
    for (weight, _) in &letters {
        let (base, shape) = (char::from_u32(weight / 8), (weight % 8) as u8);
        match base {
            Some(c @ '0'..='9') => out.push(2 + (c as u8 - b'0')),
            Some(c @ 'a'..='z') => out.push(12 + (c as u8 - b'a') * 4 + shape),
            // What is no letter and no digit weighs less than both.
            _ if *weight < u32::from('0') * 8 => out.push(1),
            _ => out.extend([&[u8::MAX], &weight.to_be_bytes()[1..]].concat()),
        }
    }
    out.push(0);
    let tone = |(_, tone): &(u32, char)| tone.to_digit(10).unwrap_or(0) as u8;
    out.extend(letters.chunks(2).map(|pair| tone(&pair[0]) << 4 | pair.get(1).map_or(0, tone)));
    out.into()
}

/// Weight and tone of each letter.
fn letters_of(text: &str) -> Vec<(u32, char)> {
    let chars: Vec<char> = text.nfd().flat_map(char::to_lowercase).collect();
    let mut out = Vec::with_capacity(chars.len());
    let mut at = 0;
    while at < chars.len() {
        let marks = chars[at + 1..].iter().take_while(|c| is_combining_mark(**c)).count();
        let marks = &chars[at + 1..at + 1 + marks];
        out.push((letter_weight(chars[at], marks), marks.iter().find_map(|mark| tone_weight(*mark)).unwrap_or('0')));
        at += 1 + marks.len();
    }
    out
}

/// Space before digits before letters; a letter with breve, circumflex or horn follows the bare one.
fn letter_weight(base: char, marks: &[char]) -> u32 {
    if base == 'đ' {
        return u32::from('d') * 8 + 3;
    }
    let shape = marks.iter().map(|mark| match mark {
        '\u{306}' => 1,
        '\u{302}' => 2,
        '\u{31b}' => 3,
        _ => 0,
    });
    let first = if base.is_alphanumeric() { u32::from(base) * 8 } else { 8 };
    first + shape.max().unwrap_or(0)
}

fn tone_weight(mark: char) -> Option<char> {
    match mark {
        '\u{300}' => Some('1'),
        '\u{309}' => Some('2'),
        '\u{303}' => Some('3'),
        '\u{301}' => Some('4'),
        '\u{323}' => Some('5'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_follow_the_vietnamese_alphabet_and_tones_only_break_ties() {
        let mut names =
            vec!["Sở Y tế", "Sở Ô", "Sở Ơ", "Sở O", "Đà", "Da", "Dạ", "Dà", "Dả", "Dã", "Dá", "Ăn", "Ân", "An", "E", "Dầu 2", "Dấu 1"];
        names.sort_by_key(|name| sort_key(name));
        let mut packed = names.clone();
        packed.reverse();
        packed.sort_by_key(|name| packed_key(name));
        assert_eq!(packed, names, "the short keys agree");
        assert_eq!(
            names,
            ["An", "Ăn", "Ân", "Da", "Dà", "Dả", "Dã", "Dá", "Dạ", "Dấu 1", "Dầu 2", "Đà", "E", "Sở O", "Sở Ô", "Sở Ơ", "Sở Y tế"]
        );
    }

    #[test]
    fn a_shorter_name_comes_before_the_one_it_begins() {
        assert!(sort_key("Sở Y") < sort_key("Sở Y tế"));
    }
}
