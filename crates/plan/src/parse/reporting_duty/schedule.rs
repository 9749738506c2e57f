//! How often and by when: "6 tháng (trước ngày 10/6), năm (trước ngày 10/12) hoặc đột xuất".

use crate::document::{end_of, lowered, start_of};
use crate::pattern::Regex;
use std::sync::LazyLock;

use crate::plan::Cadence;

#[derive(Debug, Clone, PartialEq)]
pub struct Time {
    pub cadence: Cadence,
    pub due: Option<String>,
    pub day: Option<u8>,
    pub month: Option<u8>,
    pub last_month: bool,
    pub first_month: bool,
}

// Both look at text in small letters.
static CADENCE: LazyLock<Regex> = LazyLock::new(|| {
    let each = r"(?:hằng|hàng|mỗi|theo|báo cáo|định kỳ)";
    Regex::new(&format!(
        r"(?P<half>\b0?6 tháng\b|\bsáu tháng\b|\bnửa năm\b)|(?P<quarter>{each}\s+quý\b|\b0?3 tháng\b|\bquý\b)|(?P<month>{each}\s+tháng\b|\b0?1 tháng\b)|(?P<year>{each}\s+năm\b|\b0?1 năm\b|\bmột năm\b|\bcả năm\b|\bnăm\b)|(?P<adhoc>\bđột xuất\b|\bkhi có yêu cầu\b)"
    ))
    .expect("the pattern is a literal of this file")
});
static DUE: LazyLock<Regex> = LazyLock::new(|| {
    let day = r"(?:trước|chậm nhất(?:\s+là)?(?:\s+vào)?(?:\s+trước)?|vào|muộn nhất)\s+ngày\s+(?P<day>\d{1,2})";
    let month = r"(?:\s*/\s*(?P<m1>\d{1,2})(?:\s*/\s*\d{4})?|\s+(?:của\s+)?tháng\s+(?P<m2>\d{1,2})\b(?:\s+năm\s+\d{4})?|\s*(?:của\s+)?tháng\s+(?P<last>cuối)(?:\s+(?:của\s+)?(?:mỗi\s+)?(?:quý|kỳ))?|\s*(?:của\s+)?tháng\s+(?P<first>đầu)(?:\s+(?:của\s+)?(?:quý|kỳ)(?:\s+sau)?)?|\s+(?:hằng|hàng)\s+tháng)?";
    let tail = r"(?:\s+(?:hằng|hàng)\s+năm|\s+của\s+năm\s+trước(?:\s+năm\s+(?:thực hiện|kế hoạch))?)?";
    let within =
        r"trong(?:\s+(?:thời gian|vòng|thời hạn))?\s+\d{1,3}\s+ngày(?:\s+làm việc)?(?:\s*,?\s*(?:kể từ|sau)\s+(?:ngày|khi)[^,;.()]*)?";
    Regex::new(&format!(r"{day}{month}{tail}|(?P<within>{within})")).expect("the pattern is a literal of this file")
});

enum Token {
    Cadence(Cadence),
    Sudden,
    Due(Time),
}

/// Every time the sentence names; at least one, `Other` or `AdHoc` without a day when it names none.
pub fn times(sentence: &str) -> Vec<Time> {
    let mut tokens: Vec<(usize, Token)> = Vec::new();
    let lower = lowered(sentence);
    let whole = |found: &regex::Captures<'_>| found.get(0).expect("group 0 always takes part").range();
    let dues: Vec<(std::ops::Range<usize>, Time)> =
        DUE.captures_iter(&lower).map(|found| (whole(&found), due(&found, &sentence[whole(&found)]))).collect();
    for found in CADENCE.captures_iter(&lower) {
        let whole = whole(&found);
        if dues.iter().any(|(range, _)| range.contains(&whole.start)) || !is_cadence(sentence, whole.start, whole.end) {
            continue;
        }
        let cadence = if found.name("half").is_some() {
            Cadence::HalfYear
        } else if found.name("quarter").is_some() {
            Cadence::Quarterly
        } else if found.name("month").is_some() {
            Cadence::Monthly
        } else if found.name("year").is_some() {
            Cadence::Annual
        } else {
            Cadence::AdHoc
        };
        // "Khi có yêu cầu" fixes no time, "đột xuất" does.
        let sudden = cadence == Cadence::AdHoc && found[0].contains("đột xuất");
        tokens.push((whole.start, if sudden { Token::Sudden } else { Token::Cadence(cadence) }));
    }
    tokens.extend(dues.into_iter().map(|(range, time)| (range.start, Token::Due(time))));
    tokens.sort_by_key(|(at, _)| *at);
    let out = paired(tokens);
    if out.is_empty() { vec![without_time(sentence)] } else { finish(out, sentence) }
}

/// "năm" alone is a cadence only as "báo cáo năm", "…, năm (trước ngày", "01 năm"; a year's number is not.
fn is_cadence(sentence: &str, start: usize, end: usize) -> bool {
    let word = lowered(&sentence[start..end]);
    let before = end_of(&sentence[..start], 64).trim_end().to_lowercase();
    let after = start_of(&sentence[end..], 64).trim_start().to_lowercase();
    match word.as_str() {
        "năm" => {
            let numbered = after.starts_with(|c: char| c.is_ascii_digit());
            let listed = before.ends_with(',')
                || before.ends_with(" và")
                || before.ends_with("báo cáo")
                || before.ends_with("tháng")
                || before.ends_with("quý");
            !numbered
                && listed
                && (after.starts_with(['(', ',', '.', ';'])
                    || after.starts_with("trước")
                    || after.starts_with("gửi")
                    || after.starts_with("tổng hợp")
                    || after.starts_with("về")
                    || after.starts_with("và")
                    || after.starts_with("hoặc")
                    || after.starts_with("báo cáo")
                    || after.starts_with("kết quả")
                    || after.is_empty())
        }
        "quý" => {
            !after.starts_with(|c: char| c.is_ascii_digit() || "iIvV".contains(c))
                && !before.ends_with("tháng cuối")
                && !before.ends_with("tháng cuối của")
        }
        _ => !(word.ends_with("năm") && after.starts_with(|c: char| c.is_ascii_digit())),
    }
}

fn due(found: &regex::Captures<'_>, written: &str) -> Time {
    let number = |name: &str| found.name(name).and_then(|part| part.as_str().parse::<u8>().ok());
    let text = written.trim().trim_end_matches([',', ' ']).to_owned();
    let lower = lowered(&text);
    let cadence = if found.name("within").is_some() {
        Cadence::Other
    } else if found.name("last").is_some() || found.name("first").is_some() {
        Cadence::Quarterly
    } else if lower.contains("hằng tháng") || lower.contains("hàng tháng") {
        Cadence::Monthly
    } else if lower.contains("năm") && !lower.chars().rev().take(4).all(|c| c.is_ascii_digit()) {
        Cadence::Annual
    } else {
        Cadence::Other
    };
    Time {
        cadence,
        day: number("day"),
        month: number("m1").or_else(|| number("m2")),
        last_month: found.name("last").is_some(),
        first_month: found.name("first").is_some(),
        due: Some(text),
    }
}

/// A day belongs to the cadence before it; a cadence without a day of its own stands alone.
fn paired(tokens: Vec<(usize, Token)>) -> Vec<Time> {
    let mut out: Vec<Time> = Vec::new();
    let mut open: Option<(Cadence, bool)> = None;
    let bare = |cadence: Cadence| Time { cadence, due: None, day: None, month: None, last_month: false, first_month: false };
    for (_, token) in tokens {
        match token {
            Token::Sudden => {
                if let Some((cadence, false)) = open.take() {
                    out.push(bare(cadence));
                }
                out.push(Time { due: Some("đột xuất".to_owned()), ..bare(Cadence::AdHoc) });
            }
            // "Đột xuất khi có yêu cầu" is one occasion.
            Token::Cadence(Cadence::AdHoc) => {
                if let Some((cadence, false)) = open.take() {
                    out.push(bare(cadence));
                }
                if out.iter().all(|time| time.cadence != Cadence::AdHoc) {
                    out.push(bare(Cadence::AdHoc));
                }
            }
            Token::Cadence(cadence) => {
                if let Some((before, false)) = open
                    && before != cadence
                {
                    out.push(bare(before));
                }
                open = Some((cadence, false));
            }
            Token::Due(mut time) => {
                if let Some((cadence, used)) = &mut open {
                    time.cadence = *cadence;
                    *used = true;
                }
                out.push(time);
            }
        }
    }
    if let Some((cadence, false)) = open
        && !out.iter().any(|time| time.cadence == cadence)
    {
        // "Trước ngày 10/6 và 10/12 hằng năm": the word after the days names their cadence.
        match out.iter_mut().rev().find(|time| time.cadence == Cadence::Other) {
            Some(time) => time.cadence = cadence,
            None => out.push(bare(cadence)),
        }
    }
    out
}

fn without_time(sentence: &str) -> Time {
    let lower = lowered(sentence);
    // Words of urgency count where they stand at the verb, not elsewhere in the sentence.
    let near = lower.match_indices("báo cáo").any(|(at, _)| {
        let before: String = lower[..at].chars().rev().take(32).collect::<Vec<_>>().into_iter().rev().collect();
        ["kịp thời", "chủ động", "đề xuất", "khi cần"].iter().any(|word| before.contains(word))
    });
    let arises = ["khó khăn, vướng mắc", "nếu có", "phát sinh"].iter().any(|word| lower.contains(word));
    let regular = lower.contains("định kỳ") || lower.contains("theo quy định");
    let cadence = if (near || arises) && !regular { Cadence::AdHoc } else { Cadence::Other };
    let due = lower.contains("theo quy định").then(|| "theo quy định".to_owned());
    Time { cadence, due, day: None, month: None, last_month: false, first_month: false }
}

/// Periods listed without a day still say "theo quy định" when the sentence does.
fn finish(mut times: Vec<Time>, sentence: &str) -> Vec<Time> {
    if times.iter().all(|time| time.due.is_none()) && lowered(sentence).contains("theo quy định") {
        for time in &mut times {
            time.due = Some("theo quy định".to_owned());
        }
    }
    times
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(sentence: &str) -> Vec<String> {
        times(sentence)
            .into_iter()
            .map(|time| format!("{:?} {} {:?}/{:?} {}", time.cadence, time.due.unwrap_or_default(), time.day, time.month, time.last_month))
            .collect()
    }

    #[test]
    fn each_period_takes_the_day_that_follows_it() {
        assert_eq!(
            shown("Định kỳ báo cáo 6 tháng (trước ngày 10/6), năm (trước ngày 10/12) hoặc đột xuất"),
            [
                "HalfYear trước ngày 10/6 Some(10)/Some(6) false",
                "Annual trước ngày 10/12 Some(10)/Some(12) false",
                "AdHoc đột xuất None/None false"
            ]
        );
        assert_eq!(
            shown("định kỳ hàng quý báo cáo trước ngày 02 của tháng cuối quý"),
            ["Quarterly trước ngày 02 của tháng cuối quý Some(2)/None true"]
        );
        assert_eq!(
            shown("báo cáo 6 tháng trước ngày 10 tháng 6 và trước ngày 15 tháng 11"),
            ["HalfYear trước ngày 10 tháng 6 Some(10)/Some(6) false", "HalfYear trước ngày 15 tháng 11 Some(15)/Some(11) false"]
        );
        assert_eq!(shown("định kỳ báo cáo UBND tỉnh theo quy định"), ["Other theo quy định None/None false"]);
        assert_eq!(shown("báo cáo UBND tỉnh khi có yêu cầu"), ["AdHoc  None/None false"]);
        assert_eq!(shown("báo cáo đột xuất khi có yêu cầu"), ["AdHoc đột xuất None/None false"]);
        assert_eq!(shown("kịp thời báo cáo UBND tỉnh"), ["AdHoc  None/None false"]);
    }
}
