//! Times that return: "Hằng năm", "Tháng 02 hàng năm", "3 tháng/lần", "02 lần/năm", "6 tháng, năm".

use std::sync::LazyLock;

use super::{FULL_DATE, number, pattern};
use crate::pattern::{Rare, Regex};

static EVERY: Rare = Rare::new(|text| text.contains("lần"), r"(\d{1,2})\s*(tháng|năm|quý)\s*(?:/|một|\s)\s*(?:01|1|một)?\s*lần");
static YEARLY_MONTH: Rare = Rare::new(
    |text| yearly(text) || text.contains("các"),
    r"(?:tháng\s*|\d{1,2}\s*/\s*)(\d{1,2})\s*,?\s*(?:của\s+)?(?:hằng|hàng|mỗi|các)\s*năm",
);
static PERIODICALLY: Rare = Rare::new(|text| text.starts_with("định kỳ"), r"^định kỳ\s+(?:(0?[369])\s*tháng|(tháng|quý|năm))");
static PER: Rare = Rare::new(
    |text| ["lần", "đợt", "kỳ"].iter().any(|time| text.contains(time)),
    r"(?:\b(\d{1,2})|\bmột)\s*(?:lần|đợt|kỳ)\s*(?:/|trong|một|mỗi)\s*(?:01|1|một)?\s*(năm|quý|tháng)\b|\bmỗi\s+(năm|quý|tháng)\s+(\d{1,2})\s*lần",
);
/// "6 tháng, năm", "quý, năm": the shortest period of a list of them, none of which has a year.
static PERIODS: Rare = Rare::new(
    |text| !text.contains("20"),
    r"^(?:báo cáo\s+)?(?:hằng|hàng|định kỳ|theo)?\s*(?:(?:tuần|tháng|quý|0?[369]\s*tháng(?:\s*đầu năm)?|năm)(?:\s*(?:,|và|;|/)\s*(?:hằng\s+|hàng\s+)?)?){2,}$",
);
static PERIOD: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b0?([369])\s*tháng|tháng|quý|năm"));
/// "Hằng năm, trước 30/11": the month of a day that returns each year.
static YEARLY_THEN_MONTH: Rare =
    Rare::new(yearly, r"(?:hằng|hàng|mỗi)\s*năm\b[^\d]*(?:tháng\s*|\b\d{1,2}\s*/\s*|\b\d{1,2}\s*tháng\s*)(\d{1,2})(?:[^\d/]|$)");

fn yearly(text: &str) -> bool {
    ["hằng", "hàng", "mỗi"].iter().any(|each| text.contains(each))
}

/// Months in a period.
fn months_in(unit: &str) -> u8 {
    match unit {
        "năm" => 12,
        "quý" => 3,
        _ => 1,
    }
}

/// Every how many months, and in which month of the year; `None` when nothing returns.
pub fn read(lower: &str) -> Option<(Option<u8>, Option<u8>)> {
    for pattern in [&YEARLY_MONTH, &YEARLY_THEN_MONTH] {
        if let Some(found) = pattern.captures(lower).filter(|_| !FULL_DATE.is_match(lower)) {
            return Some((Some(12), number(&found, 1).filter(|month| (1..=12).contains(month))));
        }
    }
    if let Some(found) = EVERY.captures(lower) {
        let every: u8 = number(&found, 1)?;
        return Some((every.checked_mul(months_in(&found[2])), None));
    }
    if let Some(found) = PERIODICALLY.captures(lower) {
        return Some((found.get(2).map_or_else(|| number(&found, 1), |unit| Some(months_in(unit.as_str()))), None));
    }
    if let Some(found) = PER.captures(lower) {
        let unit = found.get(2).or(found.get(3)).map_or("", |unit| unit.as_str());
        let (times, months) = (number(&found, 1).or(number(&found, 4)).unwrap_or(1_u8), months_in(unit));
        return Some((Some(months).filter(|_| times > 0 && months % times == 0).map(|months| months / times), None));
    }
    if PERIODS.is_match(lower) {
        let shortest =
            PERIOD.captures_iter(lower).filter_map(|found| found.get(1).map_or_else(|| Some(months_in(&found[0])), |_| number(&found, 1)));
        return (!lower.contains("tuần")).then(|| (shortest.min(), None)).or(Some((None, None)));
    }
    // A year beside the word makes it a date that is said to repeat: the date wins only without "hằng năm".
    let of = |unit: &str| ["hằng", "hàng", "mỗi"].iter().any(|each| lower.contains(&format!("{each} {unit}")));
    let Some(unit) = ["tháng", "quý", "năm"].into_iter().find(|unit| of(unit)) else {
        return of("tuần").then_some((None, None));
    };
    (!FULL_DATE.is_match(lower)).then_some((Some(months_in(unit)), None))
}
