//! Texts made comparable: for search (no diacritics at all) and for recognising names (diacritics
//! kept, so that xã Đông Phú and xã Đồng Phú stay two).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, no diacritics, đ as d, single spaces, letters and digits only.
pub fn folded(text: &str) -> String {
    let plain = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    spaced(plain.map(|c| if c == 'đ' { 'd' } else { c }))
}

/// Lower case, single spaces, punctuation out, each word's tone mark at its end: "hoà" equals "hòa".
pub fn match_key(text: &str) -> String {
    let lower: String = text.nfd().flat_map(char::to_lowercase).collect();
    let mut out = String::with_capacity(lower.len());
    let mut tone = None;
    for c in lower.chars() {
        if is_tone(c) {
            tone = Some(c);
        } else if c.is_alphanumeric() || is_combining_mark(c) {
            out.push(c);
        } else {
            out.extend(tone.take());
            if !out.ends_with(' ') && !out.is_empty() {
                out.push(' ');
            }
        }
    }
    out.extend(tone);
    out.trim_end().to_owned()
}

/// Grave, acute, tilde, hook above, dot below.
pub fn is_tone(c: char) -> bool {
    matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
}

fn spaced(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    for c in chars {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn search_needs_no_diacritics_and_no_punctuation() {
        assert_eq!(folded("Đẩy mạnh  chuyển đổi số (cấp xã)"), "day manh chuyen doi so cap xa");
        assert_eq!(folded("SỞ KH&CN"), "so kh cn");
    }

    #[test]
    fn names_match_whatever_their_case_spacing_and_place_of_the_tone() {
        assert_eq!(match_key("Ủy ban nhân dân  xã Tân Hoà"), match_key("ỦY BAN NHÂN DÂN XÃ TÂN HÒA"));
        assert_eq!(match_key("Uỷ ban"), match_key("Ủy ban"));
        assert_ne!(match_key("xã Đông Phú"), match_key("xã Đồng Phú"));
    }
}
