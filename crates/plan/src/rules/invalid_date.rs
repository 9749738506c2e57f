use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Captures;

use super::places::paragraphs;
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::pattern::Regex;

pub const RULE: Rule = Rule { name: "invalid-date", severity: Severity::Error, doc: include_str!("invalid_date.md"), check };

static DIGITS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:^|[^\d/.,-])((\d{1,2})/(\d{1,2})/(\d{4}))(?:[^\d/]|$)").expect("a fixed pattern"));
static WORDS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b(ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4}))\b").expect("a fixed pattern"));
/// "ngày 15 tháng 3 tháng 2024": a word in the wrong place.
static GARBLED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b(ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+tháng\s+\d{1,4})\b").expect("a fixed pattern"));

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for found in paragraphs(checked) {
        let text = &found.text().text;
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let wrong = |captures: &Captures<'_>| !exists(captures);
        let unreal = DIGITS.captures_iter(text).chain(WORDS.captures_iter(text)).filter(wrong);
        for date in unreal.chain(GARBLED.captures_iter(text)).filter_map(|captures| captures.get(1)) {
            let message = format!("Không có ngày “{}”", date.as_str());
            out.push(Diagnostic { help: Some(help(date.as_str())), ..RULE.at(&found.span(date.range()), message) });
        }
    }
}

/// Day, month and year stand in groups 2 to 4.
fn exists(captures: &Captures<'_>) -> bool {
    let part = |group: usize| captures[group].parse::<i16>().unwrap_or(0);
    Date::new(part(4), part(3) as i8, part(2) as i8).is_ok()
}

fn help(date: &str) -> String {
    let numbers: Vec<i16> = date.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    match numbers.as_slice() {
        [_, month, year] if (1..=12).contains(month) && *year > 999 => {
            let last = Date::new(*year, *month as i8, 1).map_or(30, |first| first.last_of_month().day());
            format!("tháng {month}/{year} có {last} ngày; ghi lại ngày đúng")
        }
        _ => "ghi lại theo dạng “ngày … tháng … năm …”".to_owned(),
    }
}
