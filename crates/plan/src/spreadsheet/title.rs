//! What stands above the table: its titles, and the year they name.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::column::{Column, Field};
use super::header::Header;
use super::sheet::{Sheet, Value};
use crate::pattern::Regex;

static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b(20\d{2})\b").expect("the pattern is a literal of this file"));

/// Lines above the header, each merged cell once.
pub fn lines_above(sheet: &Sheet, header: u32) -> Vec<String> {
    let rows = sheet.rows().take_while(|row| *row < header);
    rows.flat_map(|row| sheet.cells_of(row).map(|(_, value)| value.words()).collect::<Vec<_>>())
        .filter(|line| !line.is_empty())
        .take(20)
        .collect()
}

/// A secrecy stamp alone in a cell near the top, as above the title of a document.
pub fn is_secret(sheet: &Sheet) -> bool {
    const STAMPS: [&str; 4] = ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "ĐỘ MẬT"];
    let top = sheet.rows().take(12).flat_map(|row| sheet.cells_of(row));
    let mut words = top.map(|(_, value)| value.words());
    words.any(|words| STAMPS.contains(&words.split(':').next().unwrap_or_default().trim()))
}

/// The year of days written without one: the only one that the titles or the sheet's name give, else the one
/// most whole days of the table have.
pub fn year(titles: &[String], sheet: &Sheet, columns: &[Column], header: Option<Header>) -> Option<i16> {
    let named = |text: &str| YEAR.captures_iter(text).filter_map(|found| found[1].parse::<i16>().ok()).collect::<Vec<_>>();
    // "Giai đoạn 2025-2030" names none; the date line of the sheet and its title agree or do not count.
    let mut of_titles: Vec<i16> =
        titles.iter().filter(|line| !line.to_lowercase().contains("giai đoạn")).flat_map(|line| named(line)).collect();
    of_titles.extend(named(&sheet.name));
    of_titles.sort_unstable();
    of_titles.dedup();
    if let [only] = of_titles.as_slice() {
        return Some(*only);
    }
    let mut seen: BTreeMap<i16, usize> = BTreeMap::new();
    let days = columns.iter().filter(|column| matches!(column.field, Some(Field::Deadline | Field::CompletedOn)));
    let rows: Vec<u32> = sheet.rows().filter(|row| header.is_some_and(|header| *row > header.last)).take(2000).collect();
    for column in days {
        for row in &rows {
            let found = match sheet.value(*row, column.index) {
                Some(Value::Day(day)) => vec![day.year()],
                Some(Value::Text(text)) => named(text),
                _ => Vec::new(),
            };
            found.into_iter().for_each(|year| *seen.entry(year).or_default() += 1);
        }
    }
    let all: usize = seen.values().sum();
    seen.into_iter().find(|(_, count)| count * 3 > all * 2).map(|(year, _)| year)
}
