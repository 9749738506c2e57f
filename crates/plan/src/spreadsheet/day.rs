//! Days and deadlines in cells: real dates, "30/6", "30.06.2026", "quý III", "tháng 9", and remarks beside them.

use std::sync::LazyLock;

use jiff::civil::Date;

use super::sheet::Value;
use super::words::quoted;
use crate::parse::deadline;
use crate::pattern::Regex;
use crate::plan::{Deadline, DeadlineKind};

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a literal of this file")
}

static FULL: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*([/.-])\s*(\d{4})\b"));
static SHORT: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(\d{1,2})([/.-])(\d{1,2})([/.-])(\d{2})$"));
static DAY_MONTH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?i:(?P<words>(?:trước|đến|chậm nhất|hết|xong|hoàn thành|ngày|\s)*))(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})$")
});
static ISO: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?$"));
static NO_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:trước|đến|trong|hết|cuối|đầu|giữa|hoàn thành|xong|từ|ngày|chậm nhất|\d{1,2})\s+)*(?:quý\s*(?:iv|i{1,3}|[1-4])|(?:tháng|t)\s*\.?\s*\d{1,2})(?:\s*(?:[-–,]|đến|và)\s*(?:quý\s*|tháng\s*)?(?:iv|i{1,3}|\d{1,2}))*$|(?i)^(?:6|06|sáu)\s*tháng\s*(?:đầu|cuối)(?:\s*năm)?$|(?i)^cuối năm$",
    )
});
static MOVED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)[,;.\s-]*\b(?:đã\s+)?(?:gia hạn|điều chỉnh|lùi|dời|chuyển sang|xin lùi)\b"));

/// A deadline with what else its cell says.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub deadline: Deadline,
    /// "đã gia hạn đến 31/8".
    pub aside: Option<String>,
}

/// How days are written in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Manner {
    /// Year of days written without one.
    pub year: Option<i16>,
    /// Somewhere the month stands before the day: 04/25/2026.
    pub month_first: bool,
}

/// Whether a text holds a date that only makes sense with the month first.
pub fn is_month_first(text: &str) -> bool {
    FULL.captures_iter(text).any(|found| matches!((found[1].parse::<u8>(), found[3].parse::<u8>()), (Ok(1..=12), Ok(13..=31))))
}

/// The deadline of a cell; `Ok(None)` where it says nothing.
///
/// # Errors
/// One sentence when the words name no deadline, or one that can be read in two ways.
pub fn deadline(value: &Value, manner: Manner) -> Result<Option<Told>, String> {
    match value {
        Value::Day(day) if plausible(*day) => Ok(Some(Told { deadline: by(*day, value.words()), aside: None })),
        Value::Day(day) => Err(format!("ngày {} quá xa hiện nay; hãy kiểm tra lại năm", day.strftime("%d/%m/%Y"))),
        Value::Number(year) if year.fract() == 0.0 && (2000.0..=2100.0).contains(year) => from_words(&value.words(), manner),
        Value::Number(_) | Value::Percent(_) | Value::Flag(_) => {
            Err(format!("{} là số, không phải ngày; hãy định dạng ô theo kiểu ngày hoặc ghi 30/06/2026", quoted(&value.words())))
        }
        Value::Fault(fault) => Err(format!("công thức trong ô báo lỗi {fault}; hãy sửa công thức hoặc ghi ngày")),
        Value::Text(text) => from_words(&crate::document::clean(text), manner),
    }
}

fn from_words(text: &str, manner: Manner) -> Result<Option<Told>, String> {
    if !text.chars().any(char::is_alphanumeric)
        || ["không", "không có", "chưa có", "không quy định"].contains(&text.to_lowercase().as_str())
    {
        return Ok(None);
    }
    let (main, aside) = apart(text);
    refuse_two_ways(&main, manner)?;
    let whole = completed(&main, manner.year)?;
    let unread = || {
        format!("không đọc được thời hạn {}; hãy ghi ngày (30/06/2026), tháng (9/2026), quý (quý III/2026) hoặc Thường xuyên", quoted(text))
    };
    let mut found = deadline::parse(&whole).filter(|found| found.kind.is_some()).ok_or_else(unread)?;
    if [found.start, found.due].into_iter().flatten().any(|day| !plausible(day)) {
        return Err(format!("năm trong thời hạn {} quá xa hiện nay; hãy kiểm tra lại", quoted(text)));
    }
    // The words stay as written; only the days were completed.
    found.text = Some(text.to_owned());
    Ok(Some(Told { deadline: found, aside }))
}

/// A single day of a cell.
///
/// # Errors
/// One sentence when the cell names no day, or one that can be read in two ways.
pub fn single(value: &Value, manner: Manner) -> Result<Option<Date>, String> {
    let text = value.words();
    match value {
        Value::Day(day) if plausible(*day) => return Ok(Some(*day)),
        Value::Text(_) if !text.chars().any(char::is_alphanumeric) => return Ok(None),
        Value::Text(_) => {
            refuse_two_ways(&text, manner)?;
            let (main, _) = apart(&text);
            if let Some(day) = exact(&main, manner.year) {
                return Ok(Some(day));
            }
        }
        _ => {}
    }
    Err(format!("{} không phải một ngày cụ thể; hãy ghi ngày, tháng, năm (30/06/2026)", quoted(&text)))
}

/// A day and nothing else: "30/06/2026", "30.6", "ngày 30 tháng 6 năm 2026".
pub fn exact(text: &str, year: Option<i16>) -> Option<Date> {
    let text = text.trim();
    let bare = text.strip_prefix("ngày").or_else(|| text.strip_prefix("Ngày")).unwrap_or(text).trim();
    if !bare.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let whole = completed(bare, year).ok()?;
    let found = deadline::parse(&whole)?;
    let day = found.due.filter(|day| found.kind == Some(DeadlineKind::By) && plausible(*day))?;
    // Months and quarters have a last day too, but name none.
    let named = FULL.is_match(&whole) || whole.contains(" tháng ") && whole.contains(" năm ");
    let ends = |c: char| c.is_ascii_digit();
    (named && whole.ends_with(ends)).then_some(day)
}

/// What stands in brackets, after a line break or after "gia hạn" is a remark: the deadline is what stands before.
fn apart(text: &str) -> (String, Option<String>) {
    let cut = match (text.find('('), MOVED.find(text).map(|found| found.start())) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b).unwrap_or(text.len()),
    };
    let main = text[..cut].trim().trim_end_matches([',', ';', '.']).to_owned();
    if main.is_empty() {
        return (text.to_owned(), None);
    }
    let aside = text[cut..].trim().trim_matches(|c: char| "(),;.".contains(c) || c.is_whitespace()).to_owned();
    (main, (!aside.is_empty()).then_some(aside))
}

/// In a column where some month stands before its day, 03/04/2026 may be either.
fn refuse_two_ways(text: &str, manner: Manner) -> Result<(), String> {
    for found in FULL.captures_iter(text).filter(|_| manner.month_first) {
        let (Ok(first), Ok(second)) = (found[1].parse::<u8>(), found[3].parse::<u8>()) else { continue };
        let year = &found[5];
        if (13..=31).contains(&second) && (1..=12).contains(&first) {
            return Err(format!("{} viết tháng trước ngày; hãy ghi {second:02}/{first:02}/{year}", quoted(&found[0])));
        }
        if first <= 12 && second <= 12 && first != second {
            return Err(format!(
                "{} có thể là {first:02}/{second:02} hoặc {second:02}/{first:02}, vì cùng cột có ngày viết kiểu tháng trước; hãy ghi lại bằng ô kiểu ngày",
                quoted(&found[0])
            ));
        }
    }
    Ok(())
}

/// The same words with their year: "30/6" with 2026 becomes "30/6/2026".
fn completed(text: &str, year: Option<i16>) -> Result<String, String> {
    let missing = || format!("{} chưa ghi năm; hãy ghi thêm năm, hoặc chọn năm chung cho cả bảng", quoted(text));
    if let Some(found) = ISO.captures(text) {
        return Ok(format!("{}/{}/{}", &found[3], &found[2], &found[1]));
    }
    if let Some(found) = DAY_MONTH.captures(text) {
        // "3/2026" never comes here: a month has at most two digits.
        let whole = |year: i16| format!("{}{}/{}/{year}", &found["words"], &found["day"], &found["month"]);
        return year.map(whole).ok_or_else(missing);
    }
    if let Some(found) = SHORT.captures(text) {
        let full = 2000 + found[5].parse::<i16>().unwrap_or(0);
        let near = year.is_none_or(|year| (full - year).abs() <= 10) && (2015..=2060).contains(&full);
        if !near || found[2] != found[4] {
            return Err(format!("năm viết hai chữ số trong {} chưa rõ; hãy ghi đủ bốn chữ số", quoted(text)));
        }
        let start = found.get(0).map_or(0, |found| found.start());
        return Ok(format!("{}{}/{}/{full}", &text[..start], &found[1], &found[3]));
    }
    if NO_YEAR.is_match(text) {
        let text = text.trim_end_matches("năm").trim_end();
        return year
            .map(|year| if text.eq_ignore_ascii_case("cuối") { format!("31/12/{year}") } else { format!("{text} năm {year}") })
            .ok_or_else(missing);
    }
    Ok(text.to_owned())
}

fn by(day: Date, text: String) -> Deadline {
    Deadline {
        text: Some(text),
        kind: Some(DeadlineKind::By),
        start: None,
        due: Some(day),
        then_continuous: false,
        every_months: None,
        in_month: None,
    }
}

/// Work that is followed today neither ended long ago nor ends in a far century.
fn plausible(day: Date) -> bool {
    (2000..=2100).contains(&day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, manner: Manner) -> String {
        match deadline(&Value::Text(text.to_owned()), manner) {
            Ok(Some(Told { deadline, aside })) => {
                let due = deadline.due.map_or("-".to_owned(), |due| due.to_string());
                let kind = deadline.kind.map_or("?".to_owned(), |kind| format!("{kind:?}"));
                format!("{kind} {due} {}", aside.unwrap_or_default()).trim_end().to_owned()
            }
            Ok(None) => "nothing".to_owned(),
            Err(sentence) => sentence,
        }
    }

    #[test]
    fn text_dates_are_read_with_the_year_of_the_table() {
        let manner = Manner { year: Some(2026), month_first: false };
        for (text, expected) in [
            ("30/6", "By 2026-06-30"),
            ("Trước ngày 30/6", "By 2026-06-30"),
            ("30.06.2026", "By 2026-06-30"),
            ("30/06/26", "By 2026-06-30"),
            ("2026-06-30", "By 2026-06-30"),
            ("quý III/2026", "By 2026-09-30"),
            ("Quý III", "By 2026-09-30"),
            ("tháng 9", "By 2026-09-30"),
            ("T9", "By 2026-09-30"),
            ("Trong quý II", "By 2026-06-30"),
            ("6 tháng đầu năm", "By 2026-06-30"),
            ("cuối năm", "By 2026-12-31"),
            ("3/2026", "By 2026-03-31"),
            ("30/6 (đã gia hạn đến 31/8)", "By 2026-06-30 đã gia hạn đến 31/8"),
            ("30/6/2026, đã gia hạn đến 31/8/2026", "By 2026-06-30 đã gia hạn đến 31/8/2026"),
            ("30/6/2026 gia hạn 31/8/2026", "By 2026-06-30 gia hạn 31/8/2026"),
            ("Thường xuyên", "Continuous -"),
            ("Hằng quý", "Recurring -"),
            ("-", "nothing"),
            ("03/04/2026", "By 2026-04-03"),
        ] {
            assert_eq!(told(text, manner), expected, "{text}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_not_read() {
        let none = Manner::default();
        assert!(told("30/6", none).contains("chưa ghi năm"));
        assert!(told("quý III", none).contains("chưa ghi năm"));
        let american = Manner { year: Some(2026), month_first: is_month_first("04/25/2026") };
        assert!(american.month_first && !is_month_first("25/04/2026"));
        assert!(told("03/04/2026", american).contains("03/04 hoặc 04/03"));
        assert!(told("04/25/2026", american).contains("25/04/2026"));
        assert_eq!(told("25/04/2026", american), "By 2026-04-25");
        assert!(told("31/4/2026", none).contains("không đọc được"));
        assert!(told("Sớm", none).contains("không đọc được"));
        assert!(told("30/6/1926", none).contains("không đọc được") || told("30/6/1926", none).contains("quá xa"));
        assert!(deadline(&Value::Number(46_203.0), none).is_err());
    }

    #[test]
    fn a_completion_needs_a_day() {
        let manner = Manner { year: Some(2026), month_first: false };
        let single = |text: &str| single(&Value::Text(text.to_owned()), manner).unwrap_or(Some(Date::ZERO)).map(|day| day.to_string());
        assert_eq!(single("15/6"), Some("2026-06-15".to_owned()));
        assert_eq!(single("ngày 15 tháng 6 năm 2026"), Some("2026-06-15".to_owned()));
        assert_eq!(single(""), None);
        for unclear in ["tháng 6", "6/2026", "Quý II/2026", "15/6 - 20/6", "x"] {
            assert_eq!(single(unclear), Some(Date::ZERO.to_string()), "{unclear}");
        }
    }
}
