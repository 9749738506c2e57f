//! Numbered headings and paragraphs of the body: "Phần I", "II.", "3.", "3.1.", "a)".

use std::sync::LazyLock;

use crate::document::Paragraph;
use crate::pattern::Regex;

/// The mark in front of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// As written without its stop: "II", "3.1", "a".
    pub number: String,
    pub rank: Rank,
    /// Byte offset in the paragraph's text at which the words begin.
    pub words_at: usize,
}

/// Kinds of marks from the outermost inward (NĐ 30/2020/NĐ-CP, Appendix I, II.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    Part,
    Roman,
    Arabic,
    /// "3.1", with how many figures.
    Nested(u8),
    Letter,
    Bullet,
}

static MARK: LazyLock<Regex> = LazyLock::new(|| {
    let part = r"(?:[Pp]hần|PHẦN|[Cc]hương|CHƯƠNG|Mục|MỤC|Điều)\s+(?P<part>thứ \p{L}+|[IVXLC]+|\d{1,3})\s*[.:]?\s*";
    let roman = r"(?P<roman>[IVXLC]+)\s*[./)-]\s*";
    let nested = r"(?P<nested>\d{1,2}(?:\.\d{1,2})+)\s*[.)]?\s+";
    let arabic = r"(?P<arabic>\d{1,3})(?:\s*[.)/]\s*|[-–]\s+)";
    let letter = r"(?P<letter>[a-zđ])\s*[).]\s*";
    let bullet = r"(?P<bullet>[-+•–*])\s+";
    Regex::new(&format!("^(?:{part}|{roman}|{nested}|{arabic}|{letter}|{bullet})")).expect("the pattern is a literal of this file")
});

/// The mark of a paragraph: typed in its text, or its automatic label.
pub fn mark(paragraph: &Paragraph) -> Option<Mark> {
    if let Some(label) = &paragraph.label {
        let found = mark_of(&format!("{label} x")).map(|mark| Mark { words_at: 0, ..mark });
        if found.is_some() {
            return found;
        }
    }
    mark_of(&paragraph.text.text)
}

/// The mark at the start of a text.
pub fn mark_of(text: &str) -> Option<Mark> {
    let found = MARK.captures(text)?;
    let (name, rank) = [
        ("part", Rank::Part),
        ("roman", Rank::Roman),
        ("nested", Rank::Nested(2)),
        ("arabic", Rank::Arabic),
        ("letter", Rank::Letter),
        ("bullet", Rank::Bullet),
    ]
    .into_iter()
    .find(|(name, _)| found.name(name).is_some())?;
    let number = found[name].to_owned();
    let words_at = found[0].len();
    let next = text[words_at..].chars().next();
    // "5.000 tỷ", "30/6/2026" and "I.Q." are not numbered paragraphs.
    if matches!(rank, Rank::Arabic | Rank::Nested(_)) && next.is_none_or(|c| c.is_ascii_digit()) || next.is_none() && rank != Rank::Part {
        return None;
    }
    // "V/v …" is what a letter is about.
    if rank == Rank::Roman && found[0].ends_with('/') && next.is_some_and(char::is_lowercase) {
        return None;
    }
    let rank = if let Rank::Nested(_) = rank { Rank::Nested(number.matches('.').count() as u8 + 1) } else { rank };
    Some(Mark { number, rank, words_at })
}

/// A title rather than a sentence that happens to be numbered.
pub fn is_title(paragraph: &Paragraph, mark: &Mark) -> bool {
    let words = &paragraph.text.text[mark.words_at..];
    let ends = words.trim_end().trim_end_matches(['”', '"', ')']);
    match mark.rank {
        Rank::Part | Rank::Roman => true,
        Rank::Bullet => false,
        Rank::Letter => paragraph.bold && !ends.ends_with('.'),
        _ => paragraph.heading.is_some() || paragraph.bold || !ends.ends_with(['.', ';', '/']) && words.chars().count() < 400,
    }
}

/// Numbers of the headings a paragraph stands under, outermost first.
#[derive(Debug, Default, Clone)]
pub struct Path {
    open: Vec<(Rank, String, String)>,
}

impl Path {
    /// Enters a heading and gives its level from 1.
    pub fn enter(&mut self, mark: &Mark, title: &str) -> u8 {
        self.open.retain(|(rank, ..)| *rank < mark.rank);
        self.open.push((mark.rank, mark.number.clone(), title.to_owned()));
        self.open.len() as u8
    }

    /// Leaves every heading of a rank and those under it.
    pub fn leave(&mut self, rank: Rank) {
        self.open.retain(|(open, ..)| *open < rank);
    }

    /// "II.1"
    pub fn number(&self) -> Option<String> {
        let numbers: Vec<&str> = self.open.iter().filter(|(rank, ..)| *rank != Rank::Part).map(|(_, number, _)| number.as_str()).collect();
        (!numbers.is_empty()).then(|| numbers.join("."))
    }

    pub fn title(&self) -> Option<String> {
        self.open.last().map(|(.., title)| title.clone())
    }

    /// Titles from the innermost outward.
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        self.open.iter().rev().map(|(.., title)| title.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_from_figures() {
        let shown = |text: &str| mark_of(text).map(|mark| (mark.number, mark.rank));
        assert_eq!(shown("II. MỤC TIÊU"), Some(("II".to_owned(), Rank::Roman)));
        assert_eq!(shown("3.1. Hạ tầng"), Some(("3.1".to_owned(), Rank::Nested(2))));
        assert_eq!(shown("3.1 Hạ tầng"), Some(("3.1".to_owned(), Rank::Nested(2))));
        assert_eq!(shown("đ) Rà soát"), Some(("đ".to_owned(), Rank::Letter)));
        assert_eq!(shown("- Sở Y tế"), Some(("-".to_owned(), Rank::Bullet)));
        assert_eq!(shown("1- Đảng ủy phường"), Some(("1".to_owned(), Rank::Arabic)));
        assert_eq!(shown("10 - 15 người"), None);
        assert_eq!(shown("Phần II"), Some(("II".to_owned(), Rank::Part)));
        assert_eq!(shown("5.000 tỷ đồng"), None);
        assert_eq!(shown("30/6/2026"), None);
        assert_eq!(shown("2. "), None);
        assert_eq!(shown("V/v báo cáo kết quả"), None);
    }
}
