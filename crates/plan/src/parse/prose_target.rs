//! Targets in running text, for plans without an annex of targets: "tỷ lệ … đạt trên 80%", "100% cán bộ …", "ít nhất 3% tổng chi …".

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::annex::last_year;
use super::heading::{self, Path};
use super::target;
use crate::document::{Block, Document, Text};
use crate::pattern::Regex;
use crate::plan::Indicator;

static FIGURE: LazyLock<Regex> = LazyLock::new(|| {
    let sign = r"trên|dưới|ít nhất|tối thiểu|tối đa|không dưới|không quá|từ|≥|≤|>|<";
    let number = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[,.]\d+)?";
    Regex::new(&format!(r"(?i)(?P<text>(?:(?P<sign>{sign})\s*)?(?P<value>{number})(?:\s*(?:-|–|đến)\s*(?:{number}))?\s?(?P<percent>%)?)"))
        .expect("the pattern is a literal of this file")
});
/// Verbs between what is measured and its figure.
static REACHES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\s*,?\s*\b(?:phấn đấu đạt|đạt và duy trì|đạt mức|đạt|duy trì ở mức|duy trì|chiếm|tăng lên|là|ở mức|bằng)\s*$")
        .expect("the pattern is a literal of this file")
});
/// Nouns with which the name of a measure begins.
static MEASURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng|số lượng|quy mô|chỉ số|mức độ|tốc độ|thứ hạng|doanh thu|năng suất|thu nhập|tổng (?:chi|thu|số)|kinh phí)\b").expect("the pattern is a literal of this file")
});
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:[-+•*\s]|(?:và|phấn đấu|phần đầu|nâng|đưa|bảo đảm|đảm bảo|bố trí|duy trì|dành|trong đó|có|khoảng|đến (?:hết )?(?:năm |tháng |ngày |cuối )?[\d/]+,?)\s*)+").expect("the pattern is a literal of this file")
});
static BY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:đến|trong|hết|trước)\s[^,.;%]{0,20}?(20\d{2})").expect("the pattern is a literal of this file"));

/// Reads the numeric targets of the body of the first file, in order.
pub fn read(document: &Document, body: Range<usize>) -> Vec<Indicator> {
    let mut out = Vec::new();
    let mut path = Path::default();
    for block in &document.blocks[body] {
        let Block::Paragraph(paragraph) = block else { continue };
        let text = &paragraph.text;
        if let Some(mark) = heading::mark(paragraph).filter(|mark| heading::is_title(paragraph, mark)) {
            path.enter(&mark, text.text[mark.words_at..].trim());
            continue;
        }
        for range in clauses(&text.text) {
            clause(text, range, &path, &mut out);
        }
    }
    out
}

/// Sentences and what semicolons set apart; figures keep their stops and commas.
fn clauses(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let ends = text[at + c.len_utf8()..].chars().next().is_none_or(char::is_whitespace);
        if matches!(c, '.' | ';') && ends {
            out.push(start..at);
            start = at + 1;
        }
    }
    out.push(start..text.len());
    out
}

/// One figure of a clause, with what stands before it and after it up to the next figure.
struct Found<'a> {
    text: &'a str,
    range: Range<usize>,
    before: Range<usize>,
    after: Range<usize>,
}

fn clause(text: &Text, range: Range<usize>, path: &Path, out: &mut Vec<Indicator>) {
    let words = &text.text[range.clone()];
    let found = figures(words);
    let mut shared: Option<(String, String)> = None;
    for (index, figure) in found.iter().enumerate() {
        let before = &words[figure.before.clone()];
        let after = &words[figure.after.clone()];
        let (name, unit) = if let Some(verb) = REACHES.find(before) {
            let Some(name) = measured(&before[..verb.start()]) else { continue };
            (name, unit_of(figure.text, after))
        } else if figure.text.contains('%') {
            let Some(name) = share_of(after, found.get(index + 1).map(|next| &words[next.after.clone()]), &mut shared) else { continue };
            (name, Some("%".to_owned()))
        } else {
            continue;
        };
        let horizon =
            BY.captures(&words[..figure.range.start]).and_then(|year| year[1].parse().ok()).or_else(|| path.titles().find_map(last_year));
        let Some(target) = target::parse(figure.text) else { continue };
        let span = text.span(0, range.start..range.end);
        let confidence = BTreeMap::from([("name".to_owned(), 0.8), ("target".to_owned(), 0.9)]);
        out.push(Indicator {
            no: None,
            section: path.number(),
            section_title: path.title(),
            horizon,
            name,
            unit,
            target: Some(target),
            lead: Vec::new(),
            coordinating: Vec::new(),
            data_source: None,
            note: None,
            confidence,
            span,
        });
    }
}

/// Figures that promise something: a percentage, or a sign before a figure that no word makes a date or a number.
fn figures(words: &str) -> Vec<Found<'_>> {
    let mut out: Vec<Found<'_>> = Vec::new();
    for found in FIGURE.captures_iter(words) {
        let whole = found.name("text").expect("the group always takes part");
        let around = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '-' | '–'));
        let (left, right) = (words[..whole.start()].chars().next_back(), words[whole.end()..].chars().next());
        let percent = found.name("percent").is_some();
        if around(left)
            || !percent && around(right)
            || !percent && (found.name("sign").is_none_or(|sign| sign.as_str().eq_ignore_ascii_case("từ")))
        {
            continue;
        }
        let text = whole.as_str().trim();
        let start = out.last().map_or(0, |last| last.range.end);
        if let Some(last) = out.last_mut() {
            last.after.end = whole.start();
        }
        out.push(Found { text, range: whole.range(), before: start..whole.start(), after: whole.end()..words.len() });
    }
    // What joins one figure to the next belongs to the next: "…đạt 80%, giao dịch … đạt 70%".
    out
}

/// The shortest noun phrase in front of "đạt".
fn measured(before: &str) -> Option<String> {
    let clause = before.rsplit_once(", đồng thời").map_or(before, |(_, rest)| rest);
    let from = MEASURE.find_iter(clause).map(|found| found.start()).next().unwrap_or_else(|| clause.rfind(':').map_or(0, |at| at + 1));
    let name = OPENING.replace(clause[from..].trim_start_matches([',', ' ']), "");
    let name = name.trim().trim_end_matches([',', ':']).trim();
    (name.split_whitespace().count() >= 2).then(|| name.to_owned())
}

/// "% giá trị các ngành kinh tế": what the percentage is of, up to the next comma.
fn unit_of(figure: &str, after: &str) -> Option<String> {
    let percent = figure.ends_with('%');
    let tail = after.split([',', ';', '(', ')']).next().unwrap_or_default().trim();
    let tail = tail.split(" và ").next().unwrap_or_default().trim();
    let counts = !tail.is_empty()
        && tail.split_whitespace().count() <= 8
        && !["trong tổng", "so với", "vào năm", "theo"].iter().any(|word| tail.to_lowercase().starts_with(word));
    match (percent, counts) {
        (true, true) => Some(format!("% {tail}")),
        (true, false) => Some("%".to_owned()),
        (false, true) => Some(tail.to_owned()),
        (false, false) => None,
    }
}

/// "100% hồ sơ … tại cấp huyện và 80% tại cấp xã được xử lý …": each figure gets the phrase composed for it.
fn share_of(after: &str, next: Option<&str>, shared: &mut Option<(String, String)>) -> Option<String> {
    let own = after.split('(').next().unwrap_or_default();
    let own = own.split(" và tăng dần").next().unwrap_or_default().trim().trim_end_matches([',', ' ']);
    let joined = own.strip_suffix(" và").unwrap_or(own).trim();
    if let Some((noun, _)) = shared.take() {
        // The second figure of the pair: only its own qualifier and the shared predicate follow.
        return Some(format!("{noun} {joined}"));
    }
    if own.ends_with(" và")
        && let Some(next) = next.map(|next| next.split('(').next().unwrap_or_default().trim())
        && let (Some(at), Some(verb)) = (
            joined.rfind(" tại ").or_else(|| joined.rfind(" ở ")).or_else(|| joined.rfind(" cấp ")),
            next.find(" được ").or_else(|| next.find(" có ")),
        )
    {
        let noun = joined[..at].trim().to_owned();
        *shared = Some((noun, String::new()));
        return Some(format!("{joined}{}", &next[verb..]));
    }
    (joined.split_whitespace().count() >= 2).then(|| joined.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Format, Paragraph, Place};

    fn found(text: &str) -> Vec<String> {
        let place = Place::Lines { line: 1, column: 1, end_line: 1, end_column: 1 };
        let paragraph = Paragraph { text: Text::at(text, place), ..Paragraph::default() };
        let document = Document { format: Format::Text, pages: None, blocks: vec![Block::Paragraph(paragraph)] };
        let shown = |indicator: &Indicator| {
            let target = indicator.target.as_ref().expect("prose indicators carry a target");
            format!(
                "{} | {} | {:?} | {}",
                indicator.name,
                target.text.as_deref().unwrap_or(""),
                indicator.horizon,
                indicator.unit.as_deref().unwrap_or("-")
            )
        };
        read(&document, 0..1).iter().map(shown).collect()
    }

    #[test]
    fn a_measure_before_its_figure_and_a_share_before_its_noun_are_read() {
        assert_eq!(
            found(
                "Phấn đấu tỷ lệ hộ dùng nước sạch đạt trên 90%, thu gom rác thải đạt 85%. Quy mô kinh tế số đạt trên 12% giá trị sản xuất."
            ),
            [
                "tỷ lệ hộ dùng nước sạch | trên 90% | None | %",
                "thu gom rác thải | 85% | None | %",
                "Quy mô kinh tế số | trên 12% | None | % giá trị sản xuất"
            ]
        );
        assert_eq!(found("Đến 30/6/2026, 100% trường học có mạng tốc độ cao."), ["trường học có mạng tốc độ cao | 100% | Some(2026) | %"]);
        assert_eq!(
            found("100% văn bản tại cấp tỉnh và 90% tại cấp xã được ký số (trừ văn bản mật)."),
            ["văn bản tại cấp tỉnh được ký số | 100% | None | %", "văn bản tại cấp xã được ký số | 90% | None | %"]
        );
        assert_eq!(found("Ngày 12/5/2026 họp lần 3 tại phòng 204."), Vec::<String>::new());
    }
}
