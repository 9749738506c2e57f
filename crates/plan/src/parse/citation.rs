//! Mentions of numbered documents: kind, number, date, issuer, and which mentions are the same document.

use std::sync::LazyLock;

use jiff::civil::Date;

use super::document_number;
use crate::document::{Text, end_of, lowered};
use crate::pattern::Regex;
use crate::plan::{Citation, Mention};

/// Kinds as written before a number, longest first where one begins another.
const KINDS: [&str; 29] = [
    "chương trình hành động",
    "nghị quyết liên tịch",
    "thông tư liên tịch",
    "chương trình",
    "nghị quyết",
    "nghị định",
    "quyết định",
    "chỉ thị",
    "kết luận",
    "kế hoạch",
    "thông tư",
    "thông báo",
    "thông tri",
    "công văn",
    "văn bản",
    "đề án",
    "hướng dẫn",
    "quy định",
    "quy chế",
    "bộ luật",
    "luật",
    "pháp lệnh",
    "công điện",
    "tờ trình",
    "báo cáo",
    "phương án",
    "dự án",
    "quy hoạch",
    "lệnh",
];

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let slashes = r"(?P<d1>\d{1,2})\s?[/.-]\s?(?P<m1>\d{1,2})\s?[/.-]\s?(?P<y1>\d{4})";
    let words = r"(?P<d2>\d{1,2})\s*tháng\s*(?P<m2>\d{1,2})\s*năm\s*(?P<y2>\d{4})";
    Regex::new(&format!(r"(?i)^\s*,?\s*(?:ký\s+|ban hành\s+)?ngày\s*(?P<date>{slashes}|{words})"))
        .expect("the pattern is a literal of this file")
});
static ISSUER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)^\s*,?\s*(?:của|do)\s+(?P<name>[^,;.()“”:]+)").expect("the pattern is a literal of this file"));

/// Words that end the name of an issuer: what the document is about begins here.
const AFTER_ISSUER: [&str; 24] = [
    " thực hiện",
    " về ",
    " sửa đổi",
    " ban hành",
    " quy định",
    " phê duyệt",
    " và ",
    " hướng dẫn",
    " triển khai",
    " ngày ",
    " có ",
    " được ",
    " trên ",
    " theo ",
    " trong ",
    " là ",
    " giai đoạn",
    " đã ",
    " để ",
    " khóa ",
    " khoá ",
    " tiếp tục",
    " đối với",
    " tại ",
];

/// All mentions of one text.
pub fn mentions(file: u32, text: &Text, out: &mut Vec<Mention>) {
    let words = &text.text;
    let mut last: Option<(usize, Option<String>)> = None;
    for found in document_number::find_all(words) {
        let before = end_of(&words[..found.range.start], 400);
        let carried = last.as_ref().filter(|(end, _)| joins(&words[*end..found.range.start])).and_then(|(_, kind)| kind.clone());
        let kind = kind_before(before).or(carried);
        if found.doubtful && kind.is_none() {
            continue;
        }
        let after = &words[found.range.end..];
        let (mut date, mut invalid_date, mut rest) = (None, None, after);
        if let Some(seen) = DATE.captures(after) {
            date = civil(&seen);
            if date.is_none() {
                invalid_date = Some(seen["date"].to_owned());
            }
            rest = &after[seen[0].len()..];
        }
        let issuer = ISSUER.captures(rest).map(|seen| issuer_name(&seen["name"])).filter(|name| !name.is_empty());
        let listed = last.as_ref().is_some_and(|(end, _)| lists(&words[*end..found.range.start]));
        if let (true, Some(name), Some(before)) = (listed, &issuer, out.last_mut())
            && before.issuer.is_none()
            && one_series(&before.number, &found.number)
        {
            before.issuer = Some(name.clone());
        }
        let end = found.range.end + (after.len() - rest.len());
        last = Some((end, kind.clone()));
        let raw = words[found.range.clone()].to_owned();
        let without_so = kind_right_before(before).map(str::to_owned);
        out.push(Mention { raw, number: found.number, kind, date, invalid_date, issuer, without_so, span: text.span(file, found.range) });
    }
}

fn civil(seen: &regex::Captures<'_>) -> Option<Date> {
    let part = |a: &str, b: &str| seen.name(a).or_else(|| seen.name(b)).and_then(|part| part.as_str().parse::<i16>().ok());
    Date::new(part("y1", "y2")?, part("m1", "m2")? as i8, part("d1", "d2")? as i8).ok()
}

/// Only words that list one document after another stand between.
fn joins(between: &str) -> bool {
    between
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .all(|word| matches!(lowered(word).as_str(), "và" | "số" | "các"))
}

/// The same, with the kind said again: "Văn bản số … và Văn bản số …".
fn lists(between: &str) -> bool {
    let lower = lowered(between);
    let kind = KINDS.iter().find(|kind| lower.contains(*kind));
    joins(between) || kind.is_some_and(|kind| joins(&lower.replacen(kind, "", 1)))
}

/// Numbers that one body must have given: the same symbol, or letters of two units of one agency.
fn one_series(a: &str, b: &str) -> bool {
    let symbol = |number: &str| number.split_once(['/', '-']).map(|(_, symbol)| symbol.to_owned()).unwrap_or_default();
    let (a, b) = (symbol(a), symbol(b));
    let agency = |symbol: &str| symbol.split(['-', '/']).next().unwrap_or_default().to_owned();
    // A code of a kind has at most four letters, the short name of a ministry five.
    a == b || (agency(&a) == agency(&b) && agency(&a).chars().count() >= 4)
}

/// "…theo Nghị quyết số " gives "Nghị quyết"; "Luật An ninh mạng số " gives "Luật".
fn kind_before(before: &str) -> Option<String> {
    let lower = lowered(before);
    let mut head = lower.trim_end();
    let with_so = head.strip_suffix(':').unwrap_or(head).trim_end();
    if let Some(rest) = with_so.strip_suffix("số") {
        head = rest.trim_end();
    }
    if let Some(kind) = KINDS.iter().find(|kind| ends_with_word(head, kind)) {
        return Some(capitalised(kind));
    }
    let sentence = head.rsplit([';', '.', ',', '(']).next().unwrap_or_default();
    // "Báo cáo thẩm tra số …": two words may tell the kind more closely.
    if head.len() < with_so.len() {
        let short = |words: usize| sentence.rmatch_indices(' ').nth(words).map(|(at, _)| sentence[..at].trim_end());
        let qualified = [1, 0].into_iter().filter_map(short).find_map(|head| KINDS.iter().find(|kind| ends_with_word(head, kind)));
        if let Some(kind) = qualified.filter(|kind| **kind != "luật") {
            return Some(capitalised(kind));
        }
    }
    let law = sentence.rfind("luật ").filter(|at| *at == 0 || sentence[..*at].ends_with(' '))?;
    (sentence.len() - law < 120 && lowered(before.trim_end()).ends_with("số")).then(|| "Luật".to_owned())
}

/// The kind as written when nothing, not even "số", stands between it and the number.
fn kind_right_before(before: &str) -> Option<&str> {
    let head = before.trim_end();
    let lower = lowered(head);
    let kind = KINDS.iter().find(|kind| ends_with_word(&lower, kind))?;
    // Lower-casing keeps the length in bytes.
    head.get(head.len() - kind.len()..)
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
}

/// The first letter in upper case, the rest in lower case.
pub fn capitalised(text: &str) -> String {
    let lower = lowered(text);
    let mut chars = lower.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn issuer_name(raw: &str) -> String {
    let lower = lowered(raw);
    // Lower-casing Vietnamese keeps the length of every letter in bytes, so offsets carry over.
    let end = AFTER_ISSUER.iter().filter_map(|word| lower.find(word)).min().unwrap_or(raw.len());
    raw.get(..end).unwrap_or(raw).trim().to_owned()
}

/// Every document cited, once, in order of first mention; an undated mention joins the dated one of its number.
pub fn citations(mentions: &[Mention], own_number: Option<&str>) -> Vec<Citation> {
    let mut out: Vec<Citation> = Vec::new();
    for mention in mentions.iter().filter(|mention| own_number != Some(mention.number.as_str())) {
        let same = |citation: &&mut Citation| citation.number == mention.number && same_document(citation, mention);
        match out.iter_mut().find(same) {
            Some(citation) => {
                citation.date = citation.date.or(mention.date);
                citation.kind = citation.kind.take().or_else(|| mention.kind.clone());
                citation.issuer = citation.issuer.take().or_else(|| mention.issuer.clone());
                citation.spans.push(mention.span.clone());
            }
            None => out.push(Citation {
                kind: mention.kind.clone(),
                number: mention.number.clone(),
                date: mention.date,
                issuer: mention.issuer.clone(),
                spans: vec![mention.span.clone()],
            }),
        }
    }
    out
}

/// Numbers start again every year in every body: two dates of one number are two documents, unless they
/// differ so little (the same year, or the same day and month) that one of them is a slip of the pen.
fn same_document(citation: &Citation, mention: &Mention) -> bool {
    let (Some(a), Some(b)) = (citation.date, mention.date) else { return true };
    let one_issuer = match (&citation.issuer, &mention.issuer) {
        (Some(a), Some(b)) => a.starts_with(b.as_str()) || b.starts_with(a.as_str()),
        _ => true,
    };
    a == b || one_issuer && (a.year() == b.year() || (a.month(), a.day()) == (b.month(), b.day()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Place;

    fn read(text: &str) -> Vec<Citation> {
        let text = Text::at(text, Place::Lines { line: 1, column: 1, end_line: 1, end_column: 1 });
        let mut found = Vec::new();
        mentions(0, &text, &mut found);
        citations(&found, Some("9/KH-UBND"))
    }

    #[test]
    fn kind_date_and_issuer_stand_around_the_number() {
        let found = read("Căn cứ Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị về đột phá; QUYẾT ĐỊNH SỐ 20/2020/QĐ-TTG");
        assert_eq!((found[0].kind.as_deref(), found[0].issuer.as_deref()), (Some("Nghị quyết"), Some("Bộ Chính trị")));
        assert_eq!(found[0].date, Date::new(2024, 12, 22).ok());
    }

    #[test]
    fn a_list_shares_its_kind_and_repeats_are_joined() {
        assert_eq!(read("Báo cáo thẩm tra số 21/BC-KTNS của Ban Kinh tế")[0].kind.as_deref(), Some("Báo cáo"));
        let found = read(
            "các văn bản số 15/BKHCN-CĐS và 16/BKHCN-ATTT; Kế hoạch số 9/KH-UBND; Nghị quyết 3/NQ-CP; Nghị quyết số 3/NQ-CP ngày 9 tháng 1 năm 2026",
        );
        let shown: Vec<_> = found.iter().map(|c| (c.kind.as_deref().unwrap_or("?"), c.number.as_str(), c.spans.len())).collect();
        assert_eq!(shown, [("Văn bản", "15/BKHCN-CĐS", 1), ("Văn bản", "16/BKHCN-ATTT", 1), ("Nghị quyết", "3/NQ-CP", 2)]);
        assert_eq!(found[2].date, Date::new(2026, 1, 9).ok());
    }
}
