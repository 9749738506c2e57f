//! Until when, as sentences say it: "hoàn thành trước ngày 15/12/2026", "xong trong tháng 12/2026", "chậm nhất là quý I/2027".

use std::ops::Range;
use std::sync::LazyLock;

use crate::document::lowered;
use crate::pattern::Regex;

/// A time found in a clause.
#[derive(Debug, Clone, PartialEq)]
pub struct When {
    /// The words of the deadline.
    pub range: Range<usize>,
    /// Where the work before it ends, when nothing but the deadline follows.
    pub cut: Option<usize>,
    /// The clause says nothing but the deadline.
    pub alone: bool,
}

static DONE_BY: LazyLock<Regex> = LazyLock::new(|| {
    let done = r"(?:(?:phải|và|để|bảo đảm|đảm bảo)\s+)?(?:hoàn\s+thành|hoàn\s+tất|thực\s+hiện|làm)?\s*(?:xong\s+)?";
    let limit = r"(?:chậm\s+nhất(?:\s+(?:là|vào|đến))?|muộn\s+nhất(?:\s+(?:là|vào|đến))?|ngay\s+trong|trước|trong|đến\s+hết|hết|vào|đến)\s+(?:hết\s+)?";
    let named = r"(?:thời\s+hạn|thời\s+gian|hạn)(?:\s+(?:hoàn\s+thành|thực\s+hiện|báo\s+cáo|gửi))?\s*(?:là|:)?\s*(?:chậm\s+nhất\s+)?(?:trước\s+|trong\s+)?";
    let day = r"(?:ngày\s+)?\d{1,2}\s*[/.-]\s*\d{1,2}(?:\s*[/.-]\s*\d{4})?|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?";
    let month = r"tháng\s+\d{1,2}(?:\s*[/.-]\s*\d{4}|\s+năm\s+\d{4})?";
    let quarter = r"quý\s+(?:iv|i{1,3}|[1-4])\b(?:\s*[/.-]\s*\d{4}|,?\s+năm\s+\d{4})?";
    let year = r"(?:6\s+tháng\s+(?:đầu|cuối)\s+)?năm\s+\d{4}";
    let span = r"(?:vòng\s+)?\d{1,3}\s+ngày(?:\s+làm\s+việc)?(?:\s*,?\s*(?:kể\s+)?từ\s+(?:ngày|khi)[^,;.()]*)?";
    let date = format!("(?:{day}|{month}|{quarter}|{year}|{span})");
    Regex::new(&format!(r"(?P<what>{done}{limit}{date})|{named}(?P<named>{date})")).expect("the pattern is a literal of this file")
});
static WITHOUT_END: LazyLock<Regex> = LazyLock::new(|| {
    let each = r"(?:hằng|hàng|mỗi)\s+(?:tuần|tháng|quý|năm)";
    Regex::new(&format!(
        r"(?P<what>(?:thực\s+hiện\s+)?thường\s+xuyên|(?:thực\s+hiện|định\s+kỳ)\s+(?:định\s+kỳ\s+)?{each}|(?:^|,\s*){each})[\s.)]*$"
    ))
    .expect("the pattern is a literal of this file")
});

/// The deadline of a clause: the last one that work is to be done by.
pub fn find(clause: &str) -> Option<When> {
    let lower = lowered(clause);
    let ends = |end: usize| clause[end..].chars().all(|c| c.is_whitespace() || matches!(c, '.' | ',' | ')' | ';' | '/' | '*'));
    let limits = DONE_BY.captures_iter(&lower).filter_map(|found| {
        let (whole, words) = (found.get(0)?.range(), found.name("what").or_else(|| found.name("named"))?.range());
        is_limit(&lower, &whole, found.name("named").is_some() || ends(whole.end)).then_some((whole, words))
    });
    let without_end = || WITHOUT_END.captures(&lower).and_then(|found| found.name("what")).map(|found| (found.range(), found.range()));
    let (whole, words) = limits.last().or_else(without_end)?;
    let range = words.end - lower[words.clone()].trim_start().len()..words.end;
    let alone = clause[..whole.start].chars().all(|c| !c.is_alphanumeric()) && ends(whole.end);
    let cut = (ends(whole.end) && !alone).then_some(whole.start);
    Some(When { range, cut, alone })
}

/// A deadline that opens a clause, and where the clause goes on: "Trước ngày 15/12/2026, …".
pub fn first(clause: &str) -> Option<(Range<usize>, usize)> {
    let lower = lowered(clause);
    let found = DONE_BY.captures(&lower)?;
    let (whole, words) = (found.get(0)?.range(), found.name("what")?.range());
    let rest = clause[whole.end..].strip_prefix(',')?;
    lower[..whole.start].trim().is_empty().then(|| (words, clause.len() - rest.trim_start().len()))
}

/// A bare "trong năm 2025", "đến năm 2030" in the middle speaks of the matter, not of the deadline (`sure` where it does not).
fn is_limit(lower: &str, range: &Range<usize>, sure: bool) -> bool {
    let words = lower[range.clone()].trim_start();
    let inside = lower[..range.start].ends_with(|c: char| c.is_alphanumeric()) && words.len() == range.len();
    let firm = ["hoàn", "xong", "chậm", "muộn", "trước", "phải"].iter().any(|word| words.contains(word));
    !inside && (firm || sure)
}
