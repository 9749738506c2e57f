//! The grammar of deadlines: "30/6/2026", "Quý IV/2026", "2026-2030", "Thường xuyên", "3 tháng/lần", "Khi có hướng dẫn…".

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};

use crate::plan::{Deadline, DeadlineKind};

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a literal of this file")
}

static FULL_DATE: LazyLock<Regex> = LazyLock::new(|| {
    // One sign between day, month and year: "3-6/2026" is two months.
    let signs = [r"\s*/\s*", r"\s*\.\s*", r"\s*-\s*"].map(|sign| format!(r"\d{{1,2}}{sign}\d{{1,2}}{sign}\d{{4}}"));
    pattern(&format!(r"(?:ngày\s*)?\b(?:{}|\d{{1,2}}\s*tháng\s*\d{{1,2}}\s*năm\s*\d{{4}})", signs.join("|")))
});
static FIGURES: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d+"));
static MONTHS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:tháng|t)?\s*(\d{1,2})\s*(?:[-–]|đến)\s*(?:tháng|t)?\s*(\d{1,2})\s*(?:/|[.-]|\s*năm\s*)\s*(\d{4})"));
static MONTH: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:(?:tháng|\bt)\s*\.?\s*)?(\d{1,2})\s*(?:[/.-]|\s*năm\s*)\s*(\d{4})\b"));
static QUARTERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"quý\s*(iv|i{1,3}|[1-4])\s*(?:[-–,]|và|đến)\s*(?:quý\s*)?(iv|i{1,3}|[1-4])\s*(?:[/.-]|\s*năm\s*)?\s*(\d{4})")
});
static QUARTER: LazyLock<Regex> = LazyLock::new(|| pattern(r"quý\s*(iv|i{1,3}|[1-4])\s*(?:[/.-]|,|\s*năm\s*)?\s*(\d{4})"));
static HALF: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:6|06|sáu)\s*tháng\s*(đầu|cuối)\s*năm\s*(\d{4})"));
static YEARS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\d{4})\s*(?:[-–]|đến(?:\s*hết)?(?:\s*năm)?)\s*(\d{4})"));
static YEAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(20\d{2})\b"));
static ONWARD: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:và\s+)?(?:(?:những|các)\s+năm\s+(?:tiếp\s*theo|sau|tới)|trở\s+đi)"));
static EVERY: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\d{1,2})\s*(tháng|năm|quý)\s*(?:/|một|\s)\s*(?:01|1|một)?\s*lần"));
static YEARLY_MONTH: LazyLock<Regex> = LazyLock::new(|| pattern(r"tháng\s*(\d{1,2})\s*(?:của\s+)?(?:hằng|hàng|mỗi|các)\s*năm"));
static CONTINUOUS: LazyLock<Regex> = LazyLock::new(|| pattern(r"thường\s+xuyên|liên\s+tục|hằng\s+ngày|hàng\s+ngày"));
static CONDITIONAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:thực hiện\s+)?(?:khi|sau|ngay|theo|trong|kể từ|căn cứ|tùy|tuỳ|phù hợp|bảo đảm|đảm bảo|trước khi|cùng|đồng bộ|chậm nhất)\b",
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
    let lower = text.to_lowercase();
    let mut out = Deadline {
        text: Some(text.to_owned()),
        kind: None,
        start: None,
        due: None,
        then_continuous: false,
        every_months: None,
        in_month: None,
    };
    if let Some((every, month)) = recurrence(&lower) {
        (out.kind, out.every_months, out.in_month) = (Some(DeadlineKind::Recurring), every, month);
        return Some(out);
    }
    let continuous = CONTINUOUS.is_match(&lower);
    if let Some(time) = time(&lower) {
        (out.kind, out.start, out.due) = (Some(time.kind), time.start, time.due);
        out.then_continuous = continuous;
    } else if continuous {
        out.kind = Some(DeadlineKind::Continuous);
    } else if CONDITIONAL.is_match(&lower) {
        out.kind = Some(DeadlineKind::Conditional);
    }
    Some(out)
}

fn recurrence(lower: &str) -> Option<(Option<u8>, Option<u8>)> {
    if let Some(found) = YEARLY_MONTH.captures(lower) {
        return Some((Some(12), number(&found, 1).filter(|month| (1..=12).contains(month))));
    }
    if let Some(found) = EVERY.captures(lower) {
        let every: u8 = number(&found, 1)?;
        let factor = match &found[2] {
            "năm" => 12,
            "quý" => 3,
            _ => 1,
        };
        return Some((every.checked_mul(factor), None));
    }
    // A year beside the word makes it a date that is said to repeat: the date wins only without "hằng năm".
    let of = |unit: &str| ["hằng", "hàng", "mỗi"].iter().any(|each| lower.contains(&format!("{each} {unit}")));
    let every = if of("tháng") {
        1
    } else if of("quý") {
        3
    } else if of("năm") {
        12
    } else {
        return of("tuần").then_some((None, None));
    };
    (!FULL_DATE.is_match(lower)).then_some((Some(every), None))
}

fn day_of(date: &str) -> Option<Date> {
    let figures: Vec<i16> = FIGURES.find_iter(date).filter_map(|figure| figure.as_str().parse().ok()).collect();
    let [day, month, year] = figures.as_slice() else { return None };
    Date::new(*year, i8::try_from(*month).ok()?, i8::try_from(*day).ok()?).ok()
}

fn time(lower: &str) -> Option<Time> {
    let by = |due: Option<Date>| due.map(|due| Time { kind: DeadlineKind::By, start: None, due: Some(due) });
    let range = |start: Option<Date>, due: Option<Date>| Some(Time { kind: DeadlineKind::Range, start, due });
    let dates: Vec<Date> = FULL_DATE.find_iter(lower).filter_map(|found| day_of(found.as_str())).collect();
    match dates.as_slice() {
        // A date that no calendar has is not read as something else.
        [] if FULL_DATE.is_match(lower) => return None,
        [] => {}
        [start, .., due] if lower.contains("từ") || lower.contains('-') || lower.contains('–') => {
            return range(Some(*start), Some(*due));
        }
        [.., due] => return by(Some(*due)),
    }
    if let Some(found) = HALF.captures(lower) {
        let month = if &found[1] == "đầu" { 6 } else { 12 };
        return by(last_day(number(&found, 2)?, month));
    }
    if let Some(found) = QUARTERS.captures(lower) {
        let (year, first, last) = (number(&found, 3)?, quarter(&found, 1)?, quarter(&found, 2)?);
        return range(Date::new(year, first * 3 - 2, 1).ok(), last_day(year, last * 3));
    }
    if let Some(found) = QUARTER.captures(lower) {
        return by(last_day(number(&found, 2)?, quarter(&found, 1)? * 3));
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
            let begins = ["từ ", "kể từ ", "bắt đầu"].iter().any(|word| lower.starts_with(word));
            return if onward || begins { range(due.map(|due| due.first_of_month()), None) } else { by(due) };
        }
    }
    let year = YEAR.captures(lower).and_then(|found| number::<i16>(&found, 1))?;
    if onward || lower.starts_with("từ năm") || lower.starts_with("bắt đầu") {
        return range(Date::new(year, 1, 1).ok(), None);
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
            ("hoàn thành trong tháng 9/2026", "By - 2026-09-30"),
            ("31/4/2026", "? - -"),
            ("", "none"),
            ("…", "none"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
