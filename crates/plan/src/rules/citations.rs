//! What the rules of citations share: which mentions mean one document, and how a day is written.

use jiff::civil::Date;

use super::Checked;
use super::places::paragraphs;
use crate::plan::Mention;

/// Codes that name the issuer by themselves: "107/2021/NĐ-CP", "08/2026/TT-BXD", "20/2023/QH15".
const NAMES_ISSUER: [&str; 8] = ["NĐ-CP", "NQ-CP", "QĐ-TTg", "CT-TTg", "CĐ-TTg", "QĐ-TTG", "CT-TTG", "CĐ-TTG"];

/// Whether two names must be two bodies: neither is the other cut short ("Ban Chấp hành Đảng bộ tỉnh").
pub fn told_apart(a: Option<&str>, b: Option<&str>) -> bool {
    let plain = |name: &str| name.to_lowercase().replace("ủy ban nhân dân", "ubnd").replace("uỷ ban nhân dân", "ubnd");
    let (Some(a), Some(b)) = (a.map(plain), b.map(plain)) else { return false };
    !a.starts_with(&b) && !b.starts_with(&a)
}

/// "107/2021/NĐ-CP": the year the number bears.
pub fn year_of(number: &str) -> Option<i16> {
    // "1187/UBND-KGVX" begins with a number, not with a year.
    number.split('/').skip(1).filter(|part| part.len() == 4).find_map(|part| part.parse().ok()).filter(|year| (1945..2100).contains(year))
}

/// Whether two days of one number can only be one document: numbers start again every year, so the days differ by a
/// slip of the pen only in the same year or on the same day of another.
pub fn slip(number: &str, a: Date, b: Date) -> bool {
    a != b && (year_of(number).is_some() || a.year() == b.year() || (a.month(), a.day()) == (b.month(), b.day()))
}

/// Laws are cited by their names alone (NĐ 30/2020/NĐ-CP, Appendix I, II.6).
pub fn is_law(kind: Option<&str>, number: &str) -> bool {
    matches!(kind, Some("Luật" | "Bộ luật" | "Pháp lệnh")) || number.rsplit('/').next().is_some_and(|code| code.starts_with("QH"))
}

/// Whether the symbol of a number says by itself whose it is.
pub fn names_issuer(number: &str) -> bool {
    let code = number.rsplit('/').next().unwrap_or_default();
    NAMES_ISSUER.contains(&code) || code.starts_with("QH") || code.starts_with("TT-") || code.starts_with("TTLT-")
}

/// The day on which the plan speaks: its own, else the latest it cites.
pub fn speaks_on(checked: &Checked<'_>) -> Option<Date> {
    checked.plan.document.issued_on.or_else(|| checked.plan.citations.iter().filter_map(|citation| citation.date).max())
}

/// The words around a mention: what stands before its number in the paragraph, and what follows it.
pub fn around<'a>(checked: &Checked<'a>, mention: &Mention) -> Option<(&'a str, &'a str)> {
    paragraphs(checked).filter(|found| found.file == mention.span.file).find_map(|found| {
        let text = found.text().text.as_str();
        let at = text.find(&mention.raw)?;
        let end = at + mention.raw.len();
        (found.span(at..end).place == mention.span.place).then(|| (&text[..at], &text[end..]))
    })
}

/// "22/12/2024".
pub fn shown(date: Date) -> String {
    format!("{}/{}/{}", date.day(), date.month(), date.year())
}
