//! Figures of a clause that may be targets: their sign, the end of the range, and which figures only count days,
//! articles and groups.

use std::ops::Range;
use std::sync::LazyLock;

use crate::document::{end_of, lowered, start_of};
use crate::pattern::Regex;

/// Looks at text in small letters.
static FIGURE: LazyLock<Regex> = LazyLock::new(|| {
    let sign = r"trên|hơn|dưới|ít nhất|tối thiểu|tối đa|không dưới|không thấp hơn|không quá|không vượt quá|từ|khoảng|≥|≤|>|<";
    let number = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[,.]\d+)?";
    Regex::new(&format!(
        r"(?:(?P<sign>{sign})\s*)?(?P<value>{number})(?:\s?%)?(?P<high>\s*(?:-|–|đến)\s*(?:{number}))?(?:\s?%)?(?:\s*trở lên)?"
    ))
    .expect("the pattern is a literal of this file")
});

/// Words before a bare number that make it an ordinal, a date or a name.
const ORDINAL: [&str; 31] = [
    "ngày",
    "tháng",
    "năm",
    "quý",
    "số",
    "điều",
    "khoản",
    "điểm",
    "mục",
    "lục",
    "khóa",
    "khoá",
    "kỳ",
    "lần",
    "thứ",
    "nhóm",
    "tốp",
    "top",
    "lộ",
    "đường",
    "cấp",
    "hạng",
    "loại",
    "đoạn",
    "tổ",
    "phố",
    "phường",
    "quận",
    "thôn",
    "bước",
    "mức độ",
];

/// Units that count time and ranks; a measure of time says so by its name.
const OF_TIME: [&str; 14] = ["tuổi", "tháng", "ngày", "năm", "giờ", "phút", "quý", "lần", "bước", "khâu", "sao", "tuần", "chiều", "kỳ"];

/// One figure of a clause.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Sign, value, end of the range, "%" and "trở lên".
    pub range: Range<usize>,
    pub percent: bool,
    /// A word or sign of comparison, or a range: the figure promises something by itself.
    pub firm: bool,
    /// It counts days, years or ranks.
    pub of_time: bool,
}

/// All figures of a clause that no word makes a date, a number of a document or a name, in order.
pub fn all(words: &str) -> Vec<Figure> {
    FIGURE.captures_iter(&lowered(words)).filter_map(|found| of(words, &found)).collect()
}

fn of(words: &str, found: &regex::Captures<'_>) -> Option<Figure> {
    let whole = found.get(0)?.range();
    let percent = words[whole.clone()].contains('%');
    let sign = found.name("sign");
    let (before, after) = (&words[..whole.start], &words[whole.end..]);
    let glued = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '-' | '–'));
    if glued(before.chars().next_back()) || before.ends_with(['.', ',']) || inside_brackets(words, whole.start) {
        return None;
    }
    let mut following = after.chars();
    let right = following.next();
    let dated =
        right.is_some_and(|c| matches!(c, '/' | '-' | '–' | '+' | ':' | '(')) && following.next().is_some_and(|c| c.is_ascii_digit());
    if !percent && (dated || right.is_some_and(|c| c.is_alphanumeric())) {
        return None;
    }
    let lower = lowered(end_of(before, 48));
    let last = lower.trim_end().rsplit([' ', '(', ',']).next().unwrap_or_default().to_owned();
    let value = &found["value"];
    let year = value.len() == 4 && (value.starts_with("19") || value.starts_with("20"));
    if !percent && sign.is_none() && (ORDINAL.contains(&last.as_str()) || year) {
        return None;
    }
    let next = lowered(start_of(after.trim_start(), 16));
    let of_time = !percent && OF_TIME.iter().any(|unit| next.strip_prefix(unit).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)));
    let about = |sign: &str| ["từ", "khoảng"].contains(&lowered(sign).as_str());
    let upward = words[whole.clone()].ends_with("trở lên");
    let firm = found.name("high").is_some() || upward || sign.is_some_and(|sign| !about(sign.as_str()));
    // "từ" without an end begins something else: "từ 15 tuổi", "từ 2026".
    if !percent && !firm && sign.is_some_and(|sign| lowered(sign.as_str()) == "từ") {
        return None;
    }
    let start = whole.end - words[whole.clone()].trim_start().len();
    Some(Figure { range: start..whole.end, percent, firm, of_time })
}

/// What stands in brackets explains; it promises nothing.
fn inside_brackets(words: &str, at: usize) -> bool {
    let near = end_of(&words[..at], 200);
    near.rfind('(').is_some_and(|open| !near[open..].contains(')'))
}
