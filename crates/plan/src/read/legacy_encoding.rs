//! Vietnamese typed in the encodings from before Unicode: TCVN 5712:1993 VN3 (the .Vn typefaces) and VNI-Windows.
//! Told by the names of fonts, else by words that are Vietnamese only once converted.

mod syllable;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::document::{Block, Paragraph};

/// An encoding whose letters are Latin letters and signs to a program that does not know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    Tcvn3,
    Vni,
}

/// A font made for an old encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typeface {
    pub encoding: Encoding,
    /// .VnTimeH draws capitals for small letters.
    pub capitals: bool,
}

/// Letters of VN3 from 0xA0 on, sixteen codes a row; "·" stands for a code without a letter. 0xB0 to 0xB4 are
/// combining tones, which stand in a table of their own below.
const TCVN3: [&str; 6] =
    ["·ĂÂÊÔƠƯĐăâêôơưđ·", "·····àảãáạ·ằẳẵắ·", "······ặầẩẫấậè·ẻẽ", "éẹềểễếệìỉ···ĩíịò", "·ỏõóọồổỗốộờởỡớợù", "·ủũúụừửữứựỳỷỹýỵ·"];
const TCVN3_TONES: [&str; 5] = ["\u{300}", "\u{309}", "\u{303}", "\u{301}", "\u{323}"];

/// Signs that VNI writes behind a vowel, small and capital, and the marks they are.
const VNI_MARKS: [(char, char, &str); 17] = [
    ('ù', 'Ù', "\u{301}"),
    ('ø', 'Ø', "\u{300}"),
    ('û', 'Û', "\u{309}"),
    ('õ', 'Õ', "\u{303}"),
    ('ï', 'Ï', "\u{323}"),
    ('â', 'Â', "\u{302}"),
    ('á', 'Á', "\u{302}\u{301}"),
    ('à', 'À', "\u{302}\u{300}"),
    ('å', 'Å', "\u{302}\u{309}"),
    ('ã', 'Ã', "\u{302}\u{303}"),
    ('ä', 'Ä', "\u{302}\u{323}"),
    ('ê', 'Ê', "\u{306}"),
    ('é', 'É', "\u{306}\u{301}"),
    ('è', 'È', "\u{306}\u{300}"),
    ('ú', 'Ú', "\u{306}\u{309}"),
    ('ü', 'Ü', "\u{306}\u{303}"),
    ('ë', 'Ë', "\u{306}\u{323}"),
];

/// Letters that VNI writes as one sign.
const VNI_LETTERS: [(char, &str); 18] = [
    ('ô', "ơ"),
    ('Ô', "Ơ"),
    ('ö', "ư"),
    ('Ö', "Ư"),
    ('ñ', "đ"),
    ('Ñ', "Đ"),
    ('í', "í"),
    ('Í', "Í"),
    ('ì', "ì"),
    ('Ì', "Ì"),
    ('æ', "ỉ"),
    ('Æ', "Ỉ"),
    ('ó', "ĩ"),
    ('Ó', "Ĩ"),
    ('ò', "ị"),
    ('Ò', "Ị"),
    ('î', "ỵ"),
    ('Î', "Ỵ"),
];

impl Typeface {
    /// What the name of a font says: ".VnTime", "ABCDEE+.VnArialH,Bold", "VNI-Times". Unicode faces answer nothing.
    pub fn of_font(name: &str) -> Option<Self> {
        let name = name.trim().trim_matches(['"', '\'', ' ']);
        let name = name.split_once('+').filter(|(subset, _)| subset.len() == 6).map_or(name, |(_, name)| name);
        let lower = name.to_ascii_lowercase();
        let known = ["vntime", "vnarial", "vncour", "vnbook", "vncent", "vnhelv", "vnsouth", "vnavant"];
        if lower.starts_with(".vn") || known.iter().any(|face| lower.starts_with(face)) {
            let face = name.split([',', '-', ' ', ';']).next().unwrap_or(name);
            let face = face.strip_suffix("BoldItalic").or(face.strip_suffix("Bold")).or(face.strip_suffix("Italic")).unwrap_or(face);
            return Some(Self { encoding: Encoding::Tcvn3, capitals: face.ends_with('H') });
        }
        let vni = lower.starts_with("vni-") || lower.starts_with("vni ");
        vni.then_some(Self { encoding: Encoding::Vni, capitals: false })
    }

    /// The words of a run set in this face. Words that are Unicode for all their font stay as they are.
    pub fn convert<'a>(self, text: &'a str) -> Cow<'a, str> {
        if text.chars().any(is_unicode_only) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len() + text.len() / 4);
        for c in text.chars() {
            match self.encoding.letters(c) {
                Some(letters) if self.capitals => out.extend(letters.chars().flat_map(char::to_uppercase)),
                Some(letters) => out.push_str(letters),
                None if self.capitals => out.extend(c.to_uppercase()),
                None => out.push(c),
            }
        }
        Cow::Owned(out)
    }
}

impl Encoding {
    /// The letter, or the combining marks, that a sign of this encoding stands for.
    pub fn letters(self, c: char) -> Option<&'static str> {
        match self {
            Self::Tcvn3 => {
                if let Some(tone) = (c as usize).checked_sub(0xB0).and_then(|tone| TCVN3_TONES.get(tone)) {
                    return Some(tone);
                }
                let code = (c as usize).checked_sub(0xA0)?;
                let row = TCVN3.get(code / 16)?;
                let (start, letter) = row.char_indices().nth(code % 16).filter(|(_, letter)| *letter != '·')?;
                row.get(start..start + letter.len_utf8())
            }
            Self::Vni => {
                let mark = VNI_MARKS.iter().find(|(small, capital, _)| c == *small || c == *capital).map(|(_, _, mark)| *mark);
                mark.or_else(|| VNI_LETTERS.iter().find(|(sign, _)| *sign == c).map(|(_, letter)| *letter))
            }
        }
    }

    /// The text with as many characters as before, so that columns stay right. A sign of VNI that is two marks
    /// gives the first of them to the vowel before it.
    pub fn convert_in_place(self, text: &str) -> String {
        let mut out: Vec<char> = Vec::with_capacity(text.len());
        for c in text.chars() {
            let mut letters = self.letters(c).unwrap_or_default().chars();
            match (letters.next(), letters.next()) {
                (None, _) => out.push(c),
                (Some(letter), None) => out.push(letter),
                (Some(mark), Some(tone)) => match out.last_mut().and_then(|last| Some((composed(*last, mark)?, last))) {
                    Some((vowel, last)) => {
                        *last = vowel;
                        out.push(tone);
                    }
                    None => out.push(c),
                },
            }
        }
        out.into_iter().collect()
    }

    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tcvn3 => "TCVN3 (phông .VnTime)",
            Self::Vni => "VNI (phông VNI-Times)",
        }
    }
}

fn composed(vowel: char, mark: char) -> Option<char> {
    unicode_normalization::char::compose(vowel, mark)
}

/// Letters and marks that no sign of the old encodings looks like.
fn is_unicode_only(c: char) -> bool {
    matches!(c, 'ă' | 'Ă' | 'đ' | 'Đ' | 'ĩ' | 'Ĩ' | 'ũ' | 'Ũ' | 'ơ' | 'Ơ' | 'ư' | 'Ư' | '\u{1ea0}'..='\u{1ef9}' | '\u{300}'..='\u{323}')
}

/// Words looked at to tell an encoding: as many as settle it, whatever the length of the text.
const WORDS: usize = 2000;
/// Fewer words with marks than this tell nothing.
const FEWEST: usize = 6;

/// The old encoding of a text without fonts: most of its words with marks are Vietnamese once converted and not before.
pub fn by_pattern(text: &str) -> Option<Encoding> {
    let sample = sample(text);
    let (as_is, words) = syllable::share(&sample);
    if words < FEWEST || as_is * 2 > words {
        return None;
    }
    let of = |encoding: Encoding| {
        let (found, words) = syllable::share(&encoding.convert_in_place(&sample));
        (words >= FEWEST && found * 5 >= words * 4).then_some((found, encoding))
    };
    [Encoding::Tcvn3, Encoding::Vni].into_iter().filter_map(of).max_by_key(|(found, _)| *found).map(|(_, encoding)| encoding)
}

/// The first words that are not plain ASCII.
fn sample(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_whitespace().filter(|word| !word.is_ascii()).take(WORDS) {
        out.push_str(word);
        out.push(' ');
    }
    out
}

/// The characters of bytes that are no UTF-8: Windows-1258, or one of the old encodings as the Latin characters it
/// looks like. Nothing when the words do not bear it out.
pub fn of_bytes(bytes: &[u8]) -> Option<String> {
    if bytes.contains(&0) {
        return None;
    }
    let (latin, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
    let (viet, _) = encoding_rs::WINDOWS_1258.decode_without_bom_handling(bytes);
    let (found, words) = syllable::share(&sample(&viet));
    let (old, _) = by_pattern(&latin).map_or((0, 0), |encoding| syllable::share(&encoding.convert_in_place(&sample(&latin))));
    if old > found {
        return Some(latin.into_owned());
    }
    (words >= FEWEST && found * 5 >= words * 4).then(|| viet.into_owned())
}

/// Says of the first paragraph with converted words that they were.
pub fn mark_first(blocks: &mut [Block], encoding: Encoding) {
    let converted = |paragraph: &&mut Paragraph| paragraph.text.text.chars().any(is_unicode_only);
    let paragraphs = blocks.iter_mut().flat_map(|block| -> Box<dyn Iterator<Item = &mut Paragraph> + '_> {
        match block {
            Block::Paragraph(paragraph) => Box::new(std::iter::once(paragraph)),
            Block::Table(table) => Box::new(table.rows.iter_mut().flat_map(|row| &mut row.cells).flat_map(|cell| &mut cell.paragraphs)),
        }
    });
    if let Some(first) = paragraphs.into_iter().find(converted) {
        first.converted = Some(encoding);
    }
}

#[cfg(test)]
mod tests;
