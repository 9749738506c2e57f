//! Days and numbers as people here write them: dd/mm/yyyy, 1.234,5.

use jiff::civil::Date;

use super::as_of::days_between;

/// "30/06/2025".
pub fn day(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

/// A day typed as "30/6/2026", "30-06-2026" or "30.6.2026".
pub fn parsed_day(text: &str) -> Option<Date> {
    let mut parts = text.trim().split(['/', '-', '.']);
    let mut part = || parts.next().filter(|part| !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit()));
    let (day, month, year) = (part()?.parse().ok()?, part()?.parse().ok()?, part()?);
    if year.len() != 4 || parts.next().is_some() {
        return None;
    }
    Date::new(year.parse().ok()?, month, day).ok().filter(|date| (1900..=2200).contains(&date.year()))
}

/// "1.234,5": at most `decimals` digits after the comma, none that say nothing.
pub fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = part.trim_end_matches('0');
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    let sign = if out == "0" && part.is_empty() { "" } else { sign };
    if part.is_empty() { format!("{sign}{out}") } else { format!("{sign}{out},{part}") }
}

/// "1.234".
pub fn count(value: i64) -> String {
    number(value as f64, 0)
}

/// "còn 12 ngày", "hôm nay", "trễ 5 ngày".
pub fn distance(due: Date, today: Date) -> String {
    match days_between(today, due) {
        0 => "hôm nay".to_owned(),
        left @ 1.. => format!("còn {} ngày", count(left)),
        late => format!("trễ {} ngày", count(-late)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn numbers_have_dots_between_thousands_and_a_comma_before_decimals() {
        assert_eq!(number(1234.5, 2), "1.234,5");
        assert_eq!(number(1_000_000.0, 2), "1.000.000");
        assert_eq!(number(-0.004, 2), "0");
        assert_eq!(number(-12.346, 2), "-12,35");
        assert_eq!(count(999), "999");
    }

    #[test]
    fn a_typed_day_is_read_only_when_it_exists() {
        assert_eq!(parsed_day(" 3/6/2025 "), Some(date(2025, 6, 3)));
        assert_eq!(parsed_day("03-06-2025"), Some(date(2025, 6, 3)));
        for wrong in ["31/4/2026", "3/6", "3/6/25", "2025/6/3", "3/6/2025/1", "ngày 3", ""] {
            assert_eq!(parsed_day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn days_are_written_with_two_digits_and_their_distance() {
        assert_eq!(day(date(2025, 6, 3)), "03/06/2025");
        let today = date(2026, 11, 20);
        assert_eq!(distance(date(2026, 12, 2), today), "còn 12 ngày");
        assert_eq!(distance(today, today), "hôm nay");
        assert_eq!(distance(date(2026, 11, 15), today), "trễ 5 ngày");
    }
}
