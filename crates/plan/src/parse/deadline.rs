//! The grammar of deadlines: "30/6/2026", "Quý IV/2026", "2026-2030", "Thường xuyên", "3 tháng/lần", "Khi có hướng dẫn…".

mod recurrence;

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Captures;

use super::document_number;
use crate::pattern::{Rare, Regex};
use crate::plan::{Deadline, DeadlineKind};

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a literal of this file")
}

/// Two ends of something: a hyphen or the word.
fn names_range(text: &str) -> bool {
    text.contains(['-', '–']) || text.contains("đến")
}

// One sign between day, month and year: "3-6/2026" is two months.
static FULL_DATE: Rare = Rare::new(
    |text| text.matches(['/', '.', '-']).count() > 1 || text.contains("tháng") && text.contains("năm"),
    concat!(
        r"(?:ngày\s*)?\b(?:\d{1,2}\s*/\s*\d{1,2}\s*/\s*(?:\d{4}|\d{2}\b)|\d{1,2}\s*\.\s*\d{1,2}\s*\.\s*(?:\d{4}|\d{2}\b)",
        r"|\d{1,2}\s*-\s*\d{1,2}\s*-\s*(?:\d{4}|\d{2}\b)|\d{1,2}\s*tháng\s*\d{1,2}\s*năm\s*\d{4})"
    ),
);
static MONTHS: Rare =
    Rare::new(names_range, r"(?:tháng|t)?\s*(\d{1,2})\s*(?:[-–]|đến)\s*(?:tháng|t)?\s*(\d{1,2})\s*(?:/|[.-]|\s*,?\s*năm\s*)\s*(\d{4})");
static MONTH: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:(?:tháng|\bt)\s*\.?\s*)?(\d{1,2})\s*(?:[/.-]|\s*,?\s*(?:của\s+)?năm\s*)\s*(\d{4})\b"));
static QUARTERS: Rare = Rare::new(
    |text| text.contains("quý"),
    concat!(
        r"quý\s*((?:iv|i{1,3}|[1-4]))(?:\s*,\s*(?:quý\s*)?(?:iv|i{1,3}|[1-4]))*\s*(?:[-–,]|và|đến)\s*(?:quý\s*)?((?:iv|i{1,3}|[1-4]))",
        r"\s*(?:[/.-]|,?\s*năm\s*)?\s*(\d{4})"
    ),
);
static QUARTER: Rare = Rare::new(|text| text.contains("quý"), r"quý\s*(iv|i{1,3}|[1-4])\s*(?:[/.-]|,?\s*(?:của\s+)?năm\s*|,)?\s*(\d{4})");
/// "QIII/2026", "IV/2026", "Quý IV/26", "tháng 6/26": short forms, written out before they are read.
static SHORT_QUARTER: Rare = Rare::new(
    |text| text.starts_with('i') || text.match_indices('q').any(|(at, _)| !text[at + 1..].starts_with('u')),
    r"\bq\.?\s*(iv|i{1,3}|[1-4])\b|^(iv|i{1,3})(\s*/)",
);
static SHORT_YEAR: Rare = Rare::new(
    |text| text.match_indices('/').any(|(at, _)| !text[at + 1..].trim_start().starts_with("20")),
    r"((?:tháng\s*\d{1,2}|\bt\d{1,2}|quý\s*(?:iv|i{1,3}|[1-4]))\s*/\s*)(2[4-9]|[3-4]\d)\b(?:[^/\d]|$)",
);
static HALF: Rare = Rare::new(
    |text| text.contains("đầu") || text.contains("cuối"),
    r"(?:\b0?([369])|sáu|nửa)\s*(?:tháng\s*)?(đầu|cuối)\s*(?:của\s+)?năm\s*(\d{4})",
);
/// "Từ 01/3 đến 30/6/2026", "01-15/3/2026": the beginning borrows what only the end says.
static DAYS: Rare = Rare::new(
    names_range,
    r"\b(\d{1,2})(?:\s*/\s*(\d{1,2}))?\s*(?:[-–]|đến(?:\s+hết)?)\s*(?:ngày\s*)?(\d{1,2})\s*/\s*(\d{1,2})\s*/\s*(\d{4})\b",
);
/// "Cuối năm 2026" is a day, "đầu năm 2027" none that can be named.
static PART_OF_YEAR: Rare =
    Rare::new(|text| ["đầu", "giữa", "cuối"].iter().any(|part| text.contains(part)), r"(đầu|giữa|cuối)\s*năm\s*(20\d{2})");
/// "Trong tháng 9", "Quý III", "trước ngày 15/12": a time whose year the words leave out.
static WITHOUT_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:hoàn thành|thực hiện|xong|trong|trước|đến|chậm nhất(?: là)?|hết|cuối|đầu|từ|ngày)\s+)*(?:tháng\s*\d{1,2}(?:\s*[-–,]\s*\d{1,2})*|t\d{1,2}|quý\s*(?:iv|i{1,3}|[1-4])|\d{1,2}\s*/\s*\d{1,2}|ngày\s*\d{1,2}\s*tháng\s*\d{1,2})$",
    )
});
/// What waits for something: a year named in it is not the time.
static WAITS: Rare = Rare::new(
    |text| ["khi", "sau", "theo", "căn cứ", "tùy", "tuỳ"].iter().any(|word| text.contains(word)),
    r"^(?:(?:thực hiện|hoàn thành|triển khai)\s+)?(?:khi|sau khi|ngay (?:sau )?khi|sau \d+ ngày|theo|căn cứ|tùy|tuỳ)\b",
);
static YEARS: Rare = Rare::new(names_range, r"(\d{4})\s*(?:[-–]|đến(?:\s*hết)?(?:\s*năm)?)\s*(\d{4})");
static YEAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(20\d{2})\b"));
static ONWARD: Rare = Rare::new(
    |text| ["tiếp", "sau", "tới", "trở"].iter().any(|word| text.contains(word)),
    r"(?:và\s+)?(?:(?:những|các)\s+năm\s+(?:tiếp\s*theo|sau|tới)|trở\s+đi)",
);
static YEARS_LISTED: Rare = Rare::new(
    |text| text.contains([',', ';']) || text.contains("và"),
    r"\b(20\d{2})(?:\s*(?:,|và|;)\s*(?:năm\s+)?20\d{2})*\s*(?:,|và|;)\s*(?:năm\s+)?(20\d{2})\b",
);
/// What parts the two ends of a range that each name their own year.
static BETWEEN: Rare = Rare::new(names_range, r"\s+đến(?:\s+hết)?\s+|\s*[–-]\s*(?:hết\s+)?");
static CONTINUOUS: Rare = Rare::new(
    |text| ["thường", "liên", "ngày"].iter().any(|word| text.contains(word)),
    r"thường\s+xuyên|liên\s+tục|hằng\s+ngày|hàng\s+ngày",
);
static CONDITIONAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:thực hiện|hoàn thành|triển khai)\s+)?(?:khi|sau|ngay|theo|trong|kể từ|căn cứ|đột xuất|phát sinh|\d+ ngày|tùy|tuỳ|phù hợp|bảo đảm|đảm bảo|trước khi|cùng|đồng bộ|chậm nhất)\b",
    )
});

fn number<T: std::str::FromStr>(found: &Captures<'_>, group: usize) -> Option<T> {
    found.get(group).and_then(|part| part.as_str().parse().ok())
}

fn quarter(found: &Captures<'_>, group: usize) -> Option<i8> {
    Some(match found.get(group)?.as_str() {
        "i" | "1" => 1,
        "ii" | "2" => 2,
        "iii" | "3" => 3,
        _ => 4,
    })
}

/// Last day of a month; `None` when there is no such month.
pub fn last_day(year: i16, month: i8) -> Option<Date> {
    Date::new(year, month, 1).ok().map(|first| first.last_of_month())
}

struct Time {
    kind: DeadlineKind,
    start: Option<Date>,
    due: Option<Date>,
}

/// Reads the words of a deadline cell. Never fails: words no rule of the grammar covers give a kind of `None`.
pub fn parse(text: &str) -> Option<Deadline> {
    let text = text.trim().trim_end_matches([';', ',']).trim();
    if text.is_empty() || text.chars().all(|c| !c.is_alphanumeric()) {
        return None;
    }
    let lower = crate::document::lowered(text);
    let mut out = Deadline {
        text: Some(text.to_owned()),
        kind: None,
        start: None,
        due: None,
        then_continuous: false,
        every_months: None,
        in_month: None,
    };
    if let Some((every, month)) = recurrence::read(&lower) {
        (out.kind, out.every_months, out.in_month) = (Some(DeadlineKind::Recurring), every, month);
        return Some(out);
    }
    let continuous = CONTINUOUS.find(&lower);
    // The number of a document waited for is no date: "Theo Quyết định số 12/2026/QĐ-UBND".
    let mut words = lower.clone();
    for found in document_number::find_all(text).into_iter().rev() {
        words.replace_range(found.range, "…");
    }
    let written_out = |words: String, short: &Rare, whole: &str| match short.on(&words) {
        Some(short) => short.replace_all(&words, whole).into_owned(),
        None => words,
    };
    let words = written_out(words, &SHORT_QUARTER, "quý $1$2$3");
    let words = written_out(words, &SHORT_YEAR, "${1}20$2 ");
    let waits = WAITS.is_match(&lower);
    // "Thường xuyên trong năm 2026" never ends within it; "5/2026 và thực hiện thường xuyên" has a day first.
    let all_along = |time: &Time| continuous.is_some_and(|found| found.start() == 0) && time.kind != DeadlineKind::By;
    let read = time(&words).filter(|time| !(all_along(time) || waits && time.kind == DeadlineKind::Year));
    if let Some(time) = read {
        (out.kind, out.start, out.due) = (Some(time.kind), time.start, time.due);
        out.then_continuous = continuous.is_some();
    } else if continuous.is_some() {
        out.kind = Some(DeadlineKind::Continuous);
    } else if WITHOUT_YEAR.is_match(words.trim()) {
        out.kind = Some(DeadlineKind::By);
    } else if CONDITIONAL.is_match(&lower) {
        out.kind = Some(DeadlineKind::Conditional);
    }
    Some(out)
}

fn day_of(date: &str) -> Option<Date> {
    let figures: Vec<i16> = date.split(|c: char| !c.is_ascii_digit()).filter_map(|figure| figure.parse().ok()).collect();
    let [day, month, year] = figures.as_slice() else { return None };
    let year = if *year < 100 { *year + 2000 } else { *year };
    Date::new(year, i8::try_from(*month).ok()?, i8::try_from(*day).ok()?).ok()
}

/// "Từ tháng 4/2026": a beginning and no end.
fn begins(lower: &str) -> bool {
    ["từ ", "kể từ ", "bắt đầu"].iter().any(|word| lower.starts_with(word)) && !lower.contains(" đến ")
}

/// First and last day of the only period a text names.
fn period(lower: &str) -> Option<(Date, Date)> {
    let months = |year: i16, first: i8, last: i8| Some((Date::new(year, first, 1).ok()?, last_day(year, last)?));
    if let Some(found) = FULL_DATE.find(lower) {
        return day_of(found.as_str()).map(|day| (day, day));
    }
    if let Some(found) = QUARTER.captures(lower) {
        let last = quarter(&found, 1)? * 3;
        return months(number(&found, 2)?, last - 2, last);
    }
    if let Some(found) = MONTH.captures(lower) {
        let month = number(&found, 1)?;
        return months(number(&found, 2)?, month, month);
    }
    let found = YEAR.captures(lower)?;
    months(number(&found, 1)?, 1, 12)
}

/// "Quý II/2026 - Quý IV/2027", "từ tháng 3/2026 đến tháng 6/2027": each end names its own year.
fn two_periods(lower: &str) -> Option<(Date, Date)> {
    let parts: Vec<&str> = BETWEEN.on(lower)?.split(lower).collect();
    let [first, last] = parts.as_slice() else { return None };
    let ((start, _), (_, due)) = (period(first)?, period(last)?);
    (start < due).then_some((start, due))
}

/// The first day borrows its month or its year from the last.
fn days(lower: &str, due: Date) -> Option<Time> {
    let found = DAYS.captures(lower)?;
    let start = Date::new(due.year(), number(&found, 2).unwrap_or(due.month()), number(&found, 1)?).ok();
    let start = start.filter(|start| *start < due);
    Some(Time { kind: if start.is_some() { DeadlineKind::Range } else { DeadlineKind::By }, start, due: Some(due) })
}

fn time(lower: &str) -> Option<Time> {
    let by = |due: Option<Date>| due.map(|due| Time { kind: DeadlineKind::By, start: None, due: Some(due) });
    let range = |start: Option<Date>, due: Option<Date>| Some(Time { kind: DeadlineKind::Range, start, due });
    // No day can be told from "đầu năm học 2026 - 2027".
    if ["đầu", "giữa"].iter().any(|part| lower.contains(&format!("{part} năm học"))) {
        return None;
    }
    if let Some((start, due)) = two_periods(lower) {
        return range(Some(start), Some(due));
    }
    let dates = FULL_DATE.on(lower).into_iter().flat_map(|date| date.find_iter(lower));
    let dates: Vec<Date> = dates.filter_map(|found| day_of(found.as_str())).collect();
    match dates.as_slice() {
        // A date that no calendar has is not read as something else.
        [] if FULL_DATE.is_match(lower) => return None,
        [] => {}
        [due] if DAYS.is_match(lower) => return days(lower, *due),
        [start, .., due] if lower.contains("từ") || lower.contains('-') || lower.contains('–') => {
            return range(Some(*start), Some(*due));
        }
        [start] if begins(lower) => return range(Some(*start), None),
        [.., due] => return by(Some(*due)),
    }
    if let Some(found) = HALF.captures(lower) {
        let month = if &found[2] == "đầu" { number(&found, 1).unwrap_or(6) } else { 12 };
        return by(last_day(number(&found, 3)?, month));
    }
    if let Some(found) = PART_OF_YEAR.captures(lower) {
        let due = if &found[1] == "cuối" { last_day(number(&found, 2)?, 12) } else { None };
        return Some(Time { kind: DeadlineKind::By, start: None, due });
    }
    if let Some(found) = QUARTERS.captures(lower) {
        let (year, first, last) = (number(&found, 3)?, quarter(&found, 1)?, quarter(&found, 2)?);
        return range(Date::new(year, first * 3 - 2, 1).ok(), last_day(year, last * 3));
    }
    if let Some(found) = QUARTER.captures(lower) {
        let due = last_day(number(&found, 2)?, quarter(&found, 1)? * 3);
        return if begins(lower) { range(period(lower).map(|(start, _)| start), None) } else { by(due) };
    }
    let onward = ONWARD.is_match(lower);
    if let Some(found) = YEARS.captures(lower).filter(|_| !onward) {
        return range(Date::new(number(&found, 1)?, 1, 1).ok(), last_day(number(&found, 2)?, 12));
    }
    if let Some(found) = MONTHS.captures(lower) {
        let (year, first, last) = (number(&found, 3)?, number(&found, 1)?, number(&found, 2)?);
        if first < last && last <= 12 {
            return range(Date::new(year, first, 1).ok(), last_day(year, last));
        }
    }
    if let Some(found) = MONTH.captures(lower) {
        let due = last_day(number(&found, 2)?, number(&found, 1)?);
        if due.is_some() {
            return if onward || begins(lower) { range(due.map(|due| due.first_of_month()), None) } else { by(due) };
        }
    }
    let year = YEAR.captures(lower).and_then(|found| number::<i16>(&found, 1))?;
    if onward || begins(lower) {
        return range(Date::new(year, 1, 1).ok(), None);
    }
    if let Some(found) = YEARS_LISTED.captures(lower) {
        return range(Date::new(number(&found, 1)?, 1, 1).ok(), last_day(number(&found, 2)?, 12));
    }
    Some(Time { kind: DeadlineKind::Year, start: None, due: last_day(year, 12) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let Some(deadline) = parse(text) else { return "none".to_owned() };
        let day = |date: Option<Date>| date.map_or("-".to_owned(), |date| date.to_string());
        let kind = deadline.kind.map_or("?".to_owned(), |kind| format!("{kind:?}"));
        let mut out = format!("{kind} {} {}", day(deadline.start), day(deadline.due));
        if deadline.then_continuous {
            out += " then";
        }
        if let Some(every) = deadline.every_months {
            out += &format!(" every {every}");
        }
        if let Some(month) = deadline.in_month {
            out += &format!(" in {month}");
        }
        out
    }

    #[test]
    fn every_form_of_a_deadline_is_read() {
        for (text, expected) in [
            ("3/2026", "By - 2026-03-31"),
            ("Tháng 12/2026", "By - 2026-12-31"),
            ("tháng 2 năm 2027", "By - 2027-02-28"),
            ("Quý IV/2026", "By - 2026-12-31"),
            ("Quý III năm 2026", "By - 2026-09-30"),
            ("Quý I-II/2026", "Range 2026-01-01 2026-06-30"),
            ("30/6/2026", "By - 2026-06-30"),
            ("Trước ngày 15 tháng 8 năm 2026", "By - 2026-08-15"),
            ("Năm 2026", "Year - 2026-12-31"),
            ("2026-2030", "Range 2026-01-01 2030-12-31"),
            ("Từ tháng 4/2026", "Range 2026-04-01 -"),
            ("Giai đoạn 2026 – 2030", "Range 2026-01-01 2030-12-31"),
            ("2026 và những năm tiếp theo", "Range 2026-01-01 -"),
            ("Thường xuyên", "Continuous - -"),
            ("5/2026 và thực hiện thường xuyên", "By - 2026-05-31 then"),
            ("3 tháng/lần", "Recurring - - every 3"),
            ("Hằng năm", "Recurring - - every 12"),
            ("Hàng quý", "Recurring - - every 3"),
            ("Tháng 02 hàng năm", "Recurring - - every 12 in 2"),
            ("Khi có hướng dẫn của bộ, ngành", "Conditional - -"),
            ("Trong 15 ngày kể từ ngày ban hành", "Conditional - -"),
            ("6 tháng đầu năm 2026", "By - 2026-06-30"),
            ("Tháng 3-6/2026", "Range 2026-03-01 2026-06-30"),
            ("Từ tháng 3/2026 đến tháng 6/2027", "Range 2026-03-01 2027-06-30"),
            ("Quý II/2026 - Quý IV/2027", "Range 2026-04-01 2027-12-31"),
            ("Quý I, II, III/2026", "Range 2026-01-01 2026-09-30"),
            ("Quý II, năm 2026", "By - 2026-06-30"),
            ("Từ 2026", "Range 2026-01-01 -"),
            ("Từ quý II/2026", "Range 2026-04-01 -"),
            ("Từ ngày 01/7/2026", "Range 2026-07-01 -"),
            ("Từ nay đến 30/6/2026", "By - 2026-06-30"),
            ("Năm 2026, 2027", "Range 2026-01-01 2027-12-31"),
            ("Tháng 6, 9, 12/2026", "By - 2026-12-31"),
            ("15/01 hằng năm", "Recurring - - every 12 in 1"),
            ("Trước ngày 15 tháng 12 hàng năm", "Recurring - - every 12 in 12"),
            ("Định kỳ 6 tháng, năm", "Recurring - - every 6"),
            ("Hoàn thành ngay sau khi được giao vốn", "Conditional - -"),
            ("Theo Quyết định số 12/2026/QĐ-UBND", "Conditional - -"),
            ("Trước 30/6/2026", "By - 2026-06-30"),
            ("30 / 6 / 26", "By - 2026-06-30"),
            ("Tháng 6/26", "By - 2026-06-30"),
            ("Quý IV/26", "By - 2026-12-31"),
            ("Q3/2026", "By - 2026-09-30"),
            ("IV/2026", "By - 2026-12-31"),
            ("Từ 01/3 đến 30/6/2026", "Range 2026-03-01 2026-06-30"),
            ("Từ 01 đến 15/3/2026", "Range 2026-03-01 2026-03-15"),
            ("9 tháng đầu năm 2026", "By - 2026-09-30"),
            ("Cuối năm 2026", "By - 2026-12-31"),
            ("Đầu năm 2027", "By - -"),
            ("Đầu năm học 2026 - 2027", "? - -"),
            ("Tháng 3/2026 - 30/9/2026", "Range 2026-03-01 2026-09-30"),
            ("Trong tháng 9", "By - -"),
            ("Quý III", "By - -"),
            ("Trước ngày 15/12", "By - -"),
            ("Thường xuyên trong năm 2026", "Continuous - -"),
            ("Thường xuyên, giai đoạn 2026-2030", "Continuous - -"),
            ("2026-2030, thực hiện thường xuyên", "Range 2026-01-01 2030-12-31 then"),
            ("Sau khi Luật sửa đổi năm 2026 có hiệu lực", "Conditional - -"),
            ("Theo kế hoạch năm 2026 của tỉnh", "Conditional - -"),
            ("15 ngày kể từ ngày ban hành", "Conditional - -"),
            ("Khi có yêu cầu", "Conditional - -"),
            ("Đột xuất", "Conditional - -"),
            ("01 lần/năm", "Recurring - - every 12"),
            ("02 lần/năm", "Recurring - - every 6"),
            ("1 lần/quý", "Recurring - - every 3"),
            ("Mỗi năm 02 lần", "Recurring - - every 6"),
            ("6 tháng, năm", "Recurring - - every 6"),
            ("Tháng, quý, năm", "Recurring - - every 1"),
            ("Hằng quý, năm", "Recurring - - every 3"),
            ("Ngày 25 hằng tháng", "Recurring - - every 1"),
            ("Thường xuyên, hằng năm", "Recurring - - every 12"),
            ("Hằng năm, trước ngày 30/11", "Recurring - - every 12 in 11"),
            ("Hằng năm, hoàn thành trước ngày 30/11/2026", "By - 2026-11-30"),
            ("Hoàn thành trong quý III năm 2026", "By - 2026-09-30"),
            ("hoàn thành trong tháng 9/2026", "By - 2026-09-30"),
            ("31/4/2026", "? - -"),
            ("", "none"),
            ("…", "none"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
