//! Words made comparable: lower case, without diacritics, letters, digits and "%" only.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// "Tỷ lệ (%) " becomes "ty le %".
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        let c = if c == 'đ' { 'd' } else { c };
        if c.is_alphanumeric() || c == '%' {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whole words, not parts of words: "tt" is not in "httt".
pub fn has_words(folded: &str, words: &str) -> bool {
    folded.match_indices(words).any(|(at, _)| {
        let starts = at == 0 || folded[..at].ends_with(' ');
        let rest = &folded[at + words.len()..];
        starts && (rest.is_empty() || rest.starts_with(' '))
    })
}

/// A text as part of a sentence: short, on one line.
pub fn quoted(text: &str) -> String {
    let text = crate::document::clean(text);
    let cut: String = text.chars().take(60).collect();
    if cut.len() < text.len() { format!("“{}…”", cut.trim_end()) } else { format!("“{text}”") }
}
